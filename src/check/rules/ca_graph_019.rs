#![doc = include_str!("ca_graph_019.md")]

use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{
    BuiltInControl, ConditionSet, DevicePlatform, GrantItem, Id, Operator, Policy, Subjects, TransferMethod,
};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-019",
    severity: Severity::Warning,
    summary: "a control that the policy's own conditions rule out",
    explanation: include_str!("ca_graph_019.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let items = grant_items(policy);
        let ruled_out = |item: &GrantItem<Id>| because_of(&policy.conditions, item);
        let is_alternative =
            policy.grant.as_ref().is_some_and(|grant| grant.operator == Operator::Or) && items.len() > 1;
        if is_alternative && !items.iter().all(|item| ruled_out(item).is_some()) {
            continue;
        }
        let Some((item, reason)) = items.iter().find_map(|item| Some((item, ruled_out(item)?))) else {
            continue;
        };
        found.push(finding(context, policy, item, &reason));
    }
}

/// A condition under which a control cannot be met.
struct Reason {
    pointer: &'static str,
    words: &'static str,
}

fn finding(context: &Context<'_>, policy: &Policy<Id>, item: &GrantItem<Id>, reason: &Reason) -> Finding {
    let message =
        format!("policy `{}` asks for what nobody can do {}, so it blocks them", policy.id, reason.words);
    Finding::new(&RULE, context.grant_item(policy, item), message)
        .related(Place::policy(&policy.id, reason.pointer).key(), "because of this condition")
        .help("write `grant: block` if that is meant, or ask for another control")
}

/// The condition of a policy that rules a control out for every sign-in.
fn because_of(conditions: &ConditionSet<Id>, item: &GrantItem<Id>) -> Option<Reason> {
    let GrantItem::BuiltIn(control) = item else { return None };
    match control {
        BuiltInControl::CompliantDevice | BuiltInControl::DomainJoinedDevice
            if conditions.authentication_flows == [TransferMethod::DeviceCodeFlow] =>
        {
            Some(ON_DEVICE_CODE)
        }
        BuiltInControl::DomainJoinedDevice if is_without_windows(conditions) => {
            Some(Reason { pointer: "/platforms", words: "on these platforms" })
        }
        BuiltInControl::ApprovedApplication
        | BuiltInControl::CompliantApplication
        | BuiltInControl::PasswordChange
        | BuiltInControl::RiskRemediation
            if is_for_guests_only(&conditions.users.include) =>
        {
            Some(Reason { pointer: "/users/include", words: "as a guest" })
        }
        BuiltInControl::Block
        | BuiltInControl::Mfa
        | BuiltInControl::CompliantDevice
        | BuiltInControl::DomainJoinedDevice
        | BuiltInControl::ApprovedApplication
        | BuiltInControl::CompliantApplication
        | BuiltInControl::PasswordChange
        | BuiltInControl::RiskRemediation
        | BuiltInControl::Unknown(_) => None,
    }
}

/// The device that approves is not the one that asks (Entra, concept-conditional-access-grant, 2024-03).
const ON_DEVICE_CODE: Reason = Reason { pointer: "/authenticationFlows", words: "with a device code" };

/// Hybrid joined devices are Windows devices (same page).
fn is_without_windows(conditions: &ConditionSet<Id>) -> bool {
    conditions.platforms.as_ref().is_some_and(|platforms| {
        !platforms.include.is_empty()
            && platforms.include.iter().all(|platform| match platform {
                DevicePlatform::Android
                | DevicePlatform::IOS
                | DevicePlatform::MacOS
                | DevicePlatform::Linux => true,
                DevicePlatform::All
                | DevicePlatform::Windows
                | DevicePlatform::WindowsPhone
                | DevicePlatform::Unknown(_) => false,
            })
    })
}

/// Protected applications and remedies for risk are not for guests (Entra External ID,
/// authentication-conditional-access).
fn is_for_guests_only(include: &Subjects<Id>) -> bool {
    let others = Subjects { all_guests: false, guests: None, ..include.clone() };
    others.is_empty() && !include.is_empty()
}
