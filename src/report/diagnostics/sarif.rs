//! Diagnostics as SARIF 2.1.0, for code scanning.
//!
//! Only the members that viewers use, with what GitHub and Azure DevOps ask for, within the limits of GitHub (SARIF
//! support for code scanning, 2025); `tests/sarif.rs` has a validator look at it. Rules are described from their own
//! documentation, so no address is needed. What is accepted is in it only if the caller gives it: GitHub shows results
//! as open alerts whatever their `suppressions`.

mod log;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::{Region, region, with_help};
use crate::check::{self, Acceptance, Accepted, Rule};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::report::diff::meaning_of_code;
use crate::source::{LineColumn, SourceMap, Span};
use log::{
    ArtifactChange, ArtifactLocation, AutomationDetails, Configuration, Descriptor, Driver, Finding, Fix,
    Invocation, Location, Log, Message, Notification, PhysicalLocation, Properties, Replacement, Run,
    Suppression, TextRegion, Tool, UriBase,
};

/// The tags of a rule; more are refused.
const MOST_TAGS: usize = 20;
/// The results of a run; more are refused.
const MOST_RESULTS: usize = 25_000;
/// Other places of a result; more are refused.
const MOST_RELATED: usize = 999;
/// The characters of a description or a message; what is beyond is not shown.
const LONGEST: usize = 1024;
/// The characters of a rule's name.
const LONGEST_NAME: usize = 255;
/// What paths are relative to.
const ROOT: &str = "%SRCROOT%";

/// Renders diagnostics of a verb, and what is accepted, as one SARIF 2.1.0 run. Where they are more than GitHub takes, the least
/// severe are left out, and a notification says how many.
///
/// A result's fingerprint is made of its rule, what it is about and where in that, never of its line, so that it is the
/// same problem after an edit elsewhere in the file.
pub fn sarif(verb: &str, sources: &SourceMap, diagnostics: &[Diagnostic], accepted: &[Accepted]) -> String {
    let all = diagnostics.iter().map(|found| (found, None));
    let all = all.chain(accepted.iter().map(|accepted| (&accepted.diagnostic, Some(&accepted.acceptance))));
    let mut kept: Vec<(&Diagnostic, Option<&Acceptance>)> = all.collect();
    let left_out = kept.len().saturating_sub(MOST_RESULTS);
    if left_out > 0 {
        kept.sort_by_key(|(found, acceptance)| (acceptance.is_some(), Reverse(found.severity)));
        kept.truncate(MOST_RESULTS);
    }
    let codes: BTreeSet<&str> = kept.iter().map(|(found, _)| found.code).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut seen = BTreeMap::new();
    let results = kept.into_iter().map(|(found, acceptance)| Finding {
        rule_id: found.code,
        rule_index: codes.partition_point(|code| *code < found.code),
        level: found.severity.as_str(),
        message: plain(&with_help(found)),
        locations: [location(sources, found.span, None).unwrap_or_else(|| elsewhere(found))],
        related_locations: found
            .related
            .iter()
            .filter_map(|label| location(sources, label.span, Some(&label.message)))
            .take(MOST_RELATED)
            .collect(),
        partial_fingerprints: BTreeMap::from([("gatewright/v1", fingerprint(sources, found, &mut seen))]),
        suppressions: acceptance.map(suppression).into_iter().collect(),
        fixes: found.fix.iter().map(|fix| self::fix(sources, fix)).collect(),
    });
    let results = results.collect();
    let rules = codes.iter().map(|code| descriptor(code)).collect();
    let driver = Driver {
        name: "gatewright",
        full_name: concat!("gatewright ", env!("CARGO_PKG_VERSION")),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules,
    };
    let root = UriBase { description: plain("The root of the repository.") };
    crate::report::pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            automation_details: AutomationDetails { id: format!("gatewright/{verb}/") },
            invocations: (left_out > 0).then(|| invocation(left_out)).into_iter().collect(),
            original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
            column_kind: "utf16CodeUnits",
            results,
        }],
    })
}

/// Says how many results there is no room for.
fn invocation(left_out: usize) -> Invocation {
    let message = format!("{left_out} more problems are left out, the least severe of all");
    Invocation {
        execution_successful: true,
        tool_execution_notifications: [Notification { level: "warning", message: plain(&message) }],
    }
}

/// What a diagnostic is about and where in that, with a number where several are alike. What stands in a file that is
/// not the tenant's own goes by the file, as the tenants that share it come and go.
fn fingerprint(sources: &SourceMap, found: &Diagnostic, seen: &mut BTreeMap<String, usize>) -> String {
    let path = sources.path(found.span.file);
    let subject = match found.subject.as_deref().and_then(|subject| subject.rsplit_once(':')) {
        Some((folder, name)) if path.starts_with(folder) || path.is_empty() => format!("{folder}:{name}"),
        Some((_, name)) => format!("{path}:{name}"),
        None => path.to_owned(),
    };
    let problem = format!("{}:{subject}:{}", found.code, found.place.as_deref().unwrap_or_default());
    let count = seen.entry(problem.clone()).and_modify(|count| *count += 1).or_insert(1);
    format!("{problem}:{count}")
}

