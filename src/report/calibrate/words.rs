//! What a calibration found, in words that every format uses.

use super::Report;
use crate::model::{Id, Policy};
use crate::replay::calibration::{
    Agreement, ConditionDisagreement, Disagreement, Reason, RecordedMatch, Results, StaleLocation,
};
use crate::report::words::{counted, either, grouped, list, short};
use crate::sign_in::recorded::AppliedResult;

/// Policies of the set, or of what was recorded, that a line names.
const NAMED: usize = 4;

/// `99.2 %`: rounded down, so that only all is 100.
pub(crate) fn percent(agreement: Agreement) -> String {
    match agreement.per_mille() {
        None => "-".to_owned(),
        Some(1000) => "100 %".to_owned(),
        Some(per_mille) => format!("{}.{} %", per_mille / 10, per_mille % 10),
    }
}

/// The answer to what everybody asks first.
pub(super) fn verdict(report: &Report<'_>) -> String {
    let calibrated = report.calibrated;
    let results = calibrated.results;
    if results.total() == 0 {
        let why = if calibrated.sign_ins == 0 {
            "no sign-in was read that reached Conditional Access"
        } else if calibrated.recorded == 0 {
            "no sign-in says what became of policies; whoever exports them needs the right to read policies"
        } else {
            "no recorded result is of a policy that is known here"
        };
        return format!("Nothing can be compared: {why}.");
    }
    let mut rest = Vec::new();
    if results.undecided > 0 {
        rest.push(format!("{} undecided", grouped(results.undecided)));
    }
    rest.push(match results.disagreed {
        0 => "none is another".to_owned(),
        1 => "1 is another".to_owned(),
        more => format!("{} are another", grouped(more)),
    });
    format!(
        "agrees with Entra on {} of {}; {}.",
        percent(results),
        counted(results.total(), "recorded policy result", "recorded policy results"),
        rest.join(", ")
    )
}

/// A policy by name.
pub(super) fn policy(policies: &[Policy<Id>], index: usize, longest: usize) -> String {
    policies.get(index).map_or(String::new(), |policy| short(&policy.display_name, longest))
}

/// `recorded failure, decided success`.
pub(super) fn results(of: &Disagreement) -> String {
    format!("recorded {}, decided {}", of.recorded.as_graph(), decided(of.decided))
}

fn decided(results: Results) -> String {
    either(&results.iter().map(AppliedResult::as_graph).collect::<Vec<_>>())
}

/// What most likely explains a disagreement.
pub(super) fn reason(reason: Reason) -> String {
    match reason {
        Reason::StateChanged => "the policy was switched on, off or to report-only since".to_owned(),
        Reason::PolicyModified => "the policy was changed on that day or later".to_owned(),
        Reason::Membership => "membership or roles changed since, or were exported at another time".to_owned(),
        Reason::NamedLocation => "a named location matches otherwise than Entra recorded".to_owned(),
        Reason::Condition(condition) => format!("Entra recorded the condition {} otherwise", condition.as_graph()),
        Reason::Controls => {
            "its controls come to something else: registration, devices or terms of use changed since, or are not exported"
                .to_owned()
        }
        Reason::Unexplained => "nothing that was recorded tells why".to_owned(),
    }
}

/// What was recorded of a condition, and so not decided.
pub(super) fn condition(of: &ConditionDisagreement) -> String {
    let condition = of.condition.as_graph();
    match &of.recorded {
        RecordedMatch::Satisfied => format!("{condition} recorded as satisfied, decided as not"),
        RecordedMatch::NotSatisfied => format!("{condition} recorded as not satisfied, decided as satisfied"),
        RecordedMatch::Included(rule) => {
            format!("{condition} recorded as included by {}, decided as not", short(rule, 40))
        }
        RecordedMatch::Excluded(rule) => {
            format!("{condition} recorded as excluded by {}, decided as not", short(rule, 40))
        }
    }
}

/// What does not match of a named location.
pub(super) fn stale(of: &StaleLocation) -> String {
    let part = |seen: &crate::replay::calibration::SeenAddresses, words: &str| {
        let addresses: Vec<String> = seen.addresses.iter().map(ToString::to_string).collect();
        let sign_ins = counted(seen.sign_ins, "sign-in", "sign-ins");
        (seen.sign_ins > 0).then(|| format!("{sign_ins} {words}, such as from {}", list(&addresses)))
    };
    let parts: Vec<String> = [
        part(&of.only_recorded, "that Entra found in it and its ranges do not hold"),
        part(&of.only_ours, "that its ranges hold and Entra did not find in it"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("\"{}\": {}", short(&of.location, 40), parts.join("; "))
}

/// What was not compared, a sentence each.
pub(super) fn not_compared(report: &Report<'_>) -> Vec<String> {
    let calibrated = report.calibrated;
    let mut lines = Vec::new();
    if calibrated.unknown_future > 0 {
        lines.push(format!(
            "{} `unknownFutureValue`: of report-only policies Graph says nothing else unless it is asked with the header Prefer: include-unknown-enum-members",
            counted(calibrated.unknown_future, "result is", "results are"),
        ));
    }
    if calibrated.unknown > 0 {
        lines.push(format!("{} `unknown`", counted(calibrated.unknown, "result is", "results are")));
    }
    if !calibrated.not_in_set.is_empty() {
        let names: Vec<String> = calibrated
            .not_in_set
            .iter()
            .map(
                |(id, name, _)| {
                    if name.is_empty() { id.to_string() } else { format!("\"{}\"", short(name, 40)) }
                },
            )
            .collect();
        lines.push(format!("recorded and not in force: {}", cut(&names)));
    }
    if calibrated.results.total() > 0 && !calibrated.never_recorded.is_empty() {
        let names: Vec<String> = calibrated
            .never_recorded
            .iter()
            .map(|index| format!("\"{}\"", policy(report.policies, *index, 40)))
            .collect();
        lines.push(format!("in force and never recorded: {}", cut(&names)));
    }
    let unrecorded = calibrated.sign_ins - calibrated.recorded;
    if calibrated.recorded > 0 && unrecorded > 0 {
        lines.push(format!("{} no results", counted(unrecorded, "sign-in has", "sign-ins have")));
    }
    lines
}

fn cut(names: &[String]) -> String {
    let mut shown: Vec<String> = names.iter().take(NAMED).cloned().collect();
    if names.len() > NAMED {
        shown.push(format!("{} more", names.len() - NAMED));
    }
    list(&shown)
}
