use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::model::Match;
use crate::model::{BuiltInControl, ConditionSet, GrantControls, GrantItem, Operator, State, Unknown};
use crate::replay::calibration::{Agreement, Score};
use crate::replay::{
    AlreadyFailing, Breakdown, CanRegister, Cause, Counts, Coverage, Essential, Example, Missing, NeverMet,
    NeverSeen, StillGetIn, Stopped, WayIn, Where,
};
use crate::report::diagnostics::Style;
use crate::sign_in::{Country, Problem};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn policy(id: &str, control: BuiltInControl) -> Policy<Id> {
    Policy {
        id: id.to_owned(),
        graph_id: None,
        display_name: format!("{id} <script>"),
        description: None,
        state: State::Enabled,
        conditions: ConditionSet::default(),
        grant: Some(GrantControls { operator: Operator::Or, items: vec![GrantItem::BuiltIn(control)] }),
        session: None,
        unknown: Unknown::default(),
    }
}

fn affected(user: &str, cause: Cause, policy: usize, sign_ins: u64, remedy: &str) -> Affected {
    let address: IpAddr = "2001:db8:41::9".parse().unwrap();
    let example = Example {
        id: "row".to_owned(),
        created: time("2026-11-20T09:00:00Z"),
        application: "Outlook".to_owned(),
        resource: "Exchange".to_owned(),
        client_app: "IMAP4".to_owned(),
        ip_address: Some(address),
        country: Some(Country::parse("TH")),
        operating_system: String::new(),
    };
    Affected {
        can_register: None,
        starts: None,
        user: user.to_owned(),
        display_name: user.to_owned(),
        certainty: Certainty::Certain,
        cause,
        sign_ins,
        span: (sign_ins > 0).then(|| (time("2026-11-07T09:00:00Z"), time("2026-11-20T09:00:00Z"))),
        policies: vec![policy],
        example: (sign_ins > 0).then_some(example),
        network: "2001:db8:41::/48".parse().ok(),
        remedy: remedy.to_owned(),
    }
}

fn office() -> Where {
    Where {
        named: vec!["Kochi office".to_owned()],
        refused: vec!["India".to_owned()],
        elsewhere: false,
        is_certain: true,
    }
}

fn nothing() -> Summary {
    Summary {
        counts: Counts { read: 2318, got_in: 1800, ..Counts::default() },
        people: 214,
        span: Some((time("2026-10-24T00:00:00Z"), time("2026-11-22T23:00:00Z"))),
        locked_out: Vec::new(),
        must_register: Vec::new(),
        newly_prompted: Vec::new(),
        newly_free: Vec::new(),
        locked_out_as_written: Vec::new(),
        already_failing: Vec::new(),
        stopped: Stopped::default(),
        missing: Vec::new(),
        breakdown: Breakdown::default(),
        still_get_in: Vec::new(),
        coverage: Coverage::default(),
        score: None,
    }
}

fn lockouts() -> Summary {
    let scan = Affected {
        span: Some((time("2026-10-24T00:00:00Z"), time("2026-11-22T00:00:00Z"))),
        ..affected("scan@contoso.com", Cause::LegacyClient, 1, 30, "replace or exclude")
    };
    let possible = Affected {
        certainty: Certainty::Possible,
        can_register: Some(CanRegister {
            with_password: office(),
            with_pass: Where { elsewhere: true, is_certain: true, ..office() },
        }),
        starts: Some("2026-12-01".parse().unwrap()),
        ..affected("meera@contoso.com", Cause::Registration, 1, 0, "give a Temporary Access Pass")
    };
    let activated = Affected {
        certainty: Certainty::OnceActivated,
        ..affected("kiran@contoso.com", Cause::AuthenticationStrength, 1, 9, "register a security key")
    };
    Summary {
        locked_out: vec![
            affected("asha@contoso.com", Cause::CountryBlock, 0, 14, "travel exception"),
            affected("ravi@contoso.com", Cause::UnknownCountry, 0, 1, "add to Kochi office"),
            scan,
            possible,
            activated,
        ],
        must_register: vec![affected("li@contoso.com", Cause::Registration, 1, 2, "register")],
        already_failing: vec![AlreadyFailing {
            user: "omar@contoso.com".to_owned(),
            attempts: 3,
            error_code: 53003,
            newest: time("2026-11-20T09:00:00Z"),
        }],
        stopped: Stopped { attempts: 41, countries: vec!["BR".to_owned(), "CN".to_owned()] },
        missing: vec![Missing { what: "user risk", policies: vec![1] }],
        still_get_in: still_get_in(),
        coverage: Coverage {
            policies: vec![NeverMet {
                policy: 0,
                value: Some(never_seen("authenticationFlows", "deviceCodeFlow")),
            }],
            values: vec![never_seen("platforms", "linux")],
        },
        score: Some(Score {
            results: Agreement { agreed: 6_899, undecided: 40, disagreed: 15 },
            sign_ins: 1_159,
            is_sample: false,
        }),
        ..nothing()
    }
}

