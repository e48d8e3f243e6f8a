#![doc = include_str!("ca_graph_015.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::FrequencyUnit;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-015",
    severity: Severity::Error,
    summary: "a sign-in frequency out of range",
    explanation: include_str!("ca_graph_015.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let frequency = policy.session.as_ref().and_then(|session| session.sign_in_frequency.as_ref());
        let Some((value, unit)) = frequency.and_then(|frequency| frequency.period.as_ref()) else { continue };
        let most = match unit {
            FrequencyUnit::Hours => 23,
            FrequencyUnit::Days => 365,
            FrequencyUnit::Unknown(_) => continue,
        };
        if (1..=most).contains(value) {
            continue;
        }
        let unit = unit.as_graph();
        let finding = Finding::new(
            &RULE,
            Place::policy(&policy.id, "/session/signInFrequency"),
            format!("policy `{}` has a sign-in frequency of {value} {unit}", policy.id),
        );
        found.push(match value.checked_div(24) {
            Some(days) if unit == "hours" && *value > 0 && value % 24 == 0 => {
                finding.help(format!("write `{days}d`; hours go from 1 to 23"))
            }
            _ => finding.help(format!("use 1 to {most} {unit}")),
        });
    }
}
