//! Differences in what is written: added, removed, changed by field.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::pairs::{Ambiguous, Pairs, pair};
use crate::graph::{canonical_named_location, canonical_policy, named_location, policy};
use crate::model::{Id, NamedLocation, Policy, ResourceExclusions, Tenant, UnmanagedPolicies};
use crate::syntax::pointer_push;

/// A policy or named location of one side.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key in the repository, where there is one.
    pub key: Option<String>,
    /// The object id in Graph, where it is known.
    pub graph_id: Option<Id>,
    /// `displayName`.
    pub display_name: String,
    /// The canonical form.
    pub value: Value,
}

/// What differs between two sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldDiff<'e> {
    /// Only after, in the order there.
    pub added: Vec<&'e Entry>,
    /// Only before, in the order there.
    pub removed: Vec<&'e Entry>,
    /// On both sides and different, in the order of the side after.
    pub changed: Vec<Changed<'e>>,
    /// On both sides and equal, in the order of the side after.
    pub unchanged: Vec<&'e Entry>,
    /// Keys that could mean several entries of the other side, and were not matched by key.
    pub ambiguous: Vec<Ambiguous<'e>>,
}

/// An entry that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<'e> {
    /// As it was.
    pub before: &'e Entry,
    /// As it is.
    pub after: &'e Entry,
    /// The members that differ, in alphabetical order of their pointers.
    pub fields: Vec<FieldChange>,
}

/// A member that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Where, by JSON pointer in Graph's object.
    pub pointer: String,
    /// What was there.
    pub before: Option<Value>,
    /// What is there.
    pub after: Option<Value>,
    /// Of a list: the items only after.
    pub added_items: Vec<Value>,
    /// Of a list: the items only before.
    pub removed_items: Vec<Value>,
}

impl Entry {
    /// A policy.
    pub fn policy(of: &Policy<Id>) -> Self {
        let key = Some(&of.id).filter(|key| !key.is_empty());
        Self {
            // A policy that no YAML manages has its Graph id in place of a key.
            key: key.filter(|key| of.graph_id.as_ref().is_none_or(|id| id.to_string() != **key)).cloned(),
            graph_id: of.graph_id.clone(),
            display_name: of.display_name.clone(),
            value: canonical_policy(&policy::encode(of)),
        }
    }

    /// What a tenant's settings say that has a say in decisions, by the keys of `tenant.yaml`.
    pub fn settings(of: &Tenant) -> Self {
        let emergency_access = of.emergency_access.as_ref();
        // These lists are sets.
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let exclusions = match &of.platform.resource_exclusions {
            ResourceExclusions::Legacy => json!("legacy"),
            ResourceExclusions::Enforced => json!("enforced"),
            ResourceExclusions::Custom(application) => json!({ "custom": application.to_string() }),
        };
        let value = json!({
            "emergencyAccess": emergency_access.map(|access| json!({
                "accounts": sorted(access.accounts.clone()),
                "group": access.group,
            })),
            "partner": of.partner.as_ref().map(|partner| json!({
                "tenants": sorted(partner.tenants.iter().map(ToString::to_string).collect()),
                "access": partner.access,
            })),
            "unattended": sorted(of.unattended.iter().map(ToString::to_string).collect()),
            "platform": {
                "securityDefaults": of.platform.security_defaults,
                "resourceExclusions": exclusions,
                "mandatoryMfa": {
                    "phase1": of.platform.mandatory_mfa.phase1,
                    "phase2": of.platform.mandatory_mfa.phase2,
                },
                "mfaTrustedIps": of.platform.mfa_trusted_ips.as_ref().map(|location| sorted(location.ip_ranges())),
            },
            "unmanagedPolicies": match of.unmanaged_policies {
                UnmanagedPolicies::Keep => "keep",
                UnmanagedPolicies::Remove => "remove",
            },
        });
        Self { key: None, graph_id: None, display_name: "tenant.yaml".to_owned(), value }
    }

    /// A named location.
    pub fn named_location(of: &NamedLocation) -> Self {
        Self {
            key: None,
            // A placeholder is no id of Graph's.
            graph_id: of.id.guid().map(Id::Guid),
            display_name: of.display_name.clone(),
            value: canonical_named_location(&named_location::encode(of)),
        }
    }
}

/// Compares two sides, all policies or all named locations.
pub fn fields<'e>(before: &'e [Entry], after: &'e [Entry]) -> FieldDiff<'e> {
    let Pairs { both, removed, added, ambiguous } = pair(before, after);
    let mut diff = FieldDiff { added, removed, ambiguous, ..FieldDiff::default() };
    for (before, after) in both {
        let mut fields = Vec::new();
        field_changes(&mut fields, Some(&before.value), Some(&after.value), "");
        if fields.is_empty() {
            diff.unchanged.push(after);
        } else {
            diff.changed.push(Changed { before, after, fields });
        }
    }
    diff
}

