use std::collections::BTreeSet;

use chrono::DateTime;

use super::*;
use crate::model::{ConditionSet, State, Unknown};
use crate::replay::Example;
use crate::replay::calibration::{
    Agreement, ConditionAgreement, ConditionDisagreement, Disagreement, PolicyAgreement, Reason,
    RecordedMatch, Seen, SeenAddresses, StaleLocation,
};
use crate::report::diagnostics::Style;
use crate::report::schemas::{ResultKind, assert_valid};
use crate::report::simulate::People;
use crate::sign_in::recorded::{AppliedResult, RecordedCondition};

fn policy(name: &str) -> Policy<Id> {
    Policy {
        id: "dddddddd-0000-4000-8000-000000000001".to_owned(),
        graph_id: None,
        display_name: name.to_owned(),
        description: None,
        state: State::Enabled,
        conditions: ConditionSet::default(),
        grant: None,
        session: None,
        unknown: Unknown::default(),
    }
}

fn seen(user: &str) -> Seen {
    let created = DateTime::parse_from_rfc3339("2026-11-20T09:00:00Z").unwrap().to_utc();
    Seen {
        sign_ins: 14,
        first: created,
        last: created,
        user: user.to_owned(),
        example: Example {
            id: "row".to_owned(),
            created,
            application: String::new(),
            resource: String::new(),
            client_app: String::new(),
            ip_address: None,
            country: None,
            operating_system: String::new(),
        },
    }
}

fn calibrated(user: &str) -> Calibrated {
    let results = Agreement { agreed: 6_899, undecided: 40, disagreed: 15 };
    let matches = Agreement { agreed: 900, undecided: 0, disagreed: 14 };
    let addresses = SeenAddresses {
        sign_ins: 3,
        newest: Some(seen(user).last),
        addresses: BTreeSet::from(["203.0.113.9".parse().unwrap()]),
    };
    Calibrated {
        sign_ins: 1_200,
        recorded: 1_159,
        span: Some((seen(user).first, seen(user).last)),
        results,
        policies: vec![PolicyAgreement { policy: 0, results }],
        conditions: vec![ConditionAgreement {
            condition: RecordedCondition::Users,
            matches,
            rules: Agreement::default(),
        }],
        disagreements: vec![Disagreement {
            policy: 0,
            reason: Reason::Membership,
            recorded: AppliedResult::NotApplied,
            decided: [AppliedResult::Success].into_iter().collect(),
            seen: seen(user),
        }],
        condition_disagreements: vec![ConditionDisagreement {
            policy: 0,
            condition: RecordedCondition::Users,
            recorded: RecordedMatch::NotSatisfied,
            seen: seen(user),
        }],
        stale_locations: vec![StaleLocation {
            location: "Kochi office".to_owned(),
            only_ours: SeenAddresses::default(),
            only_recorded: addresses,
        }],
        not_in_set: vec![(Id::parse("dddddddd-0000-4000-8000-000000000009"), "Old".to_owned(), 4)],
        never_recorded: vec![1],
        unknown: 0,
        unknown_future: 7,
    }
}

fn with_report(calibrated: &Calibrated, name: &str, check: impl FnOnce(&Report<'_>)) {
    let policies = [policy(name), policy("CA002")];
    let as_of = "2026-11-24".parse().unwrap();
    check(&Report { tenant: "contoso", base: "deployed", calibrated, policies: &policies, as_of });
}

const SCREEN: &str = "\
contoso   1 day to 20 Nov, 1,159 of 1,200 sign-ins with recorded results
deployed against what Entra recorded

CALIBRATED   agrees with Entra on 99.2 % of 6,954 recorded policy results; 40
             undecided, 15 are another.
BY POLICY
  CA001                                 99.2 % of     6,954   40 undecided
BY CONDITION
  users                                 98.4 % of       914
DISAGREEMENTS
  CA001: recorded notApplied, decided success, 14 sign-ins to 20 Nov, the last
    by asha@contoso.com
    membership or roles changed since, or were exported at another time
CONDITIONS THAT DISAGREE
  CA001: users recorded as not satisfied, decided as satisfied, 14 sign-ins to
    20 Nov, the last by asha@contoso.com
NAMED LOCATIONS
  \"Kochi office\": 3 sign-ins that Entra found in it and its ranges do not
    hold, such as from 203.0.113.9
NOT COMPARED
  7 results are `unknownFutureValue`: of report-only policies Graph says
    nothing else unless it is asked with the header Prefer:
    include-unknown-enum-members
  recorded and not in force: \"Old\"
  in force and never recorded: \"CA002\"
  41 sign-ins have no results
";

#[test]
fn the_screen_says_how_often_and_why_not() {
    with_report(&calibrated("asha@contoso.com"), "CA001", |report| {
        let shown = text(report, Style::Plain);
        assert_eq!(shown, SCREEN);
        assert!(shown.lines().all(|line| line.chars().count() <= 80));
        assert!(text(report, Style::Styled).contains("\u{1b}[1;36mCALIBRATED"));
    });
}

#[test]
fn nothing_to_compare_is_no_agreement() {
    with_report(&Calibrated::default(), "CA001", |report| {
        assert!(text(report, Style::Plain).contains("Nothing can be compared: no sign-in was read"));
    });
    let unrecorded = Calibrated { sign_ins: 9, ..Calibrated::default() };
    with_report(&unrecorded, "CA001", |report| {
        assert!(text(report, Style::Plain).contains("needs the right to read policies"));
    });
    assert_eq!(percent(Agreement { agreed: 9_999, undecided: 1, disagreed: 0 }), "99.9 %");
    assert_eq!(percent(Agreement { agreed: 1, ..Agreement::default() }), "100 %");
}

#[test]
fn json_is_as_its_schema_says() {
    with_report(&calibrated("asha@contoso.com"), "CA001", |report| {
        let document: serde_json::Value = serde_json::from_str(&json(report)).unwrap();
        assert_valid(ResultKind::Calibrate, &document);
        assert_eq!(document["results"]["disagreed"], 15);
        assert_eq!(document["disagreements"][0]["reason"], "membership");
        assert_eq!(document["disagreements"][0]["decided"], serde_json::json!(["success"]));
        assert_eq!(document["staleLocations"][0]["onlyRecorded"]["addresses"][0], "203.0.113.9");
        let several = json_of_several(&[*report, *report], &["northwind".to_owned()]);
        let several: serde_json::Value = serde_json::from_str(&several).unwrap();
        assert_valid(ResultKind::Calibrate, &several);
        assert_eq!(several["total"]["results"]["agreed"], 2 * 6_899);
        assert_eq!(several["total"]["tenants"], 3);
    });
}

#[test]
fn hostile_names_are_inert_and_people_are_named_only_when_asked() {
    let name = "a\u{1b}[2J\n|`<script>alert(1)</script>\u{202e}@everyone";
    with_report(&calibrated(name), name, |report| {
        let shown = text(report, Style::Plain);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        let written = markdown(report, People::Named);
        assert!(!written.contains("<script") && !written.contains(['\u{1b}', '\u{202e}']), "{written}");
        for row in written.lines().filter(|line| line.starts_with("| <code>a")) {
            assert!(matches!(row.replace("\\|", "").matches('|').count(), 4 | 5), "{row}");
        }
    });
    with_report(&calibrated("asha@contoso.com"), "CA001", |report| {
        assert!(!markdown(report, People::Counted).contains("asha"));
        assert!(markdown(report, People::Named).contains("<code>asha@contoso.com</code>"));
    });
}
