//! Makes trees that were not read from a file.

use crate::syntax::{Entry, Node, Value};

/// A string.
pub(super) fn text(text: &str) -> Node {
    Node::string(text)
}

/// `true` or `false`.
pub(super) fn flag(value: bool) -> Node {
    Node::new(Value::Bool(value))
}

/// A list.
pub(super) fn sequence(items: impl IntoIterator<Item = Node>) -> Node {
    Node::sequence(items)
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
    Node::mapping(entries.into_iter().filter_map(|(key, value)| Some(Entry::new(key, value?))))
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
    Node::new(Value::Integer(value))
}