fn field_changes(
    changes: &mut Vec<FieldChange>,
    before: Option<&Value>,
    after: Option<&Value>,
    pointer: &str,
) {
    if before == after {
        return;
    }
    // A missing object beside one that has members counts as empty, so that each member is told.
    let are_objects = before.is_none_or(Value::is_object) && after.is_none_or(Value::is_object);
    let (old, new) = (before.and_then(Value::as_object), after.and_then(Value::as_object));
    let keys: BTreeSet<&String> = old.into_iter().chain(new).flat_map(Map::keys).collect();
    if are_objects && !keys.is_empty() {
        for key in keys {
            let (old, new) = (old.and_then(|old| old.get(key)), new.and_then(|new| new.get(key)));
            field_changes(changes, old, new, &pointer_push(pointer, key));
        }
        return;
    }
    changes.push(FieldChange {
        pointer: pointer.to_owned(),
        added_items: items_only_in(after, before),
        removed_items: items_only_in(before, after),
        before: before.cloned(),
        after: after.cloned(),
    });
}

fn items_only_in(one: Option<&Value>, other: Option<&Value>) -> Vec<Value> {
    let items = |side: Option<&Value>| side.and_then(Value::as_array).cloned().unwrap_or_default();
    let other = items(other);
    items(one).into_iter().filter(|item| !other.contains(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: Option<&str>, id: Option<&str>, name: &str, value: Value) -> Entry {
        Entry {
            key: key.map(str::to_owned),
            graph_id: id.map(Id::parse),
            display_name: name.to_owned(),
            value,
        }
    }

    fn pairs<'e>(diff: &'e FieldDiff<'_>) -> Vec<(&'e str, &'e str)> {
        diff.changed.iter().map(|c| (c.before.display_name.as_str(), c.after.display_name.as_str())).collect()
    }

    #[test]
    fn every_member_and_item_is_told() {
        let before = [entry(None, None, "A", json!({"a": ["x", "y"], "b": {"c": 1}, "d": {}, "e": 1}))];
        let after =
            [entry(None, None, "A", json!({"a": ["y", "z"], "e": {"f": 1}, "g": {"h": true}, "d": {}}))];
        let change = |pointer: &str, before, after| FieldChange {
            pointer: pointer.to_owned(),
            before,
            after,
            added_items: Vec::new(),
            removed_items: Vec::new(),
        };
        let diff = fields(&before, &after);
        assert_eq!(
            diff.changed[0].fields,
            [
                FieldChange {
                    added_items: vec![json!("z")],
                    removed_items: vec![json!("x")],
                    ..change("/a", Some(json!(["x", "y"])), Some(json!(["y", "z"])))
                },
                change("/b/c", Some(json!(1)), None),
                change("/e", Some(json!(1)), Some(json!({"f": 1}))),
                change("/g/h", None, Some(json!(true))),
            ]
        );
    }

    #[test]
    fn graph_id_goes_before_key_and_key_before_name() {
        let id = "11111111-1111-1111-1111-111111111111";
        let before = [
            entry(Some("CA1"), Some(id), "CA1 - Old name", json!(1)),
            entry(Some("CA2"), None, "Whatever", json!(1)),
            entry(None, None, "Third", json!(1)),
            entry(None, None, "Gone", json!(1)),
        ];
        let after = [
            entry(None, None, "Third", json!(2)),
            entry(None, None, "CA2: Renamed", json!(2)),
            entry(None, None, "CA1 - Old name", json!(2)),
            entry(None, Some(id), "New name", json!(2)),
        ];
        let diff = fields(&before, &after);
        assert_eq!(
            pairs(&diff),
            [("Third", "Third"), ("Whatever", "CA2: Renamed"), ("CA1 - Old name", "New name")]
        );
        assert_eq!(diff.added, [&after[2]]);
        assert_eq!(diff.removed, [&before[3]]);
    }

    #[test]
    fn two_policies_of_one_name_stay_two() {
        let one = entry(None, None, "Same", json!(1));
        let two = entry(None, None, "Same", json!(2));
        let both = [one.clone(), two.clone()];
        let swapped = [two.clone(), one.clone()];
        let diff = fields(&both, &swapped);
        assert_eq!((diff.changed.len(), diff.unchanged.len()), (0, 2));
        let alone = [two];
        let diff = fields(&both, &alone);
        assert_eq!((diff.removed, diff.unchanged.len(), diff.changed.len()), (vec![&one], 1, 0));
    }

    #[test]
    fn a_key_that_could_mean_two_is_said() {
        let before = [entry(Some("CA1"), None, "Mine", json!(1))];
        let after = [entry(None, None, "CA1 - A", json!(1)), entry(None, None, "CA1: B", json!(1))];
        let diff = fields(&before, &after);
        assert_eq!((diff.added.len(), diff.removed.len()), (2, 1));
        assert_eq!(diff.ambiguous, [Ambiguous { entry: &before[0], candidates: vec![&after[0], &after[1]] }]);
    }

    #[test]
    fn a_key_is_a_whole_word_of_a_name() {
        let before = [entry(Some("CA1"), None, "Mine", json!(1))];
        for (name, is_it) in
            [("CA1", true), ("CA1 x", true), ("CA1-x", true), ("CA10 x", false), ("ca1 x", false)]
        {
            let after = [entry(None, None, name, json!(1))];
            assert_eq!(fields(&before, &after).unchanged.len() == 1, is_it, "{name}");
        }
    }
}
