//! Diagnostics as text, JSON and SARIF.
//!
//! Each format takes what [`arrange`] returns, so that all of them show the same problems in the same order.

mod json;
mod sarif;
mod text;

pub use json::json;
pub use sarif::sarif;
pub use text::{Style, text};

pub use crate::diagnostic::arrange;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{LineColumn, SourceMap, Span};

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The tenants, in the order in which they are told.
    pub tenants: Vec<Looked>,
}

/// A tenant that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its name.
    pub name: String,
    /// How many policies it has; none if it could not be read.
    pub policies: usize,
}

impl Scope {
    /// How many policies the tenants have together.
    fn policies(&self) -> usize {
        self.tenants.iter().map(|tenant| tenant.policies).sum()
    }
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl Counts {
    fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// Those of one tenant.
    fn of_tenant(diagnostics: &[Diagnostic], tenant: &Looked) -> Self {
        Self::of(diagnostics.iter().filter(|diagnostic| diagnostic.tenants.contains(&tenant.name)))
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

    pub(super) fn scope(tenants: &[(&str, usize)]) -> Scope {
        let looked =
            |(name, policies): &(&str, usize)| Looked { name: (*name).to_owned(), policies: *policies };
        Scope { tenants: tenants.iter().map(looked).collect() }
    }

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
                .about("contoso:tenant")
                .in_tenant("contoso"),
            Diagnostic::error(
                "CA-STR-004",
                at(policy, "block"),
                "policy `CA001` blocks and asks for other controls",
            )
            .label("blocks")
            .related(at(policy, "mfa"), "this can never be used")
            .related(at(tenant, "tenant"), "of this tenant")
            .help("write `grant: block` alone, or remove `block`")
            .about("contoso:CA001")
            .in_tenant("contoso"),
        ];
        let diagnostics = arrange(&sources, diagnostics);
        (sources, diagnostics)
    }
}
