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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    /// What is found of an exception for so many people and countries, over so many days.
    fn messages(people: usize, countries: usize, days: i64) -> Vec<String> {
        let who: Vec<String> = (0..people).map(|number| format!("user{number}@contoso.com")).collect();
        let ids = who.iter().enumerate().fold(String::new(), |ids, (number, name)| {
            format!("{ids}  {name}: aaaaaaaa-0000-4000-8000-{number:012}\n")
        });
        let travel = ["TH", "VN", "LA", "KH", "MM", "MY"].get(..countries).unwrap().join(", ");
        let from = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let until = from + chrono::TimeDelta::days(days - 1);
        let tenant = format!(
            "tenant: contoso.onmicrosoft.com\nexceptions:\n  - {{ travel: [{travel}], who: [{}], opens: [CA001], \
             from: {from}, until: {until}, reason: conference }}\n",
            who.join(", "),
        );
        let policy = "locations: { include: all, exclude: [allTrusted] }\ngrant: block\n";
        let files = policy_file(policy)
            .with("tenant.yaml", tenant)
            .with("tenant.lock.yaml", format!("users:\n{ids}"));
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), None), &mut found);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn each_limit_is_the_most_that_is_meant() {
        let wide = |what: &str| [format!("the exception is for {what} at most are meant")];
        assert_eq!(messages(10, 5, 90), [""; 0]);
        assert_eq!(messages(11, 5, 90), wide("11 people, and 10"));
        assert_eq!(messages(10, 6, 90), wide("6 countries, and 5"));
        assert_eq!(messages(10, 5, 91), wide("91 days, and 90"));
    }
}
