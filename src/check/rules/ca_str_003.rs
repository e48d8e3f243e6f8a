#![doc = include_str!("ca_str_003.md")]

use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{SessionControls, UnknownPart};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-003",
    severity: Severity::Error,
    summary: "neither grant nor session control",
    explanation: include_str!("ca_str_003.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let has_session =
            policy.session.as_ref().is_some_and(|session| *session != SessionControls::default());
        let is_known =
            !policy.unknown.touches(UnknownPart::Grant) && !policy.unknown.touches(UnknownPart::Session);
        if !grant_items(policy).is_empty() || has_session || !is_known {
            continue;
        }
        // Without either key, the policy as a whole is shown by its id.
        let pointer = match (&policy.grant, &policy.session) {
            (Some(_), _) => "/grant",
            (None, Some(_)) => "/session",
            (None, None) => "/id",
        };
        found.push(
            Finding::new(
                &RULE,
                Place::policy(&policy.id, pointer),
                format!("policy `{}` asks for nothing", policy.id),
            )
            .help("add `grant: block`, `grant: mfa` or another control, or a `session` control"),
        );
    }
}
