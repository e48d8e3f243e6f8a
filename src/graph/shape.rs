//! Graph's objects as tables: which members this version knows, and what stands in them.
//!
//! Reading uses them to tell what is unknown, the canonical form to know what equals what. Members are those of the
//! v1.0 metadata of 2026-08-20 and of the beta endpoint as its exports show them; a member in no table is kept as it
//! came.

mod named_location;
mod policy;

use serde_json::Value;

pub(super) use named_location::{
    COMPLIANT_NETWORK_LOCATION, COUNTRY_LOCATION, IP_LOCATION, UNKNOWN_LOCATION,
};
pub(super) use policy::{POLICY, USER_ACTIONS};

/// What stands in a member.
#[derive(Debug)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number, not negative, of 32 bits.
    Integer,
    /// An id, or a word for several.
    Reference,
    /// A list of ids and words for several, in any order.
    References,
    /// A token of an enumeration.
    Token(&'static [&'static str]),
    /// A list of tokens, in any order.
    Tokens(&'static [&'static str]),
    /// A flags enumeration: tokens in one string, joined by commas, in any order. A list is understood too.
    Flags(&'static [&'static str]),
    /// Country codes, in any case and order.
    Countries,
    /// `ipRanges`: objects, in any order.
    IpRanges,
    /// An object of its own.
    Object(&'static Object),
    /// Written by the service alone: not part of what a policy says.
    ReadOnly,
    /// Not documented, or deprecated: seen in exports with nothing in it, which says nothing. With something in it, it
    /// is unknown.
    Undocumented,
}

/// An object's type and members.
#[derive(Debug)]
pub(super) struct Object {
    /// The values of `@odata.type` that say nothing new, without `#microsoft.graph.`.
    pub(super) types: &'static [&'static str],
    /// The members this version knows.
    pub(super) members: &'static [(&'static str, Shape)],
}

/// How a member of an object is to be taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Standing {
    /// It says nothing: read-only, an annotation, or null or empty.
    Nothing,
    /// No member of that name is known.
    UnknownMember,
    /// The member is known, and holds something of another JSON type.
    UnknownValue(&'static Shape),
    /// It is known, and fits.
    Known(&'static Shape),
}

impl Object {
    /// How a member is to be taken.
    pub(super) fn standing(&'static self, key: &str, value: &Value) -> Standing {
        if key == "@odata.type" {
            return if self.is_of_type(value) { Standing::Nothing } else { Standing::UnknownMember };
        }
        // `x@odata.bind` is no annotation: it sets a reference. Full metadata names actions with `#`.
        let is_annotation = key.contains("@odata.") && !key.ends_with("@odata.bind");
        if is_annotation || key.starts_with("#microsoft.graph.") || key.starts_with("@microsoft.graph.") {
            return Standing::Nothing;
        }
        match self.members.iter().find(|(name, _)| *name == key).map(|(_, shape)| shape) {
            Some(Shape::ReadOnly) => Standing::Nothing,
            Some(Shape::Undocumented) if says_nothing(value) => Standing::Nothing,
            None | Some(Shape::Undocumented) => Standing::UnknownMember,
            Some(_) if is_empty(value) => Standing::Nothing,
            Some(shape) if shape.fits(value) => Standing::Known(shape),
            Some(shape) => Standing::UnknownValue(shape),
        }
    }

    /// The names of the members, for "did you mean".
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.members.iter().map(|(name, _)| *name)
    }

    fn is_of_type(&self, value: &Value) -> bool {
        let name = value.as_str().map(|name| name.trim_start_matches("#microsoft.graph."));
        value.is_null() || name.is_some_and(|name| self.types.contains(&name))
    }
}

impl Shape {
    /// What fits, in the words of messages.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Text | Self::Reference | Self::Token(_) => "a string",
            Self::Boolean => "`true` or `false`",
            Self::Integer => "a whole number",
            Self::References | Self::Tokens(_) | Self::Countries => "a list of strings",
            Self::Flags(_) => "a string with commas",
            Self::IpRanges => "a list of objects",
            Self::Object(_) => "an object",
            Self::ReadOnly | Self::Undocumented => "anything",
        }
    }

    fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Reference | Self::Token(_) => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
            Self::References | Self::Tokens(_) | Self::Countries => is_list(value, Value::is_string),
            Self::Flags(_) => value.is_string() || is_list(value, Value::is_string),
            Self::IpRanges => value.is_array(),
            Self::Object(_) => value.is_object(),
            Self::ReadOnly | Self::Undocumented => true,
        }
    }
}

/// The tokens of a flags value, a string or a list; `none` is the absence of all.
pub(super) fn flag_tokens(value: &Value) -> Vec<&str> {
    let parts = match value {
        Value::String(text) => vec![text.as_str()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    };
    parts
        .into_iter()
        .flat_map(|part| part.split(','))
        .map(str::trim)
        .filter(|token| !token.is_empty() && !token.eq_ignore_ascii_case("none"))
        .collect()
}

/// Null and its equals: an empty list, an empty object.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether nothing but null and empty values is inside.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.values().all(says_nothing),
        Value::Null | Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            is_empty(value)
        }
    }
}

fn is_list(value: &Value, of: fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(of))
}
