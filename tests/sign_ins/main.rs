//! Reading exports of sign-ins: every container and encoding, damaged text, and what each field becomes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod damage;
mod exports;
mod fixtures;
#[path = "../properties/random.rs"]
#[allow(dead_code, reason = "shared with the laws of deciding")]
mod random;
mod writer;

use std::io::{self, Read};
use std::path::Path;

use gatewright::model::{ClientAppType, DevicePlatform, Id, RiskLevel};
use gatewright::sign_in::{
    Country, CrossTenantAccess, Field, Flow, Platform, ReadSummary, SignIn, Subject, TrustType, UserType,
    read,
};
use proptest::prelude::*;
use uuid::Uuid;

/// A sign-in with what every sign-in must have, and more members.
fn record(more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!(
        r#"{{"id":"1","createdDateTime":"2026-11-22T08:00:00Z","userPrincipalName":"asha@contoso.com","status":{{"errorCode":0}}{comma}{more}}}"#
    )
}

fn summary(text: impl AsRef<[u8]>) -> ReadSummary {
    read(text.as_ref(), |_, _| {}).unwrap()
}

/// The names, lines and offsets of the sign-ins, and the summary.
fn read_all(source: impl Read) -> (Vec<(String, u64, u64)>, ReadSummary) {
    let mut sign_ins = Vec::new();
    let summary = read(source, |sign_in, place| {
        sign_ins.push((sign_in.id.into_owned(), place.line, place.offset));
    })
    .unwrap();
    (sign_ins, summary)
}

