//! Turns the validator's errors into diagnostics: one for each cause, at the smallest place that shows it.
//!
//! Where a value may have several shapes, the shape of the same JSON type is the one that was meant. The words are the
//! language's; nobody needs to know JSON Schema to read them.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::format::{Fault, Format};
use super::spelling;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::{self, Node, pointer_push, pointer_tokens};

/// Explains every error of a document.
pub(super) fn explain(schema: &Value, root: &Node, errors: &[ValidationError<'_>]) -> Vec<Diagnostic> {
    let context = Context { schema, root };
    let mut causes = Vec::new();
    for error in errors {
        context.collect(error, false, &mut causes);
    }
    let told = |index: usize, cause: &Cause| {
        let before = causes.get(..index).unwrap_or_default();
        !causes.iter().any(|other| other.explains(cause)) && !before.iter().any(|other| other.is_same(cause))
    };
    let mut diagnostics: Vec<_> = causes
        .iter()
        .enumerate()
        .filter(|(index, cause)| told(*index, cause))
        .map(|(_, cause)| context.diagnostic(cause))
        .collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics
}

struct Context<'a> {
    schema: &'a Value,
    root: &'a Node,
}

/// One thing that is wrong.
struct Cause {
    /// The value it is wrong with.
    pointer: String,
    fault: Kind,
}

enum Kind {
    /// A value of another JSON type than is wanted; the keys of the map, if a map is wanted.
    WrongType { wanted: Vec<String>, keys: Vec<String> },
    /// A key that the map does not have, and what was meant.
    UnknownKey { key: String, allowed: Vec<String>, meant: Meant },
    /// None of these keys is there; with what the key is for, if it is one.
    MissingKey { keys: Vec<String>, purpose: Option<String> },
    /// More than one of these keys is there.
    TooManyKeys { keys: Vec<String> },
    /// The key may not be there because another one is.
    Conflict { with: String },
    /// A word that is not one of those allowed.
    UnknownWord { allowed: Vec<String>, or_list: bool, or_graph: bool },
    /// Text, or the key itself, that is not in its format.
    Format { key: Option<String>, fault: Fault },
    /// Empty text.
    Empty,
    /// Anything else.
    Other,
}

/// What an unknown key was meant to be.
enum Meant {
    Spelling(String),
    Key(String),
    Under(Vec<String>),
    Unclear,
}

impl Cause {
    /// Whether the other cause is a mere consequence of this one.
    fn explains(&self, other: &Self) -> bool {
        if self.pointer != other.pointer {
            return false;
        }
        match (&self.fault, &other.fault) {
            (Kind::WrongType { .. }, Kind::WrongType { .. }) => false,
            (Kind::WrongType { .. }, _) => true,
            (Kind::UnknownKey { meant, .. }, Kind::MissingKey { keys, .. }) => {
                keys.iter().any(|key| meant.mentions(key))
            }
            _ => false,
        }
    }

    /// Whether the other cause says the same.
    fn is_same(&self, other: &Self) -> bool {
        self.pointer == other.pointer
            && match (&self.fault, &other.fault) {
                (Kind::UnknownKey { key, .. }, Kind::UnknownKey { key: other, .. }) => key == other,
                (Kind::MissingKey { keys, .. }, Kind::MissingKey { keys: other, .. }) => keys == other,
                (Kind::Format { key, .. }, Kind::Format { key: other, .. }) => key == other,
                (ours, theirs) => std::mem::discriminant(ours) == std::mem::discriminant(theirs),
            }
    }
}

impl Meant {
    fn mentions(&self, key: &str) -> bool {
        match self {
            Self::Spelling(text) => {
                text.split(|character: char| !character.is_ascii_alphanumeric()).any(|word| word == key)
            }
            Self::Key(meant) => meant == key,
            Self::Under(keys) => keys.iter().any(|meant| meant == key),
            Self::Unclear => false,
        }
    }
}

