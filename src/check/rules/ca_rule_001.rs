#![doc = include_str!("ca_rule_001.md")]

use crate::check::RULES;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::diagnostic::did_you_mean;
use crate::syntax::pointer_push;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-RULE-001",
    severity: Severity::Warning,
    summary: "a setting for no rule",
    explanation: include_str!("ca_rule_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (id, _) in &context.workspace.rules {
        if RULES.iter().any(|rule| rule.id == id) {
            continue;
        }
        let place = Place::tenant(pointer_push("/rules", id)).key();
        let finding = Finding::new(&RULE, place, format!("there is no rule `{id}`"));
        let nearest = did_you_mean(id, RULES.iter().map(|rule| rule.id));
        found.push(match nearest {
            Some(known) => finding.help(format!("did you mean `{known}`?")),
            None => finding.help("`gatewright rules` lists them"),
        });
    }
}
