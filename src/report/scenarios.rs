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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{Outcome, Range};
    use crate::promise::scenario::Decided;
    use crate::report::schemas::{ResultKind, assert_valid};
    use crate::workspace::document::{Expect, Given, Scenario};

    #[test]
    fn json_is_as_its_schema_says() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("tests/a.yaml", "scenarios: []\n"));
        let judged = |decided: Option<Decided>, faults: &[&str]| {
            let scenario =
                Scenario { name: "one".to_owned(), given: Given::default(), expect: Expect::default() };
            let faults = faults.iter().map(|fault| (*fault).to_owned()).collect();
            (Judged { scenario, place: ("tests/a.yaml".to_owned(), String::new()), decided, faults }, span)
        };
        let decided = Decided {
            outcome: Range::certain(Outcome::Blocked),
            by: vec!["CA001".to_owned()],
            by_platform: Vec::new(),
        };
        let scenarios = vec![judged(Some(decided), &[]), judged(None, &["there is no policy `CA002`"])];
        let tested = [Tested { tenant: "contoso".to_owned(), scenarios }];
        let json = json(&sources, &tested, &["fabrikam".to_owned()]);
        assert_valid(ResultKind::Test, &serde_json::from_str(&json).unwrap());
    }
}
