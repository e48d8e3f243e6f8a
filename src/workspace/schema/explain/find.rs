//! Finds what is wrong behind the validator's errors.
//!
//! Where a value may have several shapes, the shape of the same JSON type is the one that was meant.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::super::format::{Fault, Format};
use super::super::spelling;
use super::instead::Instead;
use super::{Cause, Kind, Meant, TextForm};
use crate::diagnostic::did_you_mean;
use crate::syntax::pointer_tokens;

/// What is wrong, in the order of the errors; some of it may follow from other.
pub(super) fn causes(schema: &Value, errors: &[ValidationError<'_>]) -> Vec<Cause> {
    let finder = Finder { schema, known: RefCell::default() };
    let mut causes = Vec::new();
    for error in errors {
        finder.collect(error, None, &mut causes);
    }
    causes
}

struct Finder<'a> {
    schema: &'a Value,
    /// What was meant, by the schema and the value: a document may repeat one mistake many times.
    known: RefCell<BTreeMap<(String, String), Option<Instead>>>,
}

impl Finder<'_> {
    /// Finds the causes of an error; `instead` says what else could stand in the value's place.
    fn collect(&self, error: &ValidationError<'_>, instead: Option<Instead>, causes: &mut Vec<Cause>) {
        let pointer = error.instance_path().as_str().to_owned();
        let schema_path = error.schema_path().as_str();
        let mut add = |fault| causes.push(Cause { pointer: pointer.clone(), fault });
        match error.kind() {
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                let keys = self.alternative_keys(schema_path);
                if !keys.is_empty() {
                    add(Kind::MissingKey { keys, purpose: None });
                } else if let Some(meant) = meant_shape(context, &pointer) {
                    let instead = instead.or_else(|| self.instead(error));
                    for error in meant {
                        let is_here = error.instance_path().as_str() == pointer;
                        self.collect(error, instead.clone().filter(|_| is_here), causes);
                    }
                } else {
                    let wanted = self.wanted_types(error);
                    let shapes = self.alternatives(schema_path);
                    let keys = shapes.iter().flat_map(property_keys).collect();
                    let instead = instead.or_else(|| self.instead(error));
                    add(Kind::WrongType { wanted, keys, text: text_form(shapes), instead });
                }
            }
            ValidationErrorKind::OneOfMultipleValid { .. } => {
                add(Kind::TooManyKeys { keys: self.alternative_keys(schema_path) });
            }
            ValidationErrorKind::Type { .. } => {
                let shape = self.parent(schema_path);
                let keys = shape.map(property_keys).unwrap_or_default();
                let text = text_form(shape.map_or(&[], std::slice::from_ref));
                let instead = instead.or_else(|| self.instead(error));
                add(Kind::WrongType { wanted: self.wanted_types(error), keys, text, instead });
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let object = self.parent(schema_path);
                for key in unexpected {
                    let allowed = object.map(property_keys).unwrap_or_default();
                    let meant = meant_key(key, &allowed, object);
                    add(Kind::UnknownKey { key: key.clone(), allowed, meant });
                }
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default().to_owned();
                let purpose = self.parent(schema_path).and_then(|object| purpose(object, &key));
                add(Kind::MissingKey { keys: vec![key], purpose });
            }
            ValidationErrorKind::FalseSchema => {
                let tokens: Vec<_> = pointer_tokens(schema_path).collect();
                let at = tokens.iter().position(|token| token == "dependentSchemas");
                let with = at.and_then(|at| tokens.get(at + 1)).cloned();
                add(with.map_or(Kind::Other, |with| Kind::Conflict { with: with.into_owned() }));
            }
            ValidationErrorKind::Enum { options } => {
                let allowed = options.as_array().into_iter().flatten();
                let allowed =
                    allowed.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned));
                let or_graph = self.has_graph_alternative(schema_path);
                add(Kind::UnknownWord { allowed: allowed.collect(), instead, or_graph });
            }
            ValidationErrorKind::Format { format } => {
                if let Some(fault) = fault(format, error.instance()) {
                    add(Kind::Format { key: None, fault });
                }
            }
            ValidationErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().unwrap_or_default().to_owned();
                if let ValidationErrorKind::Format { format } = error.kind()
                    && let Some(fault) = fault(format, error.instance())
                {
                    add(Kind::Format { key: Some(key), fault });
                }
            }
            ValidationErrorKind::MinLength { .. } => add(Kind::Empty),
            ValidationErrorKind::Minimum { limit } => {
                add(Kind::OutOfRange { bound: format!("{limit} or more") });
            }
            ValidationErrorKind::Maximum { limit } => {
                add(Kind::OutOfRange { bound: format!("{limit} or less") });
            }
            // Keywords that our schemas do not use, or whose errors need no words of their own.
            _ => add(Kind::Other),
        }
    }

    /// The schema of the value that a keyword speaks of.
    fn parent(&self, schema_path: &str) -> Option<&Value> {
        // What all must hold stands beside the properties.
        let parent = match schema_path.rsplit_once("/allOf/") {
            Some((parent, _)) => parent,
            None => schema_path.rsplit_once('/')?.0,
        };
        self.schema.pointer(parent)
    }

    /// The shapes under an `anyOf` or `oneOf`.
    fn alternatives(&self, schema_path: &str) -> &[Value] {
        self.schema.pointer(schema_path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The keys of alternatives that each ask for one key and nothing else.
    fn alternative_keys(&self, schema_path: &str) -> Vec<String> {
        let key = |shape: &Value| match shape.as_object()?.iter().next()? {
            (keyword, keys) if keyword == "required" => Some(keys.get(0)?.as_str()?.to_owned()),
            _ => None,
        };
        self.alternatives(schema_path).iter().filter_map(key).collect()
    }

    /// What was meant by a value that no shape takes as it is.
    fn instead(&self, error: &ValidationError<'_>) -> Option<Instead> {
        let schema_path = error.schema_path().as_str();
        let written = error.instance();
        let find = || {
            let schema = self.parent(schema_path)?;
            let shapes = match error.kind() {
                ValidationErrorKind::AnyOf { .. } => self.alternatives(schema_path),
                _ => std::slice::from_ref(schema),
            };
            let keys: Vec<String> = shapes.iter().flat_map(property_keys).collect();
            Instead::of(schema, &keys, written)
        };
        let key = (schema_path.to_owned(), written.to_string());
        self.known.borrow_mut().entry(key).or_insert_with(find).clone()
    }

    /// Whether `graph:token` may stand in the place of the words of an `enum`.
    fn has_graph_alternative(&self, schema_path: &str) -> bool {
        let alternatives = schema_path.rsplitn(3, '/').nth(2).unwrap_or_default();
        self.alternatives(alternatives).iter().any(|shape| shape.get("pattern").is_some())
    }

    /// The JSON types that would have fitted.
    fn wanted_types(&self, error: &ValidationError<'_>) -> Vec<String> {
        let mut wanted = Vec::new();
        match error.kind() {
            ValidationErrorKind::Type { .. } => match self.schema.pointer(error.schema_path().as_str()) {
                Some(Value::String(name)) => wanted.push(name.clone()),
                Some(Value::Array(names)) => {
                    wanted.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                }
                Some(_) | None => {}
            },
            ValidationErrorKind::AnyOf { context } => {
                for error in context.iter().flatten() {
                    wanted.extend(self.wanted_types(error));
                }
            }
            _ => {}
        }
        let mut seen = Vec::new();
        wanted.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        wanted
    }
}

/// The errors of the shape that was meant: the one of the value's JSON type. None if none is of its type.
fn meant_shape<'a>(
    shapes: &'a [Vec<ValidationError<'static>>],
    pointer: &str,
) -> Option<&'a [ValidationError<'static>]> {
    let fitting = || shapes.iter().filter(|errors| is_of_type(errors, pointer));
    let is_enum = |error: &ValidationError<'_>| matches!(error.kind(), ValidationErrorKind::Enum { .. });
    fitting().find(|errors| errors.iter().any(is_enum)).or_else(|| fitting().next()).map(Vec::as_slice)
}

