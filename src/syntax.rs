//! YAML text to trees with spans and back.
//!
//! Parsing never fails: what is wrong becomes a diagnostic, what is readable becomes a tree. This module alone knows
//! the YAML crate; it knows nothing of policies.

mod tree;

pub use tree::{Entry, Node, Value, pointer_push, pointer_tokens};
