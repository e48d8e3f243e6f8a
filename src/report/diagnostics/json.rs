//! Diagnostics as JSON, for programs.

use serde::Serialize;

use super::posture::{self, VerdictJson};
use super::{Counts, Scope, region};
use crate::check::{Acceptance, Accepted};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceMap, Span};

/// The whole document.
#[derive(Serialize)]
struct Document<'a> {
    tenants: Vec<Sum<'a>>,
    policies: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    known: usize,
    diagnostics: Vec<Problem<'a>>,
    allowed: Vec<Allowed<'a>>,
}

#[derive(Serialize)]
struct Allowed<'a> {
    #[serde(flatten)]
    problem: Problem<'a>,
    reason: &'a str,
}

#[derive(Serialize)]
struct Sum<'a> {
    tenant: &'a str,
    policies: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    posture: Vec<VerdictJson<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    region: Place<'a>,
    label: Option<&'a str>,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    subject: Option<&'a str>,
    place: Option<&'a str>,
    tenants: &'a [String],
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    region: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    region: Place<'a>,
}

/// Every member is null where the problem is in no file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

/// Renders diagnostics as one JSON object with what was looked at (`policies`), the counts (`errors`, `warnings`,
/// `notes`), both also for each of `tenants` with what came of the promises about its whole set (`posture`), how many findings are recorded as `known`, and the lists `diagnostics`
/// and `allowed`. What several tenants have in common counts once, and in each of them.
///
/// Each has `code`, `severity` (`error`, `warning`, `note`), `message`, `file`, `line`, `column`, `endLine`,
/// `endColumn`, `label`, `related` (a list of `message` and a place), `help`, `subject` and `place` (what it is about,
/// and where in it, in words that stay when the file is edited) `tenants` (the names of those it was found in) and `fix`
/// (its `title` and `edits`, each a place and the `text` to stand there). What a comment allows has its `reason` too. Lines and columns count from 1, columns in characters; the end is one
/// past the last character. What is absent is null.
pub fn json(sources: &SourceMap, diagnostics: &[Diagnostic], accepted: &[Accepted], scope: &Scope) -> String {
    let counts = Counts::of(diagnostics);
    let tenants = scope.tenants.iter().map(|tenant| {
        let counts = Counts::of_tenant(diagnostics, tenant);
        Sum {
            tenant: &tenant.name,
            policies: tenant.policies,
            errors: counts.errors,
            warnings: counts.warnings,
            notes: counts.notes,
            posture: posture::verdicts(&tenant.posture),
        }
    });
    let document = Document {
        tenants: tenants.collect(),
        policies: scope.policies(),
        errors: counts.errors,
        warnings: counts.warnings,
        notes: counts.notes,
        known: scope.known,
        diagnostics: diagnostics.iter().map(|diagnostic| problem(sources, diagnostic)).collect(),
        allowed: accepted.iter().filter_map(|accepted| allowed(sources, accepted)).collect(),
    };
    crate::report::pretty(&document)
}

fn allowed<'a>(sources: &'a SourceMap, accepted: &'a Accepted) -> Option<Allowed<'a>> {
    match &accepted.acceptance {
        Acceptance::Allowed(reason) => {
            Some(Allowed { problem: problem(sources, &accepted.diagnostic), reason })
        }
        Acceptance::Known => None,
    }
}

fn problem<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Problem<'a> {
    let related = |label: &'a crate::diagnostic::Label| Related {
        message: &label.message,
        region: place(sources, label.span),
    };
    Problem {
        code: diagnostic.code,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        region: place(sources, diagnostic.span),
        label: diagnostic.label.as_deref(),
        related: diagnostic.related.iter().map(related).collect(),
        help: diagnostic.help.as_deref(),
        subject: diagnostic.subject.as_deref(),
        place: diagnostic.place.as_deref(),
        tenants: &diagnostic.tenants,
        fix: diagnostic.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit { region: place(sources, edit.span), text: &edit.to })
                .collect(),
        }),
    }
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let region = region(sources, span);
    let region = region.as_ref();
    Place {
        file: region.map(|region| region.path),
        line: region.map(|region| region.start.line),
        column: region.map(|region| region.start.column),
        end_line: region.map(|region| region.end.line),
        end_column: region.map(|region| region.end.column),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, scope};
    use super::*;

    #[test]
    fn every_member_is_there_and_columns_are_characters() {
        let (sources, diagnostics) = example();
        let scope = scope(&[("contoso", 14)]);
        let json: serde_json::Value =
            serde_json::from_str(&json(&sources, &diagnostics, &[], &scope)).unwrap();
        crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Check, &json);
        assert_eq!(json["errors"], 1);
        assert_eq!(json["policies"], 14);
        let contoso = serde_json::json!({ "tenant": "contoso", "policies": 14, "errors": 1, "warnings": 1, "notes": 0,
            "posture": [] });
        assert_eq!(json["tenants"], serde_json::json!([contoso]));
        assert_eq!(
            json["diagnostics"][0],
            serde_json::json!({
                "code": "CA-STR-004",
                "severity": "error",
                "message": "policy `CA001` blocks and asks for other controls",
                "file": "contoso/policies/CA001.yaml",
                "line": 3, "column": 18, "endLine": 3, "endColumn": 23,
                "label": "blocks",
                "related": [
                    { "message": "this can never be used", "file": "contoso/policies/CA001.yaml",
                      "line": 3, "column": 25, "endLine": 3, "endColumn": 28 },
                    { "message": "of this tenant", "file": "contoso/tenant.yaml",
                      "line": 1, "column": 1, "endLine": 1, "endColumn": 7 },
                ],
                "help": "write `grant: block` alone, or remove `block`",
                "subject": "contoso:CA001",
                "place": null,
                "tenants": ["contoso"],
                "fix": {
                    "title": "remove `block`",
                    "edits": [{ "file": "contoso/policies/CA001.yaml", "line": 3, "column": 18,
                                "endLine": 3, "endColumn": 25, "text": "" }],
                },
            })
        );
        assert_eq!(json["diagnostics"][2]["file"], serde_json::Value::Null);
    }
}
