#![doc = include_str!("ca_name_002.md")]

use crate::check::naming::named_policies;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::{Severity, did_you_mean};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NAME-002",
    severity: Severity::Warning,
    summary: "a number outside the range of its persona",
    explanation: include_str!("ca_name_002.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for named in named_policies(context) {
        let policy = named.policy;
        let Some((written, persona)) = named.parts.and_then(|parts| Some((parts.number?, parts.persona?)))
        else {
            continue;
        };
        let Ok(number) = written.parse::<u32>() else { continue };
        let place = Place::policy(&policy.id, "/name");
        let ranges = &named.naming.ranges;
        match named.naming.range(persona) {
            Some((first, last)) if !(first..=last).contains(&number) => {
                let owner = ranges.iter().rev().find(|(_, (first, last))| (*first..=*last).contains(&number));
                let message = match owner {
                    Some((owner, _)) => {
                        format!("policy `{}` is for `{persona}` and has a number of `{owner}`", policy.id)
                    }
                    None => format!("policy `{}` is for `{persona}` and has the number {written}", policy.id),
                };
                found.push(
                    Finding::new(&RULE, place, message)
                        .help(format!("the numbers of `{persona}` are {first} to {last}")),
                );
            }
            None if !ranges.is_empty() => {
                let message = format!("policy `{}` is for `{persona}`, which has no numbers", policy.id);
                let near = did_you_mean(persona, ranges.iter().map(|(known, _)| known.as_str()));
                found.push(Finding::new(&RULE, place, message).help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("give it a range, as in `ranges: {{ {persona}: 1100-1199 }}`"),
                }));
            }
            Some(_) | None => {}
        }
    }
}
