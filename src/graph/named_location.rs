//! `namedLocation` in its types to [`NamedLocation`] and back.

use ipnetwork::IpNetwork;
use serde_json::{Map, Value, json};

use super::decoder::Decoder;
use super::shape::{COMPLIANT_NETWORK_LOCATION, COUNTRY_LOCATION, IP_LOCATION, Object, UNKNOWN_LOCATION};
use super::{Fault, unknown};
use crate::model::{CountryLookup, Id, IpRange, LocationKind, NamedLocation, ReferenceKind};

/// Reads a named location. What this version does not know is kept, as in policies; a range that it cannot read is
/// kept in its place.
pub fn decode(value: &Value) -> (NamedLocation, Vec<Fault>) {
    let kind = kind_of(value);
    let mut decoder = Decoder::new(value, kind.shape());
    let display_name = decoder.display_name();
    let id = match decoder.text("/id") {
        Some(id) if !id.is_empty() => Id::parse(id),
        Some(_) | None => Id::placeholder(ReferenceKind::NamedLocation, &display_name),
    };
    let flag = |pointer: &str| decoder.at(pointer) == &Value::Bool(true);
    let kind = match kind {
        Kind::Ip => LocationKind::Ip {
            ranges: decoder.at("/ipRanges").as_array().into_iter().flatten().map(read_range).collect(),
            trusted: flag("/isTrusted"),
        },
        Kind::Country => LocationKind::Country {
            countries: decoder.list("/countriesAndRegions", str::to_uppercase),
            include_unknown: flag("/includeUnknownCountriesAndRegions"),
            lookup: decoder
                .text("/countryLookupMethod")
                .map_or(CountryLookup::ClientIpAddress, CountryLookup::from_graph),
        },
        Kind::CompliantNetwork => {
            let trusted = flag("/isTrusted");
            match decoder.text("/compliantNetworkType") {
                Some(of) if !of.eq_ignore_ascii_case(ALL_TENANT_COMPLIANT_NETWORKS) => {
                    decoder.keep("/compliantNetworkType");
                }
                Some(_) | None => {}
            }
            LocationKind::CompliantNetwork { trusted }
        }
        Kind::Unknown => LocationKind::Unknown,
    };
    let location = NamedLocation { id, display_name, kind, unknown: std::mem::take(&mut decoder.unknown) };
    (location, decoder.faults)
}

/// Writes the body that creates or updates a named location. The type is mandatory in both (graph.md §2).
pub fn encode(location: &NamedLocation) -> Value {
    let mut value = match &location.kind {
        LocationKind::Ip { ranges, trusted } => json!({
            "@odata.type": Kind::Ip.odata_type(),
            "displayName": location.display_name,
            "isTrusted": trusted,
            "ipRanges": ranges.iter().map(encode_range).collect::<Vec<_>>(),
        }),
        LocationKind::Country { countries, include_unknown, lookup } => json!({
            "@odata.type": Kind::Country.odata_type(),
            "displayName": location.display_name,
            "countriesAndRegions": countries,
            "includeUnknownCountriesAndRegions": include_unknown,
            "countryLookupMethod": lookup.as_graph(),
        }),
        LocationKind::CompliantNetwork { trusted } => json!({
            "@odata.type": Kind::CompliantNetwork.odata_type(),
            "displayName": location.display_name,
            "compliantNetworkType": ALL_TENANT_COMPLIANT_NETWORKS,
            "isTrusted": trusted,
        }),
        LocationKind::Unknown => json!({ "displayName": location.display_name }),
    };
    unknown::merge(&location.unknown, &mut value);
    value
}

const ALL_TENANT_COMPLIANT_NETWORKS: &str = "allTenantCompliantNetworks";

/// Which type of named location an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ip,
    Country,
    CompliantNetwork,
    Unknown,
}

impl Kind {
    pub(super) fn shape(self) -> &'static Object {
        match self {
            Self::Ip => &IP_LOCATION,
            Self::Country => &COUNTRY_LOCATION,
            Self::CompliantNetwork => &COMPLIANT_NETWORK_LOCATION,
            Self::Unknown => &UNKNOWN_LOCATION,
        }
    }

    pub(super) fn odata_type(self) -> Option<&'static str> {
        match self {
            Self::Ip => Some("#microsoft.graph.ipNamedLocation"),
            Self::Country => Some("#microsoft.graph.countryNamedLocation"),
            Self::CompliantNetwork => Some("#microsoft.graph.compliantNetworkNamedLocation"),
            Self::Unknown => None,
        }
    }
}

/// By its type; without one, by what only one of the types has.
pub(super) fn kind_of(value: &Value) -> Kind {
    if let Some(of_type) = value.get("@odata.type").filter(|of_type| !of_type.is_null()) {
        let kinds = [Kind::Ip, Kind::Country, Kind::CompliantNetwork];
        let named = kinds.into_iter().find(|kind| of_type.as_str() == kind.odata_type());
        return named.unwrap_or(Kind::Unknown);
    }
    if value.get("ipRanges").is_some() {
        Kind::Ip
    } else if value.get("countriesAndRegions").is_some() {
        Kind::Country
    } else if value.get("compliantNetworkType").is_some() {
        Kind::CompliantNetwork
    } else {
        Kind::Unknown
    }
}

/// An entry of `ipRanges`. Which of the two CIDR types it has does not matter: the address tells, and other tools mix
/// them up (graph.md §2).
pub(super) fn read_range(value: &Value) -> IpRange {
    cidr(value).map_or_else(|| IpRange::Unknown(value.clone()), IpRange::Cidr)
}

fn cidr(value: &Value) -> Option<IpNetwork> {
    let members: &Map<String, Value> = value.as_object()?;
    let is_known = |(key, value): (&String, &Value)| match key.as_str() {
        "@odata.type" => matches!(
            value.as_str(),
            Some("#microsoft.graph.iPv4CidrRange" | "#microsoft.graph.iPv6CidrRange") | None
        ),
        key => key == "cidrAddress",
    };
    let address = members.get("cidrAddress")?.as_str()?;
    // A bare address, or a netmask in dots, is not what Graph takes; it is kept as it came.
    let (_, prefix) = address.split_once('/')?;
    let is_prefix = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    (is_prefix && members.iter().all(is_known)).then(|| address.parse().ok()).flatten()
}

fn encode_range(range: &IpRange) -> Value {
    match range {
        IpRange::Cidr(network @ IpNetwork::V4(_)) => {
            json!({ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": network.to_string() })
        }
        IpRange::Cidr(network @ IpNetwork::V6(_)) => {
            json!({ "@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": network.to_string() })
        }
        IpRange::Unknown(range) => range.clone(),
    }
}
