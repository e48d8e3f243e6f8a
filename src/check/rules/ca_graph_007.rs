#![doc = include_str!("ca_graph_007.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ClientAppType;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-007",
    severity: Severity::Error,
    summary: "all client app types and others",
    explanation: include_str!("ca_graph_007.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let types = &policy.conditions.client_app_types;
        if types.len() < 2 || !types.contains(&ClientAppType::All) {
            continue;
        }
        let place = context.entry(policy, "/clientAppTypes", ClientAppType::All.as_graph());
        found.push(
            Finding::new(&RULE, place, format!("policy `{}` lists client app types beside `all`", policy.id))
                .help("write `[all]`, or only the others"),
        );
    }
}
