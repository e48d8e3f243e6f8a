//! What people meet on their first day whom no sign-in shows: where they can register a method, and whether their device
//! can be enrolled.

use gatewright::model::{GrantItem, Id, LocationRef};
use gatewright::replay::{Affected, Side, Simulation, Summary};
use gatewright::sign_in::FieldsSeen;

use super::build::*;

fn first_day(setting: &Setting, policies: &[&Built]) -> Summary {
    let policies: Vec<_> = policies.iter().map(|policy| policy.0.clone()).collect();
    setting.with_world(|world| {
        let base = Side { world, policies: &[] };
        Simulation::new(base, Side { world, policies: &policies }, &policies).finish(FieldsSeen::default())
    })
}

/// A newcomer in a tenant with an office and a country.
fn setting() -> Setting {
    let locations = vec![ip_location(1, &["203.0.113.0/24"], true), country_location(2, &["IN"], false)];
    Setting { locations, ..Setting::of(newcomer()) }
}

fn registering(policy: Built) -> Built {
    policy.on_action("registerSecurityInformation")
}

fn only(list: &[Affected]) -> (&'static str, &'static str, &Affected) {
    let [only] = list else { panic!("one person, and not {list:?}") };
    (only.certainty.as_str(), only.cause.as_str(), only)
}

#[test]
fn who_can_register_anywhere_must_register_first() {
    let found = first_day(&setting(), &[&mfa()]);
    assert_eq!(found.locked_out, []);
    let (certainty, cause, _) = only(&found.must_register);
    assert_eq!((certainty, cause), ("certain", "registration"));
}

#[test]
fn who_can_register_in_the_office_alone_is_told_where() {
    let outside = registering(mfa().locations([LocationRef::All], [LocationRef::AllTrusted]));
    let found = first_day(&setting(), &[&mfa(), &outside]);
    let (certainty, cause, person) = only(&found.locked_out);
    assert_eq!((certainty, cause), ("possible", "registration"));
    let can = person.can_register.as_ref().unwrap();
    assert_eq!((can.with_password.named.len(), can.with_password.elsewhere), (1, false));
    assert!(can.with_pass.is_anywhere() && can.with_pass.is_certain, "a pass counts as MFA");
    assert_eq!(person.remedy, "give a Temporary Access Pass");
    assert_eq!(person.policies, [0, 1]);
}

#[test]
fn who_needs_a_pass_is_locked_out_without_one() {
    let found = first_day(&setting(), &[&mfa(), &registering(mfa())]);
    let (certainty, cause, person) = only(&found.locked_out);
    assert_eq!((certainty, cause), ("certain", "registration"));
    let can = person.can_register.as_ref().unwrap();
    assert!(can.with_password.is_nowhere() && can.with_pass.is_anywhere());
}

#[test]
fn where_registering_is_blocked_no_pass_helps() {
    let found = first_day(&setting(), &[&mfa(), &registering(block())]);
    let (certainty, _, person) = only(&found.locked_out);
    assert_eq!(certainty, "certain");
    let can = person.can_register.as_ref().unwrap();
    assert!(can.with_password.is_nowhere() && can.with_pass.is_nowhere());
    assert!(person.remedy.contains("does not help"), "{}", person.remedy);
}

#[test]
fn who_is_asked_only_at_home_and_registers_only_in_the_office_may_be_stuck() {
    let at_home = mfa().locations([LocationRef::All], [LocationRef::AllTrusted]);
    let found =
        first_day(&setting(), &[&at_home, &registering(block().locations([LocationRef::All], [at(1)]))]);
    let (certainty, cause, _) = only(&found.locked_out);
    assert_eq!((certainty, cause), ("possible", "registration"));
}

#[test]
fn a_strength_that_nobody_can_register_for_is_its_own_cause() {
    let id = uuid::Uuid::from_u128(77);
    let setting = Setting { people: vec![newcomer()], ..Setting::with_strength(id, &["fido2"]) };
    let strong = policy().all_of([GrantItem::AuthenticationStrength(Id::Guid(id))]);
    let found = first_day(&setting, &[&strong]);
    let (certainty, cause, _) = only(&found.locked_out);
    assert_eq!((certainty, cause), ("certain", "authenticationStrength"));
}

#[test]
fn a_device_cannot_be_enrolled_by_who_cannot_register() {
    let enrolling = mfa().on_action("registerOrJoinDevices");
    let found = first_day(&setting(), &[&enrolling, &registering(mfa())]);
    let (certainty, cause, _) = only(&found.locked_out);
    assert_eq!((certainty, cause), ("certain", "deviceEnrollment"));
    assert_eq!(first_day(&setting(), &[&enrolling]).locked_out, [], "they can register");
}

#[test]
fn who_has_a_method_and_what_is_in_force_already_are_no_news() {
    assert_eq!(first_day(&Setting::of(asha()), &[&mfa(), &registering(block())]).locked_out, []);
    let policies = [mfa().0, registering(block()).0];
    let found = setting().with_world(|world| {
        let side = Side { world, policies: &policies };
        Simulation::new(side, side, &policies).finish(FieldsSeen::default())
    });
    assert_eq!(found.locked_out, []);
}
