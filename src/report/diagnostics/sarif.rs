//! Diagnostics as SARIF 2.1.0, for code scanning.
//!
//! Only the members that viewers use. Rules are described from their own documentation, so no address is needed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Region, region};
use crate::check::{self, Rule};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::source::{SourceMap, Span};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    /// Columns are characters, not UTF-16 units, which is SARIF's default.
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_configuration: Option<Configuration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: TextRegion,
    inserted_content: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: TextRegion,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// What GitHub takes for a rule (GitHub, SARIF support for code scanning).
const MOST_TAGS: usize = 20;

/// Renders diagnostics as one SARIF 2.1.0 run.
///
/// A result's fingerprint is made of its rule and what it is about, never of its line, so that it is the same problem
/// after an edit elsewhere in the file.
pub fn sarif(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let mut codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results = diagnostics
        .iter()
        .map(|diagnostic| {
            let subject = diagnostic.subject.as_deref().unwrap_or_else(|| sources.path(diagnostic.span.file));
            let problem = format!("{}:{subject}", diagnostic.code);
            let count = seen.entry(problem.clone()).and_modify(|count| *count += 1).or_insert(1);
            Finding {
                rule_id: diagnostic.code,
                rule_index: codes.partition_point(|code| *code < diagnostic.code),
                level: diagnostic.severity.as_str(),
                message: plain(match &diagnostic.help {
                    Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
                    None => diagnostic.message.clone(),
                }),
                locations: location(sources, diagnostic.span, None).into_iter().collect(),
                related_locations: diagnostic
                    .related
                    .iter()
                    .filter_map(|label| location(sources, label.span, Some(&label.message)))
                    .collect(),
                partial_fingerprints: BTreeMap::from([("gatewright/v1", format!("{problem}:{count}"))]),
                fixes: diagnostic.fix.iter().map(|fix| self::fix(sources, fix)).collect(),
            }
        })
        .collect();
    let rules = codes.iter().map(|code| descriptor(code)).collect();
    let driver = Driver { name: "gatewright", version: env!("CARGO_PKG_VERSION"), rules };
    crate::report::pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
    })
}

/// What a code means; a code that is no rule's, such as one of the YAML reader, is only named.
fn descriptor(code: &str) -> Descriptor<'_> {
    let rule = check::rule(code);
    Descriptor {
        id: code,
        short_description: rule.map(|rule| plain(rule.summary.to_owned())),
        help: rule.map(|rule| Message {
            text: rule.explanation.to_owned(),
            markdown: Some(rule.explanation.to_owned()),
        }),
        default_configuration: rule.map(|rule| Configuration { level: Severity::as_str(rule.severity) }),
        properties: rule.map(tags).filter(|properties| !properties.tags.is_empty()),
    }
}

fn tags(rule: &'static Rule) -> Properties<'static> {
    Properties { tags: rule.aliases.iter().copied().take(MOST_TAGS).collect() }
}

fn plain(text: String) -> Message {
    Message { text, markdown: None }
}

fn location(sources: &SourceMap, span: Span, message: Option<&str>) -> Option<Location> {
    let region = region(sources, span)?;
    Some(Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: relative_uri(region.path) },
            region: text_region(&region),
        },
        message: message.map(|message| plain(message.to_owned())),
    })
}

fn text_region(region: &Region<'_>) -> TextRegion {
    TextRegion {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
    }
}

fn fix(sources: &SourceMap, fix: &diagnostic::Fix) -> Fix {
    let mut changes: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        if let Some(region) = region(sources, edit.span) {
            let deleted_region = text_region(&region);
            let inserted_content = plain(edit.to.clone());
            changes.entry(region.path).or_default().push(Replacement { deleted_region, inserted_content });
        }
    }
    let change = |(path, replacements)| ArtifactChange {
        artifact_location: ArtifactLocation { uri: relative_uri(path) },
        replacements,
    };
    Fix { description: plain(fix.title.clone()), artifact_changes: changes.into_iter().map(change).collect() }
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
mod tests {
    use super::super::tests::example;
    use super::*;

    fn example_json() -> serde_json::Value {
        let (sources, diagnostics) = example();
        serde_json::from_str(&sarif(&sources, &diagnostics)).unwrap()
    }

    #[test]
    fn a_result_has_its_rule_place_and_fingerprint() {
        let log = example_json();
        assert_eq!(
            log["runs"][0]["results"][1],
            serde_json::json!({
                "ruleId": "CA-RULE-001",
                "ruleIndex": 1,
                "level": "warning",
                "message": { "text": "there is no rule `CA-X`\nhelp: `gatewright rules` lists them" },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": "contoso/tenant.yaml" },
                    "region": { "startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 14 },
                } }],
                "partialFingerprints": { "gatewright/v1": "CA-RULE-001:contoso:tenant:1" },
            })
        );
    }

    #[test]
    fn a_result_has_its_fix() {
        let log = example_json();
        assert_eq!(
            log["runs"][0]["results"][0]["fixes"],
            serde_json::json!([{
                "description": { "text": "remove `block`" },
                "artifactChanges": [{
                    "artifactLocation": { "uri": "contoso/policies/CA001.yaml" },
                    "replacements": [{
                        "deletedRegion": { "startLine": 3, "startColumn": 18, "endLine": 3, "endColumn": 25 },
                        "insertedContent": { "text": "" },
                    }],
                }],
            }])
        );
    }

    #[test]
    fn rules_are_described_by_their_documentation() {
        let log = example_json();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["CA-N", "CA-RULE-001", "CA-STR-004"]);
        assert_eq!(rules[0], serde_json::json!({ "id": "CA-N" }));
        assert!(rules[2]["help"]["markdown"].as_str().unwrap().starts_with("## What it does"));
        assert!(rules.iter().all(|rule| rule.get("helpUri").is_none()));
    }

    #[test]
    fn each_of_two_faults_of_one_kind_has_its_own_fingerprint() {
        let mut sources = SourceMap::default();
        let span = Span::start_of(sources.add("a.yaml", "a: 1\n"));
        let twice = [Diagnostic::error("x", span, "one"), Diagnostic::error("x", span, "two")];
        let log = sarif(&sources, &twice);
        assert!(log.contains("x:a.yaml:1") && log.contains("x:a.yaml:2"), "{log}");
    }

    #[test]
    fn paths_become_relative_uris() {
        assert_eq!(relative_uri("clients/contoso/CA 1 ä.yaml"), "clients/contoso/CA%201%20%C3%A4.yaml");
    }
}
