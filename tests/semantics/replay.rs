//! What a proposal changes, sign-in by sign-in: only what differs counts, and all of it.

use gatewright::directory::{Person, ServicePrincipal};
use gatewright::model::{
    ApplicationRef, ClientApplications, Id, LocationRef, Policy, Scoped, ServicePrincipalRef,
};
use gatewright::replay::{Affected, Cause, Certainty, Side, Simulation, Summary};
use gatewright::sign_in::{FieldsSeen, SignIn, Subject};
use uuid::Uuid;

use super::build::*;

fn replay(setting: &Setting, base: &[&Built], proposed: &[&Built], sign_in: &SignIn<'_>) -> Summary {
    let policies =
        |built: &[&Built]| -> Vec<Policy<Id>> { built.iter().map(|built| built.0.clone()).collect() };
    let (base, proposed) = (policies(base), policies(proposed));
    setting.with_world(|world| {
        let base = Side { world, policies: &base };
        let activated = world.clone().with_roles_activated();
        let mut simulation = Simulation::new(base, Side { world, policies: &proposed }, &proposed)
            .activating(
                Side { world: &activated, policies: base.policies },
                Side { world: &activated, policies: &proposed },
            );
        simulation.observe(sign_in);
        simulation.finish(FieldsSeen::default())
    })
}

fn found(affected: &[Affected]) -> Vec<(Certainty, Cause, Vec<usize>)> {
    affected.iter().map(|affected| (affected.certainty, affected.cause, affected.policies.clone())).collect()
}

/// MFA is asked for on both sides; only where a method can be registered changes.
#[test]
fn closing_registration_locks_out_who_has_no_method() {
    let registering = block().on_action("registerSecurityInformation");
    let summary = replay(&Setting::of(newcomer()), &[&mfa()], &[&mfa(), &registering], &ordinary());
    assert_eq!(found(&summary.locked_out), [(Certainty::Certain, Cause::Registration, vec![0, 1])]);
}

#[test]
fn closing_registration_here_may_lock_out_who_has_no_method() {
    let mut setting = Setting::of(newcomer());
    setting.locations = vec![ip_location(1, &["203.0.113.0/24"], true)];
    let elsewhere = block()
        .on_action("registerSecurityInformation")
        .locations([LocationRef::All], [LocationRef::AllTrusted]);
    let away = SignIn { ip_address: address("198.51.100.9"), ..ordinary() };
    let summary = replay(&setting, &[&mfa()], &[&mfa(), &elsewhere], &away);
    assert_eq!(found(&summary.locked_out), [(Certainty::Possible, Cause::Registration, vec![0, 1])]);
    let in_the_office = SignIn { ip_address: address("203.0.113.9"), ..ordinary() };
    assert_eq!(found(&replay(&setting, &[&mfa()], &[&mfa(), &elsewhere], &in_the_office).locked_out), []);
}

/// The policy differs, and what it asks of this person does not.
#[test]
fn the_same_controls_under_another_name_change_nobody() {
    let with_exclusion = mfa().except(user(ASHA));
    let narrower = mfa().except(user(PARTNER));
    let summary = replay(&Setting::of(newcomer()), &[&mfa()], &[&narrower], &ordinary());
    assert_eq!((found(&summary.locked_out), found(&summary.must_register)), (vec![], vec![]));
    let summary = replay(&Setting::of(newcomer()), &[&with_exclusion], &[&mfa()], &ordinary());
    assert_eq!(found(&summary.must_register), [(Certainty::Certain, Cause::Registration, vec![0])]);
}

/// Asha signs in as anybody does, then activates the role that she may.
#[test]
fn a_role_policy_stops_whoever_activates_the_role() {
    let setting = Setting::of(Person { eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() });
    let strong =
        || policy().users(role(GLOBAL_ADMINISTRATOR)).strength(built_in_strength("Phishing-resistant MFA"));
    let summary = replay(&setting, &[], &[&strong()], &ordinary());
    assert_eq!(
        found(&summary.locked_out),
        [(Certainty::OnceActivated, Cause::AuthenticationStrength, vec![0])]
    );
    let unchanged = replay(&setting, &[&strong()], &[&strong()], &ordinary());
    assert_eq!(found(&unchanged.locked_out), []);
    // Being asked for MFA is what activating a role is expected to do.
    let asked = replay(&setting, &[], &[&mfa().users(role(GLOBAL_ADMINISTRATOR))], &ordinary());
    assert_eq!((found(&asked.locked_out), found(&asked.newly_prompted)), (vec![], vec![]));
}

#[test]
fn who_is_stopped_anyway_is_not_told_again_for_a_role() {
    let setting = Setting::of(Person { eligible_roles: [GLOBAL_ADMINISTRATOR].into(), ..asha() });
    let summary = replay(&setting, &[], &[&block(), &block().users(role(GLOBAL_ADMINISTRATOR))], &ordinary());
    assert_eq!(found(&summary.locked_out), [(Certainty::Certain, Cause::Block, vec![0])]);
}

#[test]
fn a_workload_from_a_blocked_network_is_locked_out() {
    let id = Uuid::from_u128(0x4000);
    let own =
        ServicePrincipal { owner: Some(TENANT), is_single_tenant: Some(true), ..ServicePrincipal::default() };
    let mut setting = Setting { service_principals: vec![(id, own)], ..Setting::default() };
    setting.locations = vec![ip_location(1, &["203.0.113.0/24"], true)];
    let workloads = ClientApplications {
        service_principals: Scoped { include: vec![ServicePrincipalRef::All], exclude: Vec::new() },
        ..ClientApplications::default()
    };
    let policy = block().workloads(workloads).locations([LocationRef::All], [LocationRef::AllTrusted]);
    let runner = SignIn {
        subject: Subject::ServicePrincipal,
        subject_id: Some(id),
        user_principal_name: "".into(),
        display_name: "backup".into(),
        ip_address: address("198.51.100.9"),
        ..ordinary()
    };
    let summary = replay(&setting, &[], &[&policy], &runner);
    assert_eq!(found(&summary.locked_out), [(Certainty::Certain, Cause::NetworkBlock, vec![0])]);
    assert_eq!((summary.locked_out[0].user.as_str(), summary.people), ("backup", 0));
    let managed = SignIn { subject: Subject::ManagedIdentity, ..runner };
    assert_eq!(found(&replay(&setting, &[], &[&policy], &managed).locked_out), []);
}

#[test]
fn a_lockout_through_a_service_dependency_is_possible_and_says_so() {
    let teams = Uuid::from_u128(0xcc15fd57_2c6c_4117_a88c_83b1d56b4bbe);
    let sign_in = SignIn { resource: application(teams), ..ordinary() };
    let policy = policy()
        .apps([ApplicationRef::Application(Id::Guid(SHAREPOINT))])
        .all_of([control("compliantDevice")]);
    let summary = replay(&Setting::default(), &[], &[&policy], &sign_in);
    assert_eq!(found(&summary.locked_out), [(Certainty::Possible, Cause::ServiceDependency, vec![0])]);
}
