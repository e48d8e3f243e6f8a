//! Diagnostics for the comment of a pull request or the summary of a job.

use std::fmt::Write as _;

use super::{Scope, region};
use crate::diagnostic::Diagnostic;
use crate::report::markdown::{code, escape};
use crate::source::SourceMap;

/// A comment on GitHub takes 65,536 characters, and other text stands in it too.
const LONGEST: usize = 60_000;

/// Renders diagnostics as Markdown: the counts, then a table, as much of it as a comment holds.
pub fn markdown(sources: &SourceMap, diagnostics: &[Diagnostic], scope: &Scope) -> String {
    let mut out = format!("**{}**\n", escape(&scope.total(diagnostics)));
    if diagnostics.is_empty() {
        return out;
    }
    out.push_str("\n| | Where | What |\n| --- | --- | --- |\n");
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        let row = row(sources, diagnostic, scope);
        if out.len() + row.len() > LONGEST {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "\n{} more.", diagnostics.len() - index);
            break;
        }
        out.push_str(&row);
    }
    out
}

fn row(sources: &SourceMap, diagnostic: &Diagnostic, scope: &Scope) -> String {
    let place = region(sources, diagnostic.span);
    let mut place =
        place.map(|region| code(&format!("{}:{}", region.path, region.start))).unwrap_or_default();
    match diagnostic.tenants.as_slice() {
        [] | [_] => {}
        all if all.len() == scope.tenants.len() => place.push_str("<br>all tenants"),
        several => {
            let _ = write!(place, "<br>{} tenants", several.len());
        }
    }
    let mut message = escape(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "<br>{}", escape(help));
    }
    format!("| {} {} | {place} | {message} |\n", diagnostic.severity.as_str(), diagnostic.code)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, scope};
    use super::*;
    use crate::source::Span;

    #[test]
    fn the_counts_come_first_and_then_a_table() {
        let (sources, diagnostics) = example();
        assert_eq!(
            markdown(&sources, &diagnostics, &scope(&[("contoso", 14)])),
            "**1 error, 1 warning, 1 note in 14 policies of contoso**\n\n\
             | | Where | What |\n| --- | --- | --- |\n\
             | error CA-STR-004 | <code>contoso/policies/CA001.yaml:3:18</code> | policy \\`CA001\\` blocks and asks for \
             other controls<br>write \\`grant: block\\` alone, or remove \\`block\\` |\n\
             | warning CA-RULE-001 | <code>contoso/tenant.yaml:2:10</code> | there is no rule \\`CA-X\\`<br>\\`gatewright \
             rules\\` lists them |\n\
             | note CA-N |  | the deployed set is 40 days old |\n"
        );
    }

    #[test]
    fn a_comment_is_not_longer_than_it_can_be() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a.yaml", ""));
        let found: Vec<_> = (0..2_000).map(|_| Diagnostic::error("x", span, "|".repeat(50))).collect();
        let shown = markdown(&sources, &found, &Scope::default());
        assert!(shown.len() < 61_000, "{}", shown.len());
        assert!(shown.ends_with(" more.\n"), "{shown}");
    }
}
