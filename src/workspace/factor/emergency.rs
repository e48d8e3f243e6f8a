//! The group of the emergency access accounts, which composition excludes without its being named.

use std::collections::BTreeMap;

use super::client::{Client, ClientPolicy};
use crate::model::{Id, Name, ReferenceKind};
use crate::syntax::{Entry, Node, Value};
use crate::workspace::import::sounds_like_emergency;

/// The group of the emergency access accounts.
pub(super) struct EmergencyGroup {
    pub(super) id: Id,
    /// Its name, or its id where the export gives none.
    pub(super) name: Name,
}

/// Finds the group: among those that more than half of the policies on users exclude, at least two, the only one that
/// is called so; else the one that most exclude, if it is the only such one.
pub(super) fn find(client: &Client) -> Option<EmergencyGroup> {
    let policies: Vec<&ClientPolicy> = client.policies.iter().filter(|policy| policy.is_on_users()).collect();
    let mut uses: BTreeMap<&Id, usize> = BTreeMap::new();
    for policy in &policies {
        for group in &policy.policy.conditions.users.exclude.groups {
            *uses.entry(group).or_default() += 1;
        }
    }
    uses.retain(|id, uses| *uses > 1 && *uses * 2 > policies.len() && id.guid().is_some());
    let name = |id: &Id| client.name_of(ReferenceKind::Group, id).cloned().unwrap_or_else(|| id.to_string());
    let called_so: Vec<&Id> = uses.keys().copied().filter(|id| sounds_like_emergency(&name(id))).collect();
    let most = uses.values().max().copied().unwrap_or_default();
    let mostly: Vec<&Id> = uses.iter().filter(|(_, uses)| **uses == most).map(|(id, _)| *id).collect();
    match (called_so.as_slice(), mostly.as_slice()) {
        ([only], _) | ([], [only]) => Some(EmergencyGroup { id: (*only).clone(), name: name(only) }),
        ([] | [_, ..], _) => None,
    }
}

impl EmergencyGroup {
    /// Takes the exclusion of the group out of the policies, and says where it is not excluded.
    pub(super) fn leave_to_composition(&self, client: &mut Client) {
        for policy in client.policies.iter_mut().filter(|policy| policy.is_on_users()) {
            let is_group = |item: &Node| {
                item.as_str().is_some_and(|text| {
                    client.names.resolve(ReferenceKind::Group, text).as_ref() == Ok(&self.id)
                })
            };
            for tree in [&mut policy.tree, &mut policy.whole] {
                if let Value::Mapping(entries) = &mut tree.value {
                    entries.retain(|entry| entry.key != "emergencyAccess");
                }
            }
            let excludes = policy.policy.conditions.users.exclude.groups.contains(&self.id);
            if excludes {
                remove_group(&mut policy.tree, is_group);
            } else {
                for tree in [&mut policy.tree, &mut policy.whole] {
                    insert_before_graph(tree, Entry::new("emergencyAccess", included()));
                }
            }
        }
    }
}

/// That emergency access is not excluded.
fn included() -> Node {
    Node::mapping([
        Entry::new("included", Node::new(Value::Bool(true))),
        Entry::new("reason", Node::string(super::AS_DEPLOYED)),
    ])
}

/// Removes a group from the excluded ones, and what is empty then.
fn remove_group(tree: &mut Node, is_group: impl Fn(&Node) -> bool) {
    if let Some(Node { value: Value::Sequence(items), .. }) = tree.at_mut("/users/exclude/groups") {
        items.retain(|item| !is_group(item));
    }
    for (parent, key) in [("/users/exclude", "groups"), ("/users", "exclude")] {
        if let Some(Node { value: Value::Mapping(entries), .. }) = tree.at_mut(parent) {
            entries.retain(|entry| {
                entry.key != key || !entry.value.items().is_empty() || !entry.value.entries().is_empty()
            });
        }
    }
}

/// `graph` stands last.
fn insert_before_graph(tree: &mut Node, entry: Entry) {
    let Value::Mapping(entries) = &mut tree.value else { return };
    let at = entries.iter().position(|known| known.key == "graph").unwrap_or(entries.len());
    entries.insert(at, entry);
}
