//! Why somebody is locked out, where it is told apart because something else is to be done about it.

use gatewright::directory::Person;
use gatewright::model::*;
use gatewright::replay::causes::particular;
use gatewright::replay::{Certainty, Side, Simulation};
use gatewright::sign_in::{self, CrossTenantAccess, FieldsSeen, Flow, Platform, Recorded, SignIn};
use uuid::Uuid;

use super::build::*;

/// Who is locked out by a policy over nothing in force, and by the tokens of which causes.
fn locked_out(setting: &Setting, proposed: &Built, sign_in: &SignIn<'_>) -> Vec<(Certainty, &'static str)> {
    let policies = [proposed.0.clone()];
    setting.with_world(|world| {
        let base = Side { world, policies: &[] };
        let mut simulation = Simulation::new(base, Side { world, policies: &policies }, &policies);
        simulation.observe(sign_in);
        let found = simulation.finish(FieldsSeen::default()).locked_out;
        found.iter().map(|affected| (affected.certainty, affected.cause.as_str())).collect()
    })
}

fn for_certain(proposed: &Built, sign_in: &SignIn<'_>) -> &'static str {
    let found = locked_out(&Setting::default(), proposed, sign_in);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Certainty::Certain);
    found[0].1
}

/// What an export holds beside who signed in, from members of its record.
fn recorded(members: &str) -> Recorded<'static> {
    let row = format!(
        r#"{{"createdDateTime":"2026-11-22T08:00:00Z","userId":"{ASHA}","status":{{"errorCode":0}},{members}}}"#
    );
    let mut found = None;
    sign_in::read(row.as_bytes(), |sign_in, _| found = Some(sign_in.recorded.into_owned())).unwrap();
    found.unwrap()
}

fn with_session(change: impl FnOnce(&mut SessionControls<Id>)) -> Built {
    let mut built = policy();
    let mut session = SessionControls::default();
    change(&mut session);
    built.0.session = Some(session);
    built
}

#[test]
fn what_is_not_told_apart_keeps_its_general_cause() {
    assert_eq!(for_certain(&block(), &ordinary()), "block");
    let legacy = SignIn { client_app: Some(ClientAppType::Other), is_ropc: true, ..ordinary() };
    assert_eq!(for_certain(&mfa(), &legacy), "legacyClient");
}

#[test]
fn tokens_are_told_once() {
    let mut tokens: Vec<_> = particular().map(|cause| cause.token).collect();
    tokens.extend(gatewright::replay::Cause::general().map(gatewright::replay::Cause::as_str));
    let all = tokens.len();
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), all);
}

#[test]
fn l10_a_program_that_signs_in_with_a_password_is_a_service_account() {
    let program =
        SignIn { is_ropc: true, client_app: Some(ClientAppType::MobileAppsAndDesktopClients), ..ordinary() };
    assert_eq!(for_certain(&mfa(), &program), "serviceAccount");
}

#[test]
fn l11_directory_synchronization_is_told_by_name_or_role() {
    let by_name =
        SignIn { user_principal_name: "sync_dc1_1f@contoso.com".into(), is_ropc: true, ..ordinary() };
    assert_eq!(for_certain(&mfa(), &by_name), "directorySync");
    let role = Uuid::from_u128(0xd29b2b05_8046_44ba_8758_1e26182fcf32);
    let setting = Setting::of(Person { roles: [role].into(), ..asha() });
    assert_eq!(locked_out(&setting, &block(), &ordinary()), [(Certainty::Certain, "directorySync")]);
}

