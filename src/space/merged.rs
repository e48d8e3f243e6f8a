//! Versions of a set of policies in one universe: named locations that differ between them get ids of their own.

use std::collections::BTreeMap;

use super::Version;
use super::supposed::nowhere;
use crate::model::{ConditionSet, Id, LocationRef, NamedLocation, Policy, Scoped, State};

/// What versions come to together.
pub(super) struct Merged {
    /// By version: its named locations by ids that mean the same in all versions.
    pub(super) locations: Vec<Vec<NamedLocation>>,
    /// The locations of all versions.
    pub(super) all_locations: Vec<NamedLocation>,
    /// By version and policy, its conditions by the same ids. `None` for one that does not decide.
    pub(super) conditions: Vec<Vec<Option<ConditionSet<Id>>>>,
}

/// Whether a policy decides.
pub(super) fn decides(policy: &Policy<Id>) -> bool {
    matches!(policy.state, State::Enabled | State::Unknown(_))
}

/// Merges versions.
pub(super) fn merge(versions: &[Version<'_>]) -> Merged {
    let mut known: BTreeMap<Id, NamedLocation> = BTreeMap::new();
    let mut merged = Merged { locations: Vec::new(), all_locations: Vec::new(), conditions: Vec::new() };
    for (number, version) in versions.iter().enumerate() {
        let mut renamed: BTreeMap<Id, Id> = BTreeMap::new();
        let mut own = vec![nowhere()];
        for location in version.world.locations() {
            let mut id = location.id.clone();
            if known.get(&id).is_some_and(|known| !means_the_same(known, location)) {
                id = Id::Text(format!("{id} of version {number}").into());
                renamed.insert(location.id.clone(), id.clone());
            }
            let location = NamedLocation { id: id.clone(), ..location.clone() };
            known.entry(id).or_insert_with(|| location.clone());
            own.push(location);
        }
        merged.locations.push(own);
        let conditions = version.policies.iter().map(|policy| {
            decides(policy).then(|| {
                let mut conditions = policy.conditions.clone();
                rename(&mut conditions, &renamed);
                conditions
            })
        });
        merged.conditions.push(conditions.collect());
    }
    merged.all_locations = [nowhere()].into_iter().chain(known.into_values()).collect();
    merged
}

fn means_the_same(one: &NamedLocation, other: &NamedLocation) -> bool {
    one.kind == other.kind && one.unknown == other.unknown
}

fn rename(conditions: &mut ConditionSet<Id>, renamed: &BTreeMap<Id, Id>) {
    let Some(Scoped { include, exclude }) = &mut conditions.locations else { return };
    for entry in include.iter_mut().chain(exclude) {
        if let LocationRef::Location(id) = entry
            && let Some(new) = renamed.get(id)
        {
            *id = new.clone();
        }
    }
}
