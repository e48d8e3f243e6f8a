use super::*;

const POLICY: &str = "dddddddd-0000-4000-8000-000000000001";

fn of(policies: &str) -> Recorded<'_> {
    Recorded { policies: Some(policies.into()), ..Recorded::default() }
}

fn one(policies: &str) -> AppliedPolicy {
    of(policies).policies().unwrap().remove(0)
}

/// Vector 38 of the evaluation reference.
#[test]
fn bits_and_tokens_are_equal() {
    let number = one(&format!(r#"[{{"id":"{POLICY}","conditionsSatisfied":3}}]"#));
    let tokens = one(&format!(r#"[{{"id":"{POLICY}","conditionsSatisfied":"application,users"}}]"#));
    assert_eq!(number.satisfied, tokens.satisfied);
    let both = [RecordedCondition::Application, RecordedCondition::Users];
    assert_eq!(number.satisfied, Some(both.into_iter().collect()));
}

#[test]
fn the_shapes_of_all_exports_decode_to_the_same() {
    let graph = format!(
        r#"[{{"id":"{POLICY}","displayName":"CA001","enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],
        "result":"reportOnlyInterrupted","conditionsSatisfied":"application,users,location","conditionsNotSatisfied":"none",
        "includeRulesSatisfied":[{{"conditionalAccessCondition":"users","ruleSatisfied":"allUsers"}}],
        "excludeRulesSatisfied":[],
        "authenticationStrength":{{"displayName":"Phishing-resistant","authenticationStrengthId":
        "00000000-0000-0000-0000-000000000004","authenticationStrengthResult":"singleRegistrationRequired"}}}}]"#
    );
    let diagnostics = format!(
        r#"[{{"id":"{POLICY}","displayName":"CA001","enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],
        "result":9,"conditionsSatisfied":11,"conditionsNotSatisfied":0,
        "includeRulesSatisfied":[{{"conditionalAccessCondition":2,"ruleSatisfied":"allUsers"}}],
        "excludeRulesSatisfied":[],
        "authenticationStrength":{{"displayName":"Phishing-resistant","authenticationStrengthId":
        "00000000-0000-0000-0000-000000000004","authenticationStrengthResult":5}}}}]"#
    );
    let log_analytics = format!(
        r#"[{{"PolicyId":"{}","DisplayName":"CA001","EnforcedGrantControls":"[\"Mfa\"]","EnforcedSessionControls":"[]",
        "Result":"reportOnlyInterrupted","ConditionsSatisfied":"11","ConditionsNotSatisfied":"0",
        "IncludeRulesSatisfied":["{{\"conditionalAccessCondition\":\"users\",\"ruleSatisfied\":\"allUsers\"}}"],
        "ExcludeRulesSatisfied":[],
        "AuthenticationStrength":"{{\"displayName\":\"Phishing-resistant\",\"authenticationStrengthId\":\"00000000-0000-0000-0000-000000000004\",\"authenticationStrengthResult\":\"singleRegistrationRequired\"}}"}}]"#,
        POLICY.to_ascii_uppercase(),
    );
    let inside_a_text = serde_json::to_string(&graph).unwrap();
    let expected = one(&graph);
    assert_eq!(expected.result, AppliedResult::ReportOnlyInterrupted);
    assert_eq!(expected.strength.as_ref().unwrap().result, StrengthResult::SingleRegistrationRequired);
    assert_eq!(expected.include_rules.as_ref().unwrap().len(), 1);
    for other in [&diagnostics, &log_analytics, &inside_a_text] {
        assert_eq!(one(other), expected, "{other}");
    }
}

#[test]
fn what_is_absent_empty_or_damaged_is_not_recorded() {
    for nothing in ["", "[]", "\"[]\"", "\"\"", "null", "7", "\"[{\"", "[null]", "[{}]"] {
        assert_eq!(of(nothing).policies(), None, "{nothing}");
    }
    assert_eq!(Recorded::default().policies(), None);
    assert!(!of("[]").has_policies() && !Recorded::default().has_policies());
}

#[test]
fn v1_records_results_without_conditions() {
    let policy = one(&format!(r#"[{{"id":"{POLICY}","displayName":"CA001","result":"success"}}]"#));
    assert_eq!((policy.result, policy.satisfied, policy.include_rules), (AppliedResult::Success, None, None));
}

#[test]
fn what_is_newer_than_this_version_is_unknown_and_never_another() {
    let policy = one(&format!(
        r#"[{{"id":"{POLICY}","result":"pending","conditionsSatisfied":"users,moonPhase","conditionsNotSatisfied":1048578}}]"#
    ));
    assert_eq!(policy.result, AppliedResult::UnknownFutureValue);
    let expected: RecordedConditions =
        [RecordedCondition::Users, RecordedCondition::Unknown].into_iter().collect();
    assert_eq!((policy.satisfied, policy.not_satisfied), (Some(expected), Some(expected)));
}

#[test]
fn networks_are_empty_where_the_address_is_in_none() {
    let of = |networks: &'static str| Recorded { networks: Some(networks.into()), ..Recorded::default() };
    assert_eq!(of("[]").networks(), Some(Vec::new()));
    assert_eq!(Recorded::default().networks(), None);
    let found = of(r#""[{\"networkType\":\"trustedNamedLocation\",\"networkNames\":[\"Kochi office\"]}]""#)
        .networks();
    let expected =
        NetworkDetail { kind: "trustedNamedLocation".to_owned(), names: vec!["Kochi office".to_owned()] };
    assert_eq!(found, Some(vec![expected]));
}
