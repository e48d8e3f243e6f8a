#![doc = include_str!("ca_net_011.md")]

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use crate::check::{Change, Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{IpRange, LocationKind};
use crate::syntax::Node;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NET-011",
    severity: Severity::Error,
    summary: "an address range that the service refuses or never sees",
    explanation: include_str!("ca_net_011.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Address ranges in one named location (Entra, concept-assignment-network).
const RANGES: usize = 2000;
/// The shortest prefix the service takes; the documentation says "greater than /8", so 8 itself is doubtful.
const SHORTEST_PREFIX: u8 = 8;
/// Shares of all addresses that no client's networks have: of IPv4; of IPv6, an eighth of which is in use.
const MOST_OF_IPV4: f64 = 0.25;
const MOST_OF_IPV6: f64 = 0.03;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for location in &context.workspace.locations {
        let ranges = match &location.kind {
            LocationKind::Ip { ranges, .. } => ranges,
            LocationKind::Country { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => {
                continue;
            }
        };
        let name = &location.display_name;
        if ranges.len() > RANGES {
            let message =
                format!("location `{name}` has {} address ranges; the service takes {RANGES}", ranges.len());
            found.push(
                Finding::new(&RULE, Place::location(name, "/ipRanges").key(), message)
                    .help("join neighboring ranges, or split the location"),
            );
        }
        let networks: Vec<(usize, IpNetwork)> = ranges
            .iter()
            .enumerate()
            .filter_map(|(index, range)| match range {
                IpRange::Cidr(network) => Some((index, *network)),
                IpRange::Unknown(_) => None,
            })
            .collect();
        let before = found.len();
        for (index, network) in &networks {
            let place = Place::location(name, format!("/ipRanges/{index}"));
            found.extend(fault(name, *network).map(|(severity, message, help)| {
                Finding::new(&RULE, place.clone(), message).severity(severity).help(help)
            }));
            found.extend(bits_beyond(name, *network, place));
        }
        let is_refused = found.iter().skip(before).any(|finding| finding.severity == Severity::Error);
        let Coverage { repeated, ipv4, ipv6 } = coverage(&networks);
        for (inner, outer) in repeated {
            found.push(repetition(context, name, inner, outer));
        }
        if !is_refused && (ipv4 > MOST_OF_IPV4 || ipv6 > MOST_OF_IPV6) {
            let message = format!("location `{name}` takes in most of the internet, range by range");
            found.push(
                Finding::new(&RULE, Place::location(name, "/ipRanges").key(), message)
                    .severity(Severity::Warning)
                    .help("name your own networks; a policy on every place needs no location"),
            );
        }
    }
}

/// A range that is written as one of its addresses. Graph takes it for the whole network.
fn bits_beyond(location: &str, written: IpNetwork, place: Place) -> Option<Finding> {
    let (address, first, prefix) = (written.ip(), written.network(), written.prefix());
    if first == address {
        return None;
    }
    let bits = if written.is_ipv4() { 32 } else { 128 };
    if bits == 128 && prefix == 32 {
        let message = format!(
            "range `{written}` of location `{location}` is one IPv6 host with the prefix of an IPv4 host: it covers a \
             whole provider"
        );
        return Some(
            Finding::new(&RULE, place, message).help(format!("for one host write `{address}/{bits}`")),
        );
    }
    let message =
        format!("range `{written}` of location `{location}` has bits set beyond its prefix of {prefix}");
    let network = format!("{first}/{prefix}");
    let help = format!("write `{network}` for the network, or `{address}/{bits}` for the one address");
    let fix = Fix::new(
        format!("write `{network}` instead of `{written}`"),
        place.clone(),
        Change::Replace(Node::string(network)),
    );
    Some(Finding::new(&RULE, place, message).severity(Severity::Warning).help(help).fix(fix))
}

/// What is wrong with how wide a range is and where, the worst first.
fn fault(location: &str, network: IpNetwork) -> Option<(Severity, String, &'static str)> {
    let named = format!("range `{network}` of location `{location}`");
    if network.prefix() < SHORTEST_PREFIX {
        let message = format!("{named} is wider than the service takes");
        return Some((Severity::Error, message, "use prefixes longer than 8"));
    }
    if network.prefix() == SHORTEST_PREFIX {
        let message = format!("{named} may be wider than the service takes");
        return Some((Severity::Warning, message, "use prefixes longer than 8"));
    }
    is_never_seen(network.ip()).then(|| {
        let message = format!("{named} is of no public network, and Entra never sees such an address");
        (Severity::Warning, message, "use the public addresses that the network goes out with")
    })
}

/// Whether an address is of a network that does not reach the internet as it is.
fn is_never_seen(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || is_shared
                || first == 0
                || first >= 224
        }
        IpAddr::V6(address) => {
            address.is_unique_local()
                || address.is_loopback()
                || address.is_unicast_link_local()
                || address.is_multicast()
                || address.to_ipv4_mapped().is_some()
        }
    }
}

