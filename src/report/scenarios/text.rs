//! Scenarios for a terminal: what failed, and the sums.

use super::{Tested, place, sum, total};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, inert, wrap};
use crate::source::SourceMap;

/// Renders scenarios for a terminal. Those that passed are counted.
pub fn text(sources: &SourceMap, tested: &[Tested], style: Style) -> String {
    let mut lines = Vec::new();
    for tested in tested {
        let tenant = paint(style, Paint::Bold, &inert(&tested.tenant));
        lines.push(format!("{tenant}   {}", sum(tested.passed(), tested.failed())));
        for (judged, span) in tested.scenarios.iter().filter(|(judged, _)| !judged.is_passed()) {
            let (file, at) = place(sources, *span);
            let failed = paint(style, Paint::Red, "FAILED");
            lines.push(String::new());
            lines.push(format!("{failed}  {}", inert(&judged.scenario.name)));
            lines.push(format!("  {}:{}", inert(file), at.line));
            for fault in &judged.faults {
                let told = wrap(&inert(fault), COLUMNS - 4);
                lines.extend(told.iter().enumerate().map(|(number, line)| {
                    let start = if number == 0 { "  - " } else { "    " };
                    format!("{start}{line}")
                }));
            }
        }
        if tested.failed() > 0 {
            lines.push(String::new());
        }
    }
    if tested.len() != 1 {
        lines.push(total(tested));
    }
    lines.push(String::new());
    lines.join("\n")
}
