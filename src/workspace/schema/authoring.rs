//! Turns a schema for validation into one for editors.
//!
//! Our formats become patterns, and in documents of shared sets a parameter may stand for any value.

use serde_json::{Map, Value, json};

use super::DocumentKind;
use super::format::Format;

/// The published schema of a kind of document.
pub(super) fn schema(kind: DocumentKind, runtime: Value) -> Value {
    let parameters = match kind {
        DocumentKind::Policy | DocumentKind::Locations | DocumentKind::Groups => true,
        DocumentKind::Baseline | DocumentKind::Tenant | DocumentKind::Lock | DocumentKind::Tests => false,
    };
    let mut published = Map::new();
    published.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    published.insert("$id".to_owned(), kind.schema_file().into());
    published.insert("title".to_owned(), format!("gatewright {}", title(kind)).into());
    if let Value::Object(members) = convert(runtime, parameters) {
        published.extend(members);
    }
    if parameters {
        let parameter = json!({
            "description": "A parameter of the shared set, alone or inside a longer text.",
            "type": "string",
            "pattern": r"\$\([A-Za-z][A-Za-z0-9]*\)",
        });
        published.insert("$defs".to_owned(), json!({ "parameter": parameter }));
    }
    Value::Object(published)
}

fn title(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Policy => "policy",
        DocumentKind::Locations => "named locations",
        DocumentKind::Groups => "groups",
        DocumentKind::Baseline => "baseline",
        DocumentKind::Tenant => "tenant",
        DocumentKind::Lock => "tenant lock",
        DocumentKind::Tests => "tests",
    }
}

/// Rewrites a schema and those within it.
fn convert(schema: Value, parameters: bool) -> Value {
    let Value::Object(members) = schema else { return schema };
    let members = members.into_iter().map(|(keyword, value)| {
        let value = match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                let convert = |(key, schema): (String, Value)| {
                    // What stands under `graph:` is JSON of Graph, not of this language.
                    let parameters = parameters && key != "graph";
                    let schema = convert(schema, parameters);
                    (key, if parameters { or_parameter(schema) } else { schema })
                };
                Value::Object(properties.into_iter().map(convert).collect())
            }
            ("items", items) => {
                let items = convert(items, parameters);
                if parameters { or_parameter(items) } else { items }
            }
            ("additionalProperties" | "propertyNames", schema) => convert(schema, parameters),
            ("anyOf", Value::Array(shapes)) => {
                shapes.into_iter().map(|shape| convert(shape, parameters)).collect()
            }
            (_, value) => value,
        };
        match Format::ALL.iter().find(|format| keyword == "format" && value == format.name()) {
            Some(format) => ("pattern".to_owned(), format.pattern().into()),
            None => (keyword, value),
        }
    });
    Value::Object(members.collect())
}

/// The schema, or a parameter in its place.
fn or_parameter(schema: Value) -> Value {
    let Value::Object(mut members) = schema else { return schema };
    // Text without a form of its own takes a parameter as it is.
    let is_free_text = members.get("type") == Some(&json!("string"))
        && !["enum", "pattern"].iter().any(|keyword| members.contains_key(*keyword));
    if is_free_text || members.is_empty() {
        return Value::Object(members);
    }
    let description = members.shift_remove("description");
    let parameter = json!({ "$ref": "#/$defs/parameter" });
    let is_alternatives = members.len() == 1;
    let shapes = match members.shift_remove("anyOf") {
        Some(Value::Array(mut shapes)) if is_alternatives => {
            shapes.push(parameter);
            shapes
        }
        Some(any_of) => {
            members.insert("anyOf".to_owned(), any_of);
            vec![Value::Object(members), parameter]
        }
        None => vec![Value::Object(members), parameter],
    };
    let mut made = Map::new();
    made.extend(description.map(|description| ("description".to_owned(), description)));
    made.insert("anyOf".to_owned(), Value::Array(shapes));
    Value::Object(made)
}