/// Hands the sign-in of one record over.
fn with(more: &str, check: impl FnOnce(&SignIn<'_>)) {
    let text = record(more);
    let mut check = Some(check);
    let summary = read(text.as_bytes(), |sign_in, _| check.take().unwrap()(&sign_in)).unwrap();
    assert_eq!(summary.problems, [], "{text}");
    assert!(check.is_none(), "no sign-in in {text}");
}

fn messages(summary: &ReadSummary) -> Vec<(u64, &str)> {
    summary.problems.iter().map(|problem| (problem.line, problem.message.as_str())).collect()
}

#[test]
fn every_container_holds_the_same_sign_ins() {
    let (a, b) = (record(""), record(r#""userType":"member""#));
    for text in [
        format!("[{a},{b}]"),
        format!("[\n  {a},\n  {b}\n]\n"),
        format!("{a}\n{b}\n"),
        format!("{a}\r\n{b}"),
        format!("{{\"value\":[{a},{b}]}}"),
        format!("{{\"@odata.context\":\"c\",\"@odata.nextLink\":\"n\",\"value\":[{a},{b}]}}"),
        format!("{{\"value\":[{a}],\"@odata.nextLink\":\"]}}\"}}\n{{\"value\":[{b}]}}"),
        format!("{{\"value\":[{a}]}}{{\"value\":[]}}{{\"value\":[{b}]}}"),
        format!("[{{\"value\":[{a}]}},{{\"value\":[{b}]}}]"),
        format!("\u{feff}[{a},{b}]"),
    ] {
        let summary = summary(&text);
        assert_eq!((summary.read, summary.malformed, &*summary.problems), (2, 0, &[][..]), "{text}");
    }
}

#[test]
fn only_the_last_page_says_whether_another_follows() {
    let (first, last) = (r#"{"@odata.nextLink":"n","value":[]}"#, r#"{"value":[]}"#);
    assert!(summary(format!("{last}{first}")).names_next_page);
    assert!(!summary(format!("{first}{last}")).names_next_page);
}

#[test]
fn places_are_those_of_the_text() {
    let text = format!("{{\"value\":[\n{},\n\n  {}]}}", record(""), record(""));
    let (sign_ins, _) = read_all(text.as_bytes());
    let second = text.rfind("{\"id\"").unwrap() as u64;
    assert_eq!(sign_ins, [("1".to_owned(), 2, 11), ("1".to_owned(), 4, second)]);
}

#[test]
fn a_member_twice_is_read_with_the_last_value_and_counted() {
    let text = record(r#""homeTenantId":"11111111-0000-4000-8000-000000000000","homeTenantId":null"#);
    let mut homes = Vec::new();
    let summary = read(text.as_bytes(), |sign_in, _| homes.push(sign_in.home_tenant)).unwrap();
    assert_eq!((summary.read, summary.duplicates, summary.malformed), (1, 1, 0));
    assert_eq!(homes, [None]);
}

#[test]
fn a_damaged_record_is_reported_at_its_line_and_the_others_are_read() {
    let good = record("");
    for (damaged, message) in [
        (r#"{"id":"2","createdDateTime":}"#, "the record is no JSON: expected value"),
        (r#"{"id":"2""#, "the record has no closing brace"),
        (r#"{"id":"2","location":{"city":"x""#, "the record has no closing brace"),
        (r#"{"id":"2","location":"#, "the record has no closing brace"),
        (
            r#"{"deviceDetail":"x"}"#,
            r#"the record is no sign-in: invalid type: string "x", expected an object"#,
        ),
        (r#"{"id":["2"]}"#, "the record is no sign-in: invalid type: sequence, expected a string"),
        (r#"{"id":"2"}"#, "the sign-in has no `createdDateTime`"),
        (
            r#"{"createdDateTime":"yesterday","status":{"errorCode":0}}"#,
            "the time is `yesterday`, which is no time",
        ),
        (
            r#"{"createdDateTime":"2026-11-22T08:00:00Z","status":{}}"#,
            "the sign-in has no `status.errorCode`",
        ),
        (
            r#"{"createdDateTime":"2026-11-22T08:00:00Z","status":{"errorCode":"x"}}"#,
            "`status.errorCode` is `x`, which is no error code",
        ),
        (
            r#"{"createdDateTime":"2026-11-22T08:00:00Z","status":{"errorCode":0}}"#,
            "the sign-in has neither `userId` nor `userPrincipalName`",
        ),
        ("stray text", "expected a sign-in, found `stray text`"),
    ] {
        let summary = summary(format!("{good}\n{damaged}\n{good}\n"));
        assert_eq!(messages(&summary), [(2, message)], "{damaged}");
        assert_eq!((summary.read, summary.malformed, summary.is_cut_off), (2, 1, false), "{damaged}");
    }
}

#[test]
fn an_unclosed_string_costs_one_record() {
    let good = record("");
    let summary = summary(format!("[{good},\n{{\"id\":\"2,\n\"userType\":\"member\"}},\n{good}]"));
    assert_eq!((summary.read, summary.malformed), (2, 1));
}

#[test]
fn a_missing_brace_in_a_list_costs_one_record() {
    let good = record("");
    let summary = summary(format!(r#"{{"value":[{good},{{"id":"2","location":{{"city":"x"}},{good}]}}"#));
    assert_eq!((summary.read, summary.malformed, summary.is_cut_off), (2, 1, false));
}

#[test]
fn a_file_that_is_cut_off_is_reported_once() {
    let text = format!("{{\"value\":[{},\n{}]}}", record(""), record(""));
    let inside = summary(&text[..text.len() - 20]);
    assert_eq!(messages(&inside), [(2, "the file ends inside this record")]);
    assert_eq!((inside.read, inside.malformed, inside.is_cut_off), (1, 1, true));
    let between = summary(&text[..text.len() - 2]);
    assert_eq!(messages(&between), [(2, "the file ends inside a list of sign-ins")]);
    assert_eq!((between.read, between.malformed, between.is_cut_off), (2, 0, true));
}

#[test]
fn an_empty_file_is_a_problem_and_an_empty_list_is_not() {
    assert_eq!(messages(&summary("")), [(1, "the file is empty")]);
    assert_eq!(messages(&summary(" \n")), [(2, "the file is empty")]);
    assert_eq!(messages(&summary("[]")), []);
    assert_eq!(messages(&summary("{\"value\":[]}")), []);
}

#[test]
fn text_that_is_no_json_is_one_problem() {
    let summary = summary("Name,Phone,City\nAsha,1,Kochi\n");
    assert_eq!(messages(&summary), [(1, "expected a sign-in, found `Name`")]);
    assert_eq!(summary.malformed, 1);
}

#[test]
fn only_the_first_problems_are_shown_but_all_are_counted() {
    let summary = summary("{}\n".repeat(50));
    assert_eq!((summary.problems.len(), summary.malformed), (20, 50));
}

#[test]
fn deep_nesting_is_refused_without_harm() {
    let lists = summary("[".repeat(100_000));
    assert!(lists.problems.iter().any(|problem| problem.message == "lists are nested more than 64 deep"));
    let record = record(&format!(r#""x":{}{}"#, "[".repeat(100_000), "]".repeat(100_000)));
    assert_eq!(summary(record).read, 1);
}

#[test]
fn a_damaged_gzip_file_gives_what_can_be_read() {
    let text = format!("{}\n", record("")).repeat(2000);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    assert_eq!(summary(&whole).read, 2000);
    let cut = summary(&whole[..whole.len() - 100]);
    assert!(cut.is_cut_off && cut.read > 0 && cut.read < 2000, "{cut:?}");
    assert_eq!(cut.problems[0].message, "the compressed file is cut off");
}

#[test]
fn a_source_that_cannot_be_read_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::PermissionDenied))
        }
    }
    let error = read(Broken, |_, _| {}).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
}

#[test]
fn times_are_read_in_every_spelling() {
    for (text, expected) in [
        ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
        ("2026-11-22T08:00:00.6816663Z", "2026-11-22T08:00:00.681666300Z"),
        ("2026-11-22T13:30:00+05:30", "2026-11-22T08:00:00Z"),
        ("2026-11-22T08:00:00", "2026-11-22T08:00:00Z"),
        ("2026-11-22 08:00:00.5", "2026-11-22T08:00:00.500Z"),
    ] {
        let text = record("").replace("2026-11-22T08:00:00Z", text);
        let mut times = Vec::new();
        read(text.as_bytes(), |sign_in, _| {
            times.push(sign_in.created.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
        })
        .unwrap();
        assert_eq!(times, [expected]);
    }
}

#[test]
fn numbers_may_be_strings() {
    let text = record("").replace("\"errorCode\":0", "\"errorCode\":\"50126\"");
    let mut codes = Vec::new();
    read(text.as_bytes(), |sign_in, _| codes.push(sign_in.error_code)).unwrap();
    assert_eq!(codes, [50126]);
}

#[test]
fn what_is_missing_is_not_known() {
    with("", |sign_in| {
        let expected = SignIn {
            id: "1".into(),
            created: "2026-11-22T08:00:00Z".parse().unwrap(),
            user_principal_name: "asha@contoso.com".into(),
            ..SignIn::blank()
        };
        assert_eq!(*sign_in, expected);
    });
    with(r#""ipAddress":null,"deviceDetail":null,"location":null,"userType":null"#, |sign_in| {
        assert_eq!((sign_in.ip_address, &sign_in.device, sign_in.country), (None, &None, None));
        assert_eq!((&sign_in.platform, sign_in.user_type), (&None, None));
    });
}

#[test]
fn user_principal_names_are_lower_case() {
    with(r#""userDisplayName":"Asha""#, |sign_in| assert_eq!(sign_in.display_name, "Asha"));
    let text = record("").replace("asha@", "ASHA@");
    read(text.as_bytes(), |sign_in, _| assert_eq!(sign_in.user_principal_name, "asha@contoso.com")).unwrap();
}

#[test]
fn a_location_without_country_is_undetermined_and_no_location_is_unknown() {
    with(r#""location":{}"#, |sign_in| assert_eq!(sign_in.country, Some(Country::Undetermined)));
    with(r#""location":{"countryOrRegion":""}"#, |sign_in| {
        assert_eq!(sign_in.country, Some(Country::Undetermined));
    });
    with(r#""location":{"countryOrRegion":null}"#, |sign_in| {
        assert_eq!(sign_in.country, Some(Country::Undetermined));
    });
    with(r#""location":{"countryOrRegion":"in"}"#, |sign_in| {
        assert_eq!(sign_in.country, Some(Country::Code(*b"IN")));
    });
}

#[test]
fn a_device_detail_without_id_is_an_unregistered_device() {
    with(r#""deviceDetail":{"deviceId":"","isCompliant":null}"#, |sign_in| {
        let device = sign_in.device.as_ref().unwrap();
        assert_eq!((device.id.as_deref(), device.is_compliant), (None, false));
        assert_eq!(sign_in.platform, Some(Platform::Unrecognized));
    });
    with(
        r#""deviceDetail":{"deviceId":"A1","operatingSystem":"Windows10","trustType":"Azure AD joined"}"#,
        |sign_in| {
            let device = sign_in.device.as_ref().unwrap();
            assert_eq!((device.id.as_deref(), device.trust), (Some("a1"), Some(TrustType::AzureAd)));
            assert_eq!(sign_in.platform, Some(Platform::Known(DevicePlatform::Windows)));
        },
    );
}

#[test]
fn client_apps_are_known_other_or_missing() {
    for (displayed, expected) in [
        ("Browser", Some(ClientAppType::Browser)),
        ("IMAP4", Some(ClientAppType::Other)),
        ("Carrier pigeon", Some(ClientAppType::Other)),
        ("", None),
    ] {
        with(&format!(r#""clientAppUsed":"{displayed}""#), |sign_in| {
            assert_eq!(sign_in.client_app, expected);
            assert_eq!(sign_in.client_app_used, displayed);
        });
    }
}

#[test]
fn hidden_risk_is_not_known_and_no_risk_is() {
    for (text, expected) in [
        ("hidden", None),
        ("unknownFutureValue", None),
        ("", None),
        ("none", Some(RiskLevel::None)),
        ("high", Some(RiskLevel::High)),
    ] {
        with(&format!(r#""riskLevelDuringSignIn":"{text}""#), |sign_in| {
            assert_eq!(sign_in.sign_in_risk, expected);
        });
    }
}

#[test]
fn audiences_are_read_in_every_shape() {
    let id = "00000003-0000-0000-c000-000000000000";
    for shape in [
        format!(r#"["{id}"]"#),
        format!(r#"[{{"applicationId":"{id}","audienceReasons":"none"}}]"#),
        format!(r#""{id}""#),
    ] {
        with(&format!(r#""conditionalAccessAudiences":{shape}"#), |sign_in| {
            assert_eq!(sign_in.audiences, [id.parse::<Uuid>().unwrap()], "{shape}");
        });
    }
}

#[test]
fn authentication_contexts_are_those_that_the_request_demands() {
    let contexts = r#"[{"id":"c1","detail":"required"},{"id":"c2","detail":"notApplicable"}]"#;
    with(&format!(r#""authenticationContextClassReferences":{contexts}"#), |sign_in| {
        assert_eq!(sign_in.authentication_contexts, [Id::parse("c1")]);
    });
}

#[test]
fn kinds_of_sign_ins_come_from_their_event_types() {
    for (more, subject, is_interactive) in [
        ("", Subject::User, true),
        (r#""isInteractive":false"#, Subject::User, false),
        (r#""isInteractive":false,"signInEventTypes":["interactiveUser"]"#, Subject::User, true),
        (r#""isInteractive":true,"signInEventTypes":["nonInteractiveUser"]"#, Subject::User, false),
        (r#""signInEventTypes":["servicePrincipal"]"#, Subject::ServicePrincipal, false),
        (r#""signInEventTypes":["managedIdentity"]"#, Subject::ManagedIdentity, false),
        (r#""agent":{"agentType":"agenticAppInstance"}"#, Subject::Agent, true),
        (r#""agent":{"agentType":"notAgentic"}"#, Subject::User, true),
    ] {
        with(more, |sign_in| {
            assert_eq!((sign_in.subject, sign_in.is_interactive), (subject, is_interactive), "{more}");
        });
    }
}

#[test]
fn a_service_principal_has_its_own_id_and_name() {
    let id = "11111111-0000-4000-8000-000000000001";
    let more = format!(
        r#""signInEventTypes":["servicePrincipal"],"servicePrincipalId":"{id}","servicePrincipalName":"Backup""#
    );
    with(&more, |sign_in| {
        assert_eq!(sign_in.subject_id, id.parse().ok());
        assert_eq!(sign_in.display_name, "Backup");
    });
}

#[test]
fn guests_and_cross_tenant_access_are_read_in_any_case() {
    with(r#""userType":"Guest","crossTenantAccessType":"b2bCollaboration""#, |sign_in| {
        assert_eq!(sign_in.user_type, Some(UserType::Guest));
        assert_eq!(sign_in.cross_tenant_access, Some(CrossTenantAccess::B2bCollaboration));
    });
    with(r#""crossTenantAccessType":"b2bCollaboration,passthrough""#, |sign_in| {
        assert_eq!(sign_in.cross_tenant_access, Some(CrossTenantAccess::Other));
    });
}

#[test]
fn a_flow_is_known_only_where_the_export_tells() {
    with("", |sign_in| assert_eq!(sign_in.flow, None));
    with(r#""authenticationProtocol":"none","originalTransferMethod":"deviceCodeFlow""#, |sign_in| {
        assert_eq!(sign_in.flow, Some(Flow::DeviceCode));
    });
    with(r#""authenticationProtocol":"ropc""#, |sign_in| {
        assert_eq!((sign_in.flow, sign_in.is_ropc), (Some(Flow::Ordinary), true));
    });
}

#[test]
fn only_traffic_outside_global_secure_access_surely_comes_from_no_compliant_network() {
    with(r#""isThroughGlobalSecureAccess":false"#, |sign_in| {
        assert_eq!(sign_in.compliant_network, Some(false));
    });
    with(r#""isThroughGlobalSecureAccess":true"#, |sign_in| assert_eq!(sign_in.compliant_network, None));
}

#[test]
fn a_field_that_the_whole_export_lacks_is_missing() {
    let text =
        [record(r#""userType":"member""#), record(r#""location":{},"riskLevelDuringSignIn":"hidden""#)];
    let seen = summary(text.join("\n")).fields_seen;
    assert!(seen.contains(Field::UserType) && seen.contains(Field::Location));
    assert!(!seen.contains(Field::SignInRisk) && !seen.contains(Field::Device));
}

/// Reads at most so many bytes at a time, in turn.
struct Chunked<'a> {
    text: &'a [u8],
    sizes: std::iter::Cycle<std::vec::IntoIter<usize>>,
}

impl Read for Chunked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes.next().unwrap_or(1).min(into.len());
        self.text.read(&mut into[..size])
    }
}

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(format!("{}\n", record(""))),
        4 => Just(format!("[{},{}]", record(""), record(r#""userType":"Gäst""#))),
        2 => Just(format!("{{\"value\":[{}],\"x\":\"}}\"}}", record(""))),
        1 => Just(record(r#""userType":"member","userType":"guest""#)),
        1 => "[\\[\\]{},:\"\\\\ \na-c0]{0,20}",
    ];
    (prop::collection::vec(piece, 0..8), 0..30_usize).prop_map(|(pieces, cut)| {
        let mut text = pieces.concat().into_bytes();
        text.truncate(text.len().saturating_sub(cut));
        text
    })
}

proptest! {
    #[test]
    fn how_the_source_hands_out_bytes_does_not_matter(
        text in pieces(),
        sizes in prop::collection::vec(1..40_usize, 1..10),
    ) {
        let chunked = Chunked { text: &text, sizes: sizes.into_iter().cycle() };
        prop_assert_eq!(read_all(chunked), read_all(text.as_slice()));
    }

    #[test]
    fn damaged_text_never_costs_the_records_before_it(
        count in 0..5_usize,
        damage in "[\\[\\]{},:\"\\\\ a-c0]{0,20}",
    ) {
        let text = format!("{}\n", record("")).repeat(count) + &damage;
        prop_assert_eq!(summary(&text).read, count as u64);
    }
}

/// The published samples, the last two of which are no exports of sign-ins.
#[test]
fn published_samples_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/signins");
    if !folder.is_dir() {
        let required = std::env::var_os("GATEWRIGHT_SHARED").is_some_and(|value| value == "required");
        assert!(!required, "{} is absent", folder.display());
        eprintln!("SKIPPED published_samples_are_read: {} is absent", folder.display());
        return;
    }
    for (name, read_of, duplicates, other_logs, malformed) in [
        ("graph-v1.0-signins-page.json", 1, 0, 0, 0),
        ("graph-beta-signins-page.json", 1, 1, 0, 0),
        ("portal-download-interactive.json", 1, 0, 0, 0),
        ("diagnostic-SignInLogs-docs.json", 1, 0, 0, 0),
        ("panther-events.ndjson", 26, 0, 21, 0),
        ("portal-csv-header-2024-10.csv", 0, 0, 0, 0),
        ("log-analytics-ca-policies.json", 0, 0, 0, 3),
        ("la-columns-signinlogs.csv", 0, 0, 0, 1),
    ] {
        let file = std::fs::File::open(folder.join(name)).unwrap();
        let summary = read(file, |_, _| {}).unwrap();
        let found = (summary.read, summary.duplicates, summary.other_logs, summary.malformed);
        assert_eq!(found, (read_of, duplicates, other_logs, malformed), "{name}: {:?}", summary.problems);
        assert!(!summary.is_cut_off, "{name}");
    }
}