impl Context<'_> {
    /// Finds the causes of an error; `or_list` says that a list could stand in the value's place.
    fn collect(&self, error: &ValidationError<'_>, or_list: bool, causes: &mut Vec<Cause>) {
        let pointer = error.instance_path().as_str().to_owned();
        let schema_path = error.schema_path().as_str();
        let mut add = |fault| causes.push(Cause { pointer: pointer.clone(), fault });
        match error.kind() {
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                let keys = self.alternative_keys(schema_path);
                if !keys.is_empty() {
                    add(Kind::MissingKey { keys, purpose: None });
                } else if let Some(meant) = meant_shape(context, &pointer) {
                    let or_list = or_list || self.allows_list(schema_path);
                    meant.iter().for_each(|error| self.collect(error, or_list, causes));
                } else {
                    let wanted = self.wanted_types(error);
                    add(Kind::WrongType { wanted, keys: self.keys_of_alternatives(schema_path) });
                }
            }
            ValidationErrorKind::OneOfMultipleValid { .. } => {
                add(Kind::TooManyKeys { keys: self.alternative_keys(schema_path) });
            }
            ValidationErrorKind::Type { .. } => {
                let keys = self.parent(schema_path).map(property_keys).unwrap_or_default();
                add(Kind::WrongType { wanted: self.wanted_types(error), keys });
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
                add(with.map_or(Kind::Other, |with| Kind::Conflict { with }));
            }
            ValidationErrorKind::Enum { options } => {
                let allowed = options.as_array().into_iter().flatten();
                let allowed =
                    allowed.map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned));
                let or_graph = self.has_graph_alternative(schema_path);
                add(Kind::UnknownWord { allowed: allowed.collect(), or_list, or_graph });
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
            // Keywords that our schemas do not use, or whose errors need no words of their own.
            _ => add(Kind::Other),
        }
    }

    /// The schema that a keyword stands in.
    fn parent(&self, schema_path: &str) -> Option<&Value> {
        let (parent, _) = schema_path.rsplit_once('/')?;
        match parent.rsplit_once('/') {
            // `dependentRequired` names a key before the object ends.
            Some((object, "dependentRequired")) => self.schema.pointer(object),
            Some(_) | None => self.schema.pointer(parent),
        }
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

    fn keys_of_alternatives(&self, schema_path: &str) -> Vec<String> {
        self.alternatives(schema_path).iter().flat_map(property_keys).collect()
    }

    fn allows_list(&self, schema_path: &str) -> bool {
        self.alternatives(schema_path).iter().any(|shape| shape.get("type") == Some(&"array".into()))
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

    fn diagnostic(&self, cause: &Cause) -> Diagnostic {
        let pointer = &cause.pointer;
        let subject = subject(pointer);
        match &cause.fault {
            Kind::WrongType { wanted, keys } => self.wrong_type(pointer, wanted, keys),
            Kind::UnknownKey { key, allowed, meant } => {
                let span = self.key_span(&pointer_push(pointer, key));
                let message = match pointer.as_str() {
                    "" => format!("unknown key `{key}`"),
                    _ => format!("unknown key `{key}` in {subject}"),
                };
                Diagnostic::error("unknown-key", span, message).help(match meant {
                    Meant::Spelling(ours) => format!("write `{ours}` instead"),
                    Meant::Key(meant) => format!("did you mean `{meant}`?"),
                    Meant::Under(parents) => format!("`{key}` belongs under {}", listed(parents, "or")),
                    Meant::Unclear => format!("the keys here are {}", listed(allowed, "and")),
                })
            }
            Kind::MissingKey { keys, purpose } => {
                let missing = match keys.as_slice() {
                    [key] => format!("`{key}` is missing"),
                    keys => format!("one of {} is missing", listed(keys, "or")),
                };
                let message = match pointer.as_str() {
                    "" => missing,
                    _ => format!("{missing} in {subject}"),
                };
                let diagnostic = Diagnostic::error("missing-key", self.owner_span(pointer), message);
                match (purpose, keys.as_slice()) {
                    (Some(purpose), [key]) => diagnostic.help(format!("add `{key}`: {purpose}")),
                    (Some(_) | None, _) => diagnostic,
                }
            }
            Kind::TooManyKeys { keys } => {
                let present =
                    |key: &&String| self.root.at(pointer).is_some_and(|node| node.get(key).is_some());
                let present: Vec<_> = keys.iter().filter(present).cloned().collect();
                let second = present.get(1).map_or("", String::as_str);
                let span = self.key_span(&pointer_push(pointer, second));
                Diagnostic::error(
                    "conflicting-keys",
                    span,
                    format!("{} cannot be used together", listed(&present, "and")),
                )
                .help(format!("keep one of {}", listed(&present, "or")))
            }
            Kind::Conflict { with } => {
                let (parent, key) = split(pointer);
                let other = self.key_span(&pointer_push(parent, with));
                Diagnostic::error(
                    "conflicting-keys",
                    self.key_span(pointer),
                    format!("`{key}` cannot be used together with `{with}`"),
                )
                .related(other, format!("`{with}` is here"))
            }
            Kind::UnknownWord { allowed, or_list, or_graph } => {
                self.unknown_word(pointer, allowed, *or_list, *or_graph)
            }
            Kind::Format { key, fault } => {
                let span = match key {
                    Some(key) => self.key_span(&pointer_push(pointer, key)),
                    None => self.value_span(pointer),
                };
                let diagnostic = Diagnostic::error(fault.code, span, fault.message.clone());
                match &fault.help {
                    Some(help) => diagnostic.help(help.clone()),
                    None => diagnostic,
                }
            }
            Kind::Empty => {
                Diagnostic::error("empty-value", self.value_span(pointer), format!("{subject} is empty"))
            }
            Kind::Other => Diagnostic::error(
                "invalid-value",
                self.value_span(pointer),
                format!("{subject} is not valid"),
            ),
        }
    }

    fn wrong_type(&self, pointer: &str, wanted: &[String], keys: &[String]) -> Diagnostic {
        let found = self.root.at(pointer).map_or(&syntax::Value::Null, |node| &node.value);
        let words: Vec<_> = wanted.iter().map(|name| type_words(name).to_owned()).collect();
        let message =
            format!("{} must be {}, not {}", subject(pointer), joined(&words, "or"), value_words(found));
        let wants = |name: &str| wanted.iter().any(|wanted| wanted == name);
        let help = match found {
            syntax::Value::Integer(_) | syntax::Value::Bool(_) if wants("string") => {
                Some(format!("put it in quotes: `\"{}\"`", scalar(found)))
            }
            syntax::Value::String(text) if wants("array") => Some(format!("write a list: `[{text}]`")),
            syntax::Value::Null => Some("write a value, or leave the key out".to_owned()),
            _ if wants("object") && !keys.is_empty() => Some(format!("a map has {}", listed(keys, "or"))),
            _ if wants("string") && matches!(found, syntax::Value::Sequence(_)) => {
                Some("write one value, without brackets or dash".to_owned())
            }
            _ => None,
        };
        let diagnostic = Diagnostic::error("wrong-type", self.value_span(pointer), message);
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    fn unknown_word(&self, pointer: &str, allowed: &[String], or_list: bool, or_graph: bool) -> Diagnostic {
        let written = self.root.at(pointer).map(|node| scalar(&node.value)).unwrap_or_default();
        let (parent, last) = split(pointer);
        let key = if last.parse::<usize>().is_ok() { split(parent).1 } else { last };
        let words: Vec<&str> = allowed.iter().map(String::as_str).collect();
        let help = if let Some(ours) = spelling::value(&written, &words) {
            format!("write `{ours}` here")
        } else if let Some(near) = did_you_mean(&written, words.iter().copied()) {
            format!("did you mean `{near}`? allowed: {}", listed(allowed, "or"))
        } else if or_list {
            format!("write {}, or a list: `[{written}]`", listed(allowed, "or"))
        } else if or_graph {
            format!(
                "write {}; a token of Graph newer than this version is written `graph:{written}`",
                listed(allowed, "or")
            )
        } else {
            format!("write {}", listed(allowed, "or"))
        };
        Diagnostic::error(
            "unknown-value",
            self.value_span(pointer),
            format!("`{written}` is not a value of `{key}`"),
        )
        .help(help)
    }

    /// The span of a value; of its key where the value is nothing.
    fn value_span(&self, pointer: &str) -> Span {
        match self.root.at(pointer) {
            Some(node) if node.value != syntax::Value::Null => node.span,
            Some(_) | None => self.key_span(pointer),
        }
    }

    /// The span of the key of a value; of the value where it has no key.
    fn key_span(&self, pointer: &str) -> Span {
        let (parent, key) = split(pointer);
        let entry = self.root.at(parent).and_then(|node| node.entry(&key));
        match (entry, self.root.at(pointer)) {
            (Some(entry), _) => entry.key_span,
            (None, Some(node)) => node.span,
            (None, None) => self.root.span,
        }
    }

    /// The span that stands for a map as a whole: its key, or the first key in it.
    fn owner_span(&self, pointer: &str) -> Span {
        let (parent, key) = split(pointer);
        if let Some(entry) = self.root.at(parent).and_then(|node| node.entry(&key)) {
            return entry.key_span;
        }
        match self.root.at(pointer).map(|node| (node.span, node.entries().first())) {
            Some((_, Some(first))) => first.key_span,
            Some((span, None)) => span,
            None => self.root.span,
        }
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

fn property_keys(schema: &Value) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().cloned()).collect()
}

fn meant_key(key: &str, allowed: &[String], object: Option<&Value>) -> Meant {
    if let Some(same) = allowed.iter().find(|allowed| allowed.eq_ignore_ascii_case(key)) {
        return Meant::Key(same.clone());
    }
    if let Some(ours) = spelling::key(key) {
        return Meant::Spelling(ours.to_owned());
    }
    let properties = object.and_then(|object| object.get("properties")?.as_object());
    let holds = |(parent, schema): (&String, &Value)| holds_key(schema, key).then(|| parent.clone());
    let parents: Vec<_> = properties.into_iter().flatten().filter_map(holds).collect();
    if !parents.is_empty() {
        return Meant::Under(parents);
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

/// A value in a sentence.
fn subject(pointer: &str) -> String {
    let (parent, last) = split(pointer);
    match (last.parse::<usize>(), split(parent).1) {
        (Ok(index), list) if !list.is_empty() => format!("entry {} of `{list}`", index + 1),
        (Ok(_), _) | (Err(_), _) if pointer.is_empty() => "the document".to_owned(),
        (Ok(_), _) | (Err(_), _) => format!("`{last}`"),
    }
}

/// The parent's pointer and the last token.
fn split(pointer: &str) -> (&str, String) {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    (parent, pointer_tokens(pointer).last().unwrap_or_default())
}

fn type_words(name: &str) -> &'static str {
    match name {
        "string" => "text",
        "integer" | "number" => "a whole number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a map",
        _ => "nothing",
    }
}

fn value_words(value: &syntax::Value) -> String {
    match value {
        syntax::Value::Null => "empty".to_owned(),
        syntax::Value::Bool(_) => format!("`{}`", scalar(value)),
        syntax::Value::Integer(_) => format!("the number `{}`", scalar(value)),
        syntax::Value::String(_) => "text".to_owned(),
        syntax::Value::Sequence(_) => "a list".to_owned(),
        syntax::Value::Mapping(_) => "a map".to_owned(),
    }
}

fn scalar(value: &syntax::Value) -> String {
    match value {
        syntax::Value::Bool(value) => value.to_string(),
        syntax::Value::Integer(number) => number.to_string(),
        syntax::Value::String(text) => text.clone(),
        syntax::Value::Null | syntax::Value::Sequence(_) | syntax::Value::Mapping(_) => String::new(),
    }
}

/// Names in backticks, as a sentence lists them.
fn listed(names: &[String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    joined(&quoted, last)
}

fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => "something else".to_owned(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}
