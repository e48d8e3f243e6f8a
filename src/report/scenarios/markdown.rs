//! Scenarios for the comment of a pull request: the sum, then what failed.

use std::fmt::Write as _;

use super::{Tested, place, total};
use crate::report::markdown::{code, escape};
use crate::source::SourceMap;

/// Renders scenarios as Markdown.
pub fn markdown(sources: &SourceMap, tested: &[Tested]) -> String {
    let mut out = format!("**{}**\n", escape(&total(tested)));
    if super::is_passed(tested) {
        return out;
    }
    out.push_str("\n| Tenant | Scenario | What |\n| --- | --- | --- |\n");
    for tested in tested {
        for (judged, span) in tested.scenarios.iter().filter(|(judged, _)| !judged.is_passed()) {
            let (file, at) = place(sources, *span);
            let faults: Vec<String> = judged.faults.iter().map(|fault| escape(fault)).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "| {} | {}<br>{} | {} |",
                escape(&tested.tenant),
                escape(&judged.scenario.name),
                code(&format!("{file}:{}", at.line)),
                faults.join("<br>")
            );
        }
    }
    out
}
