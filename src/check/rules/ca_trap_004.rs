#![doc = include_str!("ca_trap_004.md")]

use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::policy_shape::{asks_for, is_in_use};
use crate::check::teams_devices::are_reached;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, Match, TransferMethod};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-004",
    severity: Severity::Note,
    summary: "a device code block that stops Teams devices",
    explanation: include_str!("ca_trap_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(entitlements) = Entitlements::of(context) else { return };
    let has_devices =
        [Feature::TeamsRooms, Feature::TeamsSharedDevices].map(|feature| entitlements.bring(feature));
    if Match::any(has_devices) != Match::Yes {
        return;
    }
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        if asks_for(policy, &BuiltInControl::Block)
            && policy.conditions.authentication_flows.contains(&TransferMethod::DeviceCodeFlow)
            && are_reached(context.workspace, policy)
        {
            let message =
                format!("policy `{}` keeps Teams phones, panels and rooms from signing in", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/authenticationFlows"), message)
                    .related(Place::tenant("/licenses").key(), "the tenant has Teams devices")
                    .help("exclude a group of their accounts, or the offices they stand in"),
            );
        }
    }
}
