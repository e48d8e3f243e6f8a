//! The test vectors of the evaluation notes, section I, by number. An expectation here is never edited to match the
//! engine.
//!
//! 38 and 40 are about what Entra recorded of its own
//! policies, and stand where that is read.

use gatewright::catalogue::{self, AuthenticationMethod as Method};
use gatewright::directory::{self, Person, Trust};
use gatewright::model::{ApplicationRef, FilterMode, Id, LocationRef, Match, ResourceExclusions, RiskLevel};
use gatewright::sign_in::{
    self, Attempts, Authentication, Device, Platform, ReadSummary, SignIn, Subject, Verdict,
};
use uuid::Uuid;

use super::build::*;

/// Rows of Asha's, oldest first: seconds after eight, error code, and more members.
fn rows(rows: &[(u32, i32, &str)]) -> String {
    let row = |(second, code, more): &(u32, i32, &str)| {
        format!(
            r#"{{"createdDateTime":"2026-11-22T08:00:{second:02}Z","correlationId":"attempt","userId":"{ASHA}",
            "userPrincipalName":"asha@contoso.com","status":{{"errorCode":{code}}},"clientAppUsed":"Browser"{more}}}"#
        )
    };
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
}

fn read(text: &str, mut each: impl FnMut(&SignIn<'_>)) -> ReadSummary {
    let summary = sign_in::read(text.as_bytes(), |sign_in, _| each(&sign_in)).unwrap();
    assert_eq!(summary.problems, []);
    summary
}

fn verdicts(text: &str) -> (Vec<Verdict>, u64) {
    let mut attempts = Attempts::default();
    let mut verdicts = Vec::new();
    read(text, |sign_in| verdicts.push(attempts.observe(sign_in)));
    (verdicts, attempts.unfinished().iter().map(|person| person.attempts).sum())
}

/// Vector 1: Conditional Access runs after the first factor (Entra, concept-conditional-access-policies, 2024-03).
#[test]
fn v01_a_bad_password_never_reached_conditional_access() {
    assert_eq!(verdicts(&rows(&[(0, 50126, "")])), (vec![Verdict::FirstFactorFailed], 0));
}

/// Vector 2: A sign-in with one factor says nothing against MFA: who can do it is asked (Entra, sign-in log, 2024-03).
#[test]
fn v02_a_single_factor_sign_in_by_someone_capable_is_prompted() {
    assert_eq!(outcome([&mfa()], &ordinary()), PROMPTED);
}

/// Vector 3: Registered is not capable: the tenant's methods policy may forbid what was registered
/// (Graph, userRegistrationDetails, 2025-03).
#[test]
fn v03_registered_but_not_capable_must_register() {
    let mut person = newcomer();
    person.registration.as_mut().unwrap().is_mfa_registered = true;
    assert_eq!(Setting::of(person).outcome([&mfa()], &ordinary()), NEEDS_REGISTRATION);
}

/// Vector 4: An MFA claim in the token counts (Entra, concept-sign-in-log-activity-details, 2024-03).
#[test]
fn v04_mfa_by_claim_is_granted() {
    let sign_in = SignIn {
        authentication: Authentication { multifactor: Some(true), methods: Vec::new() },
        ..ordinary()
    };
    assert_eq!(outcome([&mfa()], &sign_in), GRANTED);
}

/// Vector 5: Legacy clients cannot do MFA (Entra, concept-conditional-access-conditions, 2024-06).
#[test]
fn v05_imap_cannot_satisfy_mfa() {
    let sign_in = SignIn { client_app: catalogue::client_app_type("IMAP4"), ..ordinary() };
    assert_eq!(outcome([&mfa()], &sign_in), UNSATISFIABLE);
}

/// Vector 6: Resource owner password credentials cannot do MFA.
#[test]
fn v06_ropc_cannot_satisfy_mfa() {
    assert_eq!(outcome([&mfa()], &SignIn { is_ropc: true, ..ordinary() }), UNSATISFIABLE);
}

/// Vector 7: Members of nested groups are members; exclude wins (Entra, concept-conditional-access-users-groups, 2024-01).
#[test]
fn v07_a_nested_member_of_an_excluded_group_is_out_of_scope() {
    let nested = Setting::of(Person { groups: [GROUP].into(), ..asha() });
    assert_eq!(nested.applies(&mfa().except(group(GROUP)), &ordinary()), Match::No);
}

/// Vector 8: A role that may be activated does not count until it is (same page).
#[test]
fn v08_an_eligible_role_counts_once_it_is_activated() {
    let administrators = mfa().users(role(GLOBAL_ADMINISTRATOR));
    let eligible = Person { eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    let active = Person { roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() };
    assert_eq!(Setting::of(eligible).applies(&administrators, &ordinary()), Match::No);
    assert_eq!(Setting::of(active).applies(&administrators, &ordinary()), Match::Yes);
}

/// Vector 9: Roles at an administrative unit are not enforced (same page).
#[test]
fn v09_a_role_at_an_administrative_unit_does_not_count() {
    let administrators = mfa().users(role(GLOBAL_ADMINISTRATOR));
    let holding_at = |scope: &str| {
        let user = format!(r#"[{{"id":"{ASHA}","userPrincipalName":"asha@contoso.com"}}]"#);
        let assignment = format!(
            r#"[{{"principalId":"{ASHA}","roleDefinitionId":"{GLOBAL_ADMINISTRATOR}","directoryScopeId":"{scope}"}}]"#
        );
        let files = [("users.json", user), ("roleAssignments.json", assignment)]
            .map(|(name, text)| (name.to_owned(), text.into_bytes()));
        let (directory, problems) = directory::read(&files);
        assert_eq!(problems, []);
        Setting::of(directory.person(ASHA).unwrap().clone())
    };
    let unit = "/administrativeUnits/aaaaaaaa-0000-4000-8000-000000000055";
    assert_eq!(holding_at(unit).applies(&administrators, &ordinary()), Match::No);
    assert_eq!(holding_at("/").applies(&administrators, &ordinary()), Match::Yes);
}

/// Vector 10: IPv4 offices do not cover the same laptop on IPv6 (Entra, concept-assignment-network, 2024-05).
#[test]
fn v10_an_unlisted_ipv6_address_of_a_trusted_office_is_blocked() {
    let office = Setting::at([ip_location(1, &["192.0.2.0/24"], true)]);
    let policy = block().locations([LocationRef::All], [LocationRef::AllTrusted]);
    let by_v4 = SignIn { ip_address: address("192.0.2.7"), ..ordinary() };
    let by_v6 = SignIn { ip_address: address("2001:db8:41::7"), ..ordinary() };
    assert_eq!(office.outcome([&policy], &by_v4), GRANTED);
    assert_eq!(office.outcome([&policy], &by_v6), BLOCKED);
}

/// Vector 11: No country is an unknown country (same page).
#[test]
fn v11_an_unknown_country_is_in_a_list_that_includes_unknown_ones() {
    let setting = Setting::at([country_location(1, &["KP"], true)]);
    let sign_in = SignIn { country: country(""), ..ordinary() };
    assert_eq!(setting.outcome([&block().locations([at(1)], [])], &sign_in), BLOCKED);
}

/// Vector 12: What is not recognized is in `all` and in no list (Entra, concept-conditional-access-conditions, 2024-06).
#[test]
fn v12_an_unrecognized_platform_is_caught_by_all_but_the_known_ones() {
    let policy = block().platforms(&["all"], &["android", "iOS", "windows", "macOS", "linux"]);
    let sign_in = SignIn { platform: Some(Platform::Unrecognized), ..ordinary() };
    assert_eq!(outcome([&policy], &sign_in), BLOCKED);
    assert_eq!(outcome([&policy], &ordinary()), GRANTED);
}

/// Vector 13: (Entra, concept-conditional-access-policies, 2024-03.)
#[test]
fn v13_a_compliant_device_is_enough_where_either_is_asked() {
    let policy = policy().any_of([control("mfa"), control("compliantDevice")]);
    assert_eq!(outcome([&policy], &SignIn { device: compliant_device(), ..ordinary() }), GRANTED);
}

/// Vector 14: The next control that can be met is asked for (same page).
#[test]
fn v14_without_a_compliant_device_mfa_is_asked_where_either_is() {
    let policy = policy().any_of([control("mfa"), control("compliantDevice")]);
    let sign_in = SignIn { device: Some(registered_device()), ..ordinary() };
    assert_eq!(outcome([&policy], &sign_in), PROMPTED);
}

/// Vector 15: A device recorded without an id and with nothing about compliance is not compliant, and nobody can be prompted
/// into compliance (Entra, concept-conditional-access-grant, 2026-03).
#[test]
fn v15_without_a_compliant_device_both_cannot_be_satisfied() {
    let policy = policy().all_of([control("mfa"), control("compliantDevice")]);
    assert_eq!(outcome([&policy], &SignIn { device: Some(Device::default()), ..ordinary() }), UNSATISFIABLE);
}

/// Vector 16: A block ends it (Entra, concept-conditional-access-policies, 2024-03).
#[test]
fn v16_a_block_beats_mfa() {
    let setting = Setting::at([country_location(1, &["IN"], false)]);
    assert_eq!(setting.outcome([&mfa(), &block().locations([at(1)], [])], &ordinary()), BLOCKED);
}

/// Vector 17: Report-only is recorded and never enforced (Entra, concept-conditional-access-report-only, 2025-03).
#[test]
fn v17_a_report_only_block_is_reported_and_not_enforced() {
    let reported = block().report_only();
    assert_eq!(outcome([&mfa(), &reported], &ordinary()), PROMPTED);
    assert_eq!(result(&reported, &ordinary()), "reportOnlyFailure");
}

/// Vector 18: (Same page.)
#[test]
fn v18_report_only_mfa_that_would_prompt_is_interrupted() {
    assert_eq!(result(&mfa().report_only(), &ordinary()), "reportOnlyInterrupted");
}

/// Vector 19: Negative operators match an unregistered device (Entra, concept-condition-filters-for-devices, 2025-04).
#[test]
fn v19_an_unregistered_device_is_caught_by_a_negative_operator() {
    let policy = block().devices(FilterMode::Include, r#"device.trustType -ne "ServerAD""#);
    assert_eq!(outcome([&policy], &ordinary()), BLOCKED);
}

/// Vector 20: Positive operators do not (same page).
#[test]
fn v20_an_unregistered_device_is_missed_by_a_positive_operator() {
    let policy = block().devices(FilterMode::Include, r#"device.trustType -eq "Workplace""#);
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

/// Vector 21: Nor when excluded by one (same page).
#[test]
fn v21_an_unregistered_device_escapes_by_a_negative_operator_in_exclude() {
    let policy = block().devices(FilterMode::Exclude, r#"device.extensionAttribute1 -ne "SAW""#);
    assert_eq!(applies(&policy, &ordinary()), Match::No);
}

/// Vector 22: A session stays what it was started with (Entra, concept-authentication-flows, 2024-02).
#[test]
fn v22_a_session_started_by_device_code_is_blocked() {
    let policy = block().flows(&["deviceCodeFlow"]);
    let refresh = r#","authenticationProtocol":"none","originalTransferMethod":"deviceCodeFlow""#;
    let mut outcomes = Vec::new();
    read(&rows(&[(0, 0, refresh)]), |sign_in| outcomes.push(outcome([&policy], sign_in)));
    assert_eq!(outcomes, [BLOCKED]);
}

fn all_but_exchange() -> Built {
    mfa().except_apps([app(EXCHANGE)])
}

/// Scopes are a list inside a text.
#[test]
fn scopes_are_read_from_the_processing_details() {
    let of = |value: &str| {
        let more =
            format!(r#","authenticationProcessingDetails":[{{"key":"Oauth Scope Info","value":"{value}"}}]"#);
        let mut scopes = None;
        read(&rows(&[(0, 0, &more)]), |sign_in| scopes.clone_from(&sign_in.scopes));
        scopes
    };
    assert_eq!(of(r#"[\"openid\",\"User.Read\"]"#), Some(vec!["openid".to_owned(), "User.Read".to_owned()]));
    assert_eq!(of(""), None);
}

fn azure_cli() -> SignIn<'static> {
    SignIn {
        application: application(AZURE_CLI),
        resource: application(MICROSOFT_GRAPH),
        scopes: Some(vec!["User.Read".into()]),
        ..ordinary()
    }
}

/// Vector 23: An exclusion used to let requests for baseline scopes through (Entra, concept-conditional-access-cloud-apps,
/// 2026-01).
#[test]
fn v23_baseline_scopes_escape_a_policy_with_exclusions_under_legacy() {
    let legacy = Setting { resource_exclusions: ResourceExclusions::Legacy, ..Setting::default() };
    assert_eq!(legacy.applies(&all_but_exchange(), &azure_cli()), Match::No);
}

/// Vector 24: They are now evaluated as requests to Windows Azure Active Directory
/// (Entra, concept-enforcement-resource-exclusions, 2026-05).
#[test]
fn v24_baseline_scopes_are_evaluated_as_the_directory_when_enforced() {
    let setting = Setting::default();
    assert_eq!(setting.applies(&all_but_exchange(), &azure_cli()), Match::Yes);
    let directory_excluded = mfa().except_apps([app(WINDOWS_AZURE_ACTIVE_DIRECTORY)]);
    assert_eq!(setting.applies(&directory_excluded, &azure_cli()), Match::No);
}

/// Vector 25: One scope more, and the request is what it is (same page).
#[test]
fn v25_any_other_scope_on_an_excluded_resource_stays_excluded() {
    let sign_in = SignIn {
        resource: application(EXCHANGE),
        scopes: Some(vec!["User.Read".into(), "Mail.Read".into()]),
        ..azure_cli()
    };
    for resource_exclusions in [ResourceExclusions::Legacy, ResourceExclusions::Enforced] {
        let setting = Setting { resource_exclusions, ..Setting::default() };
        assert_eq!(setting.applies(&all_but_exchange(), &sign_in), Match::No);
    }
}

fn guests_mfa() -> Built {
    mfa().users(all_guests())
}

/// Vector 26: Teams depends on SharePoint, whose policies are met to sign in (Entra, service-dependencies, 2022-11).
#[test]
fn v26_a_service_dependency_is_told_apart() {
    let teams = Uuid::from_u128(0xcc15fd57_2c6c_4117_a88c_83b1d56b4bbe);
    let sign_in = SignIn { resource: application(teams), ..ordinary() };
    let policy = policy()
        .apps([ApplicationRef::Application(Id::Guid(SHAREPOINT))])
        .all_of([control("compliantDevice")]);
    let trace = Setting::default().trace([&policy], &sign_in);
    assert_eq!((trace.outcome, trace.policies[0].applies), (GRANTED, Match::No));
    let found: Vec<_> = trace
        .dependencies
        .iter()
        .map(|found| (found.dependency.on, found.outcome, found.decided_by.clone()))
        .collect();
    assert_eq!(found, [(SHAREPOINT, UNSATISFIABLE, vec![0])]);
}

/// Vector 27: Nobody can register who has no user object here (Entra, external-id/authentication-conditional-access, 2024-05).
#[test]
fn v27_direct_connect_without_trust_cannot_satisfy_mfa() {
    let setting = Setting { inbound_trust: trusting(Trust::default()), ..Setting::default() };
    assert_eq!(setting.outcome([&guests_mfa()], &direct_connect()), UNSATISFIABLE);
}

/// Vector 28: A guest registers here where the home tenant's MFA is not accepted (same page).
#[test]
fn v28_a_guest_without_trust_must_register_here() {
    let setting = Setting {
        people: vec![guest_person()],
        inbound_trust: trusting(Trust::default()),
        ..Setting::default()
    };
    assert_eq!(setting.outcome([&guests_mfa()], &guest()), NEEDS_REGISTRATION);
}

/// Vector 29: Nor can a guest's device be made compliant here (same page).
#[test]
fn v29_a_guest_without_device_trust_cannot_show_a_compliant_device() {
    let setting = Setting { inbound_trust: trusting(Trust::default()), ..Setting::default() };
    let policy = policy().users(all_guests()).all_of([control("compliantDevice")]);
    let sign_in = SignIn { device: compliant_device(), ..guest() };
    assert_eq!(setting.outcome([&policy], &sign_in), UNSATISFIABLE);
}

/// Vector 30: Without the license, logs say `hidden`.
#[test]
fn v30_hidden_risk_is_not_known() {
    let sign_in = SignIn { sign_in_risk: Some(RiskLevel::Hidden), ..ordinary() };
    assert_eq!(outcome([&block().sign_in_risk(&["high"])], &sign_in), between(GRANTED, BLOCKED));
}

/// Vector 31: User risk is in no sign-in.
#[test]
fn v31_user_risk_is_not_known() {
    let sign_in = SignIn { user_risk: None, ..ordinary() };
    assert_eq!(outcome([&block().user_risk(&["high"])], &sign_in), between(GRANTED, BLOCKED));
}

const STRENGTH_A: Uuid = Uuid::from_u128(0xa);
const STRENGTH_B: Uuid = Uuid::from_u128(0xb);

/// Vector 32: All strengths must hold (Entra, concept-authentication-strength-how-it-works, 2025-03).
#[test]
fn v32_two_disjoint_strengths_ask_for_two_methods() {
    let setting = Setting {
        people: vec![Person { registration: Some(registered(&[Method::Fido2, Method::Sms])), ..asha() }],
        strengths: vec![strength(STRENGTH_A, &["fido2"]), strength(STRENGTH_B, &["password,sms"])],
        ..Setting::default()
    };
    let both = [policy().strength(STRENGTH_A), policy().strength(STRENGTH_B)];
    assert_eq!(setting.outcome(&both, &ordinary()), PROMPTED);
    let only_one = Setting { people: vec![asha()], ..setting };
    assert_eq!(only_one.outcome(&both, &ordinary()), UNSATISFIABLE);
}

/// Vector 33: An administrator issues certificates; nobody registers one when interrupted (same page).
#[test]
fn v33_a_certificate_cannot_be_registered() {
    let setting = Setting::with_strength(STRENGTH_A, &["x509CertificateMultiFactor"]);
    assert_eq!(setting.outcome([&policy().strength(STRENGTH_A)], &ordinary()), UNSATISFIABLE);
}

/// Vector 34: Who must register where registering is blocked is in a deadlock, though no sign-in ever met that policy
/// (Entra, policy-all-users-security-info-registration, 2025-04). With a place that is allowed, it may yet be done there.
#[test]
fn v34_registering_only_from_trusted_locations_locks_out_newcomers_elsewhere() {
    let policies = [
        mfa(),
        block()
            .on_action("registerSecurityInformation")
            .locations([LocationRef::All], [LocationRef::AllTrusted]),
    ];
    let nowhere = Setting::of(newcomer());
    assert_eq!(nowhere.outcome(&policies, &ordinary()), UNSATISFIABLE);
    let office = Setting { locations: vec![ip_location(1, &["192.0.2.0/24"], true)], ..nowhere };
    assert_eq!(office.outcome(&policies, &ordinary()), between(NEEDS_REGISTRATION, UNSATISFIABLE));
    let in_office = SignIn { ip_address: address("192.0.2.7"), ..ordinary() };
    assert_eq!(office.outcome(&policies, &in_office), NEEDS_REGISTRATION);
}

/// Vector 35: Policies on users never touch service principals (Entra, workload-identity, 2023-11).
#[test]
fn v35_a_policy_on_users_does_not_apply_to_a_service_principal() {
    let sign_in = SignIn { subject: Subject::ServicePrincipal, ..ordinary() };
    assert_eq!(applies(&mfa(), &sign_in), Match::No);
}

/// Vector 36: Rows of one correlation id and user are one attempt (Entra, concept-sign-in-log-activity-details, 2024-03).
#[test]
fn v36_an_interrupted_row_and_a_success_are_one_sign_in() {
    assert_eq!(
        verdicts(&rows(&[(0, 50074, ""), (20, 0, "")])),
        (vec![Verdict::Unfinished, Verdict::Success], 0)
    );
}

/// Vector 37: In design's words: already failing, if that person otherwise got in.
#[test]
fn v37_an_interrupted_row_alone_is_an_attempt_that_never_finished() {
    assert_eq!(verdicts(&rows(&[(0, 50076, "")])), (vec![Verdict::Unfinished], 1));
}

/// Vector 39: The published sample of the beta endpoint has members twice.
#[test]
fn v39_of_a_member_twice_the_last_counts_and_is_told() {
    let mut tenants = Vec::new();
    let twice = format!(r#","homeTenantId":"{PARTNER}","homeTenantId":"{TENANT}""#);
    let summary = read(&rows(&[(0, 0, &twice)]), |sign_in| tenants.push(sign_in.home_tenant));
    assert_eq!((summary.read, summary.duplicates), (1, 1));
    assert_eq!(tenants, [Some(TENANT)]);
}
