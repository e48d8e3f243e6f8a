//! Whether somebody who must register may (Entra, policy-all-users-security-info-registration, 2025-04, and
//! concept-authentication-strength-how-it-works, 2025-03).

use gatewright::catalogue::AuthenticationMethod as Method;
use gatewright::control::{Outcome, Range};
use gatewright::model::{LocationRef, UserAction};
use gatewright::sign_in::SignIn;

use super::build::*;

fn on_registering(policy: Built) -> Built {
    policy.on_action("registerSecurityInformation")
}

fn newcomer_under(registering: &Built) -> Range<Outcome> {
    Setting::of(newcomer()).outcome([&mfa(), registering], &ordinary())
}

#[test]
fn without_a_policy_on_registering_it_is_allowed_anywhere() {
    assert_eq!(Setting::of(newcomer()).outcome([&mfa()], &ordinary()), NEEDS_REGISTRATION);
}

#[test]
fn registering_is_blocked_everywhere() {
    assert_eq!(newcomer_under(&on_registering(block())), UNSATISFIABLE);
}

#[test]
fn mfa_to_register_for_mfa_is_a_deadlock() {
    assert_eq!(newcomer_under(&on_registering(mfa())), UNSATISFIABLE);
}

/// Whoever holds a pass can do MFA by it, and so is not asked to register at all.
#[test]
fn a_temporary_access_pass_is_enough_to_register() {
    let mut person = newcomer();
    person.registration = Some(registered(&[Method::TemporaryAccessPassOneTime]));
    let setting = Setting::of(person);
    assert_eq!(setting.outcome([&mfa(), &on_registering(mfa())], &ordinary()), PROMPTED);
    let registering = SignIn { user_action: Some(UserAction::RegisterSecurityInformation), ..ordinary() };
    assert_eq!(setting.outcome([&on_registering(mfa())], &registering), PROMPTED);
}

#[test]
fn a_policy_on_registering_that_is_not_enabled_stops_nobody() {
    assert_eq!(newcomer_under(&on_registering(block()).report_only()), NEEDS_REGISTRATION);
    assert_eq!(newcomer_under(&on_registering(block()).state("disabled")), NEEDS_REGISTRATION);
}

#[test]
fn somebody_else_s_policy_on_registering_stops_nobody() {
    assert_eq!(
        newcomer_under(&on_registering(block()).users(role(GLOBAL_ADMINISTRATOR))),
        NEEDS_REGISTRATION
    );
}

#[test]
fn where_one_country_is_blocked_another_is_allowed() {
    let setting = Setting { locations: vec![country_location(1, &["IN"], false)], ..Setting::of(newcomer()) };
    let policies = [mfa(), on_registering(block().locations([at(1)], []))];
    assert_eq!(setting.outcome(&policies, &ordinary()), between(NEEDS_REGISTRATION, UNSATISFIABLE));
    let abroad = SignIn { country: country("TH"), ..ordinary() };
    assert_eq!(setting.outcome(&policies, &abroad), NEEDS_REGISTRATION);
}

#[test]
fn a_trusted_place_that_does_not_exist_is_nowhere() {
    let policy = on_registering(block().locations([LocationRef::All], [LocationRef::AllTrusted]));
    assert_eq!(newcomer_under(&policy), UNSATISFIABLE);
}

#[test]
fn a_compliant_device_to_register_may_be_at_hand_elsewhere() {
    let policy = on_registering(policy().all_of([control("compliantDevice")]));
    assert_eq!(newcomer_under(&policy), between(NEEDS_REGISTRATION, UNSATISFIABLE));
    let here = SignIn { device: compliant_device(), ..ordinary() };
    assert_eq!(Setting::of(newcomer()).outcome([&mfa(), &policy], &here), NEEDS_REGISTRATION);
}

#[test]
fn registering_under_unknown_risk_may_be_blocked() {
    let policy = on_registering(block().user_risk(&["high"]));
    let sign_in = SignIn { user_risk: None, ..ordinary() };
    assert_eq!(
        Setting::of(newcomer()).outcome([&mfa(), &policy], &sign_in),
        between(NEEDS_REGISTRATION, UNSATISFIABLE)
    );
}

/// A block that decides nothing must not hide what another policy comes to.
#[test]
fn a_block_in_report_only_leaves_it_seen_that_nobody_can_register() {
    let closed = block().on_action("registerSecurityInformation");
    for policies in [&[mfa(), closed.clone()][..], &[block().report_only(), mfa(), closed]] {
        let setting = Setting::of(newcomer());
        assert_eq!(setting.outcome(policies, &ordinary()), Range::certain(Outcome::Unsatisfiable));
    }
}