fn never_seen(condition: &'static str, value: &str) -> NeverSeen {
    NeverSeen { condition, value: value.to_owned() }
}

fn still_get_in() -> Vec<StillGetIn> {
    let way = |user: &str, gets_in| WayIn {
        user: user.to_owned(),
        gets_in,
        sign_ins: 0,
        policies: if gets_in == Match::Yes { vec![] } else { vec![0] },
        cause: (gets_in != Match::Yes).then_some(Cause::CountryBlock),
    };
    vec![
        StillGetIn {
            essential: Essential::EmergencyAccess,
            people: vec![way("bg1@contoso.com", Match::Yes), way("bg2@contoso.com", Match::No)],
        },
        StillGetIn {
            essential: Essential::Administrators,
            people: vec![way("anita@contoso.com", Match::Yes)],
        },
        StillGetIn { essential: Essential::Technicians, people: vec![way("", Match::Unknown)] },
    ]
}

fn compared() -> Compared {
    Compared {
        base: "deployed 22 Nov".to_owned(),
        proposed: "this folder".to_owned(),
        unmanaged: 3,
        as_if: vec!["CA002".to_owned(), "CA201".to_owned()],
        platform: Vec::new(),
        directory: DirectoryAge::Of(date("2026-11-22")),
        as_of: date("2026-11-24"),
    }
}

fn acknowledged(until: &str) -> Acknowledged {
    Acknowledged {
        who: "Scan@contoso.com".to_owned(),
        cause: "legacyClient".to_owned(),
        until: date(until),
        reason: "replaced in January".to_owned(),
        owner: None,
    }
}

