//! What a shared set declares for policies that a tenant leaves out alone, which is left out with them.
//!
//! Only names that stand in documents as they are written tell; a name that might be used keeps what goes by it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{BASELINE_FILE, Files, id_of, omitted};
use crate::syntax::{Entry, Node, Value};
use crate::workspace::files::join;
use crate::workspace::reader::Reader;

/// Texts, in lower case: names are compared in any case.
pub(super) type Texts = BTreeSet<String>;

/// What a tenant says itself.
pub(super) struct OfTenant<'t> {
    pub(super) folder: &'t str,
    /// Its `tenant.yaml`.
    pub(super) tree: &'t Node,
    pub(super) own: &'t Files,
}

impl OfTenant<'_> {
    /// The texts of the tenant and of the shared sets it uses, but for the policies that are left out.
    pub(super) fn in_use(&self, reader: &mut Reader<'_>) -> Texts {
        let mut found = Texts::new();
        collect(self.tree, "", &mut found);
        self.own.texts(|_| true, &mut found);
        nested(reader, self.folder, self.tree, &mut BTreeSet::new(), &mut found);
        found
    }
}

/// Goes into each shared set once.
fn nested(reader: &mut Reader<'_>, folder: &str, uses: &Node, met: &mut BTreeSet<String>, found: &mut Texts) {
    for used in uses.get("baselines").map_or(&[][..], Node::items) {
        let set = used.get("from").and_then(Node::as_str).and_then(|from| join(folder, from));
        let Some(set) = set.filter(|set| met.insert(set.clone())) else { continue };
        let Some(baseline) = join(&set, BASELINE_FILE).and_then(|file| reader.yaml(&file)) else { continue };
        collect(&baseline, "", found);
        let omitted = omitted(used);
        Files::read(reader, &set).texts(|id| !omitted.contains(id), found);
        nested(reader, &set, &baseline, met, found);
    }
}

impl Files {
    /// The same without named locations and groups that only policies use which are left out.
    pub(super) fn without_unused(mut self, omitted: &BTreeSet<String>, in_use: &Texts) -> Self {
        let mut left_out = Texts::new();
        self.texts(|id| omitted.contains(id), &mut left_out);
        left_out.retain(|text| !in_use.contains(text));
        for (tree, key) in [(&mut self.locations, "locations"), (&mut self.groups, "groups")] {
            *tree = tree.take().map(|tree| without(tree, key, &left_out));
        }
        self
    }

    fn texts(&self, is_wanted: impl Fn(&str) -> bool, found: &mut Texts) {
        for (_, tree) in &self.policies {
            let id = id_of(tree).unwrap_or_default();
            if is_wanted(id) {
                collect(tree, id, found);
            }
        }
    }
}

/// A document without those of its items that go by some names.
fn without(tree: Arc<Node>, key: &str, names: &Texts) -> Arc<Node> {
    let is_kept = |item: &Node| {
        let name = item.get("name").and_then(Node::as_str);
        !name.is_some_and(|name| names.contains(&name.to_lowercase()))
    };
    if tree.get(key).is_none_or(|items| items.items().iter().all(is_kept)) {
        return tree;
    }
    let entries = tree.entries().iter().cloned().map(|entry| match &entry.value.value {
        Value::Sequence(items) if entry.key == key => {
            let items = items.iter().filter(|item| is_kept(item)).cloned().collect();
            Entry { value: Node { value: Value::Sequence(items), ..entry.value }, ..entry }
        }
        _ => entry,
    });
    Arc::new(Node { span: tree.span, value: Value::Mapping(entries.collect()) })
}

/// Adds every text in a tree; what stands for the policy's id is put there.
fn collect(tree: &Node, id: &str, found: &mut Texts) {
    match &tree.value {
        Value::String(text) => {
            found.insert(text.replace("$(id)", id).to_lowercase());
        }
        Value::Sequence(items) => items.iter().for_each(|item| collect(item, id, found)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| collect(&entry.value, id, found)),
        Value::Null | Value::Bool(_) | Value::Integer(_) => {}
    }
}
