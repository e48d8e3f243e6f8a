#![doc = include_str!("ca_port_003.md")]

use crate::check::Rule;
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-PORT-003",
    severity: Severity::Error,
    summary: "a name that stands for several things",
    explanation: include_str!("ca_port_003.md"),
    aliases: &[],
    options: &[],
    // Found while names are resolved: a policy with such a name does not get as far as rules.
    check: |_, _| {},
};
