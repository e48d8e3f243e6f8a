//! The proposed set of a tenant: its YAML, and the deployed policies that the YAML does not manage.

use std::collections::BTreeSet;

use super::{Deployed, Place, Spans, TenantWorkspace};
use crate::diagnostic::Diagnostic;
use crate::model::{Id, Policy, UnmanagedPolicies};

/// The policies that decide once the YAML is deployed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposed {
    /// The policies: those of the YAML first, then the unmanaged ones in the order of the export. Those of the YAML that
    /// are deployed already have their Graph id.
    pub policies: Vec<Policy<Id>>,
    /// How many of them are unmanaged.
    pub unmanaged: usize,
    /// Policies of the YAML for which several deployed ones may be meant.
    pub diagnostics: Vec<Diagnostic>,
}

/// The proposed set of a tenant over what is deployed.
///
/// A policy of the YAML is a deployed one by its recorded Graph id, else by a display name that is its key or begins
/// with it, else by the exact display name (language.md, `id`).
pub fn proposed(workspace: &TenantWorkspace, deployed: Option<&Deployed>) -> Proposed {
    let deployed = deployed.map_or(&[][..], |deployed| &deployed.policies);
    let mut proposed = Proposed::default();
    let mut managed = BTreeSet::new();
    for policy in &workspace.policies {
        let candidates = matching(policy, deployed);
        managed.extend(candidates.iter().copied());
        let mut policy = policy.clone();
        match candidates.as_slice() {
            [] => {}
            [only] => policy.graph_id = deployed.get(*only).and_then(|policy| policy.graph_id.clone()),
            [_, ..] => proposed.diagnostics.push(ambiguous(workspace, &policy, &candidates, deployed)),
        }
        proposed.policies.push(policy);
    }
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

fn ambiguous(
    workspace: &TenantWorkspace,
    policy: &Policy<Id>,
    candidates: &[usize],
    deployed: &[Policy<Id>],
) -> Diagnostic {
    let names: Vec<String> = candidates
        .iter()
        .filter_map(|index| deployed.get(*index))
        .map(|other| format!("`{}` ({})", other.display_name, other.id))
        .collect();
    let span = workspace.span(&Place::policy(&policy.id, "/id"));
    Diagnostic::error(
        "ambiguous-policy",
        span,
        format!("policy `{}` may be any of {} deployed ones: {}", policy.id, names.len(), names.join(", ")),
    )
    .help(format!(
        "record the one that is meant in tenant.lock.yaml, as in `policies: {{{}: ID}}`",
        policy.id
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_followed_by_a_separator_or_nothing() {
        assert!(begins_with_key("CA002", "CA002"));
        assert!(begins_with_key("CA002 - Block", "CA002"));
        assert!(begins_with_key("CA002: Block", "CA002"));
        assert!(!begins_with_key("CA0021-Block", "CA002"));
    }
}
