//! Who is in a group, groups within groups included.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::wire::{DirectoryObject, guid};

/// Direct members of groups, as exported.
#[derive(Debug, Default)]
pub(super) struct Memberships {
    groups: BTreeMap<Uuid, Direct>,
}

/// Members as a file lists them.
#[derive(Debug)]
pub(super) struct List<'a> {
    pub(super) members: &'a [DirectoryObject],
    /// Whether no page follows.
    pub(super) has_end: bool,
    /// Whether members of nested groups are in it.
    pub(super) is_transitive: bool,
}

/// Members of one group.
#[derive(Debug, Default)]
struct Direct {
    users: BTreeSet<Uuid>,
    groups: BTreeSet<Uuid>,
    /// Whether the last page was among the lists.
    has_end: bool,
    /// Whether it has members of which nobody can tell what they are.
    has_untold: bool,
    /// Whether members of nested groups are in the list, so that nested groups need not be looked into.
    is_transitive: bool,
}

/// Everyone in a group, directly or not.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    pub(super) users: BTreeSet<Uuid>,
    /// Whether there is surely nobody else.
    pub(super) is_complete: bool,
}

impl Memberships {
    /// Adds a list of members, or a page of one.
    pub(super) fn add(&mut self, group: Uuid, list: &List<'_>, types: &Types) {
        let direct = self.groups.entry(group).or_default();
        direct.has_end |= list.has_end;
        direct.is_transitive |= list.has_end && list.is_transitive;
        for member in list.members {
            let id = guid(member.id.as_ref());
            match id.and_then(|id| Some((id, types.of(id, member.odata_type.as_deref())?))) {
                Some((id, ObjectType::User)) => {
                    direct.users.insert(id);
                }
                Some((id, ObjectType::Group)) => {
                    direct.groups.insert(id);
                }
                Some((_, ObjectType::Other)) => {}
                None => direct.has_untold = true,
            }
        }
    }

    /// Groups of which members were exported.
    pub(super) fn groups(&self) -> impl Iterator<Item = Uuid> {
        self.groups.keys().copied()
    }

    /// Whether another group is among the members of a group.
    pub(super) fn has_nested(&self, group: Uuid) -> bool {
        self.groups.get(&group).is_some_and(|direct| !direct.groups.is_empty())
    }

    /// Everyone in a group. A nested group whose members were not exported leaves them incomplete; groups within one
    /// another do no harm.
    pub(super) fn members(&self, group: Uuid) -> Members {
        let mut members = Members { users: BTreeSet::new(), is_complete: true };
        let mut seen = HashSet::from([group]);
        let mut open = vec![group];
        while let Some(group) = open.pop() {
            let Some(direct) = self.groups.get(&group) else {
                members.is_complete = false;
                continue;
            };
            members.is_complete &= direct.has_end && !direct.has_untold;
            members.users.extend(&direct.users);
            if !direct.is_transitive {
                open.extend(direct.groups.iter().copied().filter(|nested| seen.insert(*nested)));
            }
        }
        members
    }
}

/// What kind of object an id is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectType {
    User,
    Group,
    /// A service principal, a device or a contact.
    Other,
}

/// The ids that were exported, to tell what kind of object an id is of.
#[derive(Debug, Default)]
pub(super) struct Types {
    ids: HashMap<Uuid, ObjectType>,
}

impl Types {
    /// Adds an object, if it has an id.
    pub(super) fn add(&mut self, id: Option<Uuid>, object_type: ObjectType) {
        self.ids.extend(id.map(|id| (id, object_type)));
    }

    /// The kind of an object, from `@odata.type` or from what was exported.
    pub(super) fn of(&self, id: Uuid, odata_type: Option<&str>) -> Option<ObjectType> {
        match odata_type.map(|name| name.trim_start_matches("#microsoft.graph.")) {
            Some("user") => Some(ObjectType::User),
            Some("group") => Some(ObjectType::Group),
            Some(_) => Some(ObjectType::Other),
            None => self.ids.get(&id).copied(),
        }
    }
}
