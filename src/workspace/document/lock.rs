//! `tenant.lock.yaml`: ids for names, and placeholders yet to be bound. Written by import and pull, committed.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{read, write};
use crate::diagnostic::Diagnostic;
use crate::model::{Id, Name, ReferenceKind};
use crate::syntax::{Entry, Node};
use crate::workspace::schema::{self, DocumentKind};

/// What the last import or pull knew of a tenant's ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockDocument {
    /// `tenantId`: the tenant the ids are of.
    pub tenant_id: Option<Uuid>,
    /// Ids for names; a name of one kind stands at `/<lock key>/<name>`.
    pub names: BTreeMap<ReferenceKind, BTreeMap<Name, Id>>,
    /// `policies`: Graph ids for the keys of this repository.
    pub policies: BTreeMap<String, Id>,
    /// `toBind`: placeholders, such as `<EmergencyAccessAccountsGroup>`, that stand for nothing yet.
    pub to_bind: Vec<String>,
    /// `bound`: placeholders and the name or id that each stands for.
    pub bound: BTreeMap<String, Name>,
}

/// Reads `tenant.lock.yaml`.
pub fn read_lock(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<LockDocument> {
    if !schema::validate(DocumentKind::Lock, node, diagnostics) {
        return None;
    }
    let names = ReferenceKind::ALL
        .iter()
        .map(|kind| (*kind, read::entries(node, kind.lock_key()).iter().map(id).collect()))
        .filter(|(_, names): &(ReferenceKind, BTreeMap<Name, Id>)| !names.is_empty());
    Some(LockDocument {
        tenant_id: read::guid(node, "tenantId"),
        names: names.collect(),
        policies: read::entries(node, "policies").iter().map(id).collect(),
        to_bind: read::texts(node, "toBind"),
        bound: read::entries(node, "bound")
            .iter()
            .map(|entry| (entry.key.clone(), read::scalar(&entry.value)))
            .collect(),
    })
}

/// Writes `tenant.lock.yaml`, sorted so that two imports of one tenant differ only where the tenant does.
pub fn write_lock(document: &LockDocument) -> Node {
    let mut entries = vec![
        ("tenantId", document.tenant_id.map(|id| write::text(&id.hyphenated().to_string()))),
        ("policies", ids(&document.policies)),
    ];
    for (kind, names) in &document.names {
        entries.push((kind.lock_key(), ids(names)));
    }
    entries.push(("toBind", write::nonempty_texts(&document.to_bind)));
    let bound = document.bound.iter().map(|(placeholder, name)| (placeholder.as_str(), write::text(name)));
    entries.push(("bound", write::nonempty_mapping(bound)));
    write::mapping(entries)
}

fn id(entry: &Entry) -> (String, Id) {
    (entry.key.clone(), Id::parse(&read::scalar(&entry.value)))
}

fn ids(names: &BTreeMap<String, Id>) -> Option<Node> {
    write::nonempty_mapping(names.iter().map(|(name, id)| (name.as_str(), write::text(&id.to_string()))))
}
