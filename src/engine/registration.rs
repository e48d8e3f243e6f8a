//! Whether somebody who must register a method may, from where they are or from anywhere.
//!
//! Policies on the user action of registering security information decide it. No method, no Temporary Access Pass and
//! nowhere allowed to register is locked out.

use super::table::{Scratch, Table};
use crate::condition::World;
use crate::control::{Outcome, Range};
use crate::model::{IpRange, LocationKind, UserAction};
use crate::sign_in::{Application, Country, SignIn};

/// What needing to register comes to for one sign-in.
pub(super) fn resolve(table: &Table<'_>, sign_in: &SignIn<'_>) -> Range<Outcome> {
    let mut registering = registering(sign_in);
    let mut scratch = Scratch::default();
    let here = table.decide_registration(&mut scratch, &registering);
    if !here.worst().is_locked_out() {
        return Range::certain(Outcome::NeedsRegistration);
    }
    let elsewhere = places(table.world()).any(|(address, country)| {
        registering.ip_address = address;
        registering.country = country;
        !table.decide_registration(&mut scratch, &registering).best().is_locked_out()
    });
    let best = if elsewhere || !here.best().is_locked_out() {
        Outcome::NeedsRegistration
    } else {
        Outcome::Unsatisfiable
    };
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

/// Puts what needing to register comes to in its place.
pub(super) fn apply(outcome: Range<Outcome>, registration: Range<Outcome>) -> Range<Outcome> {
    let end = |end, instead| if end == Outcome::NeedsRegistration { instead } else { end };
    Range::between(end(outcome.best(), registration.best()), end(outcome.worst(), registration.worst()))
}

/// An address of every range and a country of every location there is.
fn places<'w>(
    world: &'w World<'_>,
) -> impl Iterator<Item = (Option<std::net::IpAddr>, Option<Country>)> + 'w {
    world.locations().flat_map(|location| -> Box<dyn Iterator<Item = _>> {
        match &location.kind {
            LocationKind::Ip { ranges, .. } => Box::new(ranges.iter().filter_map(|range| match range {
                IpRange::Cidr(range) => Some((Some(range.ip()), None)),
                IpRange::Unknown(_) => None,
            })),
            LocationKind::Country { countries, .. } => {
                Box::new(countries.iter().map(|country| (None, Some(Country::parse(country)))))
            }
            LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => Box::new(std::iter::empty()),
        }
    })
}
