//! What a proposal changes, sign-in by sign-in: only what differs counts, and all of it.

use gatewright::model::Policy;
use gatewright::model::{Id, LocationRef};
use gatewright::replay::{Affected, Cause, Certainty, Side, Simulation, Summary};
use gatewright::sign_in::{FieldsSeen, SignIn};

use super::build::*;

fn replay(setting: &Setting, base: &[&Built], proposed: &[&Built], sign_in: &SignIn<'_>) -> Summary {
    let policies =
        |built: &[&Built]| -> Vec<Policy<Id>> { built.iter().map(|built| built.0.clone()).collect() };
    let (base, proposed) = (policies(base), policies(proposed));
    setting.with_world(|world| {
        let base = Side { world, policies: &base };
        let mut simulation = Simulation::new(base, Side { world, policies: &proposed }, &proposed);
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
