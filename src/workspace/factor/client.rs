//! What a client has: an imported workspace, loaded.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::sets::Set;
use crate::graph::{canonical_policy, policy};
use crate::model::{Id, Name, NamedLocation, Policy, ReferenceKind};
use crate::source::SourceMap;
use crate::syntax::{self, Node, Value};
use crate::workspace::document::{LockDocument, read_lock};
use crate::workspace::names::Names;
use crate::workspace::{Memory, OutputFile, PlaceRoot, load};

/// What a client has.
pub(super) struct Client {
    /// The day on which dates are judged.
    pub(super) as_of: NaiveDate,
    /// `tenant.yaml`, as imported.
    pub(super) tenant: Node,
    pub(super) lock: LockDocument,
    pub(super) policies: Vec<ClientPolicy>,
    /// Files of policies that no workspace takes, which the import reports. They stay as they are.
    pub(super) unread: Vec<OutputFile>,
    pub(super) locations: Vec<ClientLocation>,
    /// Every name the export gives, and what it stands for.
    pub(super) known: Vec<(ReferenceKind, Name, Id)>,
    /// The same, to look up.
    pub(super) names: Names<'static>,
    by_id: BTreeMap<(ReferenceKind, Id), Name>,
}

/// A policy of the export.
pub(super) struct ClientPolicy {
    pub(super) key: String,
    /// The file it was imported to.
    pub(super) path: String,
    /// What it says where emergency access is left to composition.
    pub(super) tree: Node,
    /// The same with all groups that are excluded.
    pub(super) whole: Node,
    pub(super) policy: Policy<Id>,
}

/// A named location of the export.
pub(super) struct ClientLocation {
    pub(super) tree: Node,
    pub(super) location: NamedLocation,
}

impl Client {
    /// Loads the files of an import. `None` if they are no workspace.
    pub(super) fn load(
        files: &[OutputFile],
        names: &[(ReferenceKind, Id, Name)],
        as_of: NaiveDate,
    ) -> Option<Self> {
        let memory: Memory = files.iter().cloned().collect();
        let mut loaded = load(&memory, "", as_of).ok()?;
        let tenant = loaded.tenants.pop()?;
        let tree = |root| tenant.trees.get(&root).cloned();
        let policies = tenant.policies.iter().filter_map(|policy| {
            let tree = tree(PlaceRoot::Policy(policy.id.clone()))?;
            let path = loaded.sources.path(tree.span.file).to_owned();
            let (key, whole, policy) = (policy.id.clone(), tree.clone(), policy.clone());
            Some(ClientPolicy { key, path, tree, whole, policy })
        });
        let locations = tenant.locations.iter().filter_map(|location| {
            let tree = tree(PlaceRoot::Location(location.display_name.clone()))?;
            Some(ClientLocation { tree, location: location.clone() })
        });
        let (policies, locations): (Vec<ClientPolicy>, _) = (policies.collect(), locations.collect());
        let unread = files.iter().filter(|(path, _)| {
            path.starts_with("policies/") && !policies.iter().any(|policy| policy.path == *path)
        });
        let unread = unread.cloned().collect();
        let lock = parse(files, "tenant.lock.yaml")
            .and_then(|tree| read_lock(&tree, &mut Vec::new()))
            .unwrap_or_default();
        let tenant = tree(PlaceRoot::Tenant)?;
        let known = known(&lock, names);
        let (names, by_id) = (Names::default(), BTreeMap::new());
        let mut client = Self { as_of, tenant, lock, policies, unread, locations, known, names, by_id };
        client.look_up_anew();
        Some(client)
    }

    /// Forgets names that were bound.
    pub(super) fn look_up_anew(&mut self) {
        let mut names = Names::new(None);
        names.to_bind.extend(self.lock.to_bind.iter().cloned());
        for ClientLocation { location, .. } in &self.locations {
            names.own.add(ReferenceKind::NamedLocation, &location.display_name, location.id.clone());
        }
        for (kind, name, id) in &self.known {
            names.lock.add(*kind, name, id.clone());
        }
        self.by_id = names.by_id();
        self.names = names;
    }

