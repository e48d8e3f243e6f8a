//! A place in what was authored, without files: which document, and where in it.

use crate::source::Span;

/// A place that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The document.
    pub root: PlaceRoot,
    /// A JSON pointer into the document as language.md has it, such as `/users/include`.
    pub pointer: String,
    /// Whether the key or the value is meant.
    pub part: Locate,
}

/// The document a place is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceRoot {
    /// `tenant.yaml`.
    Tenant,
    /// A policy, by its key in this repository.
    Policy(String),
    /// A named location, by display name.
    Location(String),
    /// A group that this repository creates, by display name.
    Group(String),
    /// A file of `tests/`, by its path.
    Test(String),
}

/// Whether the key or the value of an entry is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Locate {
    /// The key, for "this should not be here" and "something is missing under this".
    Key,
    /// The value.
    Value,
}

impl Place {
    /// The value at a pointer in a policy.
    pub fn policy(id: &str, pointer: impl Into<String>) -> Self {
        Self { root: PlaceRoot::Policy(id.to_owned()), pointer: pointer.into(), part: Locate::Value }
    }

    /// The value at a pointer in a named location.
    pub fn location(display_name: &str, pointer: impl Into<String>) -> Self {
        Self {
            root: PlaceRoot::Location(display_name.to_owned()),
            pointer: pointer.into(),
            part: Locate::Value,
        }
    }

    /// The value at a pointer in `tenant.yaml`.
    pub fn tenant(pointer: impl Into<String>) -> Self {
        Self { root: PlaceRoot::Tenant, pointer: pointer.into(), part: Locate::Value }
    }

    /// The same place's key.
    #[must_use]
    pub fn key(self) -> Self {
        Self { part: Locate::Key, ..self }
    }
}

/// Turns places into spans. A pointer to what is not written falls back to the nearest parent that is.
pub trait Spans {
    /// The smallest span that shows a place.
    fn span(&self, place: &Place) -> Span;
}
