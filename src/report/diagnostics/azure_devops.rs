//! Diagnostics as logging commands of Azure Pipelines, which lists them in the summary of a run.

use super::{line, region, with_help};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::SourceMap;

/// Renders errors and warnings as logging commands, and notes, which Azure Pipelines has no issue for, as lines of the
/// log. What they come to is the last line.
pub fn azure_devops(sources: &SourceMap, diagnostics: &[Diagnostic], total: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&match diagnostic.severity {
            Severity::Error => issue(sources, diagnostic, "error"),
            Severity::Warning => issue(sources, diagnostic, "warning"),
            Severity::Note => harmless(&line(sources, diagnostic)),
        });
        out.push('\n');
    }
    out.push_str(&harmless(total));
    out.push('\n');
    out
}

fn issue(sources: &SourceMap, diagnostic: &Diagnostic, kind: &str) -> String {
    let place = region(sources, diagnostic.span).map(|region| {
        let path = property(region.path);
        let (line, column) = (region.start.line, region.start.column);
        format!("sourcepath={path};linenumber={line};columnnumber={column};")
    });
    let code = property(diagnostic.code);
    let place = place.unwrap_or_default();
    format!("##vso[task.logissue type={kind};{place}code={code};]{}", data(&with_help(diagnostic)))
}

/// Text after the `]` (Microsoft Learn, "Logging commands", 2025). A percent sign stands for itself unless it looks like
/// the start of an escape: agents decode its own escape only if a variable asks them to.
fn data(text: &str) -> String {
    let mut out = text.to_owned();
    for escape in ["AZP25", "0D", "0A", "3B", "5D"] {
        out = out.replace(&format!("%{escape}"), &format!("%AZP25{escape}"));
    }
    out.replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

/// A line of the log that is no command, whatever the input: one may begin anywhere in it.
fn harmless(line: &str) -> String {
    line.replace("##", "# #")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, scope};
    use super::*;
    use crate::source::Span;

    #[test]
    fn a_diagnostic_is_an_issue_at_its_place() {
        let (sources, diagnostics) = example();
        assert_eq!(
            azure_devops(&sources, &diagnostics, &scope(&[("contoso", 14)]).total(&diagnostics)),
            "##vso[task.logissue type=error;sourcepath=contoso/policies/CA001.yaml;linenumber=3;columnnumber=18;\
             code=CA-STR-004;]policy `CA001` blocks and asks for other controls%0Ahelp: write `grant: block` alone, or \
             remove `block`\n\
             ##vso[task.logissue type=warning;sourcepath=contoso/tenant.yaml;linenumber=2;columnnumber=10;\
             code=CA-RULE-001;]there is no rule `CA-X`%0Ahelp: `gatewright rules` lists them\n\
             note[CA-N]: the deployed set is 40 days old\n\
             1 error, 1 warning, 1 note in 14 policies of contoso\n"
        );
    }

    #[test]
    fn the_input_makes_no_command_of_its_own() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a;b]100%%0A.yaml", ""));
        let evil = "x\r\n##vso[task.setvariable variable=a]b";
        let found = [Diagnostic::error("x", span, evil), Diagnostic::new(Severity::Note, "x", span, evil)];
        let shown = azure_devops(&sources, &found, &scope(&[("##vso[x]y", 1)]).total(&found));
        let lines: Vec<&str> = shown.lines().collect();
        assert!(
            lines[0].starts_with("##vso[task.logissue type=error;sourcepath=a%3Bb%5D100%%AZP250A.yaml;"),
            "{shown}"
        );
        assert!(lines[0].ends_with("]x%0D%0A##vso[task.setvariable variable=a]b"), "{shown}");
        assert_eq!(lines.len(), 3, "{shown}");
        assert!(lines[1..].iter().all(|line| !line.contains("##")), "{shown}");
    }
}
