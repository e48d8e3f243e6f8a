#![doc = include_str!("ca_trap_008.md")]

use crate::check::guests::{includes_guests, reach};
use crate::check::policy_shape::{is_in_use, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::GrantItem;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-008",
    severity: Severity::Warning,
    summary: "a custom control asked of guests",
    explanation: include_str!("ca_trap_008.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let Some(severity) = reach(policy) else { continue };
        let Some(control) = needed_control(policy, |item| matches!(item, GrantItem::CustomControl(_))) else {
            continue;
        };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, control),
                format!("policy `{}` asks guests for a custom control", policy.id),
            )
            .severity(severity)
            .related(Place::policy(&policy.id, includes_guests(policy)), "guests are included")
            .help("exclude guests, and ask them for `mfa` in a policy of their own"),
        );
    }
}
