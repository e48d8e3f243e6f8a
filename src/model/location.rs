//! Named locations.

use ipnetwork::IpNetwork;

use super::{CountryLookup, Id, Unknown};

/// A named location (`namedLocation`).
#[derive(Clone, Debug, PartialEq)]
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

/// What a named location is made of.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
pub enum IpRange {
    /// `iPv4CidrRange` or `iPv6CidrRange`. Host bits are kept as written.
    Cidr(IpNetwork),
    /// An entry this version cannot read, as it came. Whether an address is in it is not known.
    Unknown(serde_json::Value),
}
