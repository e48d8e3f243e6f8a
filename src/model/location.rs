//! Named locations.

use ipnetwork::{IpNetwork, Ipv4Network};
use uuid::Uuid;

use super::{CountryLookup, Id, Unknown};

/// A named location (`namedLocation`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLocation {
    /// The object id, or a placeholder for one that this repository creates.
    pub id: Id,
    /// `displayName`.
    pub display_name: String,
    /// What it is made of.
    pub kind: LocationKind,
    /// What this version does not know, by JSON pointer from the location's root.
    pub unknown: Unknown,
}

impl NamedLocation {
    /// The MFA trusted IPs, as the trusted location that they are: IPv4 alone (Entra, concept-assignment-network,
    /// 2024-05).
    pub fn mfa_trusted_ips(ranges: impl IntoIterator<Item = Ipv4Network>) -> Self {
        let ranges = ranges.into_iter().map(|range| IpRange::Cidr(IpNetwork::V4(range))).collect();
        Self {
            id: Id::Guid(Uuid::nil()),
            display_name: "MFA trusted IPs".to_owned(),
            kind: LocationKind::Ip { ranges, trusted: true },
            unknown: Unknown::default(),
        }
    }

    /// Its ranges of addresses, as text; none for a location of another kind.
    pub fn ip_ranges(&self) -> Vec<String> {
        let LocationKind::Ip { ranges, .. } = &self.kind else { return Vec::new() };
        let text = |range: &IpRange| match range {
            IpRange::Cidr(range) => range.to_string(),
            IpRange::Unknown(value) => value.to_string(),
        };
        ranges.iter().map(text).collect()
    }
}

/// What a named location is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocationKind {
    /// `ipNamedLocation`.
    Ip {
        /// `ipRanges`.
        ranges: Vec<IpRange>,
        /// `isTrusted`.
        trusted: bool,
    },
    /// `countryNamedLocation`.
    Country {
        /// `countriesAndRegions`: two-letter codes, upper case.
        countries: Vec<String>,
        /// `includeUnknownCountriesAndRegions`.
        include_unknown: bool,
        /// `countryLookupMethod`.
        lookup: CountryLookup,
    },
    /// `compliantNetworkNamedLocation` (beta).
    CompliantNetwork {
        /// `isTrusted`.
        trusted: bool,
    },
    /// A type this version does not know; its members are in `unknown`, `@odata.type` included.
    Unknown,
}

/// An entry of `ipRanges`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IpRange {
    /// `iPv4CidrRange` or `iPv6CidrRange`. Host bits are kept as written.
    Cidr(IpNetwork),
    /// An entry this version cannot read, as it came. Whether an address is in it is not known.
    Unknown(serde_json::Value),
}
