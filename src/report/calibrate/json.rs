//! A calibration as JSON, for programs.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Report, words};
use crate::model::{Id, Policy};
use crate::replay::calibration::{
    Agreement, ConditionDisagreement, Disagreement, Reason, RecordedMatch, Seen, SeenAddresses, StaleLocation,
};
use crate::report::{pretty, pretty_of_several};
use crate::sign_in::recorded::AppliedResult;

/// The whole document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    tenant: &'a str,
    base: &'a str,
    first: Option<String>,
    last: Option<String>,
    sign_ins: u64,
    sign_ins_with_results: u64,
    results: Agreeing,
    policies: Vec<OfPolicy<'a>>,
    conditions: Vec<OfCondition>,
    disagreements: Vec<Disagreed<'a>>,
    condition_disagreements: Vec<ConditionDisagreed<'a>>,
    stale_locations: Vec<Stale<'a>>,
    not_in_force: Vec<NotInForce<'a>>,
    never_recorded: Vec<Named<'a>>,
    unknown: u64,
    unknown_future_value: u64,
}

#[derive(Serialize)]
struct Agreeing {
    agreed: u64,
    undecided: u64,
    disagreed: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Named<'a> {
    policy: &'a str,
    display_name: &'a str,
}

#[derive(Serialize)]
struct OfPolicy<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    results: Agreeing,
}

#[derive(Serialize)]
struct OfCondition {
    condition: &'static str,
    matches: Agreeing,
    rules: Agreeing,
}

#[derive(Serialize)]
struct Disagreed<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    recorded: &'static str,
    decided: Vec<&'static str>,
    reason: &'static str,
    condition: Option<&'static str>,
    explanation: String,
    #[serde(flatten)]
    seen: SeenSignIns<'a>,
}

#[derive(Serialize)]
struct ConditionDisagreed<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    condition: &'static str,
    recorded: &'static str,
    rule: Option<&'a str>,
    #[serde(flatten)]
    seen: SeenSignIns<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SeenSignIns<'a> {
    sign_ins: u64,
    first: String,
    last: String,
    user: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stale<'a> {
    location: &'a str,
    only_recorded: Network,
    only_decided: Network,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Network {
    sign_ins: u64,
    newest: Option<String>,
    addresses: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotInForce<'a> {
    id: String,
    display_name: &'a str,
    results: u64,
}

#[derive(Serialize)]
struct Total {
    tenants: usize,
    results: Agreeing,
}

/// Renders a calibration as one JSON object; `schemas/results/calibrate.schema.json` describes it.
pub fn json(report: &Report<'_>) -> String {
    pretty(&document(report))
}

/// Renders those of several tenants as one JSON object.
pub fn json_of_several(reports: &[Report<'_>], failed: &[String]) -> String {
    let sum = |of: fn(&Agreement) -> u64| reports.iter().map(|report| of(&report.calibrated.results)).sum();
    pretty_of_several(
        reports.iter().map(document),
        failed,
        Total {
            tenants: reports.len() + failed.len(),
            results: Agreeing {
                agreed: sum(|results| results.agreed),
                undecided: sum(|results| results.undecided),
                disagreed: sum(|results| results.disagreed),
            },
        },
    )
}

fn document<'a>(report: &Report<'a>) -> Document<'a> {
    let calibrated = report.calibrated;
    let named = |index: usize| named(report.policies, index);
    Document {
        tenant: report.tenant,
        base: report.base,
        first: calibrated.span.map(|(first, _)| time(first)),
        last: calibrated.span.map(|(_, last)| time(last)),
        sign_ins: calibrated.sign_ins,
        sign_ins_with_results: calibrated.recorded,
        results: agreed(calibrated.results),
        policies: calibrated
            .policies
            .iter()
            .map(|of| OfPolicy { named: named(of.policy), results: agreed(of.results) })
            .collect(),
        conditions: calibrated
            .conditions
            .iter()
            .map(|of| OfCondition {
                condition: of.condition.as_graph(),
                matches: agreed(of.matches),
                rules: agreed(of.rules),
            })
            .collect(),
        disagreements: calibrated.disagreements.iter().map(|of| disagreed(report.policies, of)).collect(),
        condition_disagreements: calibrated
            .condition_disagreements
            .iter()
            .map(|of| condition_disagreed(report.policies, of))
            .collect(),
        stale_locations: calibrated.stale_locations.iter().map(stale).collect(),
        not_in_force: calibrated
            .not_in_set
            .iter()
            .map(|(id, name, results)| NotInForce {
                id: id.to_string(),
                display_name: name,
                results: *results,
            })
            .collect(),
        never_recorded: calibrated.never_recorded.iter().map(|index| named(*index)).collect(),
        unknown: calibrated.unknown,
        unknown_future_value: calibrated.unknown_future,
    }
}

fn named(policies: &[Policy<Id>], index: usize) -> Named<'_> {
    policies.get(index).map_or(Named { policy: "", display_name: "" }, |policy| Named {
        policy: &policy.id,
        display_name: &policy.display_name,
    })
}

fn agreed(agreement: Agreement) -> Agreeing {
    let Agreement { agreed, undecided, disagreed } = agreement;
    Agreeing { agreed, undecided, disagreed }
}

fn disagreed<'a>(policies: &'a [Policy<Id>], of: &'a Disagreement) -> Disagreed<'a> {
    Disagreed {
        named: named(policies, of.policy),
        recorded: of.recorded.as_graph(),
        decided: of.decided.iter().map(AppliedResult::as_graph).collect(),
        reason: of.reason.as_str(),
        condition: match of.reason {
            Reason::Condition(condition) => Some(condition.as_graph()),
            Reason::StateChanged
            | Reason::PolicyModified
            | Reason::Membership
            | Reason::NamedLocation
            | Reason::Controls
            | Reason::Unexplained => None,
        },
        explanation: words::reason(of.reason),
        seen: seen(&of.seen),
    }
}

fn condition_disagreed<'a>(
    policies: &'a [Policy<Id>],
    of: &'a ConditionDisagreement,
) -> ConditionDisagreed<'a> {
    let (recorded, rule) = match &of.recorded {
        RecordedMatch::Satisfied => ("satisfied", None),
        RecordedMatch::NotSatisfied => ("notSatisfied", None),
        RecordedMatch::Included(rule) => ("included", Some(rule.as_str())),
        RecordedMatch::Excluded(rule) => ("excluded", Some(rule.as_str())),
    };
    ConditionDisagreed {
        named: named(policies, of.policy),
        condition: of.condition.as_graph(),
        recorded,
        rule,
        seen: seen(&of.seen),
    }
}

fn seen(seen: &Seen) -> SeenSignIns<'_> {
    SeenSignIns {
        sign_ins: seen.sign_ins,
        first: time(seen.first),
        last: time(seen.last),
        user: &seen.user,
        id: &seen.example.id,
    }
}

fn stale(of: &StaleLocation) -> Stale<'_> {
    let addresses = |seen: &SeenAddresses| Network {
        sign_ins: seen.sign_ins,
        newest: seen.newest.map(time),
        addresses: seen.addresses.iter().map(ToString::to_string).collect(),
    };
    Stale {
        location: &of.location,
        only_recorded: addresses(&of.only_recorded),
        only_decided: addresses(&of.only_ours),
    }
}

/// As Graph writes a time.
fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
