//! Where a sign-in comes from (Entra, concept-assignment-network, 2024-05).

use gatewright::model::{CountryLookup, Id, LocationKind, LocationRef, Match, NamedLocation};
use gatewright::sign_in::SignIn;

use super::build::*;

fn from(text: &str) -> SignIn<'static> {
    SignIn { ip_address: address(text), ..ordinary() }
}

fn within(location: NamedLocation, sign_in: &SignIn<'_>) -> Match {
    let Id::Guid(id) = location.id else { panic!("a location of a test has an id") };
    Setting::at([location]).applies(&block().locations([at(id.as_u128())], []), sign_in)
}

#[test]
fn excluded_locations_alone_leave_all_others() {
    let setting = Setting::at([ip_location(1, &["192.0.2.0/24"], false)]);
    let policy = block().locations([], [at(1)]);
    assert_eq!(setting.applies(&policy, &from("192.0.2.9")), Match::No);
    assert_eq!(setting.applies(&policy, &from("198.51.100.9")), Match::Yes);
}

#[test]
fn all_is_any_address_even_one_that_is_not_known() {
    let sign_in = SignIn { ip_address: None, country: None, ..ordinary() };
    assert_eq!(applies(&block().locations([LocationRef::All], []), &sign_in), Match::Yes);
}

#[test]
fn all_trusted_is_every_trusted_ip_location_and_no_country() {
    let setting = Setting::at([
        ip_location(1, &["192.0.2.0/24"], true),
        ip_location(2, &["198.51.100.0/24"], false),
        country_location(3, &["IN"], false),
    ]);
    let policy = block().locations([LocationRef::AllTrusted], []);
    assert_eq!(setting.applies(&policy, &from("192.0.2.9")), Match::Yes);
    assert_eq!(setting.applies(&policy, &from("198.51.100.9")), Match::No);
    assert_eq!(setting.applies(&policy, &SignIn { ip_address: None, ..ordinary() }), Match::Unknown);
}

#[test]
fn a_trusted_location_of_an_unknown_type_may_be_anywhere() {
    let mut location = location(1, LocationKind::Unknown);
    let policy = block().locations([LocationRef::AllTrusted], []);
    assert_eq!(Setting::at([location.clone()]).applies(&policy, &ordinary()), Match::No);
    location.unknown.0.insert("/isTrusted".into(), true.into());
    assert_eq!(Setting::at([location]).applies(&policy, &ordinary()), Match::Unknown);
}

#[test]
fn what_is_not_understood_of_a_location_makes_it_unknown() {
    let mut office = ip_location(1, &["192.0.2.0/24"], false);
    office.unknown.0.insert("/excludedIpRanges".into(), "198.51.100.0/24".into());
    assert_eq!(within(office, &from("192.0.2.9")), Match::Unknown);
}

#[test]
fn the_mfa_trusted_ips_are_in_no_export() {
    assert_eq!(applies(&block().locations([LocationRef::MfaTrustedIps], []), &ordinary()), Match::Unknown);
}

fn trusting(ranges: &[&str]) -> Setting {
    let ranges = ranges.iter().map(|range| match range.parse() {
        Ok(range) => range,
        Err(error) => panic!("{range}: {error}"),
    });
    Setting { mfa_trusted_ips: Some(NamedLocation::mfa_trusted_ips(ranges)), ..Setting::default() }
}

#[test]
fn mfa_trusted_ips_that_the_tenant_lists_are_a_trusted_location() {
    let setting = trusting(&["192.0.2.0/24"]);
    for reference in [LocationRef::MfaTrustedIps, LocationRef::AllTrusted] {
        let policy = block().locations([reference], []);
        assert_eq!(setting.applies(&policy, &from("192.0.2.9")), Match::Yes);
        assert_eq!(setting.applies(&policy, &from("198.51.100.9")), Match::No);
        assert_eq!(setting.applies(&policy, &from("2001:db8::9")), Match::No);
        assert_eq!(setting.applies(&policy, &SignIn { ip_address: None, ..ordinary() }), Match::Unknown);
    }
}

