//! What Microsoft demands beside the policies: mandatory MFA, security defaults, per-user MFA.

use gatewright::catalogue::{Enforcement, Group, in_group};
use gatewright::directory::{PerUserMfa, Person};
use gatewright::model::{ClientAppType, EmergencyAccess, Id, Match, Policy, UserAction};
use gatewright::replay::{Affected, Cause, Certainty, Side, Simulation, Summary};
use gatewright::sign_in::{FieldsSeen, Flow, SignIn, Subject};
use uuid::Uuid;

use super::build::*;

const NO_POLICY: [&Built; 0] = [];

fn portal() -> SignIn<'static> {
    SignIn { application: application(AZURE_PORTAL), resource: application(AZURE_MANAGEMENT), ..ordinary() }
}

fn command_line() -> SignIn<'static> {
    SignIn {
        application: application(AZURE_CLI),
        resource: application(AZURE_MANAGEMENT),
        client_app: Some(ClientAppType::MobileAppsAndDesktopClients),
        ..ordinary()
    }
}

fn defaults() -> Setting {
    Setting { security_defaults: true, ..Setting::default() }
}

fn administrator(registered: Person) -> Person {
    Person { roles: [GLOBAL_ADMINISTRATOR].into(), ..registered }
}

fn demands(setting: &Setting, sign_in: &SignIn<'_>) -> Vec<Enforcement> {
    let trace = setting.trace(NO_POLICY, sign_in);
    trace.platform.iter().map(|demand| demand.enforcement).collect()
}

#[test]
fn admin_portals_ask_for_mfa_without_a_policy() {
    assert_eq!(outcome(NO_POLICY, &portal()), PROMPTED);
    assert_eq!(
        demands(&Setting::default(), &portal()),
        [Enforcement::MandatoryMfaPhase1, Enforcement::MandatoryMfaPhase2]
    );
    assert_eq!(Setting::of(newcomer()).outcome(NO_POLICY, &portal()), NEEDS_REGISTRATION);
    let done = SignIn { authentication: with_multifactor(&[]), ..portal() };
    assert_eq!(outcome(NO_POLICY, &done), GRANTED);
    let off = Setting { mandatory_mfa: false, ..Setting::default() };
    assert_eq!(off.outcome(NO_POLICY, &portal()), GRANTED);
}

/// Reading is exempt, and which operation a sign-in served is never recorded.
#[test]
fn the_control_plane_may_ask_for_mfa() {
    assert_eq!(outcome(NO_POLICY, &command_line()), between(GRANTED, PROMPTED));
    let by_rest = SignIn { application: application(Uuid::from_u128(0x77)), ..command_line() };
    assert_eq!(outcome(NO_POLICY, &by_rest), between(GRANTED, PROMPTED));
    assert_eq!(outcome([&mfa()], &command_line()), PROMPTED);
    let by_password = SignIn { is_ropc: true, ..command_line() };
    assert_eq!(outcome(NO_POLICY, &by_password), between(GRANTED, UNSATISFIABLE));
}

/// The id of the Microsoft 365 admin center is not published: two ids may be it.
#[test]
fn a_portal_that_may_be_covered_may_ask() {
    let office = Uuid::from_u128(0x00000006_0000_0ff1_ce00_000000000000);
    assert_eq!(in_group(office, Group::MandatoryMfaPhase1), Match::Unknown);
    let sign_in = SignIn { resource: application(office), ..ordinary() };
    assert_eq!(outcome(NO_POLICY, &sign_in), between(GRANTED, PROMPTED));
}

#[test]
fn no_policy_excludes_emergency_access_from_mandatory_mfa() {
    let emergency_access = Some(EmergencyAccess {
        accounts: vec!["asha@contoso.com".into()],
        group: None,
        group_id: Some(Id::Guid(GROUP)),
    });
    let setting = Setting { people: vec![newcomer()], emergency_access, ..Setting::default() };
    let excluding = mfa().except(user(ASHA));
    let trace = setting.trace([&excluding], &portal());
    assert_eq!((trace.outcome, trace.decided_by), (NEEDS_REGISTRATION, vec![]));
    assert_eq!(trace.decided_by_platform, [Enforcement::MandatoryMfaPhase1]);
}

#[test]
fn mandatory_mfa_leaves_workloads_and_user_actions_alone() {
    let workload = SignIn { subject: Subject::ServicePrincipal, ..command_line() };
    assert_eq!(demands(&Setting::default(), &workload), []);
    let registering = SignIn { user_action: Some(UserAction::RegisterSecurityInformation), ..portal() };
    assert_eq!(demands(&Setting::default(), &registering), []);
    assert_eq!(demands(&Setting::default(), &ordinary()), []);
}

#[test]
fn security_defaults_ask_administrators_always_and_others_when_entra_decides() {
    let administrator = Setting { security_defaults: true, ..Setting::of(administrator(asha())) };
    assert_eq!(administrator.outcome(NO_POLICY, &ordinary()), PROMPTED);
    assert_eq!(defaults().outcome(NO_POLICY, &ordinary()), between(GRANTED, PROMPTED));
    assert_eq!(defaults().outcome(NO_POLICY, &command_line()), PROMPTED, "Azure asks everybody");
    let roles_unknown = Setting { roles_known: false, ..defaults() };
    assert_eq!(roles_unknown.outcome(NO_POLICY, &ordinary()), between(GRANTED, PROMPTED));
}

