//! What a reader must know beside what policies say, so that nobody takes it for more than it is.

use super::resources::is_all_but_some;
use super::{Subject, people};
use crate::model::{
    ClientAppType, GrantControls, Id, Policy, ReferenceKind, ResourceExclusions, State, UnmanagedPolicies,
};
use crate::report::words::counted;

/// What a reader must know beside a policy.
pub(super) fn of_policy(subject: &Subject<'_>, policy: &Policy<Id>) -> Vec<String> {
    let conditions = &policy.conditions;
    let mut notes = Vec::new();
    if subject.workspace.is_some() && !subject.is_managed(policy) {
        notes.push("It was made in the tenant itself: this repository does not manage it.".to_owned());
    }
    if !conditions.applications.user_actions.is_empty() && policy.state == State::ReportOnly {
        notes.push("In report-only, Entra does not evaluate policies on user actions.".to_owned());
    }
    let of_workloads =
        conditions.client_applications.as_ref().is_some_and(|clients| !people::is_empty(clients))
            || conditions.agents.is_some();
    if of_workloads && people::includes_someone(&conditions.users.include) {
        notes.push("It names users and other identities at once, and no sign-in is by both.".to_owned());
    }
    if is_all_but_some(&conditions.applications) {
        notes.push(baseline_scopes(subject));
    }
    notes
}

/// How requests for basic scopes are treated where a policy on all resources excludes some
/// (Entra, concept-enforcement-resource-exclusions, 2026-05).
fn baseline_scopes(subject: &Subject<'_>) -> String {
    let requests = "Since it excludes resources, requests that ask for nothing but basic profile and directory permissions";
    match subject.tenant().map(|tenant| &tenant.platform.resource_exclusions) {
        None => format!("{requests} may escape it: that depends on a setting of the tenant."),
        Some(ResourceExclusions::Legacy) => format!("{requests} escape it."),
        Some(ResourceExclusions::Enforced) => {
            format!("{requests} count as requests to Windows Azure Active Directory.")
        }
        Some(ResourceExclusions::Custom(id)) => {
            let name = subject.names.get(&(ReferenceKind::Application, id.clone()));
            let name = name.cloned().unwrap_or_else(|| id.to_string());
            format!("{requests} count as requests to {name}.")
        }
    }
}

/// How to read an explanation, and what it leaves out.
pub(super) fn of_set(subject: &Subject<'_>) -> Vec<String> {
    let mut notes = vec![
        "This is what the policies say, not what becomes of a sign-in: ask `whatif` of one, and `simulate` of those recorded."
            .to_owned(),
    ];
    if subject.policies.iter().any(asks_legacy_clients) {
        notes.push(
            "Legacy clients (Exchange ActiveSync, IMAP, POP, SMTP and the like) can meet no requirement: whatever a policy requires of them blocks them."
                .to_owned(),
        );
    }
    match subject.workspace {
        None => notes.push(
            "Of an export alone nothing is known of the tenant: security defaults, Microsoft's mandatory MFA and its other settings are not here."
                .to_owned(),
        ),
        Some(workspace) => {
            if workspace.deployed.is_none() {
                notes.push(
                    "There is no export in deployed/: policies that were made in the tenant itself are not here."
                        .to_owned(),
                );
            } else if workspace.tenant.unmanaged_policies == UnmanagedPolicies::Remove {
                notes.push("Deployed policies that this repository does not manage are to be removed, and are not here.".to_owned());
            }
            let platform = &workspace.tenant.platform;
            if platform.security_defaults {
                notes.push("Security defaults are on: they ask for MFA beside these policies.".to_owned());
            }
            if platform.mandatory_mfa.phase1 || platform.mandatory_mfa.phase2 {
                let reach = match (platform.mandatory_mfa.phase1, platform.mandatory_mfa.phase2) {
                    (true, true) => "the admin portals, and of changes through the Azure control plane and command line tools",
                    (true, false) => "the admin portals",
                    (false, true | false) => "changes through the Azure control plane and command line tools",
                };
                notes.push(format!(
                    "Microsoft itself demands MFA of every user of {reach}; no policy can exempt anyone, emergency access included."
                ));
            }
            let ahead = workspace.exceptions.iter().filter(|exception| {
                exception.from.is_some_and(|from| from > workspace.as_of)
            });
            let ahead = ahead.count();
            if ahead > 0 {
                let counted = counted(u64::try_from(ahead).unwrap_or(u64::MAX), "exception", "exceptions");
                notes.push(format!("tenant.yaml has {counted} to come, not in what is told here."));
            }
        }
    }
    notes
}

/// Whether a policy requires something of legacy clients among others.
fn asks_legacy_clients(policy: &Policy<Id>) -> bool {
    let is_legacy = |client: &ClientAppType| match client {
        ClientAppType::All
        | ClientAppType::ExchangeActiveSync
        | ClientAppType::EasSupported
        | ClientAppType::Other => true,
        ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients | ClientAppType::Unknown(_) => {
            false
        }
    };
    let clients = &policy.conditions.client_app_types;
    let requires = policy.grant.as_ref().is_some_and(|grant| !GrantControls::is_block(grant));
    requires && policy.state != State::Disabled && (clients.is_empty() || clients.iter().any(is_legacy))
}
