//! Countries of addresses from databases in MaxMind's format, whole and damaged.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod writer;

use std::net::IpAddr;
use std::path::Path;

use gatewright::sign_in::{Countries, Country, Disagreement, Located, SignIn};
use writer::{Value, database};

fn nested(code: &'static str) -> Value<'static> {
    Value::Map(vec![
        ("continent", Value::Map(vec![("code", Value::Text("AS"))])),
        ("country", Value::Map(vec![("geoname_id", Value::Number(1)), ("iso_code", Value::Text(code))])),
    ])
}

fn read(networks: &[(&str, Value<'_>)]) -> Countries {
    Countries::read(database(networks)).unwrap()
}

fn country(countries: &Countries, address: &str) -> Option<String> {
    let found = countries.country(address.parse().unwrap()).unwrap();
    found.map(|country| country.code().to_owned())
}

#[test]
fn countries_are_read_from_nested_and_from_flat_records() {
    let countries = read(&[
        ("203.0.113.0/24", nested("IN")),
        ("198.51.100.0/25", Value::Map(vec![("country_code", Value::Text("ae"))])),
        ("192.0.2.0/24", Value::Map(vec![("country", Value::Text("TH"))])),
        ("2001:db8:41::/48", nested("DE")),
        ("2001:db8:42::/48", Value::Map(vec![("country", Value::Map(Vec::new()))])),
    ]);
    for (address, expected) in [
        ("203.0.113.9", Some("IN")),
        ("::ffff:203.0.113.9", Some("IN")),
        ("198.51.100.9", Some("AE")),
        ("198.51.100.200", None),
        ("192.0.2.1", Some("TH")),
        ("2001:db8:41::1", Some("DE")),
        ("2001:db8:42::1", None),
        ("2001:db8:43::1", None),
    ] {
        assert_eq!(country(&countries, address).as_deref(), expected, "{address}");
    }
}

#[test]
fn only_a_country_that_is_not_recorded_is_filled_in() {
    let countries = read(&[("203.0.113.0/24", nested("IN"))]);
    let mut located = Located::default();
    let mut located_at = |address: Option<&str>, country: Option<Country>| {
        let ip_address: Option<IpAddr> = address.map(|address| address.parse().unwrap());
        let mut sign_in = SignIn { ip_address, country, ..SignIn::blank() };
        countries.locate(&mut sign_in, &mut located);
        sign_in.country
    };
    let (india, emirates) = (Country::parse("IN"), Country::parse("AE"));
    assert_eq!(located_at(Some("203.0.113.9"), None), Some(india));
    assert_eq!(located_at(Some("203.0.113.9"), Some(india)), Some(india));
    assert_eq!(located_at(Some("203.0.113.9"), Some(emirates)), Some(emirates), "what Entra recorded stays");
    let undetermined = Some(Country::Undetermined);
    assert_eq!(located_at(Some("203.0.113.9"), undetermined), undetermined, "Entra decided by that");
    assert_eq!(located_at(Some("198.51.100.1"), None), None, "not in the database is not known");
    assert_eq!(located_at(None, None), None);
    assert_eq!((located.filled, located.compared, located.disagreeing), (1, 2, 1));
    let address = "203.0.113.9".parse().unwrap();
    assert_eq!(located.example, Some(Disagreement { address, recorded: emirates, found: india }));
    assert_eq!(
        located.warnings(),
        ["1 of 2 sign-ins have another country in the database, such as 203.0.113.9: recorded AE, there IN"]
    );
}

#[test]
fn what_is_no_database_says_so() {
    for bytes in [Vec::new(), b"<html>".to_vec(), vec![0; 4096]] {
        let message = Countries::read(bytes).unwrap_err();
        assert!(message.starts_with("the database is damaged: "), "{message}");
    }
}

/// Cut anywhere, or with any byte changed, it is an error or another answer, and never the end.
#[test]
fn a_damaged_database_never_panics() {
    let whole = database(&[("203.0.113.0/24", nested("IN")), ("2001:db8::/32", nested("DE"))]);
    let addresses = ["203.0.113.9", "2001:db8::1", "::", "255.255.255.255"].map(|text| text.parse().unwrap());
    let ask = |bytes: Vec<u8>| {
        if let Ok(countries) = Countries::read(bytes) {
            addresses.iter().for_each(|address| drop(countries.country(*address)));
        }
    };
    for end in (0..whole.len()).step_by(7) {
        ask(whole[..end].to_vec());
    }
    for index in (0..whole.len()).step_by(3) {
        for byte in [0x00, 0xff, 0x5f, 0x1d] {
            let mut damaged = whole.clone();
            damaged[index] = byte;
            ask(damaged);
        }
    }
}

/// Databases of MaxMind's own tests and of people who attacked readers.
#[test]
fn published_databases_are_read_and_published_damage_is_an_error() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/geo");
    if !shared.is_dir() {
        assert!(std::env::var("GATEWRIGHT_SHARED").as_deref() != Ok("required"), "no {}", shared.display());
        eprintln!("SKIPPED: {} is not there", shared.display());
        return;
    }
    for name in ["GeoIP2-Country-Test.mmdb", "GeoLite2-City-Test.mmdb"] {
        let countries = Countries::read(std::fs::read(shared.join(name)).unwrap()).unwrap();
        assert_eq!(country(&countries, "2.125.160.216").as_deref(), Some("GB"), "{name}");
        assert_eq!(country(&countries, "192.0.2.1"), None, "{name}");
    }
    let mut asked = 0;
    for folder in std::fs::read_dir(shared.join("bad-data")).unwrap().map(|entry| entry.unwrap().path()) {
        for path in std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            asked += 1;
            let addresses = ["1.1.1.1", "2.125.160.216", "255.255.255.255", "::", "2001:db8::1", "ffff::"];
            let answer = Countries::read(std::fs::read(&path).unwrap()).and_then(|countries| {
                addresses.iter().try_for_each(|address| countries.country(address.parse().unwrap()).map(drop))
            });
            if let Err(message) = answer {
                assert!(message.starts_with("the database is damaged: "), "{}: {message}", path.display());
            }
        }
    }
    assert!(asked > 20, "the damaged databases were found");
}
