//! Members this version does not know: found, kept as they came, and written back in place.

use serde_json::{Map, Value};

use super::Fault;
use super::shape::{Object, Shape, Standing, flag_tokens};
use crate::diagnostic::{Severity, did_you_mean};
use crate::model::Unknown;
use crate::syntax::{pointer_push, pointer_tokens};

/// Adds every unknown member of an object, and what is to be said about it.
pub(super) fn collect(
    unknown: &mut Unknown,
    faults: &mut Vec<Fault>,
    value: &Value,
    shape: &'static Object,
    pointer: &str,
) {
    let Some(members) = value.as_object() else {
        faults.push(wrong_type(pointer, "an object", value));
        unknown.0.insert(pointer.to_owned(), value.clone());
        return;
    };
    for (key, value) in members {
        let pointer = pointer_push(pointer, key);
        match shape.standing(key, value) {
            Standing::Nothing => {}
            Standing::Known(Shape::Object(shape)) => collect(unknown, faults, value, shape, &pointer),
            Standing::Known(shape) => faults.extend(token_faults(&pointer, shape, value)),
            Standing::UnknownMember => {
                faults.push(unknown_member(&pointer, key, shape));
                unknown.0.insert(pointer, value.clone());
            }
            Standing::UnknownValue(shape) => {
                faults.push(wrong_type(&pointer, shape.words(), value));
                unknown.0.insert(pointer, value.clone());
            }
        }
    }
}

/// Writes unknown members to where they were, over what is there. Objects on the way are made.
pub(super) fn merge(unknown: &Unknown, into: &mut Value) {
    for (pointer, value) in &unknown.0 {
        let mut place = &mut *into;
        for token in pointer_tokens(pointer) {
            place = child(place, token.into_owned());
        }
        *place = value.clone();
    }
}

fn child(parent: &mut Value, token: String) -> &mut Value {
    match parent {
        Value::Array(items) => {
            let index = token.parse().unwrap_or(items.len()).min(items.len());
            if index == items.len() {
                items.push(Value::Null);
            }
            // INVARIANT: `index` is below the length, by the lines above.
            #[expect(clippy::indexing_slicing, reason = "the index was just bounded by the length")]
            &mut items[index]
        }
        Value::Object(members) => members.entry(token).or_insert(Value::Null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            *parent = Value::Object(Map::new());
            child(parent, token)
        }
    }
}

fn unknown_member(pointer: &str, key: &str, shape: &'static Object) -> Fault {
    let message = format!("`{key}` is not known to this version; it is kept as it came");
    let near = did_you_mean(key, shape.names()).filter(|near| *near != key);
    Fault {
        // A name near a known one was likely meant to be it, and does not do what it says.
        severity: if near.is_some() { Severity::Warning } else { Severity::Note },
        help: near.map(|near| format!("did you mean `{near}`?")),
        ..Fault::new(Severity::Note, "unknown-member", pointer, message)
    }
}

/// Tokens this version does not know: kept, for enumerations are open.
fn token_faults(pointer: &str, shape: &'static Shape, value: &Value) -> Vec<Fault> {
    let at_member = |token| (pointer.to_owned(), token);
    let (known, tokens): (_, Vec<(String, &str)>) = match shape {
        Shape::Token(known) => (known, value.as_str().into_iter().map(at_member).collect()),
        Shape::Tokens(known) => {
            let items = value.as_array().into_iter().flatten().enumerate();
            let tokens =
                items.filter_map(|(index, item)| Some((format!("{pointer}/{index}"), item.as_str()?)));
            (known, tokens.collect())
        }
        Shape::Flags(known) => (known, flag_tokens(value).into_iter().map(at_member).collect()),
        Shape::Text
        | Shape::Boolean
        | Shape::Integer
        | Shape::Reference
        | Shape::References
        | Shape::Countries
        | Shape::IpRanges
        | Shape::Object(_)
        | Shape::ReadOnly
        | Shape::Undocumented => return Vec::new(),
    };
    tokens
        .into_iter()
        .filter(|(_, token)| !known.iter().any(|known| known.eq_ignore_ascii_case(token)))
        .map(|(pointer, token)| unknown_token(&pointer, token, known))
        .collect()
}

fn unknown_token(pointer: &str, token: &str, known: &[&'static str]) -> Fault {
    // The service writes this for values newer than the client says it knows (graph.md §0.9): what it was is lost.
    let fault = if token == "unknownFutureValue" {
        let message = "`unknownFutureValue` stands for a value that the export hides";
        Fault {
            help: Some("export again with the header `Prefer: include-unknown-enum-members`".to_owned()),
            ..Fault::new(Severity::Warning, "hidden-value", pointer, message)
        }
    } else {
        let message = format!("`{token}` is not known to this version; it is kept as it came");
        Fault {
            help: did_you_mean(token, known.iter().copied()).map(|near| format!("did you mean `{near}`?")),
            ..Fault::new(Severity::Note, "unknown-token", pointer, message)
        }
    };
    Fault { in_value: true, ..fault }
}

fn wrong_type(pointer: &str, wanted: &str, value: &Value) -> Fault {
    let key = pointer_tokens(pointer).last().unwrap_or_default();
    let message = if key.is_empty() {
        format!("this is not {wanted}; it is kept as it came")
    } else {
        format!("`{key}` is not {wanted}; it is kept as it came")
    };
    let is_number =
        value.is_number() || value.as_array().is_some_and(|items| items.iter().any(Value::is_number));
    Fault {
        help: (is_number && wanted.contains("string")).then(|| {
            "where PowerShell wrote numbers for words, export again with `ConvertTo-Json -EnumsAsStrings`"
                .to_owned()
        }),
        ..Fault::new(Severity::Warning, "wrong-type", pointer, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_on_the_way_are_made_and_items_found() {
        let mut value = json!({"a": null, "b": [1, 2]});
        let unknown = [("/a/x~1y/z", json!(1)), ("/b/1", json!(3)), ("/b/-", json!(4)), ("/c", json!(null))];
        let unknown =
            Unknown(unknown.into_iter().map(|(pointer, value)| (pointer.to_owned(), value)).collect());
        merge(&unknown, &mut value);
        assert_eq!(value, json!({"a": {"x/y": {"z": 1}}, "b": [1, 3, 4], "c": null}));
    }
}
