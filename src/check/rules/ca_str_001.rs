#![doc = include_str!("ca_str_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::ApplicationRef;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-001",
    severity: Severity::Error,
    summary: "no target resource",
    explanation: include_str!("ca_str_001.md"),
    aliases: &["MT.1184"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        let has_another_target = applications.filter.is_some()
            || !applications.user_actions.is_empty()
            || !applications.authentication_contexts.is_empty()
            // A target that this version does not know, such as Global Secure Access traffic.
            || policy.unknown.0.keys().any(|pointer| pointer.starts_with("/conditions/applications/"));
        if has_another_target {
            continue;
        }
        let place = Place::policy(&policy.id, "/applications");
        if applications.include.is_empty() {
            found.push(
                Finding::new(&RULE, place, format!("policy `{}` targets no resource", policy.id))
                    .help("say which under `applications.include`, or `include: all`"),
            );
        } else if applications.include.iter().all(|target| *target == ApplicationRef::None) {
            let message = format!("policy `{}` targets no resource, so it never applies", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/applications/include"), message)
                    .severity(Severity::Warning)
                    .help("say which resources, or remove the policy"),
            );
        }
    }
}
