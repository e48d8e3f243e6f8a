//! YAML text to trees with spans and back.
//!
//! Parsing never fails: what is wrong becomes a diagnostic, what is readable becomes a tree. This module alone knows
//! the YAML crate; it knows nothing of policies.
//!
//! ```
//! use gatewright::{source::SourceMap, syntax};
//!
//! let mut sources = SourceMap::default();
//! let file = sources.add("locations.yaml", "ipRanges: [203.0.113.0/24, 2001:db8::]");
//! let mut diagnostics = Vec::new();
//! let document = syntax::parse(&sources, file, &mut diagnostics).unwrap();
//! assert_eq!(diagnostics[0].help.as_deref(), Some("quote it: `\"2001:db8::\"`"));
//! assert_eq!(syntax::emit(&document), "ipRanges: [203.0.113.0/24, \"2001:db8::\"]\n");
//! ```

mod comment;
mod edit;
mod emit;
mod fault;
mod mapping;
mod paragraph;
mod parse;
mod remark;
mod scalar;
mod trap;
mod tree;

use std::collections::BTreeSet;

use crate::source::Span;
pub use comment::{Comments, Line};
pub use edit::{Change, apply, edits, settle};
pub(crate) use emit::inline;
pub use emit::{emit, emit_node};
pub use parse::{DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT, parse};
pub use remark::Remark;
pub use tree::{Entry, Node, Value, pointer_extend, pointer_push, pointer_tokens};

/// One file of YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The value; null for an empty file.
    pub root: Node,
    /// What is written between the values.
    pub comments: Comments,
    /// The texts that were written over several lines although they have no line break.
    pub folded: BTreeSet<Span>,
}

impl Document {
    /// A document without comments.
    pub fn new(root: Node) -> Self {
        Self { root, comments: Comments::default(), folded: BTreeSet::new() }
    }
}
