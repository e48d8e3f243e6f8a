//! The classes of networks that named locations can tell apart.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::locations::{Address, Network, contains};
use super::{Class, Partition};
use crate::catalogue;
use crate::model::{IpRange, LocationKind, Match, NamedLocation};
use crate::sign_in::Country;

/// The product of classes of addresses, classes of countries, and the three answers about compliant networks.
pub(super) struct NetworkClasses {
    v4: Intervals,
    v6: Intervals,
    addresses: Vec<Address>,
    by_country: BTreeMap<[u8; 2], usize>,
    countries: Vec<Option<Country>>,
}

/// Disjoint intervals of addresses: where each starts and which class it is of.
#[derive(Default)]
struct Intervals {
    /// INVARIANT: sorted, and the first is 0 unless there are none.
    starts: Vec<u128>,
    classes: Vec<usize>,
}

// INVARIANT: the first classes of addresses are not knowing it, and one in no range; the first classes of countries are not knowing it, one
// that Entra did not find, and one that no location names.
const NOT_KNOWN: usize = 0;
const OUTSIDE: usize = 1;
const UNDETERMINED: usize = 1;
const ANY_OTHER: usize = 2;

/// Where addresses mapped from IPv4 start among IPv6 addresses, and where others follow.
const MAPPED: [u128; 2] = [0xffff_0000_0000, 0x1_0000_0000_0000];

const COMPLIANT: [Option<bool>; 3] = [None, Some(false), Some(true)];

/// Countries that any reader knows by their codes, so that examples read well.
const FAMILIAR: [[u8; 2]; 6] = [*b"US", *b"GB", *b"DE", *b"FR", *b"JP", *b"BR"];

impl NetworkClasses {
    pub(super) fn new(locations: &[&NamedLocation]) -> Self {
        let mut addresses = vec![Address::Unknown, Address::Outside];
        let mut seen = BTreeMap::new();
        let v4 = Intervals::new(locations, &mut addresses, &mut seen, |address| match address {
            IpAddr::V4(address) => Some((u128::from(u32::from(address)), u128::from(u32::MAX))),
            IpAddr::V6(_) => None,
        });
        let v6 = Intervals::new(locations, &mut addresses, &mut seen, |address| match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => Some((u128::from(address), u128::MAX)),
        });
        let mut classes = Self { v4, v6, addresses, by_country: BTreeMap::new(), countries: Vec::new() };
        classes.add_countries(locations);
        classes
    }

    fn add_countries(&mut self, locations: &[&NamedLocation]) {
        let named: BTreeSet<[u8; 2]> = locations
            .iter()
            .filter_map(|location| match &location.kind {
                LocationKind::Country { countries, .. } => Some(countries),
                LocationKind::Ip { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => {
                    None
                }
            })
            .flatten()
            .filter_map(|country| match Country::parse(country) {
                Country::Code(code) => Some(code),
                Country::Undetermined => None,
            })
            .collect();
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(|first| letters().map(move |second| [first, second]));
        // One that there is makes the better example.
        let real = catalogue::countries().iter().filter_map(|country| match Country::parse(country.code) {
            Country::Code(code) => Some(code),
            Country::Undetermined => None,
        });
        let other = FAMILIAR.into_iter().chain(real).chain(codes).find(|code| !named.contains(code));
        // Every code there could be may be named; then no other is left to stand for anything.
        let other = other.map_or(Country::Undetermined, Country::Code);
        self.countries = vec![None, Some(Country::Undetermined), Some(other)];
        let mut seen: BTreeMap<Vec<Match>, usize> = BTreeMap::new();
        for code in named {
            let country = Some(Country::Code(code));
            let network = Network { address: Address::Unknown, country, compliant: None };
            let answers = locations.iter().map(|location| contains(location, network)).collect();
            let class = *seen.entry(answers).or_insert(self.countries.len());
            self.by_country.insert(code, class);
            if class == self.countries.len() {
                self.countries.push(country);
            }
        }
    }

    fn address_class(&self, address: IpAddr) -> usize {
        match address.to_canonical() {
            IpAddr::V4(address) => self.v4.class_of(u128::from(u32::from(address))),
            IpAddr::V6(address) => self.v6.class_of(u128::from(address)),
        }
    }
}

