//! The schema of `locations.yaml`.

use serde_json::json;

use super::build::{
    Schema, and, any_of, at_least_one, excludes, flag, formatted, graph_members, list, object, only_true,
    requires, text, token, unless_graph_holds,
};
use super::format::Format;
use crate::model::CountryLookup;

/// The schema of `locations.yaml`.
pub(super) fn schema() -> Schema {
    let locations = list(location(), "Named locations of the tenant or of a shared set.");
    object([("locations", locations)], &["locations"], "Named locations.")
}

/// A range of addresses, or one that this version cannot read.
pub(super) fn cidr(description: &str) -> Schema {
    formatted(Format::Cidr, description)
}

/// A two-letter country code.
pub(super) fn country(description: &str) -> Schema {
    formatted(Format::Country, description)
}

fn location() -> Schema {
    let range = any_of(
        [
            cidr("A range of public addresses, such as 203.0.113.0/24 or 2001:db8:40::/48."),
            object(
                [("graph", json!(true))],
                &["graph"],
                "An entry that this version cannot read, as it came.",
            ),
        ],
        "A range of public addresses, such as 203.0.113.0/24 or 2001:db8:40::/48.",
    );
    let properties = [
        ("name", text("The display name in Entra; policies refer to it.")),
        ("ipRanges", list(range, "The public addresses that leave the network, IPv4 and IPv6.")),
        ("countries", list(country("A two-letter code of ISO 3166, such as IN."), "Countries and regions.")),
        ("compliantNetwork", only_true("All networks of Global Secure Access (beta). Entra creates it.")),
        ("trusted", flag("Whether the location counts as trusted.")),
        ("includeUnknownCountries", flag("Whether addresses of no known country belong to the location.")),
        (
            "countryLookupMethod",
            token(
                CountryLookup::KNOWN,
                "How the country is found: by address, or by GPS in the authenticator app.",
            ),
        ),
        (
            "graph",
            graph_members("Members of the Graph object that this version does not know, by JSON pointer."),
        ),
    ];
    let kinds = ["ipRanges", "countries", "compliantNetwork"];
    let by_country = ["includeUnknownCountries", "countryLookupMethod"];
    and(
        object(properties, &["name"], "A named location: of addresses or of countries."),
        [
            unless_graph_holds("^/", at_least_one(&kinds)),
            excludes(
                "ipRanges",
                &["countries", "compliantNetwork", "includeUnknownCountries", "countryLookupMethod"],
            ),
            excludes("countries", &["compliantNetwork", "trusted"]),
            requires("countries", &by_country),
            requires("includeUnknownCountries", &["countries"]),
            requires("countryLookupMethod", &["countries"]),
        ],
    )
}