/// What the ranges of a location are together.
struct Coverage {
    /// Ranges that are in another one, by position, and the position of that.
    repeated: Vec<(usize, usize)>,
    /// The share of all IPv4 addresses.
    ipv4: f64,
    /// The share of all IPv6 addresses.
    ipv6: f64,
}

fn coverage(networks: &[(usize, IpNetwork)]) -> Coverage {
    let mut sorted = networks.to_vec();
    // Ranges nest or are apart, so whatever holds a range is the last before it that nothing holds.
    sorted.sort_by_key(|(index, network)| (network.network(), network.prefix(), *index));
    let mut coverage = Coverage { repeated: Vec::new(), ipv4: 0.0, ipv6: 0.0 };
    let mut outer: Option<(usize, IpNetwork)> = None;
    for (index, network) in sorted {
        match outer {
            Some((position, holder)) if holder.contains(network.network()) => {
                coverage.repeated.push((index, position));
            }
            Some(_) | None => {
                outer = Some((index, network));
                let share = 2f64.powi(-i32::from(network.prefix()));
                if network.is_ipv4() { coverage.ipv4 += share } else { coverage.ipv6 += share }
            }
        }
    }
    coverage.repeated.sort_unstable();
    coverage
}

/// A range that another one of the location holds already.
fn repetition(context: &Context<'_>, location: &str, inner: usize, outer: usize) -> Finding {
    let place = |index: usize| Place::location(location, format!("/ipRanges/{index}"));
    let message = format!("a range of location `{location}` is in another one of it");
    Finding::new(&RULE, place(inner), message)
        .severity(Severity::Note)
        .related(place(outer), "it is in this one")
        .help("remove it")
        .fix(context.removal("remove the range that is in another", place(inner)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{fired, workspace};
    use crate::model::{Id, NamedLocation, Unknown};

    fn severity(range: &str) -> Option<Severity> {
        fault("Office", range.parse().unwrap()).map(|(severity, ..)| severity)
    }

    #[test]
    fn each_fault_has_its_severity() {
        assert_eq!(severity("203.0.113.0/24"), None);
        assert_eq!(severity("203.0.113.7/32"), None);
        assert_eq!(severity("2001:db8:40::/48"), None);
        assert_eq!(severity("2001:db8::/32"), None);
        assert_eq!(severity("0.0.0.0/0"), Some(Severity::Error));
        assert_eq!(severity("128.0.0.0/7"), Some(Severity::Error));
        assert_eq!(severity("198.0.0.0/8"), Some(Severity::Warning));
        for private in
            ["192.168.0.0/16", "100.64.0.0/10", "127.0.0.1/32", "239.0.0.0/16", "fd00::/16", "::1/128"]
        {
            assert_eq!(severity(private), Some(Severity::Warning), "{private}");
        }
    }

    #[test]
    fn ranges_are_held_by_the_widest() {
        let networks: Vec<(usize, IpNetwork)> =
            ["203.0.113.128/25", "2001:db8::/48", "203.0.113.0/24", "203.0.113.0/24", "203.0.113.192/28"]
                .iter()
                .map(|text| text.parse().unwrap())
                .enumerate()
                .collect();
        assert_eq!(coverage(&networks).repeated, [(0, 2), (3, 2), (4, 2)]);
    }

    #[test]
    fn one_range_too_many_fires() {
        let mut tenant = workspace(Vec::new());
        let range = |index: usize| {
            let text = format!("198.18.{}.{}/32", index / 256, index % 256);
            IpRange::Cidr(text.parse().unwrap())
        };
        let location = |count: usize| NamedLocation {
            id: Id::Text("<namedLocation:Office>".into()),
            display_name: "Office".to_owned(),
            kind: LocationKind::Ip { ranges: (0..count).map(range).collect(), trusted: false },
            unknown: Unknown::default(),
        };
        tenant.locations = vec![location(RANGES)];
        assert_eq!(fired(&tenant), []);
        tenant.locations = vec![location(RANGES + 1)];
        assert_eq!(fired(&tenant), [("CA-NET-011", "/ipRanges".to_owned())]);
    }
}
