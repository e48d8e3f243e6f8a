#![doc = include_str!("ca_name_005.md")]

use std::collections::BTreeMap;

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NAME-005",
    severity: Severity::Warning,
    summary: "two policies of one name or number",
    explanation: include_str!("ca_name_005.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let mut by_name: BTreeMap<String, &Policy<Id>> = BTreeMap::new();
    let mut by_number: BTreeMap<String, &Policy<Id>> = BTreeMap::new();
    for policy in context.policies() {
        let name = policy.display_name.to_lowercase();
        let number = number(&name).map(str::to_owned);
        let same_number = number.as_ref().and_then(|number| by_number.get(number));
        if let Some(other) = by_name.get(&name).or(same_number) {
            let message = match &number {
                Some(number) if other.display_name.to_lowercase() != name => format!(
                    "the names of policies `{}` and `{}` both begin with `{}`",
                    other.id,
                    policy.id,
                    number.to_uppercase(),
                ),
                Some(_) | None => format!("policies `{}` and `{}` have one name", other.id, policy.id),
            };
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/name"), message)
                    .related(Place::policy(&other.id, "/name"), "the other one")
                    .help("give one of them another number, or omit the one of the shared set"),
            );
        }
        by_name.entry(name).or_insert(policy);
        if let Some(number) = number {
            by_number.entry(number).or_insert(policy);
        }
    }
}

/// The number that a name begins with, with the letters before it, such as `CA001`.
fn number(name: &str) -> Option<&str> {
    let end = name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len());
    let first = name.get(..end)?;
    let digits = first.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let is_number = digits.len() >= 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_first_word_with_its_letters() {
        assert_eq!(number("CA001-Global-MFA"), Some("CA001"));
        assert_eq!(number("CAL001-All Block"), Some("CAL001"));
        assert_eq!(number("200 - RING - MFA"), Some("200"));
        assert_eq!(number("CA001"), Some("CA001"));
        assert_eq!(number("Require MFA 2"), None);
        assert_eq!(number("CA001b - MFA"), None);
        assert_eq!(number(""), None);
    }
}
