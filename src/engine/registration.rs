//! Whether somebody who must register a method may, from where they are or from anywhere.
//!
//! Policies on the user action of registering security information decide it. No method, no Temporary Access Pass and
//! nowhere allowed to register is locked out.

use super::table::{PolicySet, Scratch, Table};
use crate::control::{Outcome, Range};
use crate::model::UserAction;
use crate::sign_in::{Application, SignIn};

/// What needing to register comes to for one sign-in, where these policies decide.
pub(super) fn resolve(table: &Table<'_>, sign_in: &SignIn<'_>, deciding: &PolicySet) -> Range<Outcome> {
    let registering = registering(sign_in);
    let mut scratch = Scratch::default();
    let here = table.decide_here(&mut scratch, &registering, deciding);
    if !here.worst().is_locked_out() {
        return Range::certain(Outcome::NeedsRegistration);
    }
    let elsewhere = table.decide_here(&mut scratch, &elsewhere(registering), deciding);
    let nowhere = here.best().is_locked_out() && elsewhere.best().is_locked_out();
    let best = if nowhere { Outcome::Unsatisfiable } else { Outcome::NeedsRegistration };
    Range::between(best, Outcome::Unsatisfiable)
}

/// Registering security information, by whoever signs in, from where they are.
pub(super) fn registering<'a>(sign_in: &SignIn<'a>) -> SignIn<'a> {
    SignIn {
        user_action: Some(UserAction::RegisterSecurityInformation),
        resource: Application::default(),
        audiences: Vec::new(),
        ..sign_in.clone()
    }
}

/// The same from a place, with a client and on a device that are not known: the best that can come of it is the best
/// that could come of it anywhere.
fn elsewhere(registering: SignIn<'_>) -> SignIn<'_> {
    SignIn {
        ip_address: None,
        is_outside_named_networks: false,
        country: None,
        compliant_network: None,
        client_app: None,
        platform: None,
        device: None,
        flow: None,
        ..registering
    }
}

/// Puts what needing to register comes to in its place.
pub(super) fn apply(outcome: Range<Outcome>, registration: Range<Outcome>) -> Range<Outcome> {
    let end = |end, instead| if end == Outcome::NeedsRegistration { instead } else { end };
    Range::between(end(outcome.best(), registration.best()), end(outcome.worst(), registration.worst()))
}