impl Partition for NetworkClasses {
    type Value<'a> = Network;

    fn class_count(&self) -> usize {
        self.addresses.len() * self.countries.len() * COMPLIANT.len()
    }

    fn class_of(&self, network: Network) -> Class {
        let address = match network.address {
            Address::Unknown => NOT_KNOWN,
            Address::Outside => OUTSIDE,
            Address::Known(address) => self.address_class(address),
        };
        let country = match network.country {
            None => NOT_KNOWN,
            Some(Country::Undetermined) => UNDETERMINED,
            Some(Country::Code(code)) => self.by_country.get(&code).copied().unwrap_or(ANY_OTHER),
        };
        let compliant = COMPLIANT.iter().position(|answer| *answer == network.compliant).unwrap_or(NOT_KNOWN);
        Class((address * self.countries.len() + country) * COMPLIANT.len() + compliant)
    }

    fn representative(&self, class: Class) -> Network {
        let (rest, compliant) = (class.0 / COMPLIANT.len(), class.0 % COMPLIANT.len());
        let (address, country) = (rest / self.countries.len(), rest % self.countries.len());
        Network {
            address: self.addresses.get(address).copied().unwrap_or(Address::Unknown),
            country: self.countries.get(country).copied().flatten(),
            compliant: COMPLIANT.get(compliant).copied().flatten(),
        }
    }
}

impl Intervals {
    /// Cuts one family of addresses at the ends of every range. `family` gives an address of that family as a number,
    /// with the highest there is.
    fn new(
        locations: &[&NamedLocation],
        addresses: &mut Vec<Address>,
        seen: &mut BTreeMap<Vec<Match>, usize>,
        family: impl Fn(IpAddr) -> Option<(u128, u128)>,
    ) -> Self {
        let mut starts = BTreeSet::from([0]);
        let is_v4 = family(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).is_some();
        if !is_v4 {
            // Addresses mapped from IPv4 are looked up as such, and none of them may stand for any other.
            starts.extend(MAPPED);
        }
        for range in locations.iter().flat_map(|location| ranges(location)) {
            let (Some((first, highest)), Some((last, _))) =
                (family(range.network()), family(range.broadcast()))
            else {
                continue;
            };
            starts.insert(first);
            if last < highest {
                starts.insert(last + 1);
            }
        }
        let mut intervals = Self::default();
        for start in starts {
            let address = match u32::try_from(start) {
                Ok(start) if is_v4 => IpAddr::V4(Ipv4Addr::from(start)),
                Ok(_) | Err(_) => IpAddr::V6(Ipv6Addr::from(start)),
            };
            let network = Network { address: Address::Known(address), country: None, compliant: None };
            let answers = locations.iter().map(|location| contains(location, network)).collect();
            let class = *seen.entry(answers).or_insert(addresses.len());
            if class == addresses.len() {
                addresses.push(Address::Known(address));
            }
            intervals.starts.push(start);
            intervals.classes.push(class);
        }
        intervals
    }

    fn class_of(&self, address: u128) -> usize {
        let after = self.starts.partition_point(|start| *start <= address);
        after.checked_sub(1).and_then(|index| self.classes.get(index)).copied().unwrap_or(NOT_KNOWN)
    }
}

fn ranges(location: &NamedLocation) -> impl Iterator<Item = &ipnetwork::IpNetwork> {
    let ranges = match &location.kind {
        LocationKind::Ip { ranges, .. } => ranges.as_slice(),
        LocationKind::Country { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => &[],
    };
    ranges.iter().filter_map(|range| match range {
        IpRange::Cidr(range) => Some(range),
        IpRange::Unknown(_) => None,
    })
}
