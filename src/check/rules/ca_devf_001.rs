#![doc = include_str!("ca_devf_001.md")]

use crate::check::policy_shape::is_in_use;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::device_filter::{Attribute, Leaf, Operator, UnregisteredDevice};
use crate::model::{FilterMode, Match};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-DEVF-001",
    severity: Severity::Warning,
    summary: "a device filter that unregistered devices slip through",
    explanation: include_str!("ca_devf_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let Some(filter) = &policy.conditions.device_filter else { continue };
        let is_unregistered_in = filter.rule.matches(&UnregisteredDevice);
        match (filter.mode, is_unregistered_in) {
            (FilterMode::Exclude, Match::Yes) => found.push(
                Finding::new(
                    &RULE,
                    Place::policy(&policy.id, "/deviceFilter/exclude"),
                    format!("policy `{}` leaves out every device that nobody registered", policy.id),
                )
                .help("compare with `-eq` or `-in`, or turn it into an `include`: negative operators match what a device does not have"),
            ),
            (FilterMode::Include, Match::No) if filter.rule.leaves().into_iter().any(asks_for_noncompliant) => {
                found.push(
                    Finding::new(
                        &RULE,
                        Place::policy(&policy.id, "/deviceFilter/include"),
                        format!("policy `{}` is for devices that are not compliant, and not for unregistered ones", policy.id),
                    )
                    .severity(Severity::Note)
                    .help("write `device.isCompliant -ne True` if devices that nobody registered are meant as well"),
                );
            }
            (FilterMode::Exclude | FilterMode::Include, _) => {}
        }
    }
}

/// `isCompliant -eq False`, which holds for no device that has no such attribute.
fn asks_for_noncompliant(leaf: &Leaf) -> bool {
    leaf.attribute() == Attribute::IsCompliant
        && leaf.operator() == Operator::Equals
        && leaf.values().any(|value| value.eq_ignore_ascii_case("false"))
}
