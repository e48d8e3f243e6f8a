//! Diagnostics as text, JSON and SARIF.
//!
//! Each format takes what [`arrange`] returns, so that all of them show the same problems in the same order.

mod json;
mod sarif;
mod text;

pub use json::json;
pub use sarif::sarif;
pub use text::{Style, text};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{LineColumn, SourceMap, Span};

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The names of the tenants.
    pub tenants: Vec<String>,
    /// How many policies they have together.
    pub policies: usize,
}

/// Orders diagnostics by file and place. What several tenants find alike in a set they share is kept once.
pub fn arrange(sources: &SourceMap, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| order(sources, a).cmp(&order(sources, b)));
    diagnostics.dedup_by(|next, kept| is_repeat(next, kept));
    diagnostics
}

/// What has no place in a file comes last.
fn order<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> impl Ord + use<'a> {
    let Diagnostic { code, severity, message, span, label, related, help, subject, place } = diagnostic;
    let related: Vec<_> = related.iter().map(|label| (label.span, &label.message)).collect();
    (
        *span == Span::SYNTHETIC,
        sources.path(span.file),
        (span.start, span.end),
        (code, message, severity, label, related, help),
        (subject, place),
    )
}

/// Whether two diagnostics say the same of the same place, whatever the tenant.
fn is_repeat(a: &Diagnostic, b: &Diagnostic) -> bool {
    let Diagnostic { code, severity, message, span, label, related, help, subject: _, place } = a;
    (code, severity, message, span) == (&b.code, &b.severity, &b.message, &b.span)
        && (label, related, help, place) == (&b.label, &b.related, &b.help, &b.place)
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let count =
            |severity: Severity| diagnostics.iter().filter(|found| found.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }
}

/// A span as people count.
struct Region<'a> {
    path: &'a str,
    start: LineColumn,
    /// One past the last character.
    end: LineColumn,
}

/// Where a span is, unless it is in no file.
fn region(sources: &SourceMap, span: Span) -> Option<Region<'_>> {
    if span == Span::SYNTHETIC {
        return None;
    }
    let end = Span { start: span.end, ..span };
    Some(Region {
        path: sources.path(span.file),
        start: sources.line_column(span),
        end: sources.line_column(end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two files, with an error in the second that the first explains, a warning in the first, and a note nowhere.
    pub(super) fn example() -> (SourceMap, Vec<Diagnostic>) {
        let mut sources = SourceMap::default();
        let tenant =
            sources.add("contoso/tenant.yaml", "tenant: contoso.onmicrosoft.com\nrules: { CA-X: off }\n");
        let policy = sources.add(
            "contoso/policies/CA001.yaml",
            "id: CA001\nname: Büro, nur mit Gerät\ngrant: { anyOf: [block, mfa] }\n",
        );
        let at = |file, text: &str| {
            let start = u32::try_from(sources.text(file).find(text).unwrap()).unwrap();
            Span { file, start, end: start + u32::try_from(text.len()).unwrap() }
        };
        let diagnostics = vec![
            Diagnostic::new(Severity::Note, "CA-N", Span::SYNTHETIC, "the deployed set is 40 days old"),
            Diagnostic::warning("CA-RULE-001", at(tenant, "CA-X"), "there is no rule `CA-X`")
                .help("`gatewright rules` lists them")
                .about("contoso:tenant"),
            Diagnostic::error(
                "CA-STR-004",
                at(policy, "block"),
                "policy `CA001` blocks and asks for other controls",
            )
            .label("blocks")
            .related(at(policy, "mfa"), "this can never be used")
            .related(at(tenant, "tenant"), "of this tenant")
            .help("write `grant: block` alone, or remove `block`")
            .about("contoso:CA001"),
        ];
        let diagnostics = arrange(&sources, diagnostics);
        (sources, diagnostics)
    }

    #[test]
    fn order_is_by_path_then_place_and_nowhere_is_last() {
        let (_, diagnostics) = example();
        let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, ["CA-STR-004", "CA-RULE-001", "CA-N"]);
    }

    #[test]
    fn tenants_that_share_a_fault_show_it_once() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("baseline/CA001.yaml", "id: CA001\n"));
        let found = |tenant: &str| {
            Diagnostic::error("CA-STR-003", span, "policy `CA001` asks for nothing").about(tenant)
        };
        let arranged = arrange(&sources, vec![found("fabrikam:CA001"), found("contoso:CA001")]);
        assert_eq!(arranged, [found("contoso:CA001")]);
    }
}
