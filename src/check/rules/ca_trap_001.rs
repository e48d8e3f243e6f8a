#![doc = include_str!("ca_trap_001.md")]

use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::policy_shape::{is_in_use, narrowing_conditions, needed_control};
use crate::check::teams_devices::are_reached;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, DevicePlatform, GrantItem, Id, Match, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-001",
    severity: Severity::Note,
    summary: "what Teams Rooms cannot do",
    explanation: include_str!("ca_trap_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(entitlements) = Entitlements::of(context) else { return };
    if entitlements.bring(Feature::TeamsRooms) != Match::Yes {
        return;
    }
    for policy in context.policies().filter(|policy| is_in_use(policy) && is_for_rooms(policy)) {
        if !are_reached(context.workspace, policy) {
            continue;
        }
        let token_protection = policy.session.as_ref().is_some_and(|session| session.token_protection);
        let place = match needed_control(policy, cannot_be_met) {
            Some(control) => context.grant_item(policy, control),
            None if token_protection => Place::policy(&policy.id, "/session/tokenProtection").key(),
            None => continue,
        };
        found.push(
            Finding::new(
                &RULE,
                place,
                format!("policy `{}` asks Teams Rooms and Surface Hubs for what they cannot do", policy.id),
            )
            .related(Place::tenant("/licenses").key(), "the tenant has Teams Rooms")
            .help("exclude a group of their accounts, and allow those from the offices alone"),
        );
    }
}

/// Whether a policy is for every sign-in on Windows or Android, which the devices run.
fn is_for_rooms(policy: &Policy<Id>) -> bool {
    let narrowed = narrowing_conditions(&policy.conditions)
        .into_iter()
        .any(|condition| !matches!(condition, "clientAppTypes" | "platforms"));
    let on_their_platforms = policy.conditions.platforms.as_ref().is_none_or(|platforms| {
        let theirs = [DevicePlatform::All, DevicePlatform::Windows, DevicePlatform::Android];
        platforms.include.iter().any(|platform| theirs.contains(platform))
    });
    !narrowed && on_their_platforms
}

/// What a device without a person in front of it cannot do (Microsoft Teams, Supported Conditional Access and Intune
/// device compliance policies for Teams Rooms, 2024-08).
fn cannot_be_met(item: &GrantItem<Id>) -> bool {
    match item {
        GrantItem::AuthenticationStrength(_) | GrantItem::TermsOfUse(_) | GrantItem::CustomControl(_) => true,
        GrantItem::BuiltIn(control) => match control {
            BuiltInControl::Mfa
            | BuiltInControl::DomainJoinedDevice
            | BuiltInControl::ApprovedApplication
            | BuiltInControl::CompliantApplication
            | BuiltInControl::PasswordChange
            | BuiltInControl::RiskRemediation => true,
            BuiltInControl::Block | BuiltInControl::CompliantDevice | BuiltInControl::Unknown(_) => false,
        },
    }
}
