//! A document on its way to a composed tree, and where it comes from.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::Node;

/// A file that is no policy.
pub(in crate::workspace) struct LayerFile {
    pub(in crate::workspace) kind: LayerFileKind,
    pub(in crate::workspace) tree: Node,
}

/// What a [`LayerFile`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::workspace) enum LayerFileKind {
    Baseline,
    Locations,
    Groups,
}

/// Where a document comes from.
#[derive(Debug, Default)]
pub(in crate::workspace) struct Origin {
    /// The folder of the shared set; `None` for the tenant's own.
    pub(in crate::workspace) set: Option<String>,
    /// `naming`: the set's own, else that of whoever uses it.
    pub(in crate::workspace) naming: Option<Node>,
    /// The key of the policy of which it keeps the block, if an exception made it.
    pub(in crate::workspace) companion_of: Option<String>,
}

/// A policy, named location or group on its way to a composed tree.
pub(in crate::workspace) struct Draft {
    /// The policy's `id`, or the `name` of a location or group.
    pub(in crate::workspace) key: String,
    pub(in crate::workspace) key_span: Span,
    pub(in crate::workspace) tree: Node,
    /// Whether something in it could not be composed, which is said already.
    pub(in crate::workspace) broken: bool,
    pub(in crate::workspace) origin: Arc<Origin>,
}