fn is_of_type(errors: &[ValidationError<'static>], pointer: &str) -> bool {
    !errors.iter().filter(|error| error.instance_path().as_str() == pointer).any(|error| match error.kind() {
        ValidationErrorKind::Type { .. } => true,
        ValidationErrorKind::AnyOf { context } => !context.iter().any(|errors| is_of_type(errors, pointer)),
        _ => false,
    })
}

/// The form of the first shape that is text.
fn text_form(shapes: &[Value]) -> TextForm {
    let texts = shapes.iter().flat_map(|shape| match shape.get("anyOf").and_then(Value::as_array) {
        Some(inner) => inner.as_slice(),
        None => std::slice::from_ref(shape),
    });
    let mut texts = texts.filter(|shape| shape.get("type").is_some_and(|name| name == "string"));
    let Some(text) = texts.next() else { return TextForm::Free };
    if let Some(words) = text.get("enum").and_then(Value::as_array) {
        return TextForm::Words(words.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    }
    let format = text.get("format").and_then(|name| Format::ALL.iter().find(|format| name == format.name()));
    format.map_or(TextForm::Free, |format| TextForm::Format(*format))
}

fn property_keys(schema: &Value) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

fn meant_key(key: &str, allowed: &[String], object: Option<&Value>) -> Meant {
    if let Some(same) = allowed.iter().find(|allowed| allowed.eq_ignore_ascii_case(key)) {
        return Meant::Key(same.clone());
    }
    let properties = object.and_then(|object| object.get("properties")?.as_object());
    let holds = |(parent, schema): (&String, &Value)| holds_key(schema, key).then(|| parent.clone());
    let parents: Vec<_> = properties.into_iter().flatten().filter_map(holds).collect();
    if !parents.is_empty() {
        return Meant::Under(parents);
    }
    if let Some(ours) = spelling::key(key) {
        return Meant::Spelling(ours.to_owned());
    }
    let deeper: Vec<_> =
        properties.into_iter().flatten().flat_map(|property| keys_that_hold(property, key)).collect();
    if !deeper.is_empty() {
        return Meant::Under(deeper);
    }
    match did_you_mean(key, allowed.iter().map(String::as_str)) {
        Some(near) => Meant::Key(near.to_owned()),
        None => Meant::Unclear,
    }
}

/// Whether a map of this schema, or of one of its shapes, has the key.
fn holds_key(schema: &Value, key: &str) -> bool {
    let shapes = schema.get("anyOf").and_then(Value::as_array);
    schema.get("properties").is_some_and(|properties| properties.get(key).is_some())
        || shapes.into_iter().flatten().any(|shape| holds_key(shape, key))
}

/// The keys two deep under which a map has the key.
fn keys_that_hold((parent, schema): (&String, &Value), key: &str) -> Vec<String> {
    let inner = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    inner.filter(|(_, inner)| holds_key(inner, key)).map(|(inner, _)| format!("{parent}.{inner}")).collect()
}

/// What a key is for, to be read after a colon.
fn purpose(object: &Value, key: &str) -> Option<String> {
    let description = object.get("properties")?.get(key)?.get("description")?.as_str()?;
    let mut characters = description.trim_end_matches('.').chars();
    let first = characters.next()?;
    Some(first.to_lowercase().chain(characters).collect())
}

fn fault(format: &str, instance: &Value) -> Option<Fault> {
    let text = instance.as_str()?;
    Format::ALL.iter().find(|known| known.name() == format)?.check(text).err()
}
