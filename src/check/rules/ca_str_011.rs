#![doc = include_str!("ca_str_011.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-011",
    severity: Severity::Warning,
    summary: "report-only on a user action",
    explanation: include_str!("ca_str_011.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        if policy.state != State::ReportOnly || policy.conditions.applications.user_actions.is_empty() {
            continue;
        }
        let message =
            format!("policy `{}` is on a user action, which report-only does not evaluate", policy.id);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/state"), message)
                .related(Place::policy(&policy.id, "/userActions"), "the user action")
                .help("try it with `state: enabled` on a pilot group, or keep it `disabled`"),
        );
    }
}
