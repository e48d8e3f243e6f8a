//! Makes trees that were not read from a file.

use crate::source::Span;
use crate::syntax::{Entry, Node, Value};

/// A node that stands in no file.
pub(super) fn node(value: Value) -> Node {
    Node { span: Span::SYNTHETIC, value }
}

/// A string.
pub(super) fn text(text: &str) -> Node {
    node(Value::String(text.to_owned()))
}

/// `true` or `false`.
pub(super) fn flag(value: bool) -> Node {
    node(Value::Bool(value))
}

/// A list.
pub(super) fn sequence(items: impl IntoIterator<Item = Node>) -> Node {
    node(Value::Sequence(items.into_iter().collect()))
}

/// A list of strings.
pub(super) fn texts<T: AsRef<str>>(items: &[T]) -> Node {
    sequence(items.iter().map(|item| text(item.as_ref())))
}

/// A list of strings, left out where it is empty.
pub(super) fn nonempty_texts<T: AsRef<str>>(items: &[T]) -> Option<Node> {
    (!items.is_empty()).then(|| texts(items))
}

/// A map of what is present, in the order given.
pub(super) fn mapping<'a>(entries: impl IntoIterator<Item = (&'a str, Option<Node>)>) -> Node {
    let entries = entries.into_iter().filter_map(|(key, value)| {
        Some(Entry { key: key.to_owned(), key_span: Span::SYNTHETIC, value: value? })
    });
    node(Value::Mapping(entries.collect()))
}

/// A map, left out where it is empty.
pub(super) fn nonempty_mapping<'a>(entries: impl IntoIterator<Item = (&'a str, Node)>) -> Option<Node> {
    let made = mapping(entries.into_iter().map(|(key, value)| (key, Some(value))));
    (!made.entries().is_empty()).then_some(made)
}

/// A date.
pub(super) fn date(date: chrono::NaiveDate) -> Node {
    text(&date.format("%Y-%m-%d").to_string())
}

/// An integer.
pub(super) fn integer(value: i64) -> Node {
    node(Value::Integer(value))
}
