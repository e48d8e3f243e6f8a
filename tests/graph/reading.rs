//! Files of exports: what is around the objects, in every encoding; what is broken, at its place.

use gatewright::diagnostic::Severity;
use gatewright::graph::{self, FoundKind, Reading, read};
use gatewright::model::{LocationKind, State};
use gatewright::source::SourceMap;

const POLICY: &str = r#"{"displayName": "A", "state": "enabled", "conditions": {"applications": {"includeApplications": ["All"]}}}"#;
const LOCATION: &str =
    r##"{"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "HQ", "ipRanges": []}"##;

/// What was found, and the diagnostics as `line:column severity code`.
fn reading(text: &str) -> (Vec<FoundKind>, Vec<String>) {
    let (sources, reading) = file(text.as_bytes());
    let diagnostics = reading.diagnostics.iter().map(|diagnostic| {
        format!(
            "{} {} {}",
            sources.line_column(diagnostic.span),
            diagnostic.severity.as_str(),
            diagnostic.code
        )
    });
    (reading.found.iter().map(|found| found.kind).collect(), diagnostics.collect())
}

fn file(bytes: &[u8]) -> (SourceMap, Reading) {
    let mut sources = SourceMap::default();
    let reading = read(&mut sources, "export.json", bytes);
    (sources, reading)
}

