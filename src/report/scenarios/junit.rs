//! Scenarios as `JUnit` XML: a suite for each tenant, a case for each scenario.

use super::{Tested, place};
use crate::report::xml::{escape, escape_text};
use crate::source::SourceMap;

/// Renders scenarios as `JUnit` XML.
pub fn junit(sources: &SourceMap, tested: &[Tested]) -> String {
    let tests: usize = tested.iter().map(|tested| tested.scenarios.len()).sum();
    let failures: usize = tested.iter().map(Tested::failed).sum();
    let suites: String = tested.iter().map(|tested| suite(sources, tested)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"gatewright test\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
         {suites}</testsuites>\n"
    )
}

fn suite(sources: &SourceMap, tested: &Tested) -> String {
    let name = escape(&tested.tenant);
    let (tests, failures) = (tested.scenarios.len(), tested.failed());
    let cases = tested.scenarios.iter().map(|(judged, span)| {
        let (file, at) = place(sources, *span);
        let open = format!(
            "    <testcase classname=\"{name}\" name=\"{}\" file=\"{}\" line=\"{}\"",
            escape(&judged.scenario.name),
            escape(file),
            at.line
        );
        match judged.faults.first() {
            None => format!("{open}/>\n"),
            Some(first) => format!(
                "{open}>\n      <failure type=\"scenario\" message=\"{}\">{}</failure>\n    </testcase>\n",
                escape(first),
                escape_text(&judged.faults.join("\n"))
            ),
        }
    });
    let cases: String = cases.collect();
    format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n\
         {cases}  </testsuite>\n"
    )
}
