//! A YAML document as a tree in which every key and value knows its place.

use crate::source::Span;
use std::borrow::Cow;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value's own text, quotes included; for a mapping or sequence, all of it.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds. Scalars follow the language's own rules: `null` or nothing, `true`, `false`, integers
/// `-?(0|[1-9][0-9]*)`; every other plain scalar is a string (`NO`, `0755`, `1e3`, `2027-01-31`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A decimal integer.
    Integer(i64),
    /// Any other scalar.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// A map in the order written. INVARIANT: keys are distinct.
    Mapping(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key's text.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// An entry that was not read from a file.
    pub fn new(key: impl Into<String>, value: Node) -> Self {
        Self { key: key.into(), key_span: Span::SYNTHETIC, value }
    }
}

impl Node {
    /// A value that was not read from a file.
    pub fn new(value: Value) -> Self {
        Self { span: Span::SYNTHETIC, value }
    }

    /// A string that was not read from a file.
    pub fn string(text: impl Into<String>) -> Self {
        Self::new(Value::String(text.into()))
    }

    /// A list that was not read from a file.
    pub fn sequence(items: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Value::Sequence(items.into_iter().collect()))
    }

    /// A map that was not read from a file; the keys have to be distinct.
    pub fn mapping(entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::new(Value::Mapping(entries.into_iter().collect()))
    }

    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry under a key of a mapping.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The entries of a mapping; none for any other value.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Mapping(entries) => entries,
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Sequence(_) => &[],
        }
    }

    /// The items of a sequence; none for any other value.
    pub fn items(&self) -> &[Self] {
        match &self.value {
            Value::Sequence(items) => items,
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// The node a JSON pointer (RFC 6901) names.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        let mut node = self;
        for token in pointer_tokens(pointer) {
            node = match &node.value {
                Value::Mapping(_) => node.get(&token)?,
                Value::Sequence(items) => items.get(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => return None,
            };
        }
        Some(node)
    }

    /// The node a JSON pointer (RFC 6901) names, to be changed.
    pub fn at_mut(&mut self, pointer: &str) -> Option<&mut Self> {
        let mut node = self;
        for token in pointer_tokens(pointer) {
            node = match &mut node.value {
                Value::Mapping(entries) => &mut entries.iter_mut().find(|entry| entry.key == token)?.value,
                Value::Sequence(items) => items.get_mut(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => return None,
            };
        }
        Some(node)
    }

    /// The same value as JSON, without places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Integer(value) => (*value).into(),
            Value::String(text) => text.clone().into(),
            Value::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(entries) => serde_json::Value::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect(),
            ),
        }
    }
}

/// A part of a mapping or sequence.
#[derive(Clone, Copy)]
pub(super) enum Child<'a> {
    Entry(&'a Entry),
    Item(&'a Node),
}

impl<'a> Child<'a> {
    /// Where it begins, which also tells it from every other child of the file.
    pub(super) fn span(self) -> Span {
        match self {
            Self::Entry(entry) => entry.key_span,
            Self::Item(item) => item.span,
        }
    }

    pub(super) fn value(self) -> &'a Node {
        match self {
            Self::Entry(entry) => &entry.value,
            Self::Item(item) => item,
        }
    }
}

/// The entries or items of a node; none for a scalar.
pub(super) fn children(node: &Node) -> impl Iterator<Item = Child<'_>> {
    node.entries().iter().map(Child::Entry).chain(node.items().iter().map(Child::Item))
}

/// The tokens of a JSON pointer, unescaped.
pub fn pointer_tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|token| {
        if token.contains('~') {
            Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(token)
        }
    })
}

/// A pointer one token longer.
pub fn pointer_push(pointer: &str, token: &str) -> String {
    let mut longer = pointer.to_owned();
    pointer_extend(&mut longer, token);
    longer
}

/// Makes a pointer one token longer.
pub fn pointer_extend(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}
