#![doc = include_str!("ca_rule_002.md")]

use crate::check::Rule;
use crate::diagnostic::Severity;

pub(in crate::check) static RULE: Rule = Rule {
    id: "CA-RULE-002",
    severity: Severity::Warning,
    summary: "a comment that allows nothing",
    explanation: include_str!("ca_rule_002.md"),
    aliases: &[],
    options: &[],
    // What comments allow is known when every rule has run: see `check::allow`.
    check: |_, _| {},
};