#[test]
fn a_tenant_may_say_that_it_has_no_mfa_trusted_ips() {
    let policy = block().locations([LocationRef::All], [LocationRef::MfaTrustedIps]);
    assert_eq!(trusting(&[]).applies(&policy, &ordinary()), Match::Yes);
}

#[test]
fn a_location_that_is_not_known_may_be_anywhere() {
    assert_eq!(applies(&block().locations([at(9)], []), &ordinary()), Match::Unknown);
    assert_eq!(applies(&block().locations([LocationRef::All], [at(9)]), &ordinary()), Match::Unknown);
}

#[test]
fn an_ipv4_address_mapped_to_ipv6_is_the_ipv4_address() {
    assert_eq!(within(ip_location(1, &["192.0.2.0/24"], false), &from("::ffff:192.0.2.9")), Match::Yes);
}

#[test]
fn a_range_of_mapped_addresses_holds_no_other_ipv6_address() {
    let setting = Setting::at([
        ip_location(1, &["::ffff:192.0.2.0/120"], false),
        ip_location(2, &["192.0.3.0/24"], false),
    ]);
    let policy = block().locations([at(1), at(2)], []);
    assert_eq!(setting.applies(&policy, &from("2001:db8::1")), Match::No);
    assert_eq!(setting.applies(&policy, &from("192.0.3.1")), Match::Yes);
}

#[test]
fn a_range_holds_its_first_and_its_last_address() {
    let office = || ip_location(1, &["192.0.2.64/26", "2001:db8:41::/48"], false);
    for inside in ["192.0.2.64", "192.0.2.127", "2001:db8:41::", "2001:db8:41:ffff:ffff:ffff:ffff:ffff"] {
        assert_eq!(within(office(), &from(inside)), Match::Yes, "{inside}");
    }
    for outside in ["192.0.2.63", "192.0.2.128", "2001:db8:40:ffff::1", "2001:db8:42::"] {
        assert_eq!(within(office(), &from(outside)), Match::No, "{outside}");
    }
}

#[test]
fn an_unknown_country_is_in_no_list_that_does_not_say_so() {
    let nowhere = SignIn { country: country(""), ..ordinary() };
    assert_eq!(within(country_location(1, &["IN"], false), &nowhere), Match::No);
    assert_eq!(within(country_location(1, &[], true), &nowhere), Match::Yes);
    assert_eq!(within(country_location(1, &[], true), &ordinary()), Match::No);
}

#[test]
fn no_location_at_all_is_not_known() {
    let sign_in = SignIn { country: None, ..ordinary() };
    assert_eq!(within(country_location(1, &["IN"], true), &sign_in), Match::Unknown);
}

#[test]
fn where_the_phone_is_is_in_no_sign_in() {
    let kind = LocationKind::Country {
        countries: vec!["IN".into()],
        include_unknown: false,
        lookup: CountryLookup::AuthenticatorAppGps,
    };
    assert_eq!(within(location(1, kind), &ordinary()), Match::Unknown);
}

#[test]
fn a_compliant_network_is_known_by_global_secure_access() {
    let policy = block().locations([LocationRef::All], [LocationRef::AllCompliantNetworks]);
    let through = |compliant_network| SignIn { compliant_network, ..ordinary() };
    assert_eq!(applies(&policy, &through(Some(true))), Match::No);
    assert_eq!(applies(&policy, &through(Some(false))), Match::Yes);
    assert_eq!(applies(&policy, &through(None)), Match::Unknown);
}

#[test]
fn a_placeholder_may_be_anywhere_until_it_is_declared() {
    let planned = Id::Text("<namedLocation:Kochi office>".into());
    let policy = block().locations([LocationRef::Location(planned.clone())], []);
    assert_eq!(applies(&policy, &ordinary()), Match::Unknown);
    let declared = NamedLocation { id: planned, ..ip_location(1, &["203.0.113.0/24"], false) };
    assert_eq!(Setting::at([declared]).applies(&policy, &ordinary()), Match::Yes);
}
