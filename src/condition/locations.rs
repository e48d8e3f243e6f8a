//! `locations`: the network a sign-in comes from. Address, country and kind of network are one joint dimension.
//!
//! The address is the one that Entra sees. Country locations are never trusted; where Entra found no country they
//! match by `includeUnknownCountriesAndRegions` (Entra, concept-assignment-network, 2024-05).

use std::net::IpAddr;

use super::networks::NetworkClasses;
use super::{Dimension, Draft, World};
use crate::model::{
    self, ConditionSet, CountryLookup, Id, IpRange, LocationKind, LocationRef, Match, NamedLocation,
};
use crate::sign_in::{Country, SignIn};

pub(super) struct Locations;

/// Where a sign-in comes from, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    /// The address.
    pub address: Address,
    /// Its country.
    pub country: Option<Country>,
    /// Whether it is a compliant network of Global Secure Access.
    pub compliant: Option<bool>,
}

/// An address, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    /// It may be any.
    Unknown,
    /// It is in no range of any named location.
    Outside,
    /// It is this one.
    Known(IpAddr),
}

impl Dimension for Locations {
    type Condition = model::Locations<Id>;
    type Value<'a> = Network;
    type Partition = NetworkClasses;
    const MEMBER: &'static str = "locations";
    const REASON: &'static str = "location";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::Locations<Id>> {
        of.locations
            .as_ref()
            .filter(|locations| !(locations.include.is_empty() && locations.exclude.is_empty()))
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(Network {
            address: match sign_in.ip_address {
                Some(address) => Address::Known(address),
                None if sign_in.is_outside_named_networks => Address::Outside,
                None => Address::Unknown,
            },
            country: sign_in.country,
            compliant: sign_in.compliant_network,
        });
    }

    fn put(network: Network, draft: &mut Draft) -> bool {
        let sign_in = &mut draft.sign_in;
        sign_in.country = network.country;
        sign_in.compliant_network = network.compliant;
        sign_in.is_outside_named_networks = network.address == Address::Outside;
        sign_in.ip_address = match network.address {
            Address::Known(address) => Some(address),
            Address::Outside | Address::Unknown => None,
        };
        network.address != Address::Unknown && network.country.is_some() && network.compliant.is_some()
    }

    fn matches(world: &World<'_>, condition: &model::Locations<Id>, network: Network) -> Match {
        let included =
            if condition.include.is_empty() { Match::Yes } else { lists(world, &condition.include, network) };
        included.and(lists(world, &condition.exclude, network).not())
    }

    fn partition(world: &World<'_>, conditions: &[&model::Locations<Id>]) -> Option<NetworkClasses> {
        Some(NetworkClasses::new(&named(world, conditions)))
    }
}

fn lists(world: &World<'_>, locations: &[LocationRef<Id>], network: Network) -> Match {
    Match::any(locations.iter().map(|location| {
        match location {
            LocationRef::All => Match::Yes,
            LocationRef::AllTrusted => Match::any(
                world
                    .locations()
                    .filter(|location| is_trusted(location))
                    .chain(&world.tenant.platform.mfa_trusted_ips)
                    .map(|location| contains(location, network)),
            ),
            LocationRef::MfaTrustedIps => {
                let trusted_ips = world.tenant.platform.mfa_trusted_ips.as_ref();
                trusted_ips.map_or(Match::Unknown, |location| contains(location, network))
            }
            LocationRef::AllCompliantNetworks => network.compliant.map_or(Match::Unknown, Match::from),
            LocationRef::Location(id) => {
                world.location(id).map_or(Match::Unknown, |location| contains(location, network))
            }
        }
    }))
}

/// Whether `AllTrusted` covers a location; one of a type this version does not know, if it says so. It covers the MFA
/// trusted IPs as well, which are in the settings of per-user MFA and in no export: where `tenant.yaml` does not say
/// what they are, `AllTrusted` counts as if there were none.
fn is_trusted(location: &NamedLocation) -> bool {
    match &location.kind {
        LocationKind::Ip { trusted, .. } | LocationKind::CompliantNetwork { trusted } => *trusted,
        LocationKind::Country { .. } => false,
        LocationKind::Unknown => location.unknown.0.get("/isTrusted").is_some_and(|trusted| *trusted == true),
    }
}

/// Whether a named location holds where a sign-in comes from.
pub(super) fn contains(location: &NamedLocation, network: Network) -> Match {
    // What this version does not know of a location may narrow or widen it.
    if !location.unknown.0.is_empty() {
        return Match::Unknown;
    }
    match &location.kind {
        LocationKind::Ip { ranges, .. } => {
            Match::any(ranges.iter().map(|range| match (range, network.address) {
                (IpRange::Cidr(_), Address::Outside) => Match::No,
                (IpRange::Cidr(range), Address::Known(address)) => {
                    range.contains(address.to_canonical()).into()
                }
                (IpRange::Cidr(_), Address::Unknown) | (IpRange::Unknown(_), _) => Match::Unknown,
            }))
        }
        // Where the phone is, and not the address, decides.
        LocationKind::Country {
            lookup: CountryLookup::AuthenticatorAppGps | CountryLookup::Unknown(_),
            ..
        } => Match::Unknown,
        LocationKind::Country { countries, include_unknown, lookup: CountryLookup::ClientIpAddress } => {
            match network.country {
                Some(Country::Undetermined) => (*include_unknown).into(),
                Some(country) => {
                    countries.iter().any(|listed| listed.eq_ignore_ascii_case(country.code())).into()
                }
                None => Match::Unknown,
            }
        }
        LocationKind::CompliantNetwork { .. } => network.compliant.map_or(Match::Unknown, Match::from),
        LocationKind::Unknown => Match::Unknown,
    }
}

/// The locations that conditions look at.
fn named<'w>(world: &World<'w>, conditions: &[&model::Locations<Id>]) -> Vec<&'w NamedLocation> {
    let references =
        || conditions.iter().flat_map(|locations| locations.include.iter().chain(&locations.exclude));
    let all_trusted = references().any(|location| *location == LocationRef::AllTrusted);
    let trusted_ips = references()
        .any(|location| matches!(location, LocationRef::AllTrusted | LocationRef::MfaTrustedIps))
        .then(|| world.all_tenants().filter_map(|tenant| tenant.platform.mfa_trusted_ips.as_ref()));
    let is_named = |location: &NamedLocation| {
        references().any(|reference| matches!(reference, LocationRef::Location(id) if *id == location.id))
    };
    let locations =
        world.locations().filter(|location| is_named(location) || (all_trusted && is_trusted(location)));
    locations.chain(trusted_ips.into_iter().flatten()).collect()
}
