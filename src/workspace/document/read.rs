//! Looks into trees that their schema has accepted.
//!
//! What a schema requires is there; for what it lets be absent these give the empty value.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::syntax::{Entry, Node, Value};

/// The text of a scalar; nothing for a list, a map or null.
pub(super) fn scalar(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => String::new(),
    }
}

/// The text under a required key.
pub(super) fn text(node: &Node, key: &str) -> String {
    node.get(key).map(scalar).unwrap_or_default()
}

/// The text under a key.
pub(super) fn optional_text(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.as_str().map(str::to_owned)
}

/// The texts of the list under a key.
pub(super) fn texts(node: &Node, key: &str) -> Vec<String> {
    items(node, key).iter().map(scalar).collect()
}

/// The items of the list under a key.
pub(super) fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::items)
}

/// The entries of the map under a key.
pub(super) fn entries<'a>(node: &'a Node, key: &str) -> &'a [Entry] {
    node.get(key).map_or(&[], Node::entries)
}

/// Whether `true` stands under a key.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    flag_or(node, key, false)
}

/// The flag under a key, or what holds where it is absent.
pub(super) fn flag_or(node: &Node, key: &str, absent: bool) -> bool {
    match node.get(key).map(|node| &node.value) {
        Some(Value::Bool(value)) => *value,
        Some(Value::Null | Value::Integer(_) | Value::String(_) | Value::Sequence(_) | Value::Mapping(_))
        | None => absent,
    }
}

/// The date under a key.
pub(super) fn date(node: &Node, key: &str) -> Option<NaiveDate> {
    node.get(key)?.as_str()?.parse().ok()
}

/// The GUID under a key.
pub(super) fn guid(node: &Node, key: &str) -> Option<Uuid> {
    Uuid::parse_str(node.get(key)?.as_str()?).ok()
}
