#![doc = include_str!("ca_rule_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::check::{RULES, settings};
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
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for (id, level) in settings::settings(context) {
        let place = Place::tenant(pointer_push("/rules", id));
        if RULES.iter().all(|rule| rule.id != id) {
            let finding = Finding::new(&RULE, place.key(), format!("there is no rule `{id}`"));
            let nearest = did_you_mean(id, RULES.iter().map(|rule| rule.id));
            found.push(match nearest {
                Some(known) => finding.help(format!("did you mean `{known}`?")),
                None => finding.help("`gatewright rules` lists them"),
            });
        } else if !level.as_str().is_some_and(|level| settings::LEVELS.contains(&level)) {
            let message = format!("rule `{id}` is set to what is not a level");
            found.push(
                Finding::new(&RULE, place, message).help("use one of `off`, `note`, `warning` and `error`"),
            );
        }
    }
}