    /// Gives a policy another key if it has one of those that are taken.
    pub(super) fn give_key(&mut self, at: usize, taken: &BTreeSet<&str>) {
        let is_taken = |key: &str, others: &[ClientPolicy]| {
            let others = others.iter().map(|policy| policy.key.as_str());
            taken.iter().copied().chain(others).any(|other| other.eq_ignore_ascii_case(key))
        };
        let Some(old) = self.policies.get(at).map(|policy| policy.key.clone()) else { return };
        if !is_taken(&old, &[]) {
            return;
        }
        let numbered = (2_u32..).map(|number| format!("{old}-own-{number}"));
        let mut keys = std::iter::once(format!("{old}-own")).chain(numbered);
        let (Some(key), Some(policy)) =
            (keys.find(|key| !is_taken(key, &self.policies)), self.policies.get_mut(at))
        else {
            return;
        };
        if let Some(id) = policy.tree.at_mut("/id") {
            id.value = Value::String(key.clone());
        }
        policy.path = format!("policies/{key}.yaml");
        policy.key = key;
    }

    /// Gives a named location another name, in the policies too.
    pub(super) fn rename_location(&mut self, at: usize, new: &str) {
        let Some(location) = self.locations.get_mut(at) else { return };
        let old = std::mem::replace(&mut location.location.display_name, new.to_owned());
        if let Some(name) = location.tree.at_mut("/name") {
            name.value = Value::String(new.to_owned());
        }
        for tree in self.policies.iter_mut().flat_map(|policy| [&mut policy.tree, &mut policy.whole]) {
            for list in ["/locations/include", "/locations/exclude"] {
                if let Some(Node { value: Value::Sequence(items), .. }) = tree.at_mut(list) {
                    for item in items.iter_mut().filter(|item| item.as_str() == Some(&old)) {
                        item.value = Value::String(new.to_owned());
                    }
                }
            }
        }
        for (kind, name, _) in &mut self.known {
            if *kind == ReferenceKind::NamedLocation && *name == old {
                new.clone_into(name);
            }
        }
    }

    /// The known name of an object, if it has one.
    pub(super) fn name_of(&self, kind: ReferenceKind, id: &Id) -> Option<&Name> {
        self.by_id.get(&(kind, id.clone()))
    }
}

impl ClientPolicy {
    /// What it is compiled to.
    pub(super) fn canonical(&self) -> Json {
        canonical_policy(&policy::encode(&self.policy))
    }

    /// What is compared with the policy of a shared set.
    pub(super) fn beside(&self, set: &Set) -> &Node {
        if set.excludes_emergency_access { &self.whole } else { &self.tree }
    }

    /// Whether it is on users, and not on workloads or agents.
    pub(super) fn is_on_users(&self) -> bool {
        self.tree.get("users").is_some_and(|users| users.value != Value::Null)
    }
}

impl ClientLocation {
    pub(super) fn name(&self) -> &str {
        &self.location.display_name
    }
}

/// The tree of one of some files.
pub(super) fn parse(files: &[OutputFile], path: &str) -> Option<Node> {
    let (_, bytes) = files.iter().find(|(name, _)| name == path)?;
    let mut sources = SourceMap::default();
    let file = sources.add(path, String::from_utf8(bytes.clone()).ok()?);
    Some(syntax::parse(&sources, file, &mut Vec::new())?.root)
}

/// The names of the lock file, and those of the export that are used nowhere.
fn known(lock: &LockDocument, exported: &[(ReferenceKind, Id, Name)]) -> Vec<(ReferenceKind, Name, Id)> {
    let locked = lock.names.iter().flat_map(|(kind, ids)| ids.iter().map(|(name, id)| (*kind, name, id)));
    let exported = exported.iter().map(|(kind, id, name)| (*kind, name, id));
    let mut known: Vec<_> = locked
        .chain(exported.filter(|(_, name, id)| id.guid().is_some() && !name.is_empty()))
        .map(|(kind, name, id)| (kind, name.clone(), id.clone()))
        .collect();
    known.sort();
    known.dedup();
    known
}
