//! Scenarios as JSON, for programs.

use serde::Serialize;

use super::{Tested, place};
use crate::report::pretty_of_several;
use crate::source::SourceMap;

#[derive(Serialize)]
struct Total {
    passed: usize,
    failed: usize,
}

#[derive(Serialize)]
struct Tenant<'a> {
    #[serde(rename = "tenant")]
    name: &'a str,
    passed: usize,
    failed: usize,
    scenarios: Vec<Scenario<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scenario<'a> {
    name: &'a str,
    file: &'a str,
    line: usize,
    passed: bool,
    outcome: Option<Range>,
    decided_by: &'a [String],
    faults: &'a [String],
}

#[derive(Serialize)]
struct Range {
    best: &'static str,
    worst: &'static str,
}

/// Renders scenarios as one JSON object: `tenants`, each with its `scenarios` and how many `passed` and `failed`; the
/// names of the tenants that could not be read (`failed`); and the `total`.
pub fn json(sources: &SourceMap, tested: &[Tested], failed: &[String]) -> String {
    let tenants = tested.iter().map(|tested| tenant(sources, tested));
    let total = Total {
        passed: tested.iter().map(Tested::passed).sum(),
        failed: tested.iter().map(Tested::failed).sum(),
    };
    pretty_of_several(tenants, failed, total)
}

fn tenant<'a>(sources: &'a SourceMap, tested: &'a Tested) -> Tenant<'a> {
    let scenarios = tested.scenarios.iter().map(|(judged, span)| {
        let (file, at) = place(sources, *span);
        let decided = judged.decided.as_ref();
        Scenario {
            name: &judged.scenario.name,
            file,
            line: at.line,
            passed: judged.is_passed(),
            outcome: decided.map(|decided| Range {
                best: decided.outcome.best().as_str(),
                worst: decided.outcome.worst().as_str(),
            }),
            decided_by: decided.map_or(&[], |decided| decided.by.as_slice()),
            faults: &judged.faults,
        }
    });
    Tenant {
        name: &tested.tenant,
        passed: tested.passed(),
        failed: tested.failed(),
        scenarios: scenarios.collect(),
    }
}
