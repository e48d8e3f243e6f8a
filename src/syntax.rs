//! YAML text to trees with spans and back.
//!
//! Parsing never fails: what is wrong becomes a diagnostic, what is readable becomes a tree. This module alone knows
//! the YAML crate; it knows nothing of policies.

mod comment;
mod emit;
mod fault;
mod parse;
mod scalar;
mod tree;

pub use comment::{Comments, Line};
pub use emit::{emit, emit_node};
pub use parse::{DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT, parse};
pub use tree::{Entry, Node, Value, pointer_push, pointer_tokens};

/// One file of YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The value; null for an empty file.
    pub root: Node,
    /// What is written between the values.
    pub comments: Comments,
}

impl Document {
    /// A document without comments.
    pub fn new(root: Node) -> Self {
        Self { root, comments: Comments::default() }
    }
}
