//! What Entra recorded against what the engine decides: agreement, what is undecided, and why they differ.

use std::collections::BTreeMap;

use gatewright::control::Outcome;
use gatewright::model::*;
use gatewright::replay::Side;
use gatewright::replay::calibration::{Agreement, Calibrated, Calibration, Reason, RecordedMatch};
use gatewright::sign_in::recorded::{AppliedResult, RecordedCondition};
use gatewright::sign_in::{self, Recorded, SignIn};
use uuid::Uuid;

use super::build::*;

/// The Graph id of the policy at an index.
fn id(index: u128) -> Uuid {
    Uuid::from_u128(0x9000 + index)
}

/// A policy's result, with more members of `appliedConditionalAccessPolicy`.
fn result(index: u128, result: &str, more: &str) -> String {
    format!(r#"{{"id":"{}","displayName":"renamed since","result":"{result}"{more}}}"#, id(index))
}

fn conditions(satisfied: &str, not_satisfied: &str) -> String {
    format!(r#","conditionsSatisfied":"{satisfied}","conditionsNotSatisfied":"{not_satisfied}""#)
}

/// What an export holds beside who signed in.
fn recorded(policies: &[String], more: &str) -> Recorded<'static> {
    let row = format!(
        r#"{{"createdDateTime":"2026-11-22T08:00:00Z","userId":"{ASHA}","status":{{"errorCode":0}},
        "appliedConditionalAccessPolicies":[{}]{more}}}"#,
        policies.join(",")
    );
    let mut found = None;
    let summary =
        sign_in::read(row.as_bytes(), |sign_in, _| found = Some(sign_in.recorded.into_owned())).unwrap();
    assert_eq!(summary.problems, []);
    found.unwrap()
}

fn on(day: u32, policies: &[String]) -> SignIn<'static> {
    SignIn {
        id: format!("row {day}").into(),
        created: format!("2026-11-{day:02}T08:00:00Z").parse().unwrap(),
        recorded: recorded(policies, ""),
        ..ordinary()
    }
}

fn in_force(policies: &[&Built]) -> Vec<Policy<Id>> {
    let with_id =
        |(index, built): (u128, &&Built)| Policy { graph_id: Some(Id::Guid(id(index))), ..built.0.clone() };
    (0..).zip(policies).map(with_id).collect()
}