fn with_report(summary: &Summary, acknowledged: &[Acknowledged], check: impl FnOnce(&Report<'_>)) {
    let policies = [policy("CA002", BuiltInControl::Block), policy("CA201", BuiltInControl::Mfa)];
    check(&Report {
        tenant: "contoso",
        summary,
        policies: &policies,
        compared: compared(),
        files: &[],
        acknowledged,
        changes: None,
    });
}

fn screen(report: &Report<'_>) -> String {
    text(report, Length::FirstScreen, Style::Plain)
}

const FIRST_SCREEN: &str = "\
contoso   30 days to 22 Nov, 2,318 sign-ins, 214 people (directory of 22 Nov)
deployed 22 Nov -> this folder + 3 unmanaged policies, as if report-only CA002
  and CA201 were on
as written (report-only): nobody blocked

LOCKED OUT   3 people for certain, 5 at most. Do not switch on yet.
  asha@contoso.com    CA002 Thailand, daily to 20 Nov
                            travel exception
  ravi@contoso.com    CA002 no country for 2001:db8:41::/48, 1 sign-in on 20 Nov
                            add to Kochi office
  scan@contoso.com    CA201 IMAP4 cannot do MFA, daily
                            replace or exclude
  possible:
  meera@contoso.com   CA201 no method, can register only from Kochi office,
                            starts 1 Dec
                            give a Temporary Access Pass
  once they activate a role:
  kiran@contoso.com   CA201 no method that the strength allows, 9 sign-ins to 20
                            Nov
                            register a security key
MUST REGISTER FIRST 1   NEWLY PROMPTED 0   NEWLY FREE 0
STILL GET IN   emergency access 1 of 2 · Conditional Access admins 1 of 1
               our technicians (GDAP) not known
  bg2@contoso.com does not get in, never seen: CA002 country blocked
ALSO STOPPED   41 attempts that never finished, 2 countries. Already failing: 1
               person (omar@contoso.com)
TRUST          agrees with Entra on 99.2 % of 6,954 recorded policy results
               never exercised: Linux, CA002 device code
               missing: user risk (CA201 unknown)
";

#[test]
fn the_first_screen_says_who_and_what_to_do() {
    with_report(&lockouts(), &[], |report| {
        let shown = screen(report);
        assert_eq!(shown, FIRST_SCREEN);
        assert!(shown.lines().all(|line| line.chars().count() <= 80));
    });
}

#[test]
fn remedies_stand_beside_where_they_fit() {
    let summary = Summary {
        locked_out: vec![affected("asha@contoso.com", Cause::CountryBlock, 0, 9, "travel exception")],
        ..nothing()
    };
    with_report(&summary, &[], |report| {
        let line = "  asha@contoso.com   CA002 Thailand, 9 sign-ins to 20 Nov   travel exception\n";
        assert!(screen(report).contains(line), "{}", screen(report));
    });
}

#[test]
fn only_a_replay_that_leaves_nothing_open_says_that_nobody_is_locked_out() {
    let says = |summary: &Summary| {
        let mut says = false;
        with_report(summary, &[], |report| says = screen(report).contains("Nobody is locked out."));
        says
    };
    assert!(says(&nothing()));
    assert!(!says(&lockouts()));
    let missing = vec![Missing { what: "user risk", policies: vec![1] }];
    assert!(!says(&Summary { missing, ..nothing() }));
    assert!(!says(&Summary { counts: Counts::default(), ..nothing() }));
    let possible = lockouts().locked_out.pop().into_iter().collect();
    assert!(!says(&Summary { locked_out: possible, ..nothing() }));
}

#[test]
fn unreadable_records_leave_the_answer_open() {
    let problems =
        vec![Problem { line: 14, column: None, message: "the sign-in has no `createdDateTime`".to_owned() }];
    let read = ReadSummary { read: 5, malformed: 1, problems, ..ReadSummary::default() };
    let files = [("signins/a.json".to_owned(), read)];
    with_report(&nothing(), &[], |report| {
        let shown = screen(&Report { files: &files, ..report.clone() });
        assert!(shown.contains("nobody as far as is known"), "{shown}");
        assert!(shown.contains("\nsignins/a.json:14: the sign-in has no `createdDateTime`\n"), "{shown}");
    });
}

#[test]
fn an_acknowledged_lockout_is_a_lockout_still() {
    let mut summary = lockouts();
    summary.locked_out.retain(|affected| affected.user == "scan@contoso.com");
    summary.missing.clear();
    with_report(&summary, &[acknowledged("2026-12-31")], |report| {
        let text = text(report, Length::FirstScreen, Style::Plain);
        assert!(text.contains("LOCKED OUT   nobody but 1 person, acknowledged."), "{text}");
    });
}

#[test]
fn an_acknowledged_lockout_is_listed_apart_until_it_ends() {
    with_report(&lockouts(), &[acknowledged("2026-12-31")], |report| {
        assert_eq!((report.locked_out_for_certain(), report.locked_out_at_most()), (2, 4));
        let shown = screen(report);
        assert!(shown.contains("\nACKNOWLEDGED 1 person\n"), "{shown}");
        assert!(shown.contains("until 31 Dec: replaced in January"), "{shown}");
    });
    with_report(&lockouts(), &[acknowledged("2026-11-23")], |report| {
        assert_eq!(report.locked_out_for_certain(), 3);
        assert_eq!(report.acknowledged().count(), 0);
    });
}

#[test]
fn long_lists_are_cut_unless_all_is_asked_for() {
    let many = |name: usize| affected(&format!("u{name:03}@contoso.com"), Cause::Block, 0, 2, "exclude");
    let summary = Summary { locked_out: (0..22).map(many).collect(), ..nothing() };
    with_report(&summary, &[], |report| {
        assert!(screen(report).contains("and 12 more; --format json lists all"));
        let full = text(report, Length::Full, Style::Plain);
        assert!(full.contains("u021@contoso.com") && !full.contains("more;"));
    });
}

#[test]
fn whoever_must_register_can_and_whoever_is_freed_is_asked_for_less() {
    let freed = affected("mei@contoso.com", Cause::Unknown, 0, 9, "");
    let summary = Summary { newly_free: vec![freed], ..lockouts() };
    with_report(&summary, &[], |report| {
        let full = text(report, Length::Full, Style::Plain);
        assert!(full.contains("  li@contoso.com   CA201 no method is registered, 2 sign-ins"), "{full}");
        assert!(full.contains("  mei@contoso.com   CA002 asked for less, 9 sign-ins"), "{full}");
    });
}

#[test]
fn color_is_only_there_when_styled() {
    with_report(&lockouts(), &[], |report| {
        assert!(!screen(report).contains('\u{1b}'));
        let styled = text(report, Length::FirstScreen, Style::Styled);
        assert!(styled.contains("\u{1b}[1;31mLOCKED OUT"), "{styled}");
    });
}

fn hostile() -> Summary {
    let name = "a\u{1b}[2J\n|`<script>alert(1)</script>\u{202e}@everyone";
    let mut one = affected(name, Cause::LegacyClient, 0, 2, name);
    if let Some(example) = &mut one.example {
        example.client_app = name.to_owned();
    }
    Summary { locked_out: vec![one], ..nothing() }
}

#[test]
fn hostile_names_are_inert() {
    with_report(&hostile(), &[], |report| {
        let shown = text(report, Length::Full, Style::Plain);
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        let written = markdown(report, People::Named);
        assert!(!written.contains("<script"), "{written}");
        assert!(!written.contains(['\u{1b}', '\u{202e}']), "{written}");
        let rows = written.lines().filter(|line| line.contains("script"));
        for row in rows {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
        }
    });
}

#[test]
fn markdown_says_the_verdict_first_and_names_nobody_unless_asked() {
    with_report(&lockouts(), &[acknowledged("2026-12-31")], |report| {
        let counted = markdown(report, People::Counted);
        let mut lines = counted.lines();
        assert_eq!(lines.next(), Some("<!-- gatewright:simulate:contoso -->"));
        let verdict = "❌ **contoso** Locked out: 2 people for certain, 4 at most. Do not switch on yet.";
        assert_eq!(lines.next(), Some(verdict));
        assert!(counted.contains("| country blocked | <code>CA002</code> | 1 | 1 |\n"), "{counted}");
        assert!(counted.contains("| *acknowledged* | <code>CA201</code> | 1 | 1 |\n"), "{counted}");
        assert!(!counted.contains("@contoso.com"), "{counted}");
        assert!(markdown(report, People::Named).contains("<code>asha@contoso.com</code>"));
    });
}

#[test]
fn a_comment_fits_what_platforms_take() {
    let many = |name: usize| affected(&format!("u{name:05}@contoso.com"), Cause::Block, 0, 2, "exclude");
    let summary = Summary { locked_out: (0..5_000).map(many).collect(), ..nothing() };
    with_report(&summary, &[], |report| {
        let written = markdown(report, People::Named);
        assert!(written.len() < 65_536);
        assert!(written.contains("more; `--format json` lists all"), "no word of those left out");
    });
}

#[test]
fn json_has_the_fixed_parts() {
    with_report(&lockouts(), &[acknowledged("2026-12-31")], |report| {
        let document: serde_json::Value = serde_json::from_str(&json(report)).unwrap();
        assert_eq!(document["tenant"], "contoso");
        assert_eq!(document["signIns"]["read"], 2318);
        assert_eq!(document["lockedOut"][0]["cause"], "countryBlock");
        assert_eq!(document["lockedOut"][0]["policies"], serde_json::json!(["CA002"]));
        assert_eq!(document["lockedOut"][0]["last"], "2026-11-20T09:00:00Z");
        let locked_out = document["lockedOut"].as_array().unwrap();
        assert!(
            locked_out.iter().any(|one| one["user"] == "scan@contoso.com"),
            "acknowledged, and locked out"
        );
        assert_eq!(document["acknowledged"][0]["user"], "scan@contoso.com");
        assert_eq!(document["registerFirst"][0]["user"], "li@contoso.com");
        assert_eq!(document["missing"][0]["policies"], serde_json::json!(["CA201"]));
        crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Simulate, &document);
    });
}

