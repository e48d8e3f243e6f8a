//! Diagnostics as rustc shows them, with a line of counts at the end.

use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::{Counts, Scope, posture};
use crate::check::{Acceptance, Accepted};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::words::short;
use crate::source::{FileId, SourceMap, Span};

/// Whether text has color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Characters alone.
    Plain,
    /// With ANSI escapes.
    Styled,
}

/// A stretch of text longer than this is not shown: it is no line that a person wrote.
const LONGEST_EXCERPT: usize = 16 * 1024;

/// Renders diagnostics for a terminal, those that are accepted last. What [`super::arrange`] ordered stays in order.
pub fn text(
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
    accepted: &[Accepted],
    scope: &Scope,
    style: Style,
) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Styled => Renderer::styled(),
    };
    let mut out = String::new();
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Note => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        out.push_str(&render(&renderer, sources, diagnostic, level, scope));
        out.push_str("\n\n");
    }
    for Accepted { diagnostic, acceptance } in accepted {
        let (level, why) = match acceptance {
            Acceptance::Allowed(reason) => ("allowed", Some(format!("the comment says: {reason}"))),
            Acceptance::Known => ("known", None),
        };
        let shown = Diagnostic { help: why, fix: None, ..diagnostic.clone() };
        out.push_str(&render(&renderer, sources, &shown, Level::INFO.with_name(level), scope));
        out.push_str("\n\n");
    }
    out.push_str(&summary(diagnostics, scope));
    out.push('\n');
    if let Some(line) = posture::summary(scope) {
        out.push_str(&line);
        out.push('\n');
    }
    let fixable = diagnostics.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
    if fixable > 0 {
        out.push_str(&format!("`gatewright check --fix` mends {fixable} of them\n"));
    }
    out
}

fn render(
    renderer: &Renderer,
    sources: &SourceMap,
    diagnostic: &Diagnostic,
    level: Level<'_>,
    scope: &Scope,
) -> String {
    let mut elements = places(sources, diagnostic);
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(normalize_untrusted_str(help)).into());
    }
    if let Some(fix) = &diagnostic.fix {
        elements.push(Level::HELP.with_name("fix").message(normalize_untrusted_str(&fix.title)).into());
    }
    if let Some(whose) = whose(sources, diagnostic, scope) {
        elements.push(Level::NOTE.message(normalize_untrusted_str(&whose)).into());
    }
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    renderer.render(&[title.elements(elements)])
}

/// An excerpt for each file that the diagnostic speaks of, its own first.
fn places<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Vec<Element<'a>> {
    if diagnostic.span == Span::SYNTHETIC {
        return Vec::new();
    }
    let own = diagnostic.span.file;
    let mut files: BTreeMap<(bool, FileId), Vec<Mark<'a>>> = BTreeMap::new();
    let primary =
        Mark { kind: AnnotationKind::Primary, span: diagnostic.span, label: diagnostic.label.as_deref() };
    files.insert((false, own), vec![primary]);
    for related in diagnostic.related.iter().filter(|related| related.span != Span::SYNTHETIC) {
        let file = related.span.file;
        let mark =
            Mark { kind: AnnotationKind::Context, span: related.span, label: Some(related.message.as_str()) };
        files.entry((file != own, file)).or_default().push(mark);
    }
    files.into_iter().map(|((_, file), marks)| excerpt(sources, file, &marks)).collect()
}

/// A span to be underlined.
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    label: Option<&'a str>,
}

/// The lines of a file from the first mark to the last. Cutting them out here keeps large files cheap.
fn excerpt<'a>(sources: &'a SourceMap, file: FileId, marks: &[Mark<'a>]) -> Element<'a> {
    let text = sources.text(file);
    let path = normalize_untrusted_str(sources.path(file));
    let ranges: Vec<Range<usize>> = marks.iter().map(|mark| first_line(text, mark.span)).collect();
    let start = ranges.iter().map(|range| line_start(text, range.start)).min().unwrap_or(0);
    let end = ranges.iter().map(|range| line_end(text, range.end)).max().unwrap_or(0);

    let lines = text.get(start..end).unwrap_or("");
    if lines.len() > LONGEST_EXCERPT {
        let place = marks.first().map(|mark| sources.line_column(mark.span));
        let origin = Origin::path(path);
        return match place {
            Some(place) => origin.line(place.line).char_column(place.column).into(),
            None => origin.into(),
        };
    }
    let at = u32::try_from(start).unwrap_or(u32::MAX);
    let first = sources.line_column(Span { file, start: at, end: at }).line;
    let annotations = marks.iter().zip(ranges).map(|(mark, range)| {
        let annotation = mark.kind.span(range.start - start..range.end - start);
        annotation.label(mark.label.map(normalize_untrusted_str))
    });
    Snippet::source(lines).line_start(first).path(path).annotations(annotations).into()
}

/// The bytes of a span on its first line: a whole mapping is shown by where it begins.
fn first_line(text: &str, span: Span) -> Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.floor_char_boundary(span.end as usize).max(start);
    let shown = text.get(start..end).unwrap_or("");
    let shown = shown.lines().next().unwrap_or("").trim_end();
    start..start + shown.len()
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline)
}

