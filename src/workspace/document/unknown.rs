//! `graph:` maps: members of a Graph object that this version does not know, as they came.
//!
//! A tree holds no fractions and no numbers beyond 64 bits, and is bounded in depth. Values with those are written as
//! JSON in a string that starts with `json:`, as is a string that starts so itself: nothing is lost.

use super::write;
use crate::model::Unknown;
use crate::syntax::{Node, Value};

const JSON: &str = "json:";

/// Deeper values are written as JSON text.
const MAX_DEPTH: usize = 8;

/// Reads a `graph:` map.
pub(super) fn unknown(node: &Node) -> Unknown {
    Unknown(node.entries().iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect())
}

/// Writes a `graph:` map, if there is anything to write.
pub(super) fn unknown_node(unknown: &Unknown) -> Option<Node> {
    write::nonempty_mapping(unknown.0.iter().map(|(pointer, value)| (pointer.as_str(), value_node(value))))
}

/// Whether an unknown member says more about when the policy applies.
pub(super) fn holds_condition(unknown: &Unknown) -> bool {
    unknown.0.keys().any(|pointer| pointer.starts_with("/conditions/"))
}

/// The JSON that a node stands for.
pub(super) fn value(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::String(text) => text
            .strip_prefix(JSON)
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_else(|| text.clone().into()),
        Value::Sequence(items) => items.iter().map(value).collect(),
        Value::Mapping(entries) => serde_json::Value::Object(
            entries.iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect(),
        ),
    }
}

/// A node that stands for JSON.
pub(super) fn value_node(value: &serde_json::Value) -> Node {
    if depth(value) > MAX_DEPTH { json_text(value) } else { shallow_node(value) }
}

fn shallow_node(value: &serde_json::Value) -> Node {
    match value {
        serde_json::Value::Null => Node::new(Value::Null),
        serde_json::Value::Bool(value) => write::flag(*value),
        serde_json::Value::Number(number) => {
            number.as_i64().map_or_else(|| json_text(value), |number| Node::new(Value::Integer(number)))
        }
        serde_json::Value::String(text) if text.starts_with(JSON) => json_text(value),
        serde_json::Value::String(text) => write::text(text),
        serde_json::Value::Array(items) => write::sequence(items.iter().map(shallow_node)),
        serde_json::Value::Object(members) => {
            write::mapping(members.iter().map(|(key, value)| (key.as_str(), Some(shallow_node(value)))))
        }
    }
}

fn json_text(value: &serde_json::Value) -> Node {
    write::text(&format!("{JSON}{value}"))
}

fn depth(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        serde_json::Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        serde_json::Value::Null
        | serde_json::Value::Bool(_)
        | serde_json::Value::Number(_)
        | serde_json::Value::String(_) => 0,
    }
}
