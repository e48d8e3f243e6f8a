//! The proposed set of a tenant: its YAML, and the deployed policies that the YAML does not manage.

use std::collections::{BTreeMap, BTreeSet};

use super::{Deployed, Place, PlaceRoot, TenantWorkspace, locate};
use crate::diagnostic::Diagnostic;
use crate::model::{Id, NamedLocation, Policy, UnmanagedPolicies};
use crate::syntax::Node;

/// The policies that decide once the YAML is deployed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// The policies: those of the YAML first, then the unmanaged ones in the order of the export. Those of the YAML that
    /// are deployed already have their Graph id.
    pub policies: Vec<Policy<Id>>,
    /// How many of them are unmanaged.
    pub unmanaged: usize,
    /// The named locations: those of the YAML, and the deployed ones that it does not manage.
    pub locations: Vec<NamedLocation>,
    /// Policies of the YAML for which several deployed ones may be meant, or that would be the same deployed one.
    pub diagnostics: Vec<Diagnostic>,
}

/// The proposed set of a tenant over what is deployed.
///
/// A policy of the YAML is a deployed one by its recorded Graph id, else by a display name that is its key or begins
/// with it, else by the exact display name (language.md, `id`).
pub fn proposed(workspace: &TenantWorkspace, deployed: Option<&Deployed>) -> Proposed {
    let mut proposed = Proposed { locations: workspace.locations.clone(), ..Proposed::default() };
    for location in deployed.map_or(&[][..], |deployed| &deployed.locations) {
        if !workspace.locations.iter().any(|own| own.id == location.id) {
            proposed.locations.push(location.clone());
        }
    }
    let deployed = deployed.map_or(&[][..], |deployed| &deployed.policies);
    proposed.policies.clone_from(&workspace.policies);
    let (managed, diagnostics) = manage(&mut proposed.policies, deployed, &workspace.trees);
    proposed.diagnostics = diagnostics;
    match workspace.tenant.unmanaged_policies {
        UnmanagedPolicies::Keep => {
            let unmanaged = deployed.iter().enumerate().filter(|(index, _)| !managed.contains(index));
            let before = proposed.policies.len();
            proposed.policies.extend(unmanaged.map(|(_, policy)| policy.clone()));
            proposed.unmanaged = proposed.policies.len() - before;
        }
        UnmanagedPolicies::Remove => {}
    }
    proposed
}

/// Gives the policies of the YAML the Graph ids of the deployed ones that they are. Returns the positions of those, and
/// what is ambiguous.
pub(super) fn manage(
    policies: &mut [Policy<Id>],
    deployed: &[Policy<Id>],
    trees: &BTreeMap<PlaceRoot, Node>,
) -> (BTreeSet<usize>, Vec<Diagnostic>) {
    let mut managed: BTreeMap<usize, String> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for policy in policies {
        let candidates = matching(policy, deployed);
        for index in &candidates {
            if let Some(other) = managed.insert(*index, policy.id.clone()) {
                diagnostics.push(shared(trees, &policy.id, &other));
            }
        }
        match candidates.as_slice() {
            [] => {}
            [only] => policy.graph_id = deployed.get(*only).and_then(|other| other.graph_id.clone()),
            [_, ..] => diagnostics.push(ambiguous(trees, &policy.id, &candidates, deployed)),
        }
    }
    (managed.into_keys().collect(), diagnostics)
}

/// The positions of the deployed policies that a policy of the YAML may be.
pub fn matching(policy: &Policy<Id>, deployed: &[Policy<Id>]) -> Vec<usize> {
    let positions = |is: &dyn Fn(&Policy<Id>) -> bool| -> Vec<usize> {
        deployed.iter().enumerate().filter(|(_, other)| is(other)).map(|(index, _)| index).collect()
    };
    let by_graph_id = positions(&|other| policy.graph_id.is_some() && other.graph_id == policy.graph_id);
    if !by_graph_id.is_empty() {
        return by_graph_id;
    }
    let by_key = positions(&|other| begins_with_key(&other.display_name, &policy.id));
    if !by_key.is_empty() {
        return by_key;
    }
    positions(&|other| other.display_name == policy.display_name)
}

/// Whether a display name is a key, or the key followed by a space, `-` or `:`.
fn begins_with_key(display_name: &str, key: &str) -> bool {
    display_name.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', ':']))
}

fn shared(trees: &BTreeMap<PlaceRoot, Node>, policy: &str, other: &str) -> Diagnostic {
    let span = |id: &str| locate::span(trees, &Place::policy(id, "/id"));
    let message = format!("policies `{other}` and `{policy}` would be the same deployed policy");
    Diagnostic::error("ambiguous-policy", span(policy), message)
        .related(span(other), "the other one")
        .help("record the one that is meant under `policies` of tenant.lock.yaml, or rename one of them")
}

fn ambiguous(
    trees: &BTreeMap<PlaceRoot, Node>,
    policy: &str,
    candidates: &[usize],
    deployed: &[Policy<Id>],
) -> Diagnostic {
    let names: Vec<String> = candidates
        .iter()
        .filter_map(|index| deployed.get(*index))
        .map(|other| format!("`{}` ({})", other.display_name, other.id))
        .collect();
    let message =
        format!("policy `{policy}` may be any of {} deployed ones: {}", names.len(), names.join(", "));
    Diagnostic::error("ambiguous-policy", locate::span(trees, &Place::policy(policy, "/id")), message).help(
        format!("record the one that is meant in tenant.lock.yaml, as in `policies: {{ {policy}: ID }}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::fixture::*;

    #[test]
    fn a_key_is_followed_by_a_separator_or_nothing() {
        assert!(begins_with_key("CA002", "CA002"));
        assert!(begins_with_key("CA002 - Block", "CA002"));
        assert!(begins_with_key("CA002: Block", "CA002"));
        assert!(!begins_with_key("CA0021-Block", "CA002"));
    }

    #[test]
    fn deployed_policies_that_the_yaml_does_not_manage_decide_too() {
        let policy = |id: &str, name: &str| {
            format!(
                r#"{{"id": "{id}", "displayName": "{name}", "state": "enabled", "conditions": {{
                "users": {{"includeUsers": ["All"]}}, "applications": {{"includeApplications": ["All"]}}}},
                "grantControls": {{"operator": "OR", "builtInControls": ["block"]}}}}"#
            )
        };
        let first = "66666666-6666-6666-6666-666666666666";
        let second = "77777777-7777-7777-7777-777777777777";
        let export = format!("[{}, {}]", policy(first, "CA001 - Block"), policy(second, "Client's own"));
        let files = contoso("")
            .with("contoso/policies/CA001.yaml", POLICY)
            .with("contoso/deployed/policies.json", export);
        let tenant = sound(&files);
        let proposed = crate::workspace::proposed(&tenant, tenant.deployed.as_ref());
        assert_eq!(proposed.unmanaged, 1);
        let ids: Vec<_> = proposed.policies.iter().map(|policy| policy.graph_id.clone().unwrap()).collect();
        assert_eq!(ids, [Id::parse(first), Id::parse(second)]);
        assert_eq!(proposed.diagnostics, []);

        let export = format!("[{}, {}]", policy(first, "CA001 - Block"), policy(second, "CA001: Block"));
        let loaded = loaded(&files.with("contoso/deployed/policies.json", export));
        assert_eq!(
            messages(&loaded),
            [format!(
                "contoso/policies/CA001.yaml:1:5: policy `CA001` may be any of 2 deployed ones: `CA001 - Block` ({first}), `CA001: Block` ({second})"
            )]
        );
        assert!(!loaded.tenants[0].complete);
    }
}
