#![doc = include_str!("ca_graph_017.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-017",
    severity: Severity::Error,
    summary: "an authentication context that cannot exist",
    explanation: include_str!("ca_graph_017.md"),
    aliases: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        for reference in &policy.conditions.applications.authentication_contexts {
            let text = reference.to_string();
            if !is_impossible(&text) {
                continue;
            }
            let place = context.entry(policy, "/authenticationContexts", &text);
            let message = format!("policy `{}` is on authentication context `{text}`", policy.id);
            found.push(Finding::new(&RULE, place, message).help("contexts are `c1` to `c99`"));
        }
    }
}

/// Whether it has the form of a context's id and is out of range. Other forms, seen in old tenants, may exist.
fn is_impossible(reference: &str) -> bool {
    let Some(number) = reference.strip_prefix('c') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number && (number.starts_with('0') || !number.parse().is_ok_and(|number: u32| number <= 99))
}
