#![doc = include_str!("ca_exc_007.md")]

use crate::catalogue::client_of_family;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, State};

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-007",
    severity: Severity::Warning,
    summary: "an excluded client that shares its tokens",
    explanation: include_str!("ca_exc_007.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| policy.state != State::Disabled) {
        for (index, excluded) in policy.conditions.applications.exclude.iter().enumerate() {
            let ApplicationRef::Application(Id::Guid(id)) = excluded else { continue };
            let Some(client) = client_of_family(*id) else { continue };
            let message = format!(
                "policy `{}` excludes `{client}`, whose refresh tokens other Microsoft clients can use",
                policy.id,
            );
            found.push(
                Finding::new(&RULE, context.item(policy, "/applications/exclude", index), message)
                    .help("exclude people or a place instead, or the resource that is meant"),
            );
        }
    }
}