#[test]
fn several_tenants_come_to_a_sum() {
    with_report(&lockouts(), &[acknowledged("2026-12-31")], |report| {
        let reports = [report.clone(), Report { tenant: "fabrikam", ..report.clone() }];
        let failed = ["northwind".to_owned()];
        let several = Several { reports: &reports, failed: &failed };
        let document: serde_json::Value = serde_json::from_str(&several.json()).unwrap();
        crate::report::schemas::assert_valid(crate::report::schemas::ResultKind::Simulate, &document);
        assert_eq!(document["tenants"][1]["tenant"], "fabrikam");
        assert_eq!(document["failed"], serde_json::json!(["northwind"]));
        assert_eq!(document["total"]["tenants"], 3);
        assert_eq!(document["total"]["signIns"], 2 * 2318);
        let (certain, at_most) = (report.locked_out_for_certain(), report.locked_out_at_most());
        assert!(at_most > certain, "the sum is a range");
        let text = several.text(Style::Plain);
        let heading =
            format!("3 tenants: {} people locked out for certain, {} at most\n", 2 * certain, 2 * at_most);
        assert!(text.starts_with(&heading), "{text}");
        let each = format!("{certain} to {at_most}");
        assert!(text.contains(&format!("  locked out: contoso {each} and fabrikam {each}\n")), "{text}");
        assert!(text.ends_with("  not simulated: northwind\n"), "{text}");
        assert!(several.markdown().contains("\n- not simulated: northwind\n"));
    });
}
