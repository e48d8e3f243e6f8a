//! Diagnostics for people, and for the programs that show them to people.
//!
//! Each format takes what [`arrange`] returns, so that all of them show the same problems in the same order.

mod azure_devops;
mod github;
mod json;
mod junit;
mod markdown;
mod posture;
mod sarif;
mod text;

pub use azure_devops::azure_devops;
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
pub use text::{Style, text};

pub use crate::diagnostic::arrange;

use std::collections::BTreeMap;

use super::words::inert;
use crate::check::{Acceptance, Accepted, Posture};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::counted;
use crate::source::{LineColumn, SourceMap, Span};

/// What was looked at, and how much of what was found there fails nothing.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The tenants, in the order in which they are told.
    pub tenants: Vec<Looked>,
    /// How many findings comments allow.
    pub allowed: usize,
    /// How many findings are recorded as known.
    pub known: usize,
}

/// A tenant that was looked at.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Its name.
    pub name: String,
    /// How many policies it has, also those that could not be read.
    pub policies: usize,
    /// Whether its `tenant.yaml` could be read; if not, nothing is known of its policies.
    pub is_read: bool,
    /// What came of the promises that it is held to.
    pub posture: Posture,
}

impl Scope {
    /// The names of the tenants.
    pub fn names(&self) -> Vec<&str> {
        self.tenants.iter().map(|tenant| tenant.name.as_str()).collect()
    }

    /// How many policies the tenants have together.
    fn policies(&self) -> usize {
        self.tenants.iter().map(|tenant| tenant.policies).sum()
    }

    /// What was found, in one line: `2 errors, 1 warning in 14 policies of contoso (2 allowed, 38 known)`.
    pub fn total(&self, diagnostics: &[Diagnostic]) -> String {
        let found = Counts::of(diagnostics).words();
        let tenants = match self.tenants.as_slice() {
            [] => return found,
            [tenant] if !tenant.is_read => {
                return format!("{found} in {}, which could not be read", inert(&tenant.name));
            }
            [tenant] => inert(&tenant.name).into_owned(),
            tenants => format!("{} tenants", tenants.len()),
        };
        let unread = match self.tenants.iter().filter(|tenant| !tenant.is_read).count() {
            0 => String::new(),
            unread => format!(", {unread} of which could not be read"),
        };
        let is_shared = diagnostics.iter().any(|found| found.tenants.len() > 1);
        let shared = if is_shared { "; what tenants share counts once" } else { "" };
        let policies = counted(self.policies(), "policy", "policies");
        let accepted = [(self.allowed, "allowed"), (self.known, "known")].into_iter();
        let accepted: Vec<String> =
            accepted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let accepted =
            if accepted.is_empty() { String::new() } else { format!(" ({})", accepted.join(", ")) };
        format!("{found} in {policies} of {tenants}{unread}{accepted}{shared}")
    }
}

/// Orders what is accepted, and puts what several tenants have in common together, as [`arrange`] does.
pub fn arrange_accepted(sources: &SourceMap, accepted: Vec<Accepted>) -> Vec<Accepted> {
    let mut alike: BTreeMap<Acceptance, Vec<Diagnostic>> = BTreeMap::new();
    for Accepted { diagnostic, acceptance } in accepted {
        alike.entry(acceptance).or_default().push(diagnostic);
    }
    let mut arranged: Vec<Accepted> = Vec::new();
    for (acceptance, diagnostics) in alike {
        let accepted = |diagnostic| Accepted { diagnostic, acceptance: acceptance.clone() };
        arranged.extend(arrange(sources, diagnostics).into_iter().map(accepted));
    }
    arranged.sort_by_key(|accepted| {
        let Diagnostic { span, code, .. } = &accepted.diagnostic;
        (sources.path(span.file), span.start, *code)
    });
    arranged
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

    /// `2 errors, 1 warning`.
    fn words(self) -> String {
        let parts: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| counted(count, word, &format!("{word}s")))
            .collect();
        if parts.is_empty() { "no problems".to_owned() } else { parts.join(", ") }
    }

    /// Those of one tenant.
    fn of_tenant(diagnostics: &[Diagnostic], tenant: &Looked) -> Self {
        Self::of(diagnostics.iter().filter(|diagnostic| diagnostic.tenants.contains(&tenant.name)))
    }
}

/// The message with what to change, for formats that have one text.
fn with_help(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// `error[CA-STR-004] contoso/policies/CA001.yaml:3:18: the message`, on one line.
fn line(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, severity, .. } = diagnostic;
    let place = region(sources, diagnostic.span)
        .map(|region| format!(" {}:{}", inert(region.path), region.start))
        .unwrap_or_default();
    format!("{}[{code}]{place}: {}", severity.as_str(), inert(&diagnostic.message))
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
    use crate::diagnostic::{Fix, Form};

    pub(super) fn scope(tenants: &[(&str, usize)]) -> Scope {
        let looked = |(name, policies): &(&str, usize)| Looked {
            name: (*name).to_owned(),
            policies: *policies,
            is_read: true,
            posture: Posture::default(),
        };
        Scope { tenants: tenants.iter().map(looked).collect(), ..Scope::default() }
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
            .fix(Fix::new("remove `block`", at(policy, "block, "), "block, ", "", Form::Written))
            .about("contoso:CA001")
            .in_tenant("contoso"),
        ];
        let diagnostics = arrange(&sources, diagnostics);
        (sources, diagnostics)
    }
}
