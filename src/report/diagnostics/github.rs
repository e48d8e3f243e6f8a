//! Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

use super::{line, region, with_help};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

/// So many annotations of a kind GitHub shows of a step (GitHub, "Workflow commands", 2025); it drops the others.
const SHOWN: usize = 10;

/// Renders diagnostics as workflow commands; those that GitHub would drop as lines of the log. What they come to is the last line.
pub fn github(sources: &SourceMap, diagnostics: &[Diagnostic], total: &str) -> String {
    let mut out = String::new();
    let mut rest = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let mut found = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
        for diagnostic in found.by_ref().take(SHOWN) {
            out.push_str(&command(sources, diagnostic));
            out.push('\n');
        }
        rest.extend(found);
    }
    if !rest.is_empty() {
        out.push_str(&format!("{} more, as GitHub shows {SHOWN} of a kind:\n", rest.len()));
    }
    for diagnostic in rest {
        out.push_str(&harmless(&line(sources, diagnostic)));
        out.push('\n');
    }
    out.push_str(&harmless(total));
    out.push('\n');
    out
}

fn command(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(region) = region(sources, diagnostic.span) {
        let (start, end) = (region.start, region.end);
        properties.push(format!("file={}", property(region.path)));
        properties.push(format!("line={}", start.line));
        // Columns are for what is on one line.
        if start.line == end.line {
            properties.push(format!("endLine={},col={},endColumn={}", end.line, start.column, end.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    format!("::{kind} {}::{}", properties.join(","), data(&with_help(diagnostic)))
}

/// Text after the second `::` (actions/toolkit, `command.ts`).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line of the log that is no command, whatever the input: one begins with `::`, or has `##[` anywhere.
fn harmless(line: &str) -> String {
    let line = line.replace("##[", "## [");
    if line.trim_start().starts_with("::") { format!(". {line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, scope};
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_diagnostic_is_a_command_at_its_place() {
        let (sources, diagnostics) = example();
        assert_eq!(
            github(&sources, &diagnostics, &scope(&[("contoso", 14)]).total(&diagnostics)),
            "::error file=contoso/policies/CA001.yaml,line=3,endLine=3,col=18,endColumn=23,title=CA-STR-004::\
             policy `CA001` blocks and asks for other controls%0Ahelp: write `grant: block` alone, or remove `block`\n\
             ::warning file=contoso/tenant.yaml,line=2,endLine=2,col=10,endColumn=14,title=CA-RULE-001::\
             there is no rule `CA-X`%0Ahelp: `gatewright rules` lists them\n\
             ::notice title=CA-N::the deployed set is 40 days old\n\
             1 error, 1 warning, 1 note in 14 policies of contoso\n"
        );
    }

    #[test]
    fn what_github_would_drop_is_in_the_log() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a.yaml", ""));
        let found: Vec<_> =
            (0..13).map(|number| Diagnostic::error("x", span, format!("no {number}"))).collect();
        let shown = github(&sources, &found, "13 errors");
        assert_eq!(shown.matches("::error ").count(), 10);
        assert!(
            shown.contains("no 9\n3 more, as GitHub shows 10 of a kind:\nerror[x] a.yaml:1:1: no 10\n"),
            "{shown}"
        );
    }

    #[test]
    fn the_input_makes_no_command_of_its_own() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a,b:c%.yaml", ""));
        let evil = "100 %\r\n::stop-commands::x\n##[set-env name=PATH]x";
        let found: Vec<_> = (0..11).map(|_| Diagnostic::error("x", span, evil)).collect();
        let shown = github(&sources, &found, "::stop-commands::x");
        assert!(shown.contains("file=a%2Cb%3Ac%25.yaml,line=1"), "{shown}");
        assert!(shown.contains("::100 %25%0D%0A::stop-commands::x%0A##[set-env"), "{shown}");
        for line in shown.lines().skip(10) {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
        }
        assert_eq!(shown.lines().count(), 13, "{shown}");
    }
}
