#![doc = include_str!("ca_graph_010.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ApplicationRef;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-010",
    severity: Severity::Error,
    summary: "an application filter beside all or none",
    explanation: include_str!("ca_graph_010.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        if applications.filter.is_none() {
            continue;
        }
        for (target, keyword) in [
            (ApplicationRef::All, "all"),
            (ApplicationRef::None, "none"),
            (ApplicationRef::AllAgentIdResources, "allAgentIdResources"),
        ] {
            if applications.include.contains(&target) {
                let message = format!("policy `{}` has an application filter beside `{keyword}`", policy.id);
                found.push(
                    Finding::new(&RULE, context.entry(policy, "/applications/include", keyword), message)
                        .related(Place::policy(&policy.id, "/applications/filter").key(), "the filter")
                        .help(format!("remove `{keyword}` or the filter")),
                );
            }
        }
    }
}
