//! From places in documents to spans in files.

use std::collections::BTreeMap;

use super::{Locate, Place, PlaceRoot};
use crate::source::Span;
use crate::syntax::{Node, Value, pointer_tokens};

/// The smallest span that shows a place in composed trees. What is not written falls back to the key of the nearest
/// parent that is, and at last to the head of the document.
pub(super) fn span(trees: &BTreeMap<PlaceRoot, Node>, place: &Place) -> Span {
    let Some(tree) = trees.get(&place.root) else {
        return trees.get(&PlaceRoot::Tenant).map_or(Span::SYNTHETIC, head);
    };
    let mut node = tree;
    let mut key = None;
    for token in pointer_tokens(&place.pointer) {
        let step = match &node.value {
            Value::Mapping(_) => node.entry(&token).map(|entry| (&entry.value, entry.key_span)),
            Value::Sequence(items) => {
                token.parse().ok().and_then(|index: usize| items.get(index)).map(|item| (item, item.span))
            }
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => None,
        };
        let Some((next, next_key)) = step else { return key.unwrap_or_else(|| head(tree)) };
        node = next;
        key = Some(next_key);
    }
    match (place.part, key) {
        (Locate::Key, Some(key)) => key,
        (Locate::Value, Some(_)) => node.span,
        (Locate::Key | Locate::Value, None) => head(tree),
    }
}

/// What shows a whole document: its `id` or `name`, else its first key.
fn head(tree: &Node) -> Span {
    let named = ["id", "name"].into_iter().find_map(|key| tree.get(key));
    named.map(|node| node.span).or(tree.entries().first().map(|entry| entry.key_span)).unwrap_or(tree.span)
}