/// So many names are enough to look further.
const MOST_NAMES: usize = 5;

/// The tenants that have it, where the path does not say it: of several, or in a set that they share.
fn whose(sources: &SourceMap, diagnostic: &Diagnostic, scope: &Scope) -> Option<String> {
    let names = diagnostic.tenants.as_slice();
    let is_said = |name: &String| sources.path(diagnostic.span.file).split('/').any(|part| part == name);
    match names {
        [] => None,
        [only] => (scope.tenants.len() > 1 && !is_said(only)).then(|| format!("in {only}")),
        all if all.len() == scope.tenants.len() => Some("in all tenants".to_owned()),
        several => {
            let shown = several.get(..MOST_NAMES).unwrap_or(several).join(", ");
            let others = several.len().saturating_sub(MOST_NAMES);
            let others = if others > 0 { format!(" and {others} more") } else { String::new() };
            Some(format!("in {} tenants: {shown}{others}", several.len()))
        }
    }
}

/// The total; of several tenants, first a line for each that has any.
fn summary(diagnostics: &[Diagnostic], scope: &Scope) -> String {
    let total = scope.total(diagnostics);
    if scope.tenants.len() < 2 {
        return total;
    }
    let rows: Vec<(String, Counts)> = scope
        .tenants
        .iter()
        .map(|tenant| (short(&tenant.name, 40), Counts::of_tenant(diagnostics, tenant)))
        .filter(|(_, counts)| *counts != Counts::default())
        .collect();
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> =
        rows.into_iter().map(|(name, counts)| format!("{name:width$}   {}", counts.words())).collect();
    lines.push(total);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, scope};
    use super::*;

    fn contoso(policies: usize) -> Scope {
        scope(&[("contoso", policies)])
    }

    const EXAMPLE: &str = "\
error[CA-STR-004]: policy `CA001` blocks and asks for other controls
 --> contoso/policies/CA001.yaml:3:18
  |
3 | grant: { anyOf: [block, mfa] }
  |                  ^^^^^  --- this can never be used
  |                  |
  |                  blocks
  |
 ::: contoso/tenant.yaml:1:1
  |
1 | tenant: contoso.onmicrosoft.com
  | ------ of this tenant
  |
  = help: write `grant: block` alone, or remove `block`
  = fix: remove `block`

warning[CA-RULE-001]: there is no rule `CA-X`
 --> contoso/tenant.yaml:2:10
  |
2 | rules: { CA-X: off }
  |          ^^^^
  |
  = help: `gatewright rules` lists them

note[CA-N]: the deployed set is 40 days old

