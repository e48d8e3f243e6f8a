#![doc = include_str!("ca_graph_020.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, LocationRef, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-020",
    severity: Severity::Warning,
    summary: "a list that leaves nothing",
    explanation: include_str!("ca_graph_020.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        let leaves_no_application = !applications.include.is_empty()
            && applications.filter.is_none()
            && applications.include.iter().all(|target| {
                *target != ApplicationRef::None
                    && (applications.exclude.contains(target)
                        || applications.exclude.contains(&ApplicationRef::All))
            });
        if leaves_no_application {
            found.push(nothing_left(policy, "applications", "application"));
        }
        let leaves_no_location = policy.conditions.locations.as_ref().is_some_and(|locations| {
            let excludes_all = locations.exclude.contains(&LocationRef::All);
            let is_excluded = |location| excludes_all || locations.exclude.contains(location);
            excludes_all || (!locations.include.is_empty() && locations.include.iter().all(is_excluded))
        });
        if leaves_no_location {
            found.push(nothing_left(policy, "locations", "place"));
        }
    }
}

fn nothing_left(policy: &Policy<Id>, key: &str, word: &str) -> Finding {
    let message =
        format!("policy `{}` excludes every {word} that it includes, so it never applies", policy.id);
    Finding::new(&RULE, Place::policy(&policy.id, format!("/{key}/include")), message)
        .related(Place::policy(&policy.id, format!("/{key}/exclude")), "excluded here")
        .help(format!("include a {word} that is not excluded, or remove the policy"))
}
