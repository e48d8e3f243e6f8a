#![doc = include_str!("ca_graph_009.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{FilterMode, device_filter};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-009",
    severity: Severity::Error,
    summary: "a device filter that cannot be read",
    explanation: include_str!("ca_graph_009.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(filter) = &policy.conditions.device_filter else { continue };
        let pointer = match filter.mode {
            FilterMode::Include => "/deviceFilter/include",
            FilterMode::Exclude => "/deviceFilter/exclude",
        };
        let (_, faults) = device_filter::parse(filter.rule.text());
        for fault in faults {
            let message = format!("policy `{}`: {}", policy.id, fault.message);
            let mut finding = Finding::new(&RULE, Place::policy(&policy.id, pointer), message)
                .severity(fault.severity)
                .within(filter.rule.text(), fault.range);
            finding.help = fault.help;
            found.push(finding);
        }
    }
}
