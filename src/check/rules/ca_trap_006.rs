#![doc = include_str!("ca_trap_006.md")]

use crate::check::policy_shape::{includes_everyone, is_in_use};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ContinuousAccessEvaluation;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-006",
    severity: Severity::Warning,
    summary: "continuous access evaluation turned off",
    explanation: include_str!("ca_trap_006.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let mode = policy.session.as_ref().and_then(|session| session.continuous_access_evaluation.as_ref());
        if mode != Some(&ContinuousAccessEvaluation::Disabled) {
            continue;
        }
        let everyone = includes_everyone(policy);
        let message = format!(
            "policy `{}` turns continuous access evaluation off{}",
            policy.id,
            if everyone { " for everyone" } else { "" },
        );
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/session/continuousAccessEvaluation"), message)
                .severity(if everyone { Severity::Warning } else { Severity::Note })
                .help("remove it, or keep the policy to the few people whose client cannot do with it"),
        );
    }
}