#[test]
fn objects_are_found_in_every_wrapper() {
    use FoundKind::{NamedLocation, Policy, Template};
    let template =
        format!(r#"{{"id": "x", "name": "T", "description": "d", "scenarios": "new", "details": {POLICY}}}"#);
    for (text, found) in [
        (POLICY.to_owned(), vec![Policy]),
        (LOCATION.to_owned(), vec![NamedLocation]),
        (format!("[{POLICY}, {LOCATION}]"), vec![Policy, NamedLocation]),
        (format!(r#"{{"@odata.context": "x", "@odata.count": 1, "value": [{POLICY}]}}"#), vec![Policy]),
        (template.clone(), vec![Template]),
        (
            format!(r#"[[{{"value": [{template}]}}], [{{"value": {LOCATION}}}]]"#),
            vec![Template, NamedLocation],
        ),
        (r#"{"displayName": "G", "countriesAndRegions": ["IN"]}"#.to_owned(), vec![NamedLocation]),
        (r#"{"value": []}"#.to_owned(), vec![]),
        (
            format!(r#"{{"policies": [{POLICY}], "namedLocations": {{"value": [{LOCATION}]}}}}"#),
            vec![Policy, NamedLocation],
        ),
    ] {
        assert_eq!(reading(&text), (found, vec![]), "{text}");
    }
}

#[test]
fn a_policy_beside_notes_of_a_script_is_found() {
    let text =
        format!(r#"{{"ExportDate": "2026-01-28", "AssignmentDetails": {{}}, "PolicyConfig": {POLICY}}}"#);
    let (found, diagnostics) = reading(&text);
    assert_eq!(found, [FoundKind::Policy]);
    assert!(
        diagnostics.iter().all(|told| told.contains("note") || told.contains("warning")),
        "{diagnostics:?}"
    );
}

#[test]
fn what_was_deleted_is_left_out_and_that_is_said() {
    let deleted = |object: &str| object.replacen('{', r#"{"deletedDateTime": "2025-09-12T17:01:05Z", "#, 1);
    for object in [POLICY, LOCATION] {
        assert_eq!(reading(&deleted(object)), (vec![], vec!["1:1 note deleted".to_owned()]));
    }
    let live = POLICY.replacen('{', r#"{"deletedDateTime": null, "#, 1);
    assert_eq!(reading(&live), (vec![FoundKind::Policy], vec![]));
}

#[test]
fn a_refusal_of_graph_is_an_error_in_its_own_words() {
    let refusal = r#"{"error": {"code": "AccessDenied", "message": "You cannot perform the operation", "innerError": {}}}"#;
    for text in [refusal.to_owned(), format!("[{POLICY}, {refusal}]")] {
        let (_, reading) = file(text.as_bytes());
        let messages: Vec<_> =
            reading.diagnostics.iter().map(|said| (said.severity, said.message.as_str())).collect();
        let message = "Graph refused to answer: You cannot perform the operation (AccessDenied)";
        assert_eq!(messages, [(Severity::Error, message)], "{text}");
    }
}

#[test]
fn what_is_left_out_is_said() {
    for (text, diagnostics) in [
        (format!("{{\"extra\": 1,\n \"value\": [{POLICY}]}}"), vec!["1:2 warning unknown-member"]),
        (
            format!("{{\"value\": [{POLICY}],\n\"@odata.nextLink\": \"x\"}}"),
            vec!["2:1 warning incomplete-export"],
        ),
        (format!("{{\"details\": {POLICY},\n\"version\": 1}}"), vec!["2:1 warning unknown-member"]),
        (
            "[{\"displayName\": \"a group\"},\n {\"displayName\": \"another\"}, 5]".to_owned(),
            vec!["1:2 note other-object"],
        ),
    ] {
        assert_eq!(reading(&text).1, diagnostics, "{text}");
    }
}

#[test]
fn what_is_broken_has_a_place_and_finds_nothing() {
    for (text, diagnostics) in [
        ("", vec!["1:1 error invalid-json"]),
        ("{\n  \"displayName\": \"A\",\n", vec!["3:1 error invalid-json"]),
        (
            "{\"conditions\": {\"a\": 1, \"a\": 2},\n oops}",
            vec!["1:25 warning duplicate-key", "2:2 error invalid-json"],
        ),
        ("- name: yaml", vec!["1:1 error invalid-json"]),
    ] {
        assert_eq!(reading(text), (vec![], diagnostics.into_iter().map(str::to_owned).collect()), "{text}");
    }
    let (sources, reading) = file(b"{\n\"a\": \"\xFF\"}");
    assert_eq!(reading.found.len(), 0);
    assert_eq!(reading.diagnostics[0].message, "the file is not text in UTF-8");
    assert_eq!(sources.line_column(reading.diagnostics[0].span).to_string(), "2:7");
}

#[test]
fn large_files_are_refused() {
    let (_, reading) = file(&vec![b' '; graph::MAX_BYTES + 1]);
    assert_eq!(reading.diagnostics[0].message, "the file is larger than 64 MiB");
    let (_, reading) = file(format!("[{}0]", "0,".repeat(graph::json::MAX_VALUES)).as_bytes());
    assert_eq!(reading.diagnostics[0].message, "the file holds more than 2000000 values");
}

#[test]
fn a_file_in_utf_16_reads_like_one_in_utf_8() {
    let bytes: Vec<u8> = format!("\u{FEFF}{POLICY}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_, wide) = file(&bytes);
    let (_, narrow) = file(POLICY.as_bytes());
    assert_eq!(wide.found[0].value, narrow.found[0].value);
}

#[test]
fn a_template_gives_a_policy_of_its_name_in_report_only() {
    let text = "{\"id\": \"44444444-4444-4444-4444-444444444444\", \"description\": \"d\", \"name\": \"T\",\n\
                \"details\": {\"conditions\": {\"new\": 1}, \"displayName\": null, \"state\": \"enabled\"}}";
    let (sources, reading) = file(text.as_bytes());
    let (policy, faults) = graph::policy::decode(&reading.found[0].value);
    assert_eq!((policy.display_name.as_str(), policy.state, policy.graph_id), ("T", State::ReportOnly, None));
    assert_eq!(policy.description.as_deref(), Some("d"));
    let diagnostic = reading.found[0].diagnostic(&faults[0]);
    assert_eq!(sources.slice(diagnostic.span), "\"new\"");
}

#[test]
fn a_named_location_under_details_is_one() {
    let text = "{\"name\": \"Offices\", \"details\": {\"@odata.type\": \"#microsoft.graph.ipNamedLocation\",\n\
                \"isTrusted\": true, \"ipRanges\": []}}";
    let (_, reading) = file(text.as_bytes());
    assert_eq!(reading.found[0].kind, FoundKind::NamedLocation);
    let (location, _) = graph::named_location::decode(&reading.found[0].value);
    assert_eq!(location.display_name, "Offices");
    assert_eq!(location.kind, LocationKind::Ip { ranges: Vec::new(), trusted: true });
}

#[test]
fn faults_are_found_at_their_place() {
    let text = "{\"displayName\": \"A\", \"state\": \"enabled\",\n\
        \"conditions\": {\"clientAppTypes\": [\"browzer\"], \"userRiskLevels\": \"high\"},\n\
        \"GrantControls\": null, \"sessionControls\": {\"persistentBrowser\": {\"isEnabled\": true}}}";
    let (sources, reading) = file(text.as_bytes());
    let (policy, faults) = graph::policy::decode(&reading.found[0].value);
    let told: Vec<_> = faults
        .iter()
        .map(|fault| {
            let place = sources.line_column(reading.found[0].diagnostic(fault).span).to_string();
            (place, fault.severity, fault.code, fault.help.as_deref())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2:35".to_owned(), Severity::Note, "unknown-token", Some("did you mean `browser`?")),
            ("2:47".to_owned(), Severity::Warning, "wrong-type", None),
            ("3:1".to_owned(), Severity::Warning, "unknown-member", Some("did you mean `grantControls`?")),
            ("3:44".to_owned(), Severity::Warning, "unknown-value", None),
        ]
    );
    let kept: Vec<&str> = policy.unknown.0.keys().map(String::as_str).collect();
    assert_eq!(kept, ["/GrantControls", "/conditions/userRiskLevels", "/sessionControls/persistentBrowser"]);
}

#[test]
fn a_value_the_export_hides_is_warned_about() {
    let hidden = serde_json::json!({"displayName": "A", "state": "enabled", "grantControls": {"builtInControls": ["unknownFutureValue"]}});
    let (_, faults) = graph::policy::decode(&hidden);
    assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["hidden-value"]);
}
