#![doc = include_str!("ca_str_011.md")]

use crate::check::policy_shape::{asks_for, is_for_users};
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
        if !is_for_users(&policy.conditions) {
            continue;
        }
        let prompting = prompting_platforms(policy);
        if asks_for(policy, &BuiltInControl::CompliantDevice) && !prompting.is_empty() {
            let control = GrantItem::BuiltIn(BuiltInControl::CompliantDevice);
            let message = format!(
                "policy `{}` makes phones and Macs ask for a certificate, though it is report-only",
                policy.id,
            );
            found.push(
                Finding::new(&RULE, state.clone(), message)
                    .severity(Severity::Note)
                    .related(context.grant_item(policy, &control), "the device is asked for here")
                    .help(quiet_trial(policy, &prompting)),
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

/// The platforms of a policy on which a device shows its certificate only if its user picks it.
fn prompting_platforms(policy: &Policy<Id>) -> Vec<DevicePlatform> {
    let all = [DevicePlatform::Android, DevicePlatform::IOS, DevicePlatform::MacOS, DevicePlatform::Linux];
    let Some(platforms) = &policy.conditions.platforms else { return all.to_vec() };
    let is_any = platforms.include.is_empty() || platforms.include.contains(&DevicePlatform::All);
    let is_reached = |platform: &DevicePlatform| {
        (is_any || platforms.include.contains(platform)) && !platforms.exclude.contains(platform)
    };
    all.into_iter().filter(is_reached).collect()
}

/// How to try a policy and ask nobody; one that is for such platforms alone would be for none without them.
fn quiet_trial(policy: &Policy<Id>, prompting: &[DevicePlatform]) -> String {
    let platforms = policy.conditions.platforms.as_ref();
    let is_for_them_alone = platforms.is_some_and(|platforms| {
        !platforms.include.is_empty() && platforms.include.iter().all(|platform| prompting.contains(platform))
    });
    if is_for_them_alone {
        return "tell people, or try it on a pilot group".to_owned();
    }
    let names: Vec<String> = prompting.iter().map(|platform| format!("`{}`", platform.as_graph())).collect();
    format!("leave out {} while it is tried, or tell people", names.join(", "))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    fn help(platforms: &str) -> Option<String> {
        let policy = format!("state: reportOnly\ngrant: compliantDevice\nplatforms: {platforms}\n");
        let mut found = Vec::new();
        check(&Context::new(&loaded(&policy_file(&policy)), None), &mut found);
        found.pop()?.help
    }

    #[test]
    fn the_platforms_to_leave_out_are_those_of_the_policy_and_never_all_of_them() {
        let leave_out = help("{ include: [windows, macOS] }").unwrap();
        assert_eq!(leave_out, "leave out `macOS` while it is tried, or tell people");
        let alone = help("{ include: [iOS, android] }").unwrap();
        assert_eq!(alone, "tell people, or try it on a pilot group");
        assert_eq!(help("{ include: [windows] }"), None);
    }
}
