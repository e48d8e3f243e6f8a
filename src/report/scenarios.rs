//! What came of scenarios.

mod json;
mod junit;
mod markdown;
mod text;

pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use text::text;

use super::counted;
use crate::diagnostic::Diagnostic;
use crate::promise::scenario::Judged;
use crate::source::{LineColumn, SourceMap, Span};

/// The scenarios of a tenant.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The tenant's name.
    pub tenant: String,
    /// Its scenarios, each with the place of its name.
    pub scenarios: Vec<(Judged, Span)>,
}

impl Tested {
    fn failed(&self) -> usize {
        self.scenarios.iter().filter(|(judged, _)| !judged.is_passed()).count()
    }

    fn passed(&self) -> usize {
        self.scenarios.len() - self.failed()
    }
}

/// Whether every scenario passed.
pub fn is_passed(tested: &[Tested]) -> bool {
    tested.iter().all(|tested| tested.failed() == 0)
}

/// The scenarios that failed as errors, for the formats of problems.
pub fn diagnostics(tested: &[Tested]) -> Vec<Diagnostic> {
    let failed = tested.iter().flat_map(|tested| {
        let failed = tested.scenarios.iter().filter(|(judged, _)| !judged.is_passed());
        failed.map(|(judged, span)| {
            let message = format!("scenario `{}` fails: {}", judged.scenario.name, judged.faults.join("; "));
            Diagnostic::error("scenario", *span, message).in_tenant(&tested.tenant)
        })
    });
    failed.collect()
}

/// `5 scenarios: 4 passed, 1 failed`.
fn sum(passed: usize, failed: usize) -> String {
    let scenarios = counted(passed + failed, "scenario", "scenarios");
    match (passed, failed) {
        (0, 0) => "no scenarios".to_owned(),
        (_, 0) => format!("{scenarios}: all passed"),
        (0, _) => format!("{scenarios}: all failed"),
        (passed, failed) => format!("{scenarios}: {passed} passed, {failed} failed"),
    }
}

/// The sum over all tenants.
fn total(tested: &[Tested]) -> String {
    let passed = tested.iter().map(Tested::passed).sum();
    let failed = tested.iter().map(Tested::failed).sum();
    let sum = sum(passed, failed);
    match tested {
        [_] => sum,
        several => format!("{sum} in {} tenants", several.len()),
    }
}

fn place(sources: &SourceMap, span: Span) -> (&str, LineColumn) {
    (sources.path(span.file), sources.line_column(span))
}