fn calibrate(setting: &Setting, policies: &[&Built], sign_ins: &[SignIn<'_>]) -> Calibrated {
    calibrate_with(setting, policies, &BTreeMap::new(), sign_ins)
}

fn calibrate_with(
    setting: &Setting,
    policies: &[&Built],
    changed: &BTreeMap<Id, chrono::NaiveDate>,
    sign_ins: &[SignIn<'_>],
) -> Calibrated {
    let policies = in_force(policies);
    setting.with_world(|world| {
        let side = Side { world, policies: &policies };
        let mut whole = Calibration::new(side, changed);
        for sign_in in sign_ins {
            whole.observe(sign_in);
        }
        let whole = whole.finish();
        let (mut one, mut other) = (Calibration::new(side, changed), Calibration::new(side, changed));
        for (index, sign_in) in sign_ins.iter().rev().enumerate() {
            if index.is_multiple_of(2) { one.observe(sign_in) } else { other.observe(sign_in) }
        }
        one.merge(other);
        assert_eq!(one.finish(), whole, "order and parts do not matter");
        whole
    })
}

fn agreement(agreed: u64, undecided: u64, disagreed: u64) -> Agreement {
    Agreement { agreed, undecided, disagreed }
}

#[test]
fn what_is_granted_prompted_blocked_or_not_about_somebody_is_as_entra_words_it() {
    let policies = [&mfa(), &block().except(user(ASHA)), &mfa().report_only(), &mfa().state("disabled")];
    let found = calibrate(
        &Setting::default(),
        &policies,
        &[on(
            1,
            &[
                result(0, "success", &conditions("application,users", "none")),
                result(1, "notApplied", &conditions("application", "users")),
                result(2, "reportOnlyInterrupted", &conditions("application,users", "none")),
                result(3, "notEnabled", &conditions("none", "none")),
            ],
        )],
    );
    assert_eq!(found.results, agreement(4, 0, 0));
    assert_eq!((found.disagreements, found.condition_disagreements), (vec![], vec![]));
    let users = found.conditions.iter().find(|of| of.condition == RecordedCondition::Users).unwrap();
    assert_eq!(users.matches, agreement(3, 0, 0));
}

/// Entra records what a person has yet to give as a failure (Entra, concept-conditional-access-grant, 2026-03).
#[test]
fn a_row_at_which_somebody_is_still_being_asked_failed_and_agrees() {
    let asked = SignIn { error_code: 50074, ..on(1, &[result(0, "failure", "")]) };
    assert_eq!(calibrate(&Setting::default(), &[&mfa()], &[asked]).results, agreement(1, 0, 0));
    let got_in = on(1, &[result(0, "failure", "")]);
    assert_eq!(calibrate(&Setting::default(), &[&mfa()], &[got_in]).results, agreement(0, 0, 1));
}

#[test]
fn what_no_export_holds_is_neither_agreement_nor_disagreement() {
    let risky = block().user_risk(&["high"]);
    let sign_in = |recorded: &str| SignIn { user_risk: None, ..on(1, &[result(0, recorded, "")]) };
    let found = calibrate(&Setting::default(), &[&risky], &[sign_in("notApplied"), sign_in("failure")]);
    assert_eq!(found.results, agreement(0, 2, 0));
    // Whatever the risk, it cannot have come to this.
    let found = calibrate(&Setting::default(), &[&risky], &[sign_in("success")]);
    assert_eq!(found.results, agreement(0, 0, 1));
    assert_eq!(outcome([&risky], &sign_in("failure")).worst(), Outcome::Blocked);
}

#[test]
fn what_was_not_recorded_is_no_policy_that_did_not_apply() {
    let unrecorded = SignIn { recorded: Recorded::default(), ..on(1, &[]) };
    let found = calibrate(&Setting::default(), &[&mfa()], &[unrecorded, on(2, &[])]);
    assert_eq!((found.sign_ins, found.recorded, found.results), (2, 0, Agreement::default()));
    let failed = SignIn { error_code: 50126, ..on(1, &[result(0, "success", "")]) };
    assert_eq!(calibrate(&Setting::default(), &[&mfa()], &[failed]).sign_ins, 0);
}

#[test]
fn policies_are_told_that_only_one_of_the_two_has() {
    let found = calibrate(&Setting::default(), &[&mfa()], &[on(1, &[result(7, "success", "")])]);
    assert_eq!(found.not_in_set, [(Id::Guid(id(7)), "renamed since".to_owned(), 1)]);
    assert_eq!(found.never_recorded, [0]);
}

/// Every kind of disagreement, each put in once or more on purpose, and nothing else.
#[test]
fn deliberate_disagreements_are_found_exactly_and_for_their_reasons() {
    let office = LocationRef::Location(Id::Guid(Uuid::from_u128(1)));
    let setting = Setting {
        locations: vec![NamedLocation {
            display_name: "Office".to_owned(),
            ..ip_location(1, &["203.0.113.0/24"], true)
        }],
        ..Setting::default()
    };
    let policies = [
        &mfa(),
        &block().users(user(ASHA)).clients(&["other"]),
        &block().locations([office], []),
        &policy().all_of([control("compliantDevice")]).report_only(),
        &block().clients(&["other"]),
        &mfa(),
    ];
    // The policies at these indices, as they are decided.
    let rest = [
        result(0, "success", &conditions("application,users", "none")),
        result(1, "notApplied", &conditions("application,users", "clientType")),
        result(2, "failure", &conditions("application,users,location", "none")),
        result(3, "reportOnlyFailure", &conditions("application,users", "none")),
        result(4, "notApplied", &conditions("application,users", "clientType")),
        result(5, "success", ""),
    ];
    let with = |day: u32, index: usize, recorded: String| {
        let mut all = rest.to_vec();
        all[index] = recorded;
        on(day, &all)
    };
    let networks = |names: &str, sign_in: SignIn<'static>, recorded: &[String]| SignIn {
        recorded: self::recorded(
            recorded,
            &format!(
                r#","networkLocationDetails":[{{"networkType":"trustedNamedLocation","networkNames":[{names}]}}]"#
            ),
        ),
        ..sign_in
    };
    let office_name = r#""office""#;
    let mut elsewhere = rest.to_vec();
    elsewhere[2] = result(2, "notApplied", &conditions("application,users", "location"));
    let sign_ins = [
        networks(office_name, on(1, &rest), &rest),
        // Before the policy was changed on the 3rd, or on that day; the others are later.
        with(2, 5, result(5, "notApplied", "")),
        with(3, 5, result(5, "notApplied", "")),
        with(4, 0, result(0, "reportOnlyInterrupted", "")),
        with(5, 1, result(1, "failure", &conditions("application,users,clientType", "none"))),
        with(6, 0, result(0, "notApplied", &conditions("application", "users"))),
        with(7, 0, result(0, "notApplied", &conditions("application", "users"))),
        networks("", on(8, &elsewhere), &elsewhere),
        with(9, 3, result(3, "reportOnlySuccess", &conditions("application,users", "none"))),
        with(10, 5, result(5, "notApplied", "")),
    ];
    let changed = BTreeMap::from([(Id::Guid(id(5)), "2026-11-03".parse().unwrap())]);
    let found = calibrate_with(&setting, &policies, &changed, &sign_ins);
    assert_eq!(found.results, agreement(60 - 9, 0, 9));
    let mut disagreements: Vec<_> = found
        .disagreements
        .iter()
        .map(|of| (of.policy, of.reason, of.recorded, of.seen.sign_ins, &*of.seen.example.id))
        .collect();
    disagreements.sort();
    assert_eq!(
        disagreements,
        [
            (0, Reason::StateChanged, AppliedResult::ReportOnlyInterrupted, 1, "row 4"),
            (0, Reason::Membership, AppliedResult::NotApplied, 2, "row 7"),
            (1, Reason::Condition(RecordedCondition::ClientType), AppliedResult::Failure, 1, "row 5"),
            (2, Reason::NamedLocation, AppliedResult::NotApplied, 1, "row 8"),
            (3, Reason::Controls, AppliedResult::ReportOnlySuccess, 1, "row 9"),
            (5, Reason::PolicyModified, AppliedResult::NotApplied, 2, "row 3"),
            (5, Reason::Unexplained, AppliedResult::NotApplied, 1, "row 10"),
        ]
    );
    let mut conditions: Vec<_> = found
        .condition_disagreements
        .iter()
        .map(|of| (of.policy, of.condition, of.recorded.clone(), of.seen.sign_ins))
        .collect();
    conditions.sort();
    assert_eq!(
        conditions,
        [
            (0, RecordedCondition::Users, RecordedMatch::NotSatisfied, 2),
            (1, RecordedCondition::ClientType, RecordedMatch::Satisfied, 1),
            (2, RecordedCondition::Location, RecordedMatch::NotSatisfied, 1),
        ]
    );
    let stale = &found.stale_locations[0];
    assert_eq!(
        (found.stale_locations.len(), stale.only_ours.sign_ins, stale.only_recorded.sign_ins),
        (1, 1, 0)
    );
    assert!(stale.only_ours.addresses.contains(&address("203.0.113.9").unwrap()));
}

#[test]
fn rules_are_compared_by_what_is_included_and_excluded() {
    let members = mfa().users(group(GROUP)).except(user(ASHA));
    let rules = |include: &str, exclude: &str| {
        let rule =
            |rule: &str| format!(r#"[{{"conditionalAccessCondition":"users","ruleSatisfied":"{rule}"}}]"#);
        format!(
            r#"{},"includeRulesSatisfied":{},"excludeRulesSatisfied":{}"#,
            conditions("application", "users"),
            rule(include),
            rule(exclude)
        )
    };
    let sign_in = on(1, &[result(0, "notApplied", &rules("groupId", "userId"))]);
    let found = calibrate(&Setting::default(), &[&members], &[sign_in]);
    assert_eq!(found.results, agreement(1, 0, 0), "excluded either way");
    let users = found.conditions.iter().find(|of| of.condition == RecordedCondition::Users).unwrap();
    assert_eq!(users.rules, agreement(1, 0, 1), "the export has nobody in the group, and Entra had");
    assert_eq!(found.condition_disagreements[0].recorded, RecordedMatch::Included("groupId".to_owned()));
}

/// Vector 38 of the evaluation reference.
#[test]
fn v38_bits_and_tokens_say_the_same() {
    let bits = r#","conditionsSatisfied":3,"conditionsNotSatisfied":0"#;
    let of = |more: &str| calibrate(&Setting::default(), &[&mfa()], &[on(1, &[result(0, "success", more)])]);
    assert_eq!(of(bits), of(&conditions("application,users", "none")));
    assert_eq!(of(bits).conditions.len(), 2);
}

/// Vector 40 of the evaluation reference (Graph, appliedConditionalAccessPolicy, beta).
#[test]
fn v40_results_that_were_not_asked_for_are_told_and_not_compared() {
    let sign_in = on(1, &[result(0, "unknownFutureValue", "")]);
    let found = calibrate(&Setting::default(), &[&mfa().report_only()], &[sign_in]);
    assert_eq!((found.unknown_future, found.results), (1, Agreement::default()));
}