#[test]
fn security_defaults_have_everybody_register() {
    let newcomer = Setting { people: vec![newcomer()], ..defaults() };
    assert_eq!(newcomer.outcome(NO_POLICY, &ordinary()), NEEDS_REGISTRATION);
    let unattended = Setting { unattended: vec!["asha@contoso.com".into()], ..newcomer };
    assert_eq!(unattended.outcome(NO_POLICY, &ordinary()), UNSATISFIABLE);
}

#[test]
fn security_defaults_block_legacy_clients_and_may_block_device_code() {
    let legacy = SignIn { client_app: Some(ClientAppType::Other), ..ordinary() };
    assert_eq!(defaults().outcome(NO_POLICY, &legacy), BLOCKED);
    let device_code = SignIn { flow: Some(Flow::DeviceCode), ..ordinary() };
    assert_eq!(defaults().outcome(NO_POLICY, &device_code), between(GRANTED, BLOCKED));
    let unknown = SignIn { client_app: None, ..ordinary() };
    assert_eq!(defaults().outcome(NO_POLICY, &unknown).worst(), BLOCKED.worst());
}

#[test]
fn directory_synchronization_is_exempt() {
    let role = gatewright::catalogue::role_by_name("Directory Synchronization Accounts").unwrap().id;
    let synchronization = Person { roles: [role].into(), ..newcomer() };
    let setting = Setting { people: vec![synchronization], ..defaults() };
    assert_eq!(setting.outcome(NO_POLICY, &ordinary()), GRANTED);
}

#[test]
fn per_user_mfa_asks_those_it_is_switched_on_for() {
    let state = |per_user_mfa| Setting::of(Person { per_user_mfa, ..asha() });
    assert_eq!(state(Some(PerUserMfa::Enforced)).outcome(NO_POLICY, &ordinary()), PROMPTED);
    assert_eq!(state(Some(PerUserMfa::Enabled)).outcome(NO_POLICY, &ordinary()), PROMPTED);
    assert_eq!(state(Some(PerUserMfa::Disabled)).outcome(NO_POLICY, &ordinary()), GRANTED);
    assert_eq!(state(None).outcome(NO_POLICY, &ordinary()), GRANTED);
}

/// A replay in which the two sides have platform settings of their own.
fn replay(base: &Setting, proposed: (&Setting, &[&Built]), sign_in: &SignIn<'_>) -> Summary {
    let policies: Vec<Policy<Id>> = proposed.1.iter().map(|built| built.0.clone()).collect();
    base.with_world(|base| {
        proposed.0.with_world(|world| {
            let base = Side { world: base, policies: &[] };
            let mut simulation = Simulation::new(base, Side { world, policies: &policies }, &policies);
            simulation.observe(sign_in);
            simulation.finish(FieldsSeen::default())
        })
    })
}

fn found(affected: &[Affected]) -> Vec<(Certainty, Cause)> {
    affected.iter().map(|affected| (affected.certainty, affected.cause)).collect()
}

#[test]
fn whom_security_defaults_no_longer_ask_and_no_policy_does_is_free() {
    let with = |person: Person, security_defaults| Setting { security_defaults, ..Setting::of(person) };
    let free = |person: &Person, policies: &[&Built]| {
        let off = with(person.clone(), false);
        found(&replay(&with(person.clone(), true), (&off, policies), &ordinary()).newly_free)
    };
    assert_eq!(free(&administrator(asha()), &[]), [(Certainty::Certain, Cause::SecurityDefaults)]);
    assert_eq!(free(&asha(), &[]), [(Certainty::Possible, Cause::SecurityDefaults)]);
    assert_eq!(free(&administrator(asha()), &[&mfa()]), [], "a policy asks in its place");
    assert_eq!(free(&asha(), &[&mfa()]), []);
}

#[test]
fn switching_security_defaults_on_locks_legacy_clients_out() {
    let legacy = SignIn { client_app: Some(ClientAppType::Other), ..ordinary() };
    let summary = replay(&Setting::default(), (&defaults(), &[]), &legacy);
    assert_eq!(found(&summary.locked_out), [(Certainty::Certain, Cause::SecurityDefaults)]);
    let unchanged = replay(&defaults(), (&defaults(), &[]), &legacy);
    assert_eq!((found(&unchanged.locked_out), found(&unchanged.newly_free)), (vec![], vec![]));
}

/// Who must do MFA at a portal anyway is not prompted by a policy.
#[test]
fn a_policy_asks_nobody_anew_for_what_is_mandatory() {
    let setting = Setting::default();
    let summary = replay(&setting, (&setting, &[&mfa()]), &portal());
    assert_eq!(found(&summary.newly_prompted), []);
    let summary = replay(&setting, (&setting, &[&mfa()]), &command_line());
    assert_eq!(found(&summary.newly_prompted), [(Certainty::Certain, Cause::Multifactor)]);
}
