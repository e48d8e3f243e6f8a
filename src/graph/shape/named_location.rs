//! The types of `namedLocation`.

use super::Object;
use super::Shape::{Boolean, Countries, IpRanges, ReadOnly, Text, Token};
use crate::model::CountryLookup;

pub(in crate::graph) static IP_LOCATION: Object = Object {
    types: &["ipNamedLocation"],
    members: &[
        ("id", ReadOnly),
        ("displayName", Text),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("deletedDateTime", ReadOnly),
        ("isTrusted", Boolean),
        ("ipRanges", IpRanges),
    ],
};

pub(in crate::graph) static COUNTRY_LOCATION: Object = Object {
    types: &["countryNamedLocation"],
    members: &[
        ("id", ReadOnly),
        ("displayName", Text),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("deletedDateTime", ReadOnly),
        ("countriesAndRegions", Countries),
        ("includeUnknownCountriesAndRegions", Boolean),
        ("countryLookupMethod", Token(CountryLookup::KNOWN)),
    ],
};

pub(in crate::graph) static COMPLIANT_NETWORK_LOCATION: Object = Object {
    types: &["compliantNetworkNamedLocation"],
    members: &[
        ("id", ReadOnly),
        ("displayName", Text),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("deletedDateTime", ReadOnly),
        ("compliantNetworkType", Token(&["allTenantCompliantNetworks"])),
        ("isTrusted", Boolean),
    ],
};

/// A type this version does not know: all but what every named location has is unknown.
pub(in crate::graph) static UNKNOWN_LOCATION: Object = Object {
    types: &[],
    members: &[
        ("id", ReadOnly),
        ("displayName", Text),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("deletedDateTime", ReadOnly),
    ],
};
