//! Which policies are the same on both sides.

use serde_json::{Value, json};

use crate::condition::World;
use crate::graph;
use crate::model::{ApplicationRef, GrantItem, Id, LocationKind, LocationRef, NamedLocation, Policy};

/// What a policy does, whatever it is called: equal for two policies that can never differ.
///
/// References to named locations and strengths count by what they stand for, since those of the two sides may have the
/// same id and not the same content, or the other way round.
pub(super) fn meaning(world: &World<'_>, policy: &Policy<Id>) -> String {
    let mut canonical = graph::canonical_policy(&graph::policy::encode(policy));
    if let Some(members) = canonical.as_object_mut() {
        members.shift_remove("displayName");
    }
    let mut locations = policy.conditions.locations.clone().unwrap_or_default();
    locations.include.sort_by_key(|location| format!("{location:?}"));
    locations.exclude.sort_by_key(|location| format!("{location:?}"));
    let side = |list: &[LocationRef<Id>]| -> Vec<Value> {
        let mut values: Vec<Value> = list.iter().map(|location| referenced(world, location)).collect();
        values.sort_by_key(Value::to_string);
        values
    };
    let strengths: Vec<Value> = policy
        .grant
        .iter()
        .flat_map(|grant| &grant.items)
        .filter_map(|item| match item {
            GrantItem::AuthenticationStrength(id) => world.strength(id),
            GrantItem::BuiltIn(_) | GrantItem::TermsOfUse(_) | GrantItem::CustomControl(_) => None,
        })
        .map(|strength| {
            let mut combinations = strength.allowed_combinations.clone();
            combinations.sort();
            json!([strength.id.to_string(), combinations, strength.restricted])
        })
        .collect();
    if let Some(members) = canonical.pointer_mut("/conditions").and_then(Value::as_object_mut) {
        members.shift_remove("locations");
    }
    let exclusions =
        excludes_resources(policy).then(|| format!("{:?}", world.tenant.platform.resource_exclusions));
    json!([canonical, side(&locations.include), side(&locations.exclude), strengths, exclusions]).to_string()
}

/// Whether the tenant's setting of resource exclusions has a say in the policy.
fn excludes_resources(policy: &Policy<Id>) -> bool {
    let applications = &policy.conditions.applications;
    applications.include.contains(&ApplicationRef::All)
        && (!applications.exclude.is_empty() || applications.filter.is_some())
}

fn referenced(world: &World<'_>, location: &LocationRef<Id>) -> Value {
    match location {
        LocationRef::All => json!("All"),
        LocationRef::MfaTrustedIps => {
            json!(["MfaTrustedIps", world.tenant.platform.mfa_trusted_ips.as_ref().map(content)])
        }
        LocationRef::AllCompliantNetworks => json!("AllCompliantNetworks"),
        LocationRef::AllTrusted => {
            let named = world.locations().filter(|location| is_trusted(location));
            let mut trusted: Vec<Value> =
                named.chain(&world.tenant.platform.mfa_trusted_ips).map(content).collect();
            trusted.sort_by_key(Value::to_string);
            json!(["AllTrusted", trusted])
        }
        LocationRef::Location(id) => world.location(id).map_or_else(|| json!(id.to_string()), content),
    }
}

fn is_trusted(location: &NamedLocation) -> bool {
    match &location.kind {
        LocationKind::Ip { trusted, .. } | LocationKind::CompliantNetwork { trusted } => *trusted,
        LocationKind::Country { .. } | LocationKind::Unknown => false,
    }
}

fn content(location: &NamedLocation) -> Value {
    let mut canonical = graph::canonical_named_location(&graph::named_location::encode(location));
    if let Some(members) = canonical.as_object_mut() {
        members.shift_remove("displayName");
    }
    canonical
}