#[test]
fn l14_a_session_that_began_by_device_code_is_told_from_a_device_code() {
    let policy = block().flows(&["deviceCodeFlow"]);
    let by_code = SignIn {
        flow: Some(Flow::DeviceCode),
        recorded: recorded(
            r#""authenticationProtocol":"deviceCode","originalTransferMethod":"deviceCodeFlow""#,
        ),
        ..ordinary()
    };
    assert_eq!(for_certain(&policy, &by_code), "deviceCode");
    let later = SignIn {
        recorded: recorded(r#""authenticationProtocol":"none","originalTransferMethod":"deviceCodeFlow""#),
        ..by_code
    };
    assert_eq!(for_certain(&policy, &later), "protocolTracking");
}

#[test]
fn l15_app_protection_has_no_platform_but_phones() {
    let policy = policy().all_of([control("compliantApplication")]);
    let linux = SignIn { platform: Some(Platform::Known(DevicePlatform::Linux)), ..ordinary() };
    assert_eq!(for_certain(&policy, &linux), "unsupportedPlatform");
    let phone = SignIn { platform: Some(Platform::Known(DevicePlatform::Android)), ..ordinary() };
    assert_eq!(locked_out(&Setting::default(), &policy, &phone), [(Certainty::Possible, "appProtection")]);
}

#[test]
fn l17_a_device_that_must_be_compliant_to_be_enrolled_never_is() {
    let enrolling = SignIn {
        resource: application(Uuid::from_u128(0xd4ebce55_015a_49b5_a083_c84d1797ae8c)),
        ..ordinary()
    };
    assert_eq!(for_certain(&policy().all_of([control("compliantDevice")]), &enrolling), "deviceEnrollment");
    assert_eq!(for_certain(&policy().all_of([control("compliantDevice")]), &ordinary()), "compliantDevice");
}

#[test]
fn l19_technicians_of_a_partner_are_told_apart() {
    let technician = SignIn { cross_tenant_access: Some(CrossTenantAccess::ServiceProvider), ..guest() };
    assert_eq!(for_certain(&block(), &technician), "serviceProvider");
}

#[test]
fn l20_teams_devices_are_told_by_their_user_agent() {
    let room = SignIn {
        recorded: recorded(r#""userAgent":"Mozilla/5.0 (Windows NT 10.0) MicrosoftTeamsRoom/5.2""#),
        ..ordinary()
    };
    assert_eq!(for_certain(&policy().all_of([control("domainJoinedDevice")]), &room), "teamsDevice");
}

/// Entra records of every sign-in whether its session is bound (Entra, concept-token-protection, 2025-08).
#[test]
fn l22_token_protection_locks_out_sessions_that_are_not_bound() {
    let policy = with_session(|session| session.token_protection = true);
    let unbound = SignIn {
        recorded: recorded(
            r#""tokenProtectionStatusDetails":{"signInSessionStatus":"unbound","signInSessionStatusCode":1003}"#,
        ),
        ..ordinary()
    };
    assert_eq!(for_certain(&policy, &unbound), "tokenProtection");
    let bound = SignIn {
        recorded: recorded(
            r#""tokenProtectionStatusDetails":{"signInSessionStatus":"bound","signInSessionStatusCode":null}"#,
        ),
        ..ordinary()
    };
    assert_eq!(locked_out(&Setting::default(), &policy, &bound), []);
    assert_eq!(
        locked_out(&Setting::default(), &policy, &ordinary()),
        [],
        "where it is not recorded nothing is said"
    );
}

#[test]
fn l24_baseline_scopes_no_longer_escape_by_an_exclusion() {
    let policy = block().except_apps([app(EXCHANGE)]);
    let asking = |scope: &str| SignIn {
        resource: application(MICROSOFT_GRAPH),
        scopes: Some(vec![scope.to_owned()]),
        ..ordinary()
    };
    assert_eq!(for_certain(&policy, &asking("User.Read")), "baselineScopes");
    assert_eq!(for_certain(&policy, &asking("Directory.Read.All")), "sharedResource", "L25");
}

#[test]
fn l30_approved_apps_alone_are_retired() {
    let phone = SignIn { platform: Some(Platform::Known(DevicePlatform::Linux)), ..ordinary() };
    assert_eq!(
        for_certain(&policy().all_of([control("approvedApplication")]), &phone),
        "approvedApplication"
    );
}

#[test]
fn l31_strict_location_also_asks_where_the_resource_sees_it_come_from() {
    let mut policy = block().locations([LocationRef::All], [LocationRef::AllTrusted]);
    policy.0.session = Some(SessionControls {
        continuous_access_evaluation: Some(ContinuousAccessEvaluation::StrictLocation),
        ..SessionControls::default()
    });
    let setting = Setting::at([ip_location(1, &["203.0.113.0/24"], true)]);
    let seen_from = |address: &str| SignIn {
        recorded: recorded(&format!(r#""ipAddressFromResourceProvider":"{address}""#)),
        ..ordinary()
    };
    // The policy does not apply where Entra sees it come from, and does where the resource does.
    assert_eq!(locked_out(&setting, &policy, &seen_from("198.51.100.9")), []);
    let strict = with_session(|session| {
        session.continuous_access_evaluation = Some(ContinuousAccessEvaluation::StrictLocation);
    });
    let policies = [policy.0.clone(), strict.0];
    let found = setting.with_world(|world| {
        let mut simulation =
            Simulation::new(Side { world, policies: &[] }, Side { world, policies: &policies }, &policies);
        simulation.observe(&seen_from("198.51.100.9"));
        simulation
            .observe(&SignIn { subject_id: Some(Uuid::from_u128(0x2002)), ..seen_from("203.0.113.200") });
        simulation.finish(FieldsSeen::default()).locked_out
    });
    let found: Vec<_> = found.iter().map(|of| (of.user.as_str(), of.certainty, of.cause.as_str())).collect();
    assert_eq!(found, [("asha@contoso.com", Certainty::Certain, "strictLocation")]);
}

#[test]
fn l34_an_unregistered_device_meets_what_is_negative_in_a_filter() {
    let policy = block().devices(FilterMode::Include, r#"device.extensionAttribute1 -ne "SAW""#);
    assert_eq!(for_certain(&policy, &ordinary()), "unregisteredDevice");
    let compliant = block().devices(FilterMode::Include, r#"device.isCompliant -eq "True""#);
    let registered = SignIn { device: compliant_device(), ..ordinary() };
    assert_eq!(for_certain(&compliant, &registered), "deviceFilter");
}
