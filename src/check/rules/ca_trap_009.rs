#![doc = include_str!("ca_trap_009.md")]

use crate::check::guests::{includes_guests, is_for_guests_only, reach};
use crate::check::policy_shape::{asks_for, is_in_use, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, Id};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-009",
    severity: Severity::Warning,
    summary: "a control that guests cannot meet",
    explanation: include_str!("ca_trap_009.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        // A policy for guests alone lets nobody in, which is CA-GRAPH-019's to say.
        if is_for_guests_only(policy) || asks_for(policy, &BuiltInControl::Block) {
            continue;
        }
        let Some(severity) = reach(policy) else { continue };
        let Some(control) = needed_control(policy, cannot_be_met) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!("policy `{}` asks guests for what they cannot do here", policy.id),
            )
            .severity(severity)
            .related(Place::policy(&policy.id, includes_guests(policy)), "guests are included")
            .help("exclude guests with `exclude: { guests: all }`, or write `block` if they are to stay out"),
        );
    }
}

/// What no guest can do, whatever is trusted (Entra, External ID, Authentication and Conditional Access, 2024-05).
fn cannot_be_met(item: &GrantItem<Id>) -> bool {
    matches!(
        item,
        GrantItem::BuiltIn(
            BuiltInControl::ApprovedApplication
                | BuiltInControl::CompliantApplication
                | BuiltInControl::PasswordChange
                | BuiltInControl::RiskRemediation
        )
    )
}
