#![doc = include_str!("ca_exc_008.md")]

use crate::check::{Context, Finding, Rule, RuleOption};
use crate::diagnostic::Severity;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-008",
    severity: Severity::Error,
    summary: "an exception for many people, many countries or a long time",
    explanation: include_str!("ca_exc_008.md"),
    aliases: &[],
    options: &[
        RuleOption { name: "people", default: 10, description: "people an exception may be for" },
        RuleOption { name: "countries", default: 5, description: "countries an exception may open" },
        RuleOption { name: "days", default: 90, description: "days an exception may last" },
    ],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for exception in &context.workspace.exceptions {
        let from = exception.from.unwrap_or(context.workspace.as_of);
        let days = (exception.until - from).num_days() + 1;
        let count = |items: &[String]| i64::try_from(items.len()).unwrap_or(i64::MAX);
        for (option, key, counted, help) in [
            (
                "people",
                "who",
                count(&exception.who),
                "use the policy's exclusion group, whose members are reviewed",
            ),
            ("countries", "travel", count(&exception.travel), "name those that are travelled to"),
            ("days", "until", days, "end it with the journey, and make another for the next"),
        ] {
            let most = context.option(&RULE, option);
            if counted > most {
                let place = Place::tenant(format!("{}/{key}", exception.pointer));
                let message =
                    format!("the exception is for {counted} {option}, and {most} at most are meant");
                found.push(Finding::new(&RULE, place, message).help(help));
            }
        }
    }
}
