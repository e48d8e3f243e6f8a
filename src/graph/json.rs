//! JSON text to a tree in which every member and value knows its place.
//!
//! RFC 8259, bounded in depth and number of values. A member written twice is a warning, the last one wins, as
//! everywhere else JSON is read; so is a comma before the end. Anything else that is not JSON is an error at its place.

mod parser;

use crate::source::Span;
use crate::syntax::pointer_tokens;

pub use parser::{MAX_DEPTH, MAX_VALUES, parse};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// The value's own text, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object in the order written. INVARIANT: keys are distinct.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key, unescaped.
    pub key: String,
    /// Where the key stands, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Json,
}

impl Json {
    /// The members of an object; none for any other value.
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Array(_) => &[],
        }
    }

    /// The value of an object's member.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Array(_) | Kind::Object(_) => None,
        }
    }

    /// Whether nothing but null and empty lists and objects is inside.
    pub fn says_nothing(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Array(items) => items.is_empty(),
            Kind::Object(members) => members.iter().all(|member| member.value.says_nothing()),
            Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => false,
        }
    }

    /// The place of what a JSON pointer names: a member's key, an item. Where nothing is, the nearest that is around.
    pub fn span_at(&self, pointer: &str) -> Span {
        self.find(pointer).0
    }

    /// The value that a JSON pointer names; where nothing is, the nearest that is around.
    pub fn nearest(&self, pointer: &str) -> &Self {
        self.find(pointer).1
    }

    fn find(&self, pointer: &str) -> (Span, &Self) {
        let mut value = self;
        let mut span = self.span;
        for token in pointer_tokens(pointer) {
            let next = match &value.kind {
                Kind::Object(members) => {
                    members.iter().find(|member| member.key == token).map(|m| (m.key_span, &m.value))
                }
                Kind::Array(items) => {
                    token.parse().ok().and_then(|index: usize| items.get(index)).map(|item| (item.span, item))
                }
                Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => None,
            };
            let Some(next) = next else { break };
            (span, value) = next;
        }
        (span, value)
    }

    /// The same value without places.
    pub fn to_value(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Bool(value) => (*value).into(),
            Kind::Number(number) => number.clone().into(),
            Kind::String(text) => text.clone().into(),
            Kind::Array(items) => items.iter().map(Self::to_value).collect(),
            Kind::Object(members) => serde_json::Value::Object(
                members.iter().map(|member| (member.key.clone(), member.value.to_value())).collect(),
            ),
        }
    }
}
