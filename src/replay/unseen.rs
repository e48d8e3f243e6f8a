//! People whom no sign-in shows: they may be new, and meet the policies on their first day.

use chrono::DateTime;

use super::cause::Cause;
use super::comparison::Side;
use super::gathered::Gathered;
use super::person::{Effect, Hit};
use crate::control::Outcome;
use crate::directory::Person;
use crate::engine::{Scratch, Table};
use crate::model::{ClientAppType, Match};
use crate::sign_in::{Application, CrossTenantAccess, SignIn, UserType};

/// Exchange Online: what everybody opens first.
const FIRST_RESOURCE: u128 = 0x0000_0002_0000_0ff1_ce00_0000_0000_0000;

/// Enabled members without a method who never got in, with what their first sign-in meets: having to register where
/// they may not be allowed to.
///
/// Nothing is known of that sign-in but who and what, so only what is certain to ask for a method counts.
pub(super) fn people<'w>(
    proposed: Side<'w>,
    base: &Table<'_>,
    table: &Table<'_>,
    gathered: &Gathered,
) -> Vec<(SignIn<'w>, Hit)> {
    let directory = proposed.world.directory;
    let is_new = |person: &&Person| {
        let registers = person.registration.as_ref().is_some_and(|registration| !registration.is_mfa_capable);
        registers
            && person.enabled == Some(true)
            && person.user_type == Some(UserType::Member)
            && !gathered.has_got_in(person.id)
    };
    let mut found = Vec::new();
    for person in directory.people().iter().filter(is_new) {
        let sign_in = first_sign_in(person);
        let Some((outcome_worst, mut policies)) = registering(table, &sign_in) else {
            continue;
        };
        if registering(base, &sign_in).is_some_and(|(worst, _)| worst >= outcome_worst) {
            continue;
        }
        let Some(effect) = Effect::of(outcome_worst) else {
            continue;
        };
        let is_certain = effect == Effect::MustRegister;
        policies.extend(table.registration_blockers(&sign_in).into_iter().filter(|_| !is_certain));
        policies.sort_unstable();
        policies.dedup();
        let hit =
            Hit { policies, sign_ins: 0, ..Hit::new(&sign_in, effect, is_certain, Cause::Registration) };
        found.push((sign_in, hit));
    }
    found
}

/// The worst that needing to register comes to, and the policies that surely ask for a method.
fn registering(table: &Table<'_>, sign_in: &SignIn<'_>) -> Option<(Outcome, Vec<usize>)> {
    let mut scratch = Scratch::default();
    let decision = table.decide(&mut scratch, sign_in);
    let asks = decision
        .contributions
        .iter()
        .filter(|found| found.applies == Match::Yes && found.asked.best() == Outcome::NeedsRegistration);
    let worst = asks.clone().map(|found| found.asked.worst()).max()?;
    Some((worst, asks.map(|found| found.policy).collect()))
}

fn first_sign_in(person: &Person) -> SignIn<'_> {
    SignIn {
        created: DateTime::UNIX_EPOCH,
        subject_id: Some(person.id),
        user_principal_name: person.user_principal_name.as_str().into(),
        display_name: person.display_name.as_str().into(),
        user_type: Some(UserType::Member),
        cross_tenant_access: Some(CrossTenantAccess::None),
        client_app: Some(ClientAppType::Browser),
        resource: Application {
            id: Some(uuid::Uuid::from_u128(FIRST_RESOURCE)),
            display_name: "Office 365 Exchange Online".into(),
        },
        authentication: crate::sign_in::Authentication { multifactor: Some(false), methods: Vec::new() },
        ..SignIn::blank()
    }
}
