#![doc = include_str!("ca_graph_004.md")]

use crate::check::policy_shape::{grant_items, narrowing_conditions};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id, UserAction};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-004",
    severity: Severity::Error,
    summary: "device registration with what it cannot ask",
    explanation: include_str!("ca_graph_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let actions = &policy.conditions.applications.user_actions;
        if !actions.contains(&UserAction::RegisterOrJoinDevices) {
            continue;
        }
        let action = context.entry(policy, "/userActions", UserAction::RegisterOrJoinDevices.as_graph());
        for item in grant_items(policy).iter().filter(|item| !is_allowed(item)) {
            let message =
                format!("policy `{}` asks for more than MFA to register or join a device", policy.id);
            found.push(
                Finding::new(&RULE, context.grant_item(policy, item), message)
                    .related(action.clone(), "because of this user action")
                    .help("ask for `mfa` or an authentication strength"),
            );
        }
        for condition in narrowing_conditions(&policy.conditions) {
            if matches!(condition, "clientAppTypes" | "deviceFilter") {
                let message = format!(
                    "policy `{}` has the condition `{condition}` on registering or joining a device",
                    policy.id,
                );
                found.push(
                    Finding::new(&RULE, Place::policy(&policy.id, format!("/{condition}")).key(), message)
                        .related(action.clone(), "because of this user action")
                        .help(format!("remove `{condition}`")),
                );
            }
        }
    }
}

fn is_allowed(item: &GrantItem<Id>) -> bool {
    match item {
        // The documentation speaks of what can be asked; whether blocking is refused is not said, so it passes.
        GrantItem::BuiltIn(BuiltInControl::Mfa | BuiltInControl::Block | BuiltInControl::Unknown(_))
        | GrantItem::AuthenticationStrength(_) => true,
        GrantItem::BuiltIn(
            BuiltInControl::CompliantDevice
            | BuiltInControl::DomainJoinedDevice
            | BuiltInControl::ApprovedApplication
            | BuiltInControl::CompliantApplication
            | BuiltInControl::PasswordChange
            | BuiltInControl::RiskRemediation,
        )
        | GrantItem::TermsOfUse(_)
        | GrantItem::CustomControl(_) => false,
    }
}
