#![doc = include_str!("ca_port_003.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-PORT-003",
    severity: Severity::Error,
    summary: "a name that stands for several things",
    explanation: include_str!("ca_port_003.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Found while names are resolved: a policy with such a name does not get as far as rules.
fn check(_: &Context<'_>, _: &mut Vec<Finding>) {}
