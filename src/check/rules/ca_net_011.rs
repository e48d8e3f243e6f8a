#![doc = include_str!("ca_net_011.md")]

use std::net::IpAddr;

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{IpRange, LocationKind};
use crate::workspace::Place;
use ipnetwork::IpNetwork;

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
        for (index, range) in ranges.iter().enumerate() {
            let network = match range {
                IpRange::Cidr(network) => network,
                IpRange::Unknown(_) => continue,
            };
            let place = Place::location(name, format!("/ipRanges/{index}"));
            found.extend(fault(name, *network).map(|(severity, message, help)| {
                Finding::new(&RULE, place, message).severity(severity).help(help)
            }));
        }
    }
}

/// What is wrong with a range, the worst first.
fn fault(location: &str, network: IpNetwork) -> Option<(Severity, String, String)> {
    let named = format!("range `{network}` of location `{location}`");
    if network.prefix() < SHORTEST_PREFIX {
        let help = "use prefixes longer than 8".to_owned();
        return Some((Severity::Error, format!("{named} is wider than the service takes"), help));
    }
    if network.prefix() == SHORTEST_PREFIX {
        let help = "use prefixes longer than 8".to_owned();
        return Some((Severity::Warning, format!("{named} may be wider than the service takes"), help));
    }
    is_never_seen(network.ip()).then(|| {
        let help = "use the public addresses that the network goes out with".to_owned();
        (Severity::Warning, format!("{named} is private, and Entra never sees such an address"), help)
    })
}

/// Whether an address is of a network that does not reach the internet as it is.
fn is_never_seen(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_unique_local() || address.is_loopback() || address.is_unicast_link_local()
        }
    }
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
        assert_eq!(severity("2001:db8:40::/48"), None);
        assert_eq!(severity("0.0.0.0/0"), Some(Severity::Error));
        assert_eq!(severity("128.0.0.0/7"), Some(Severity::Error));
        assert_eq!(severity("198.0.0.0/8"), Some(Severity::Warning));
        assert_eq!(severity("192.168.0.0/16"), Some(Severity::Warning));
        assert_eq!(severity("fd00::/16"), Some(Severity::Warning));
    }

    #[test]
    fn one_range_too_many_fires() {
        let range = IpRange::Cidr("203.0.113.0/24".parse().unwrap());
        let mut tenant = workspace(Vec::new());
        let location = |count: usize| NamedLocation {
            id: Id::Text("<namedLocation:Office>".into()),
            display_name: "Office".to_owned(),
            kind: LocationKind::Ip { ranges: vec![range.clone(); count], trusted: false },
            unknown: Unknown::default(),
        };
        tenant.locations = vec![location(RANGES)];
        assert_eq!(fired(&tenant), []);
        tenant.locations = vec![location(RANGES + 1)];
        assert_eq!(fired(&tenant), [("CA-NET-011", "/ipRanges".to_owned())]);
    }
}
