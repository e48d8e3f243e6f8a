//! The changes that make a policy of a shared set what is deployed.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Fact, Facts, without};
use crate::syntax::{Entry, Node, Value};

/// What `changes` does to one policy.
#[derive(Debug, Default)]
pub(super) struct Edits {
    set: BTreeMap<String, Node>,
    remove: BTreeMap<String, Vec<Node>>,
    add: BTreeMap<String, Vec<Node>>,
}

/// A policy as a tree, and what it says.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) tree: &'a Node,
    pub(super) facts: &'a Facts,
}

/// What turns one policy into another. Whether each excludes emergency access matters only where composition does so.
pub(super) fn edits(shared: Side<'_>, deployed: Side<'_>, excludes_emergency_access: bool) -> Edits {
    let mut edits = Edits::default();
    let keys: BTreeSet<&String> = shared.facts.keys().chain(deployed.facts.keys()).collect();
    for key in keys {
        let (before, after) = (shared.facts.get(key), deployed.facts.get(key));
        let is_same = match (before, after) {
            (Some(before), Some(after)) => before.says(after),
            (Some(_) | None, None) | (None, Some(_)) => false,
        };
        if !is_same {
            edits.differ(key, (shared.tree, before), (deployed.tree, after));
        }
    }
    if excludes_emergency_access {
        edits.emergency_access(shared.tree, deployed.tree);
    }
    edits
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty() && self.add.is_empty()
    }

    /// An entry of `changes`.
    pub(super) fn change(&self, policy: &str, reason: &str) -> Node {
        let lists = |edits: &BTreeMap<String, Vec<Node>>| {
            in_order(edits.iter().map(|(key, items)| (key, Node::sequence(items.clone()))))
        };
        let set = in_order(self.set.iter().map(|(key, value)| (key, value.clone())));
        let kinds = [("set", set), ("remove", lists(&self.remove)), ("add", lists(&self.add))];
        let kinds = kinds.into_iter().filter(|(_, edits)| !edits.is_empty());
        let mut entries = vec![Entry::new("policy", Node::string(policy))];
        entries.extend(kinds.map(|(kind, edits)| Entry::new(kind, Node::mapping(edits))));
        entries.push(Entry::new("reason", Node::string(reason)));
        Node::mapping(entries)
    }

    /// Writes one difference, in the smallest way that the form it is written in allows.
    fn differ(&mut self, key: &str, shared: (&Node, Option<&Fact>), deployed: (&Node, Option<&Fact>)) {
        let ((before_tree, before), (after_tree, after)) = (shared, deployed);
        let key = key.split_once('#').map_or(key, |(_, _)| "grant");
        let top = key.split('.').next().unwrap_or(key);
        if at(before_tree, top).is_none() || at(after_tree, top).is_none() || top == "grant" {
            return self.replace(top, after_tree);
        }
        let written = at(before_tree, key);
        let is_list = written.is_some_and(|node| matches!(node.value, Value::Sequence(_)));
        let is_open = written.is_none() && depth(before_tree, key) == key;
        let is_exclusion = key.contains("exclude");
        match (before, after) {
            (Some(Fact::Many(before)), Some(Fact::Many(after))) if is_list => {
                let (removed, added) = (without(before, after), without(after, before));
                if removed.len() == before.len() && !is_exclusion {
                    return self.replace(key, after_tree);
                }
                self.list(key, &removed, &added);
            }
            (Some(Fact::Many(before)), None) if is_list && is_exclusion => {
                self.list(key, &before.iter().collect::<Vec<_>>(), &[]);
            }
            (None, Some(Fact::Many(after))) if is_open && is_exclusion => {
                self.list(key, &[], &after.iter().collect::<Vec<_>>());
            }
            _ => self.replace(depth(before_tree, key), after_tree),
        }
    }

    fn list(&mut self, key: &str, removed: &[&super::facts::Item], added: &[&super::facts::Item]) {
        let above =
            |other: &String| key.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('.'));
        if self.set.keys().any(above) {
            return;
        }
        let nodes =
            |items: &[&super::facts::Item]| items.iter().map(|item| item.node.clone()).collect::<Vec<_>>();
        if !removed.is_empty() {
            self.remove.insert(key.to_owned(), nodes(removed));
        }
        if !added.is_empty() {
            self.add.insert(key.to_owned(), nodes(added));
        }
    }

    /// Sets a key to what is deployed, null for nothing. What is under the key needs no edits then.
    fn replace(&mut self, key: &str, deployed: &Node) {
        let above =
            |other: &String| key.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('.'));
        if self.set.keys().any(above) {
            return;
        }
        let under = |other: &String| other.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
        self.set.retain(|other, _| !under(other));
        self.remove.retain(|other, _| !under(other));
        self.add.retain(|other, _| !under(other));
        let value = at(deployed, key).cloned().unwrap_or(Node::new(Value::Null));
        self.set.insert(key.to_owned(), value);
    }

    /// Whether emergency access is excluded is composed, and so no fact.
    fn emergency_access(&mut self, shared: &Node, deployed: &Node) {
        let included = |tree: &Node| at(tree, "emergencyAccess").is_some();
        if included(shared) != included(deployed) {
            self.replace("emergencyAccess", deployed);
        }
    }
}

/// Edits in the order of a policy's keys: name and state first, controls last.
fn in_order<'a>(edits: impl Iterator<Item = (&'a String, Node)>) -> Vec<Entry> {
    let place = |key: &str| match key.split('.').next().unwrap_or(key) {
        "name" => 0,
        "state" => 1,
        "users" => 2,
        "applications" | "userActions" | "authenticationContexts" => 3,
        "grant" => 5,
        "session" => 6,
        "emergencyAccess" => 7,
        "graph" => 8,
        _ => 4,
    };
    let mut entries: Vec<Entry> = edits.map(|(key, value)| Entry::new(key.clone(), value)).collect();
    entries.sort_by_key(|entry| place(&entry.key));
    entries
}

/// The value under a dotted key; null is none.
fn at<'a>(tree: &'a Node, key: &str) -> Option<&'a Node> {
    let node = key.split('.').try_fold(tree, |node, token| node.get(token))?;
    (node.value != Value::Null).then_some(node)
}

/// The longest beginning of a dotted key that can be set: what is above it is a map, or not there.
fn depth<'k>(tree: &Node, key: &'k str) -> &'k str {
    let ends = key.match_indices('.').map(|(end, _)| end);
    for end in ends {
        let above = key.get(..end).unwrap_or(key);
        if at(tree, above).is_some_and(|node| !matches!(node.value, Value::Mapping(_))) {
            return above;
        }
    }
    key
}
