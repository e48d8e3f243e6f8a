//! How policies count together, and what is reported of each (Entra, concept-conditional-access-policies, 2024-03).

use gatewright::model::{Match, UserAction};
use gatewright::sign_in::SignIn;

use super::build::*;

fn unknown_risk() -> SignIn<'static> {
    SignIn { user_risk: None, ..ordinary() }
}

#[test]
fn without_a_policy_access_is_granted() {
    assert_eq!(outcome([], &ordinary()), GRANTED);
}

#[test]
fn every_policy_that_applies_must_be_met() {
    let device = policy().all_of([control("compliantDevice")]);
    assert_eq!(outcome([&mfa(), &device], &ordinary()), UNSATISFIABLE);
    assert_eq!(outcome([&mfa(), &device], &SignIn { device: compliant_device(), ..ordinary() }), PROMPTED);
}

#[test]
fn a_policy_that_may_apply_makes_a_range() {
    let risky = block().user_risk(&["high"]);
    assert_eq!(outcome([&mfa(), &risky], &unknown_risk()), between(PROMPTED, BLOCKED));
    assert_eq!(outcome([&block(), &risky], &unknown_risk()), BLOCKED);
}

#[test]
fn one_no_settles_it_whatever_is_unknown() {
    let policy = block().user_risk(&["high"]).platforms(&["linux"], &[]);
    assert_eq!(applies(&policy, &unknown_risk()), Match::No);
}

#[test]
fn a_disabled_policy_decides_nothing() {
    let disabled = block().state("disabled");
    assert_eq!(outcome([&disabled], &ordinary()), GRANTED);
    assert_eq!(result(&disabled, &ordinary()), "notEnabled");
}

#[test]
fn an_unknown_state_is_not_taken_for_disabled() {
    let policy = block().state("partiallyEnabled");
    assert_eq!(outcome([&policy], &ordinary()), between(GRANTED, BLOCKED));
    assert_eq!(result(&policy, &ordinary()), "unknown");
    assert_eq!(result(&policy.platforms(&["linux"], &[]), &ordinary()), "unknown");
}

#[test]
fn an_unknown_condition_makes_applying_unknown() {
    let policy = block().unknown("/conditions/weather");
    assert_eq!(applies(&policy, &ordinary()), Match::Unknown);
    assert_eq!(outcome([&policy], &ordinary()), between(GRANTED, BLOCKED));
    assert_eq!(applies(&policy.platforms(&["linux"], &[]), &ordinary()), Match::No);
}

#[test]
fn an_unknown_grant_member_makes_the_controls_unknown() {
    let policy = mfa().unknown("/grantControls/weather");
    assert_eq!(applies(&policy, &ordinary()), Match::Yes);
    assert_eq!(outcome([&policy], &ordinary()), between(GRANTED, BLOCKED));
    assert_eq!(result(&policy, &ordinary()), "unknown");
}

#[test]
fn an_unknown_session_member_changes_no_outcome() {
    let policy = mfa().unknown("/sessionControls/weather");
    assert_eq!(applies(&policy, &ordinary()), Match::Yes);
    assert_eq!(outcome([&policy], &ordinary()), PROMPTED);
}

#[test]
fn an_unknown_member_elsewhere_makes_everything_unknown() {
    let policy = mfa().unknown("/partialEnablement");
    assert_eq!(applies(&policy, &ordinary()), Match::Unknown);
    assert_eq!(outcome([&policy], &ordinary()), between(GRANTED, BLOCKED));
}

#[test]
fn results_of_enabled_policies_are_those_of_entra() {
    assert_eq!(result(&mfa(), &ordinary()), "success");
    assert_eq!(result(&block(), &ordinary()), "failure");
    assert_eq!(result(&block().platforms(&["linux"], &[]), &ordinary()), "notApplied");
    assert_eq!(result(&block().user_risk(&["high"]), &unknown_risk()), "unknown");
    assert_eq!(Setting::of(newcomer()).result(&mfa(), &ordinary()), "failure");
    assert_eq!(result(&policy().session_only(), &ordinary()), "success");
}

#[test]
fn a_range_within_one_result_is_that_result() {
    let without_details =
        SignIn { authentication: gatewright::sign_in::Authentication::default(), ..ordinary() };
    assert_eq!(result(&mfa(), &without_details), "success", "granted or prompted");
    assert_eq!(result(&mfa().report_only(), &without_details), "unknown", "success or interrupted");
}

#[test]
fn results_of_report_only_policies_are_those_of_entra() {
    let device = policy().all_of([control("compliantDevice")]).report_only();
    assert_eq!(result(&device, &SignIn { device: compliant_device(), ..ordinary() }), "reportOnlySuccess");
    assert_eq!(result(&device, &ordinary()), "reportOnlyFailure");
    let elsewhere = block().report_only().platforms(&["linux"], &[]);
    assert_eq!(result(&elsewhere, &ordinary()), "reportOnlyNotApplied");
    assert_eq!(Setting::of(newcomer()).result(&mfa().report_only(), &ordinary()), "reportOnlyInterrupted");
}

/// (Entra, concept-conditional-access-report-only, 2025-03.)
#[test]
fn report_only_does_not_evaluate_user_actions() {
    let policy = block().on_action("registerSecurityInformation").report_only();
    let registering = SignIn { user_action: Some(UserAction::RegisterSecurityInformation), ..ordinary() };
    assert_eq!(result(&policy, &registering), "unknown");
    assert_eq!(outcome([&policy], &registering), GRANTED);
}

#[test]
fn the_policies_that_decide_are_those_that_bring_about_the_worst() {
    let trace = Setting::default().trace([&mfa(), &block(), &block().report_only(), &block()], &ordinary());
    assert_eq!(trace.decided_by, [1, 3]);
    assert!(Setting::default().trace([&policy()], &ordinary()).decided_by.is_empty());
}
