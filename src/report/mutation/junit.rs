//! Removals as `JUnit` XML: a suite for each tenant, a case for each removal.

use super::{Mutation, place};
use crate::promise::Fate;
use crate::report::xml::escape;
use crate::source::SourceMap;

/// Renders removals as `JUnit` XML.
pub fn junit(sources: &SourceMap, mutations: &[Mutation]) -> String {
    let sum = |count: fn(&Mutation) -> usize| -> usize { mutations.iter().map(count).sum() };
    let (tests, failures) = (sum(|mutation| mutation.mutated.tried.len()), sum(Mutation::survivors));
    let errors = sum(Mutation::undecided);
    let suites: String = mutations.iter().map(|mutation| suite(sources, mutation)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"gatewright test --mutate\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">\n\
         {suites}</testsuites>\n"
    )
}

fn suite(sources: &SourceMap, mutation: &Mutation) -> String {
    let name = escape(&mutation.tenant);
    let tried = mutation.mutated.tried.iter().zip(&mutation.spans);
    let cases = tried.map(|((mutant, fate), span)| {
        let (file, at) = place(sources, *span);
        let open = format!(
            "    <testcase classname=\"{name}\" name=\"without {}\" file=\"{}\" line=\"{}\"",
            escape(&mutant.words),
            escape(file),
            at.line
        );
        match fate {
            Fate::Scenario(_) | Fate::Invariant(_) | Fate::Equal => format!("{open}/>\n"),
            Fate::Survives => format!(
                "{open}>\n      <failure type=\"survivor\" message=\"no scenario and no invariant notices\"/>\n    \
                 </testcase>\n"
            ),
            Fate::Undecided => {
                format!("{open}>\n      <error type=\"undecided\" message=\"not decided\"/>\n    </testcase>\n")
            }
        }
    });
    let cases: String = cases.collect();
    format!(
        "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\">\n{cases}  </testsuite>\n",
        mutation.mutated.tried.len(),
        mutation.survivors(),
        mutation.undecided()
    )
}
