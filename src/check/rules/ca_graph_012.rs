#![doc = include_str!("ca_graph_012.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ApplicationRef;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-012",
    severity: Severity::Warning,
    summary: "a persistent browser setting on some resources",
    explanation: include_str!("ca_graph_012.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let has_setting = policy.session.as_ref().is_some_and(|session| session.persistent_browser.is_some());
        if has_setting && !policy.conditions.applications.include.contains(&ApplicationRef::All) {
            let message =
                format!("policy `{}` sets `persistentBrowser` for less than all resources", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/session/persistentBrowser").key(), message)
                    .help("write `applications: { include: all }`, or remove `persistentBrowser`"),
            );
        }
    }
}
