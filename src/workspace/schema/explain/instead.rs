//! What a value of the wrong shape was meant to be: what is in it, or what could be around it, if the schema takes that.
//!
//! Nothing is guessed: a candidate that the schema refuses is not told.

use serde_json::{Map, Value};

use super::super::validator;
use crate::syntax::{Entry, Node, inline};

/// A way to write a value so that it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// Its only item, without brackets.
    Item,
    /// A list of it; of a map, a list of its keys.
    List,
    /// Under one of these keys, as it is.
    Under(Vec<String>),
    /// Under one of these keys, in a list.
    ListUnder(Vec<String>),
}

impl Instead {
    /// The first way in which a schema takes a value that it refuses as it is.
    pub(super) fn of(schema: &Value, keys: &[String], written: &Value) -> Option<Self> {
        let validator = validator(schema)?;
        let takes = |candidate: &Value| validator.is_valid(candidate);
        let under = |value: &Value| -> Vec<String> {
            let takes =
                |key: &&String| takes(&Value::Object(Map::from_iter([((*key).clone(), value.clone())])));
            keys.iter().filter(takes).cloned().collect()
        };
        let some = |keys: Vec<String>, of: fn(Vec<String>) -> Self| (!keys.is_empty()).then(|| of(keys));
        match written {
            Value::String(_) => {
                let list = Value::Array(vec![written.clone()]);
                if takes(&list) {
                    return Some(Self::List);
                }
                some(under(written), Self::Under).or_else(|| some(under(&list), Self::ListUnder))
            }
            Value::Array(items) => match items.as_slice() {
                [only] if takes(only) => Some(Self::Item),
                _ => some(under(written), Self::Under),
            },
            Value::Object(members) => {
                let is_bare = |value: &Value| matches!(value, Value::Bool(true) | Value::Null);
                let names = members.keys().cloned().map(Value::String).collect();
                (members.values().all(is_bare) && takes(&Value::Array(names))).then_some(Self::List)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }

    /// The value so written, in the ways that there are.
    pub(super) fn written(&self, node: &Node) -> Vec<String> {
        let under = |keys: &[String], value: &Node| {
            let mapping = |key: &String| Node::mapping([Entry::new(key.clone(), value.clone())]);
            keys.iter().map(|key| inline(&mapping(key))).collect()
        };
        match self {
            Self::Item => node.items().iter().map(inline).collect(),
            Self::List if node.entries().is_empty() => vec![inline(&Node::sequence([node.clone()]))],
            Self::List => {
                let names = node.entries().iter().map(|entry| Node::string(entry.key.clone()));
                vec![inline(&Node::sequence(names))]
            }
            Self::Under(keys) => under(keys, node),
            Self::ListUnder(keys) => under(keys, &Node::sequence([node.clone()])),
        }
    }
}
