#![doc = include_str!("ca_str_011.md")]

use crate::check::policy_shape::asks_for;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{
    BuiltInControl, CountryLookup, DevicePlatform, GrantItem, Id, LocationKind, LocationRef, Policy, State,
};
use crate::workspace::{Place, TenantWorkspace};

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-011",
    severity: Severity::Warning,
    summary: "report-only where it does not work, or shows",
    explanation: include_str!("ca_str_011.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| policy.state == State::ReportOnly) {
        let state = Place::policy(&policy.id, "/state");
        if !policy.conditions.applications.user_actions.is_empty() {
            let message =
                format!("policy `{}` is on a user action, which report-only does not evaluate", policy.id);
            found.push(
                Finding::new(&RULE, state, message)
                    .related(Place::policy(&policy.id, "/userActions"), "the user action")
                    .help("try it with `state: enabled` on a pilot group, or keep it `disabled`"),
            );
            continue;
        }
        if asks_for(policy, &BuiltInControl::CompliantDevice) && reaches_prompting_platforms(policy) {
            let control = GrantItem::BuiltIn(BuiltInControl::CompliantDevice);
            let message = format!(
                "policy `{}` makes phones and Macs ask for a certificate, though it is report-only",
                policy.id,
            );
            found.push(
                Finding::new(&RULE, state.clone(), message)
                    .severity(Severity::Note)
                    .related(context.grant_item(policy, &control), "the device is asked for here")
                    .help(
                        "leave out `android`, `iOS`, `macOS` and `linux` while it is tried, or tell people",
                    ),
            );
        }
        if uses_gps(context.workspace, policy) {
            let message = format!(
                "policy `{}` makes phones ask for their position, though it is report-only",
                policy.id
            );
            found.push(
                Finding::new(&RULE, state, message)
                    .severity(Severity::Note)
                    .related(Place::policy(&policy.id, "/locations").key(), "a country found by GPS")
                    .help("try it on a pilot group, or find the country by `clientIpAddress`"),
            );
        }
    }
}

/// Whether a policy is for a platform on which a device shows its certificate only if its user picks it.
fn reaches_prompting_platforms(policy: &Policy<Id>) -> bool {
    let Some(platforms) = &policy.conditions.platforms else { return true };
    let all = platforms.include.is_empty() || platforms.include.contains(&DevicePlatform::All);
    [DevicePlatform::Android, DevicePlatform::IOS, DevicePlatform::MacOS, DevicePlatform::Linux].iter().any(
        |platform| (all || platforms.include.contains(platform)) && !platforms.exclude.contains(platform),
    )
}

fn uses_gps(workspace: &TenantWorkspace, policy: &Policy<Id>) -> bool {
    let Some(locations) = &policy.conditions.locations else { return false };
    let by_gps = |id: &Id| {
        workspace.locations.iter().any(|location| {
            location.id == *id
                && matches!(
                    location.kind,
                    LocationKind::Country { lookup: CountryLookup::AuthenticatorAppGps, .. }
                )
        })
    };
    locations.include.iter().chain(&locations.exclude).any(|location| match location {
        LocationRef::Location(id) => by_gps(id),
        LocationRef::All
        | LocationRef::AllTrusted
        | LocationRef::MfaTrustedIps
        | LocationRef::AllCompliantNetworks => false,
    })
}
