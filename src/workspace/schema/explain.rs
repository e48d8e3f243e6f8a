//! Turns the validator's errors into diagnostics: one for each cause, at the smallest place that shows it.
//!
//! The words are the language's; nobody needs to know JSON Schema to read them.

mod find;
mod instead;
mod render;

use jsonschema::ValidationError;
use serde_json::Value;

use super::format::{Fault, Format};
use crate::diagnostic::Diagnostic;
use crate::syntax::Node;
use instead::Instead;

/// Explains every error of a document.
pub(super) fn explain(schema: &Value, root: &Node, errors: &[ValidationError<'_>]) -> Vec<Diagnostic> {
    let causes = find::causes(schema, errors);
    let told = |index: usize, cause: &Cause| {
        let before = causes.get(..index).unwrap_or_default();
        !causes.iter().any(|other| other.explains(cause)) && !before.iter().any(|other| other.is_same(cause))
    };
    let mut diagnostics: Vec<_> = causes
        .iter()
        .enumerate()
        .filter(|(index, cause)| told(*index, cause))
        .map(|(_, cause)| render::diagnostic(root, cause))
        .collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    diagnostics
}

/// One thing that is wrong.
struct Cause {
    /// The value it is wrong with.
    pointer: String,
    fault: Kind,
}

enum Kind {
    /// A value of another JSON type than is wanted; the keys of the map, if a map is wanted, the form of text, and what
    /// was meant.
    WrongType { wanted: Vec<String>, keys: Vec<String>, text: TextForm, instead: Option<Instead> },
    /// A key that the map does not have, and what was meant.
    UnknownKey { key: String, allowed: Vec<String>, meant: Meant },
    /// None of these keys is there; with what the key is for, if it is one.
    MissingKey { keys: Vec<String>, purpose: Option<String> },
    /// More than one of these keys is there.
    TooManyKeys { keys: Vec<String> },
    /// The key may not be there because another one is.
    Conflict { with: String },
    /// A word that is not one of those allowed.
    UnknownWord { allowed: Vec<String>, instead: Option<Instead>, or_graph: bool },
    /// Text, or the key itself, that is not in its format.
    Format { key: Option<String>, fault: Fault },
    /// Empty text.
    Empty,
    /// A number beyond what it may be.
    OutOfRange { bound: String },
    /// Anything else.
    Other,
}

/// What text may stand in a value's place.
enum TextForm {
    Free,
    Words(Vec<String>),
    Format(Format),
}

/// What an unknown key was meant to be.
enum Meant {
    Spelling(String),
    Key(String),
    Under(Vec<String>),
    Unclear,
}

impl Cause {
    /// Whether the other cause is a mere consequence of this one.
    fn explains(&self, other: &Self) -> bool {
        if self.pointer != other.pointer {
            return false;
        }
        match (&self.fault, &other.fault) {
            (Kind::WrongType { .. }, Kind::WrongType { .. }) => false,
            (Kind::WrongType { .. }, _) => true,
            (Kind::UnknownKey { meant, allowed, .. }, Kind::MissingKey { keys, .. }) => {
                // A map of which nothing is known lacks nothing in particular.
                let is_choice = keys.len() > 1 || allowed == keys;
                let is_strange = is_choice && !self.pointer.is_empty() && matches!(meant, Meant::Unclear);
                is_strange || keys.iter().any(|key| meant.mentions(key))
            }
            _ => false,
        }
    }

    /// Whether the other cause says the same.
    fn is_same(&self, other: &Self) -> bool {
        self.pointer == other.pointer
            && match (&self.fault, &other.fault) {
                (Kind::UnknownKey { key, .. }, Kind::UnknownKey { key: other, .. }) => key == other,
                (Kind::MissingKey { keys, .. }, Kind::MissingKey { keys: other, .. }) => keys == other,
                (Kind::Format { key, .. }, Kind::Format { key: other, .. }) => key == other,
                (ours, theirs) => std::mem::discriminant(ours) == std::mem::discriminant(theirs),
            }
    }
}

impl Meant {
    fn mentions(&self, key: &str) -> bool {
        match self {
            Self::Spelling(text) => {
                text.split(|character: char| !character.is_ascii_alphanumeric()).any(|word| word == key)
            }
            Self::Key(meant) => meant == key,
            Self::Under(keys) => keys.iter().any(|meant| meant == key),
            Self::Unclear => false,
        }
    }
}
