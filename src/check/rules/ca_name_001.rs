#![doc = include_str!("ca_name_001.md")]

use crate::check::naming::{form, named_policies};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NAME-001",
    severity: Severity::Warning,
    summary: "a name of another form",
    explanation: include_str!("ca_name_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for named in named_policies(context) {
        if named.parts.is_some() {
            continue;
        }
        let policy = named.policy;
        let message = format!("the name `{}` has another form than names have here", policy.display_name);
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/name"), message)
                .help(format!("names are to look like `{}`", form(named.naming))),
        );
    }
}
