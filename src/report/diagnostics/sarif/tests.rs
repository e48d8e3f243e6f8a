//! SARIF as code scanning takes it.

use super::super::tests::example;
use super::*;

fn example_json() -> serde_json::Value {
    let (sources, diagnostics) = example();
    serde_json::from_str(&sarif("check", &sources, &diagnostics, &[])).unwrap()
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
                "artifactLocation": { "uri": "contoso/tenant.yaml", "uriBaseId": "%SRCROOT%" },
                "region": { "startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 14 },
            } }],
            "partialFingerprints": { "gatewright/v1": "CA-RULE-001:contoso:tenant::1" },
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
                "artifactLocation": { "uri": "contoso/policies/CA001.yaml", "uriBaseId": "%SRCROOT%" },
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
    assert_eq!(rules[0]["shortDescription"]["text"], "CA N");
    assert_eq!(rules[1]["name"], "ASettingForNoRule");
    let full = rules[2]["fullDescription"]["text"].as_str().unwrap();
    assert!(full.starts_with("Finds ") && full.ends_with('.'), "{full}");
    assert_eq!(rules[2]["properties"]["problem.severity"], "error");
    assert!(rules[2]["help"]["markdown"].as_str().unwrap().starts_with("## What it does"));
    assert!(rules.iter().all(|rule| rule.get("helpUri").is_none()));
}

#[test]
fn each_of_two_faults_of_one_kind_has_its_own_fingerprint() {
    let mut sources = SourceMap::default();
    let span = Span::start_of(sources.add("a.yaml", "a: 1\n"));
    let twice = [Diagnostic::error("x", span, "one"), Diagnostic::error("x", span, "two")];
    let log = sarif("check", &sources, &twice, &[]);
    assert!(log.contains("x:a.yaml::1") && log.contains("x:a.yaml::2"), "{log}");
}

#[test]
fn paths_become_relative_uris() {
    assert_eq!(relative_uri("clients/contoso/CA 1 ä.yaml"), "clients/contoso/CA%201%20%C3%A4.yaml");
}

#[test]
fn what_is_accepted_is_suppressed() {
    let (sources, diagnostics) = example();
    let [error, warning, _] = diagnostics.try_into().unwrap();
    let accepted = [
        Accepted { diagnostic: error, acceptance: Acceptance::Allowed("block wins".to_owned()) },
        Accepted { diagnostic: warning, acceptance: Acceptance::Known },
    ];
    let log: serde_json::Value = serde_json::from_str(&sarif("check", &sources, &[], &accepted)).unwrap();
    let of = |index: usize| log["runs"][0]["results"][index]["suppressions"].clone();
    assert_eq!(
        of(0),
        serde_json::json!([{ "kind": "inSource", "status": "accepted", "justification": "block wins" }])
    );
    assert_eq!(of(1), serde_json::json!([{ "kind": "external", "status": "accepted" }]));
}

#[test]
fn columns_are_those_of_utf_16() {
    let mut sources = SourceMap::default();
    let text = "é😀x: y\n";
    let file = sources.add("a.yaml", text);
    let start = u32::try_from(text.find('x').unwrap()).unwrap();
    let found = Diagnostic::error("x", Span { file, start, end: start + 1 }, "no");
    let log: serde_json::Value = serde_json::from_str(&sarif("check", &sources, &[found], &[])).unwrap();
    let region = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&4.into(), &5.into()));
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
}

#[test]
fn a_shared_file_has_fingerprints_whoever_uses_it() {
    let mut sources = SourceMap::default();
    let span = Span::start_of(sources.add("policies/baseline/CA001.yaml", ""));
    let of = |tenant: &str| {
        let found = Diagnostic::error("x", span, "no").about(format!("{tenant}:CA001")).at("/grant");
        fingerprint(&sources, &found, &mut BTreeMap::new())
    };
    assert_eq!(of("clients/contoso"), "x:policies/baseline/CA001.yaml:CA001:/grant:1");
    assert_eq!(of("clients/contoso"), of("clients/fabrikam"));
}

#[test]
fn a_run_has_no_more_than_github_takes_and_keeps_the_worst() {
    let mut sources = SourceMap::default();
    let span = Span::start_of(sources.add("a.yaml", ""));
    let mut found: Vec<_> = (0..MOST_RESULTS).map(|_| Diagnostic::warning("w", span, "x")).collect();
    found.push(Diagnostic::error("e", span, "no"));
    let log: serde_json::Value = serde_json::from_str(&sarif("check", &sources, &found, &[])).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["ruleId"]), (MOST_RESULTS, &"e".into()));
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(notification, "1 more problems are left out, the least severe of all");
}

#[test]
fn a_long_message_is_cut_where_it_would_not_be_shown() {
    let found = Diagnostic::error("x", Span::SYNTHETIC, "é".repeat(2_000));
    let log: serde_json::Value =
        serde_json::from_str(&sarif("check", &SourceMap::default(), &[found], &[])).unwrap();
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(message.chars().count() == LONGEST && message.ends_with("é…"), "{message}");
}

#[test]
fn what_is_in_no_file_is_shown_at_the_tenant() {
    let found = Diagnostic::error("x", Span::SYNTHETIC, "no").about("clients/contoso:CA001");
    let log = sarif("check", &SourceMap::default(), &[found], &[]);
    assert!(log.contains("\"clients/contoso/tenant.yaml\""), "{log}");
}

#[test]
fn a_code_of_a_comparison_says_what_it_stands_for_and_the_run_is_that_of_the_verb() {
    let found = Diagnostic::warning("outcome-loosens", Span::SYNTHETIC, "guests no longer need MFA");
    let log: serde_json::Value =
        serde_json::from_str(&sarif("diff", &SourceMap::default(), &[found], &[])).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "gatewright/diff/");
    let help = run["tool"]["driver"]["rules"][0]["help"]["text"].as_str().unwrap();
    assert!(help.starts_with("Less is asked of some sign-ins"), "{help}");
}
