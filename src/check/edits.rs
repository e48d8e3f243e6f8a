//! From an edit at places that need no file to one of files.
//!
//! A place is edited only in the file of its own document, and only where that file says what was composed: what a
//! parameter or a change of the tenant put there is for people to edit.

use std::collections::BTreeMap;

use super::{Change, Fix};
use crate::diagnostic;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, Document, Node, pointer_tokens};
use crate::workspace::{Place, TenantWorkspace};

/// The documents of files as they are written, each read once.
#[derive(Debug)]
pub struct Written<'a> {
    sources: &'a SourceMap,
    documents: BTreeMap<FileId, Option<Document>>,
}

impl<'a> Written<'a> {
    /// Nothing is read yet.
    pub fn new(sources: &'a SourceMap) -> Self {
        Self { sources, documents: BTreeMap::new() }
    }

    /// The edits of files that are a fix, if there are such.
    pub fn fix(&mut self, workspace: &TenantWorkspace, fix: &Fix) -> Option<diagnostic::Fix> {
        let mut files: BTreeMap<FileId, Vec<(Span, syntax::Change<'_>)>> = BTreeMap::new();
        for (place, change) in &fix.changes {
            let (span, change) = self.change(workspace, place, change)?;
            files.entry(span.file).or_default().push((span, change));
        }
        let mut edits = Vec::new();
        for (file, changes) in files {
            edits.extend(syntax::edits(self.sources, self.document(file)?, &changes)?);
        }
        Some(diagnostic::Fix { title: fix.title.clone(), edits })
    }

    fn change<'f>(
        &mut self,
        workspace: &TenantWorkspace,
        place: &Place,
        change: &'f Change,
    ) -> Option<(Span, syntax::Change<'f>)> {
        let composed = workspace.trees.get(&place.root)?;
        let (span, node) = locate(composed, &place.pointer)?;
        if span.file != composed.span.file {
            return None;
        }
        let written = find(&self.document(span.file)?.root, span)?;
        let change = match change {
            Change::Remove => syntax::Change::Remove,
            Change::Rename(key) => syntax::Change::Rename(key),
            Change::Add(key, added) => syntax::Change::Add(key.as_deref(), added),
            Change::Replace(new) if written.to_json() == node.to_json() => syntax::Change::Replace(new),
            Change::Replace(_) => return None,
        };
        Some((span, change))
    }

    fn document(&mut self, file: FileId) -> Option<&Document> {
        let sources = self.sources;
        let read = || syntax::parse(sources, file, &mut Vec::new());
        self.documents.entry(file).or_insert_with(read).as_ref()
    }
}

/// The key of the entry at a pointer, or the item or root there; and its value.
fn locate<'a>(tree: &'a Node, pointer: &str) -> Option<(Span, &'a Node)> {
    pointer_tokens(pointer).try_fold((tree.span, tree), |(_, node), token| {
        if let Some(entry) = node.entry(&token) {
            return Some((entry.key_span, &entry.value));
        }
        let item = node.items().get(token.parse::<usize>().ok()?)?;
        Some((item.span, item))
    })
}

/// The value of the entry, item or root at exactly a place.
fn find(node: &Node, place: Span) -> Option<&Node> {
    if node.span == place {
        return Some(node);
    }
    let keyed = node.entries().iter().find(|entry| entry.key_span == place).map(|entry| &entry.value);
    keyed.or_else(|| {
        let inner = node.entries().iter().map(|entry| &entry.value).chain(node.items());
        inner
            .filter(|inner| inner.span.start <= place.start && place.end <= inner.span.end)
            .find_map(|inner| find(inner, place))
    })
}
