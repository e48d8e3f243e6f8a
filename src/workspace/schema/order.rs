//! The order of keys: that of the schemas, which is that of the language.
//!
//! Maps whose keys the author chooses, such as `values` and the names of a lock file, keep theirs.

use serde_json::{Map, Value};

use crate::syntax::{self, Entry, Node};

/// Puts the keys of every map that a schema describes in the schema's order. Keys that it does not know come last.
pub(super) fn sort_keys(schema: &Value, node: &mut Node) {
    match &mut node.value {
        syntax::Value::Mapping(entries) => {
            let Some(properties) = properties(schema, entries) else {
                if let Some(values) = shapes(schema).find_map(|shape| shape.get("additionalProperties")) {
                    for entry in entries {
                        sort_keys(values, &mut entry.value);
                    }
                }
                return;
            };
            let position = |entry: &Entry| {
                properties.keys().position(|key| *key == entry.key).unwrap_or(properties.len())
            };
            entries.sort_by_key(position);
            for entry in entries {
                if let Some(schema) = properties.get(&entry.key) {
                    sort_keys(schema, &mut entry.value);
                }
            }
        }
        syntax::Value::Sequence(items) => {
            if let Some(schema) = shapes(schema).find_map(|shape| shape.get("items")) {
                for item in items {
                    sort_keys(schema, item);
                }
            }
        }
        syntax::Value::Null
        | syntax::Value::Bool(_)
        | syntax::Value::Integer(_)
        | syntax::Value::String(_) => {}
    }
}

/// The properties of the shape that knows most of a map's keys.
fn properties<'a>(schema: &'a Value, entries: &[Entry]) -> Option<&'a Map<String, Value>> {
    let known = |properties: &&Map<String, Value>| {
        entries.iter().filter(|entry| properties.contains_key(&entry.key)).count()
    };
    shapes(schema).filter_map(|shape| shape.get("properties")?.as_object()).max_by_key(known)
}

/// A schema, or the alternatives that it consists of.
fn shapes(schema: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match schema.get("anyOf").and_then(Value::as_array) {
        Some(alternatives) if schema.get("properties").is_none() => {
            Box::new(alternatives.iter().flat_map(shapes))
        }
        Some(_) | None => Box::new(std::iter::once(schema)),
    }
}
