//! Where somebody without a method can register one: with a password alone, and with a Temporary Access Pass.
//!
//! Policies on the user action of registering security information decide it, from each named location and from outside of
//! all of them. A pass counts as MFA, where the methods policy lets the person use one.

use std::net::IpAddr;

use crate::catalogue::{AuthenticationMethod, countries};
use crate::condition::World;
use crate::engine::Table;
use crate::model::{ClientAppType, IpRange, LocationKind, Match, NamedLocation};
use crate::sign_in::{Authentication, Country, SignIn};

/// Where somebody can register a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanRegister {
    /// With a password alone.
    pub with_password: Where,
    /// With a Temporary Access Pass; nowhere if they may not use one.
    pub with_pass: Where,
}

/// Where something can be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// Named locations in which it can, in order.
    pub named: Vec<String>,
    /// Named locations in which it cannot, in order.
    pub refused: Vec<String>,
    /// Whether it can outside of all of them.
    pub elsewhere: bool,
    /// Whether that is so whatever is unknown, such as the device.
    pub is_certain: bool,
}

/// Somewhere to sign in from.
pub(super) struct Place {
    /// The named location; `None` is outside of all of them.
    pub(super) name: Option<String>,
    address: Option<IpAddr>,
    country: Option<Country>,
}

impl CanRegister {
    /// What can be done so that they can.
    pub(super) fn remedy(&self) -> &'static str {
        if !self.with_pass.is_nowhere() {
            "give a Temporary Access Pass"
        } else if self.with_password.is_nowhere() {
            "let them register somewhere: a Temporary Access Pass does not help"
        } else {
            "let them register before the change, where they can"
        }
    }

    /// Where whoever signs in can register a method.
    pub(super) fn of(world: &World<'_>, table: &Table<'_>, places: &[Place], sign_in: &SignIn<'_>) -> Self {
        let by = |authentication: Authentication| {
            let sign_in =
                SignIn { client_app: Some(ClientAppType::Browser), authentication, ..unplaced(sign_in) };
            Where::of(places, |place| {
                let outcome = table.decide_registering(&place.of(&sign_in));
                (!outcome.best().is_locked_out(), !outcome.worst().is_locked_out())
            })
        };
        let pass = AuthenticationMethod::TemporaryAccessPassMultiUse;
        let may_use = |person| world.directory.allows_method(person, pass) != Match::No;
        Self {
            with_password: by(Authentication { multifactor: Some(false), methods: Vec::new() }),
            with_pass: if world.person(sign_in).is_none_or(may_use) {
                by(Authentication { multifactor: Some(true), methods: vec![pass] })
            } else {
                Where::of(places, |_| (false, false))
            },
        }
    }
}

impl Where {
    /// `can` tells of a place whether it may be done there, and whether it surely can.
    fn of(places: &[Place], can: impl Fn(&Place) -> (bool, bool)) -> Self {
        let mut found = Self { is_certain: true, ..Self::default() };
        for place in places {
            let (may, surely) = can(place);
            found.is_certain &= may == surely;
            match &place.name {
                Some(name) if may => found.named.push(name.clone()),
                Some(name) => found.refused.push(name.clone()),
                None => found.elsewhere = may,
            }
        }
        found
    }

    /// Whether it can be done nowhere.
    pub fn is_nowhere(&self) -> bool {
        self.named.is_empty() && !self.elsewhere
    }

    /// Whether it can be done from wherever somebody is.
    pub fn is_anywhere(&self) -> bool {
        self.refused.is_empty() && self.elsewhere
    }
}

impl Place {
    /// A place in each named location, and one outside of all.
    pub(super) fn all(world: &World<'_>) -> Vec<Self> {
        let mut places: Vec<Self> = world.locations().filter_map(Self::inside).collect();
        places.sort_by(|one, other| one.name.cmp(&other.name));
        let named: Vec<Country> = world.locations().flat_map(countries_of).collect();
        let mut unnamed = countries().iter().map(|country| Country::parse(country.code));
        let country = unnamed.find(|country| !named.contains(country));
        places.push(Self { name: None, address: None, country });
        places
    }

    fn inside(location: &NamedLocation) -> Option<Self> {
        let name = Some(location.display_name.clone());
        match &location.kind {
            LocationKind::Ip { ranges, .. } => {
                let address = ranges.iter().find_map(|range| match range {
                    IpRange::Cidr(range) => Some(range.network()),
                    IpRange::Unknown(_) => None,
                });
                Some(Self { name, address: Some(address?), country: None })
            }
            LocationKind::Country { .. } => {
                let country = countries_of(location).next()?;
                Some(Self { name, address: None, country: Some(country) })
            }
            LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => None,
        }
    }

    /// The same sign-in from here.
    pub(super) fn of<'a>(&self, sign_in: &SignIn<'a>) -> SignIn<'a> {
        SignIn {
            ip_address: self.address,
            is_outside_named_networks: self.address.is_none(),
            country: self.country,
            ..sign_in.clone()
        }
    }
}

/// A sign-in of which nothing is known of where it is from.
fn unplaced<'a>(sign_in: &SignIn<'a>) -> SignIn<'a> {
    SignIn {
        compliant_network: None,
        platform: None,
        device: None,
        flow: None,
        is_ropc: false,
        ..sign_in.clone()
    }
}

fn countries_of(location: &NamedLocation) -> impl Iterator<Item = Country> {
    let countries: &[String] = match &location.kind {
        LocationKind::Country { countries, .. } => countries,
        LocationKind::Ip { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => &[],
    };
    countries.iter().map(|code| Country::parse(code))
}
