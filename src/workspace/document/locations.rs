//! `locations.yaml`: named locations.

use ipnetwork::IpNetwork;

use super::condition::{token, word};
use super::{read, unknown, write};
use crate::catalogue;
use crate::diagnostic::Diagnostic;
use crate::model::{CountryLookup, Id, IpRange, LocationKind, NamedLocation, ReferenceKind};
use crate::syntax::Node;
use crate::workspace::schema::{self, DocumentKind};

/// Named locations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocationsDocument {
    /// The locations; the n-th stands at `/locations/n`. Each has the placeholder id of a location yet to be created.
    pub locations: Vec<NamedLocation>,
}

/// Reads `locations.yaml`.
pub fn read_locations(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<LocationsDocument> {
    if !schema::validate(DocumentKind::Locations, node, diagnostics) {
        return None;
    }
    Some(LocationsDocument { locations: read::items(node, "locations").iter().map(location).collect() })
}

/// Writes `locations.yaml`. Ids are not part of it: the lock file holds them.
pub fn write_locations(document: &LocationsDocument) -> Node {
    write::mapping([("locations", Some(write::sequence(document.locations.iter().map(location_node))))])
}

fn location(node: &Node) -> NamedLocation {
    let display_name = read::text(node, "name");
    NamedLocation {
        id: Id::placeholder(ReferenceKind::NamedLocation, &display_name),
        display_name,
        kind: kind(node),
        unknown: node.get("graph").map(unknown::unknown).unwrap_or_default(),
    }
}

fn kind(node: &Node) -> LocationKind {
    let trusted = read::flag(node, "trusted");
    if let Some(ranges) = node.get("ipRanges") {
        return LocationKind::Ip { ranges: ranges.items().iter().map(ip_range).collect(), trusted };
    }
    if let Some(countries) = node.get("countries") {
        return LocationKind::Country {
            countries: countries.items().iter().map(|code| token(&read::scalar(code)).to_owned()).collect(),
            include_unknown: read::flag(node, "includeUnknownCountries"),
            lookup: CountryLookup::from_graph(token(&read::text(node, "countryLookupMethod"))),
        };
    }
    if node.get("compliantNetwork").is_some() {
        return LocationKind::CompliantNetwork { trusted };
    }
    LocationKind::Unknown
}

fn ip_range(node: &Node) -> IpRange {
    match node.as_str().and_then(|text| text.parse::<IpNetwork>().ok()) {
        Some(network) => IpRange::Cidr(network),
        None => IpRange::Unknown(node.get("graph").map(unknown::value).unwrap_or_default()),
    }
}

fn location_node(location: &NamedLocation) -> Node {
    let on = |flag: bool| flag.then(|| write::flag(true));
    let mut entries = vec![("name", Some(write::text(&location.display_name)))];
    match &location.kind {
        LocationKind::Ip { ranges, trusted } => entries.extend([
            ("ipRanges", Some(write::sequence(ranges.iter().map(ip_range_node)))),
            ("trusted", on(*trusted)),
        ]),
        LocationKind::Country { countries, include_unknown, lookup } => {
            let known = |code: &String| catalogue::country_by_code(code).is_some();
            let countries = countries.iter().map(|code| write::text(&word(code, known(code))));
            entries.extend([
                ("countries", Some(write::sequence(countries))),
                ("includeUnknownCountries", Some(write::flag(*include_unknown))),
                ("countryLookupMethod", Some(write::text(&word(lookup.as_graph(), lookup.is_known())))),
            ]);
        }
        LocationKind::CompliantNetwork { trusted } => {
            entries.extend([("compliantNetwork", Some(write::flag(true))), ("trusted", on(*trusted))]);
        }
        LocationKind::Unknown => {}
    }
    entries.push(("graph", unknown::unknown_node(&location.unknown)));
    write::mapping(entries)
}

fn ip_range_node(range: &IpRange) -> Node {
    match range {
        IpRange::Cidr(network) => write::text(&network.to_string()),
        IpRange::Unknown(value) => write::mapping([("graph", Some(unknown::value_node(value)))]),
    }
}
