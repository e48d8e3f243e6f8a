//! A what-if as JSON, for programs.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Report, analysis_reasons};
use crate::control::{self, Range};
use crate::engine::PolicyTrace;
use crate::graph;

/// The whole document (language.md, "JSON results").
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document<'a> {
    tenant: &'a str,
    policies: Vec<Entry<'a>>,
    outcome: Outcome,
    decided_by: Vec<&'a str>,
    platform: Vec<Demand>,
    decided_by_platform: Vec<&'static str>,
    service_dependencies: Vec<Dependency<'a>>,
    with_eligible_roles_active: Option<Activated<'a>>,
    session_controls: Value,
    session_controls_unknown: Vec<&'a str>,
    session_controls_conflicts: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    id: &'a str,
    display_name: &'a str,
    state: &'a str,
    policy_applies: &'static str,
    conditions: Map<String, Value>,
    analysis_reasons: Vec<&'static str>,
    result: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Demand {
    enforcement: &'static str,
    outcome: Outcome,
    since: Option<NaiveDate>,
    document: Option<&'static str>,
    document_date: Option<NaiveDate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency<'a> {
    app_id: String,
    display_name: &'static str,
    outcome: Outcome,
    decided_by: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Activated<'a> {
    outcome: Outcome,
    decided_by: Vec<&'a str>,
}

#[derive(Serialize)]
struct Outcome {
    best: &'static str,
    worst: &'static str,
}

/// Renders a what-if as one JSON object; `schemas/results/whatif.schema.json` describes it.
pub fn json(report: &Report<'_>) -> String {
    crate::report::pretty(&document(report))
}

pub(super) fn document<'a>(report: &Report<'a>) -> Document<'a> {
    let session = report.session();
    let policies = report.traced().map(|(policy, trace)| Entry {
        id: &policy.id,
        display_name: &policy.display_name,
        state: policy.state.as_graph(),
        policy_applies: trace.applies.as_str(),
        conditions: conditions(trace),
        analysis_reasons: analysis_reasons(policy, trace),
        result: trace.result,
    });
    Document {
        tenant: report.tenant,
        policies: policies.collect(),
        outcome: outcome(report.trace.outcome),
        decided_by: report.decided_by().map(|policy| policy.id.as_str()).collect(),
        platform: report.trace.platform.iter().map(demand).collect(),
        decided_by_platform: report.trace.decided_by_platform.iter().map(|one| one.as_str()).collect(),
        service_dependencies: report
            .trace
            .dependencies
            .iter()
            .map(|trace| Dependency {
                app_id: trace.dependency.on.to_string(),
                display_name: trace.dependency.display_name,
                outcome: outcome(trace.outcome),
                decided_by: report.policies_of(&trace.decided_by).map(|policy| policy.id.as_str()).collect(),
            })
            .collect(),
        with_eligible_roles_active: report.activated.map(|trace| Activated {
            outcome: outcome(trace.outcome),
            decided_by: report.policies_of(&trace.decided_by).map(|policy| policy.id.as_str()).collect(),
        }),
        session_controls: graph::encode_session(&session.merged.controls),
        session_controls_unknown: session.unknown.iter().map(|policy| policy.id.as_str()).collect(),
        session_controls_conflicts: session.merged.conflicts,
    }
}

fn demand(demand: &control::Demand) -> Demand {
    let fact = demand.enforcement.fact();
    Demand {
        enforcement: demand.enforcement.as_str(),
        outcome: outcome(demand.outcome),
        since: fact.and_then(|fact| fact.since),
        document: fact.map(|fact| fact.document),
        document_date: fact.map(|fact| fact.document_date),
    }
}

fn outcome(outcome: Range<control::Outcome>) -> Outcome {
    Outcome { best: outcome.best().as_str(), worst: outcome.worst().as_str() }
}

fn conditions(trace: &PolicyTrace) -> Map<String, Value> {
    let conditions = trace.conditions.iter();
    conditions.map(|condition| (condition.member.to_owned(), condition.matches.as_str().into())).collect()
}