fn suppression(acceptance: &Acceptance) -> Suppression<'_> {
    let (kind, justification) = match acceptance {
        Acceptance::Allowed(reason) => ("inSource", Some(reason.as_str())),
        Acceptance::Known => ("external", None),
    };
    Suppression { kind, status: "accepted", justification }
}

/// What a code means; one that is no rule's, such as one of the YAML reader or of a comparison, is told in its own words.
fn descriptor(code: &str) -> Descriptor<'_> {
    let Some(rule) = check::rule(code) else {
        let words = code.replace('-', " ");
        let unreadable = "The documents cannot be read as they are. The message says what to change.";
        let help = meaning_of_code(code).unwrap_or(unreadable);
        return Descriptor {
            id: code,
            name: pascal_case(&words),
            short_description: plain(&words),
            full_description: plain(&words),
            help: plain(help),
            default_configuration: None,
            properties: None,
        };
    };
    let explanation =
        Message { text: rule.explanation.to_owned(), markdown: Some(rule.explanation.to_owned()) };
    Descriptor {
        id: rule.id,
        name: pascal_case(rule.summary),
        short_description: plain(rule.summary),
        full_description: plain(first_paragraph(rule.explanation)),
        help: explanation,
        default_configuration: Some(Configuration { level: rule.severity.as_str() }),
        properties: Some(properties(rule)),
    }
}

fn properties(rule: &'static Rule) -> Properties<'static> {
    Properties {
        tags: rule.aliases.iter().copied().take(MOST_TAGS).collect(),
        problem_severity: match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "recommendation",
        },
    }
}

/// Words as one identifier, as viewers want a name: `AManagedDevice`.
fn pascal_case(words: &str) -> String {
    let words = words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_uppercase() + rest
    };
    words.map(capital).collect::<String>().chars().take(LONGEST_NAME).collect()
}

/// What a rule does, in its own words.
fn first_paragraph(explanation: &str) -> &str {
    explanation.split("\n\n").find(|paragraph| !paragraph.starts_with('#')).unwrap_or_default().trim()
}

fn plain(text: &str) -> Message {
    let text = if text.chars().count() > LONGEST {
        text.chars().take(LONGEST - 1).chain(['…']).collect()
    } else {
        text.to_owned()
    };
    Message { text, markdown: None }
}

/// A place for what stands in no file, without which GitHub refuses the run: the tenant's own document.
fn elsewhere(found: &Diagnostic) -> Location {
    let folder = found.subject.as_deref().and_then(|subject| Some(subject.rsplit_once(':')?.0));
    let path = match folder {
        None | Some("") => "tenant.yaml".to_owned(),
        Some(folder) => format!("{folder}/tenant.yaml"),
    };
    physical(&path, TextRegion { start_line: 1, start_column: 1, end_line: 1, end_column: 1 }, None)
}

fn location(sources: &SourceMap, span: Span, message: Option<&str>) -> Option<Location> {
    let region = region(sources, span)?;
    Some(physical(region.path, text_region(sources, &region, span), message))
}

fn text_region(sources: &SourceMap, region: &Region<'_>, span: Span) -> TextRegion {
    let column = |line: LineColumn, position: u32| {
        utf16_column(sources, line, Span { start: position, end: position, ..span })
    };
    TextRegion {
        start_line: region.start.line,
        start_column: column(region.start, span.start),
        end_line: region.end.line,
        end_column: column(region.end, span.end),
    }
}

fn fix(sources: &SourceMap, fix: &diagnostic::Fix) -> Fix {
    let mut changes: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        if let Some(region) = region(sources, edit.span) {
            let deleted_region = text_region(sources, &region, edit.span);
            // What is written into files is never cut short.
            let inserted_content = Message { text: edit.to.clone(), markdown: None };
            changes.entry(region.path).or_default().push(Replacement { deleted_region, inserted_content });
        }
    }
    let change = |(path, replacements)| ArtifactChange { artifact_location: artifact(path), replacements };
    Fix { description: plain(&fix.title), artifact_changes: changes.into_iter().map(change).collect() }
}

/// The column as viewers count it, in UTF-16 code units.
fn utf16_column(sources: &SourceMap, place: LineColumn, at: Span) -> usize {
    let before = sources.text(at.file).get(..at.start as usize).unwrap_or("");
    let beyond = before.chars().rev().take(place.column - 1).filter(|character| character.len_utf16() > 1);
    place.column + beyond.count()
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: relative_uri(path), uri_base_id: ROOT }
}

fn physical(path: &str, region: TextRegion, message: Option<&str>) -> Location {
    Location {
        physical_location: PhysicalLocation { artifact_location: artifact(path), region },
        message: message.map(plain),
    }
}

/// A path as a relative URI (RFC 3986): what is neither unreserved nor `/` is percent-encoded.
fn relative_uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |uri, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            uri + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests;