1 error, 1 warning, 1 note in 14 policies of contoso
`gatewright check --fix` mends 1 of them
";

    #[test]
    fn diagnostics_look_like_those_of_rustc() {
        let (sources, diagnostics) = example();
        let shown = text(&sources, &diagnostics, &[], &contoso(14), Style::Plain);
        assert_eq!(shown, EXAMPLE);
    }

    #[test]
    fn a_clean_run_says_so_in_one_line() {
        let sources = SourceMap::default();
        assert_eq!(
            text(&sources, &[], &[], &contoso(1), Style::Plain),
            "no problems in 1 policy of contoso\n"
        );
    }

    #[test]
    fn what_tenants_share_is_said_once_and_counts_in_each() {
        let mut sources = SourceMap::default();
        let shared = sources.add("policies/baseline/CA001.yaml", "id: CA001\n");
        let own = sources.add("clients/contoso/tenant.yaml", "tenant: x\n");
        let at = |file| Span { file, start: 0, end: 2 };
        let found = vec![
            Diagnostic::error("x", at(shared), "wrong for all").in_tenant("contoso").in_tenant("fabrikam"),
            Diagnostic::warning("y", at(shared), "wrong for one").in_tenant("fabrikam"),
            Diagnostic::warning("z", at(own), "its own").in_tenant("contoso"),
        ];
        let shown = text(&sources, &found, &[], &scope(&[("contoso", 3), ("fabrikam", 4)]), Style::Plain);
        let notes: Vec<&str> = shown.lines().filter(|line| line.contains("= note")).collect();
        assert_eq!(notes, ["  = note: in all tenants", "  = note: in fabrikam"]);
        let summary = "
contoso    1 error, 1 warning
fabrikam   1 error, 1 warning
1 error, 2 warnings in 7 policies of 2 tenants; what tenants share counts once
";
        assert!(shown.ends_with(summary), "{shown}");
        let larger = scope(&[("contoso", 3), ("fabrikam", 4), ("northwind", 5)]);
        let shown = text(&sources, &found, &[], &larger, Style::Plain);
        assert!(shown.contains("= note: in 2 tenants: contoso, fabrikam\n"), "{shown}");
        assert!(!shown.contains("northwind"), "{shown}");
    }

    #[test]
    fn a_tenant_that_could_not_be_read_is_told_instead_of_its_policies() {
        let (sources, diagnostics) = example();
        let mut scope = contoso(0);
        scope.tenants[0].is_read = false;
        let shown = text(&sources, &diagnostics, &[], &scope, Style::Plain);
        assert!(
            shown.contains("\n1 error, 1 warning, 1 note in contoso, which could not be read\n"),
            "{shown}"
        );
        scope.tenants.extend(super::super::tests::scope(&[("fabrikam", 4)]).tenants);
        let shown = text(&sources, &diagnostics, &[], &scope, Style::Plain);
        assert!(shown.contains(" in 4 policies of 2 tenants, 1 of which could not be read\n"), "{shown}");
    }

    #[test]
    fn a_mapping_is_shown_by_its_first_line() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", "users:\n  include: all\n  exclude: x\n");
        let whole = Span { file, start: 9, end: 34 };
        let shown =
            text(&sources, &[Diagnostic::error("x", whole, "no")], &[], &Scope::default(), Style::Plain);
        assert!(shown.contains("\n2 |   include: all\n  |   ^^^^^^^^^^^^\n"), "{shown}");
        assert!(!shown.contains("exclude"), "{shown}");
    }

    #[test]
    fn a_span_off_the_text_or_a_character_is_shown_near_it() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", "ä: 1\n");
        for (start, end) in [(1, 2), (1, 9), (90, 99)] {
            let found = Diagnostic::error("x", Span { file, start, end }, "no");
            assert!(text(&sources, &[found], &[], &Scope::default(), Style::Plain).contains("a.yaml"));
        }
    }

    #[test]
    fn lines_count_from_the_start_of_the_file_however_far_a_mark_is() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", "- zeile ä\n".repeat(5_000));
        let start = 11 * 4_000 + 8;
        let found = Diagnostic::error("x", Span { file, start, end: start + 2 }, "no");
        let shown = text(&sources, &[found], &[], &Scope::default(), Style::Plain);
        assert!(shown.contains("--> a.yaml:4001:9\n"), "{shown}");
        assert!(shown.contains("4001 | - zeile ä\n     |         ^\n"), "{shown}");
    }

    #[test]
    fn a_line_that_nobody_wrote_is_not_shown() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", "x".repeat(1_000_000));
        let found = Diagnostic::error("x", Span { file, start: 10, end: 20 }, "no");
        let shown = text(&sources, &[found], &[], &Scope::default(), Style::Plain);
        assert!(shown.contains("--> a.yaml:1:11"), "{shown}");
        assert!(shown.len() < 200, "{shown}");
    }

    #[test]
    fn escapes_from_the_input_do_not_reach_the_terminal() {
        let mut sources = SourceMap::default();
        let file = sources.add("a\u{1b}[2J.yaml", "id: \u{1b}[2J\n");
        let at = Span { file, start: 4, end: 8 };
        let found = Diagnostic::error("x", at, "\u{1b}[2J")
            .help("\u{1b}[2J")
            .label("\u{1b}[2J")
            .related(at, "\u{1b}[2J");
        assert!(!text(&sources, &[found], &[], &Scope::default(), Style::Plain).contains('\u{1b}'));
    }
}
