//! What can be done about each cause.

use std::net::IpAddr;

use ipnetwork::{IpNetwork, Ipv4Network, Ipv6Network};

use super::{Cause, Effect, Example};
use crate::condition::World;
use crate::model::{IpRange, LocationKind};

/// What can be done for somebody, in a few words.
pub(super) fn remedy(
    world: &World<'_>,
    effect: Effect,
    cause: Cause,
    example: &Example,
    is_workload: bool,
) -> String {
    if effect == Effect::LockedOut
        && matches!(cause, Cause::UnknownCountry | Cause::NetworkBlock)
        && let Some(address) = example.ip_address
    {
        return declare(world, address);
    }
    let words = match cause {
        Cause::CountryBlock if is_workload => "let it run from an allowed country, or exclude it",
        Cause::CountryBlock => "travel exception, or allow the country",
        Cause::UnknownCountry | Cause::NetworkBlock => "add the network to a named location",
        Cause::LegacyClient => "replace the client, or exclude the account",
        Cause::PlatformBlock | Cause::UnknownPlatform => "use a supported platform, or exclude the account",
        Cause::DeviceCode => "sign in another way, or exclude the account",
        Cause::AuthenticationTransfer => "sign in on the device itself",
        Cause::DeviceFilter => "use a device that the filter allows",
        Cause::Risk => "remediate the risk first",
        Cause::Block => "exclude them, if they need it",
        Cause::Unattended => "exclude the account, or replace it by a workload identity",
        Cause::GuestTrust => "trust MFA and devices of the home tenant, or exclude the guest",
        Cause::Registration if effect == Effect::MustRegister => "register a method before the change",
        Cause::Registration => "give a Temporary Access Pass",
        Cause::AuthenticationStrength => "register a method that the strength allows",
        Cause::CompliantDevice => "enroll the device",
        Cause::HybridJoinedDevice => "use a hybrid joined device",
        Cause::AppProtection => "use an app under an app protection policy",
        Cause::PasswordChange => "register a method before the change",
        Cause::Multifactor | Cause::TermsOfUse => "nothing: tell them that they will be asked",
        Cause::ServiceDependency => "let the policy ask the same of both services, or exclude the person",
        Cause::SecurityDefaults if effect == Effect::LockedOut => {
            "replace the client, or switch security defaults off once policies stand in for them"
        }
        Cause::SecurityDefaults | Cause::MandatoryMfa | Cause::PerUserMfa => {
            "register a method before the change: no policy can exclude them"
        }
        Cause::Particular(cause) => cause.remedy,
        Cause::Unknown => "look at the policy: this version does not know all of it",
    };
    words.to_owned()
}

/// The network to declare, and the trusted location it is next to.
fn declare(world: &World<'_>, address: IpAddr) -> String {
    let network = network_of(address);
    match neighbor(world, address) {
        Some(location) => format!("add {network} to {location}"),
        None => format!("add {network} to a named location"),
    }
}

/// What a site is usually given: a /48, and of IPv4 the address itself.
pub(super) fn network_of(address: IpAddr) -> IpNetwork {
    let network = match address {
        IpAddr::V4(address) => Ipv4Network::new(address, 32).map(IpNetwork::V4),
        IpAddr::V6(address) => {
            let [first, second, third, ..] = address.segments();
            let site = std::net::Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0);
            Ipv6Network::new(site, 48).map(IpNetwork::V6)
        }
    };
    network.unwrap_or_else(|_| IpNetwork::from(address))
}

/// The trusted location with a range that shares most of the address: 20 bits of IPv4 or 44 of IPv6 at least.
fn neighbor<'w>(world: &World<'w>, address: IpAddr) -> Option<&'w str> {
    let mut best: Option<(u32, &str)> = None;
    for location in world.locations() {
        let LocationKind::Ip { ranges, trusted: true } = &location.kind else {
            continue;
        };
        let shared = ranges.iter().filter_map(|range| match range {
            IpRange::Cidr(range) => shared_bits(range.network(), address),
            IpRange::Unknown(_) => None,
        });
        if let Some(shared) = shared.max().filter(|shared| best.is_none_or(|(most, _)| *shared > most)) {
            best = Some((shared, &location.display_name));
        }
    }
    best.map(|(_, location)| location)
}

fn shared_bits(one: IpAddr, other: IpAddr) -> Option<u32> {
    let (shared, enough) = match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => ((u32::from(one) ^ u32::from(other)).leading_zeros(), 20),
        (IpAddr::V6(one), IpAddr::V6(other)) => ((u128::from(one) ^ u128::from(other)).leading_zeros(), 44),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return None,
    };
    (shared >= enough).then_some(shared)
}
