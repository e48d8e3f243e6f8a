#![doc = include_str!("ca_trap_007.md")]

use crate::check::policy_shape::{includes_everyone, is_in_use};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-007",
    severity: Severity::Warning,
    summary: "resilience defaults turned off",
    explanation: include_str!("ca_trap_007.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        if !policy.session.as_ref().is_some_and(|session| session.disable_resilience_defaults) {
            continue;
        }
        let everyone = includes_everyone(policy);
        let message = format!(
            "policy `{}` turns resilience defaults off{}",
            policy.id,
            if everyone { " for everyone" } else { "" },
        );
        found.push(
            Finding::new(
                &RULE,
                Place::policy(&policy.id, "/session/disableResilienceDefaults").key(),
                message,
            )
            .severity(if everyone { Severity::Warning } else { Severity::Note })
            .help("keep it to the few roles or resources that must stay closed in an outage"),
        );
    }
}
