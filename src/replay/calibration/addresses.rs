//! Whether named locations match addresses as Entra recorded in `networkLocationDetails`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use ipnetwork::IpNetwork;

use crate::condition::World;
use crate::model::{IpRange, LocationKind, NamedLocation};
use crate::sign_in::SignIn;

/// A named location that does not match as Entra recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleLocation {
    /// `displayName`.
    pub location: String,
    /// Sign-ins from an address that is in its ranges, which Entra did not find in it.
    pub only_ours: SeenAddresses,
    /// Sign-ins from an address that Entra found in it, which is in none of its ranges.
    pub only_recorded: SeenAddresses,
}

/// Addresses of sign-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenAddresses {
    /// How many sign-ins.
    pub sign_ins: u64,
    /// When the newest was.
    pub newest: Option<DateTime<Utc>>,
    /// A few of the addresses: the lowest.
    pub addresses: BTreeSet<IpAddr>,
}

/// Named locations made of ranges that are all read.
pub(super) struct Addresses {
    locations: Vec<(String, String, Vec<IpNetwork>)>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct AddressTallies {
    /// Whether any sign-in records the name of a network: an export that lacks them says `[]` of every address.
    has_names: bool,
    /// By location: only ours, only recorded.
    locations: BTreeMap<usize, (SeenAddresses, SeenAddresses)>,
}

/// Addresses that are kept.
const SHOWN: usize = 3;

impl Addresses {
    pub(super) fn new(world: &World<'_>) -> Self {
        let ranges = |location: &NamedLocation| match &location.kind {
            LocationKind::Ip { ranges, .. } => ranges.iter().map(cidr).collect::<Option<Vec<_>>>(),
            LocationKind::Country { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => {
                None
            }
        };
        let locations = world.locations().filter_map(|location| {
            let name = location.display_name.clone();
            Some((name.to_lowercase(), name, ranges(location)?))
        });
        Self { locations: locations.collect() }
    }

    /// Compares what was recorded of a sign-in's address. Whether anything differs.
    pub(super) fn observe(&self, tallies: &mut AddressTallies, sign_in: &SignIn<'_>) -> bool {
        let (Some(address), false) = (sign_in.ip_address, self.locations.is_empty()) else { return false };
        let Some(networks) = sign_in.recorded.networks() else { return false };
        let names: BTreeSet<String> =
            networks.iter().flat_map(|network| &network.names).map(|name| name.to_lowercase()).collect();
        tallies.has_names |= !names.is_empty();
        let mut differs = false;
        for (index, (name, _, ranges)) in self.locations.iter().enumerate() {
            let is_ours = ranges.iter().any(|range| range.contains(address));
            if is_ours == names.contains(name) {
                continue;
            }
            differs = true;
            let (only_ours, only_recorded) = tallies.locations.entry(index).or_default();
            if is_ours { only_ours } else { only_recorded }.count(address, sign_in.created);
        }
        differs
    }

    pub(super) fn stale(&self, tallies: AddressTallies) -> Vec<StaleLocation> {
        if !tallies.has_names {
            return Vec::new();
        }
        let named = |(index, (only_ours, only_recorded)): (usize, (SeenAddresses, SeenAddresses))| {
            let (_, name, _) = self.locations.get(index)?;
            Some(StaleLocation { location: name.clone(), only_ours, only_recorded })
        };
        let mut stale: Vec<_> = tallies.locations.into_iter().filter_map(named).collect();
        stale.sort_by(|one, other| one.location.cmp(&other.location));
        stale
    }
}

impl AddressTallies {
    pub(super) fn merge(&mut self, other: Self) {
        self.has_names |= other.has_names;
        for (index, (only_ours, only_recorded)) in other.locations {
            let own = self.locations.entry(index).or_default();
            own.0.merge(only_ours);
            own.1.merge(only_recorded);
        }
    }
}

impl SeenAddresses {
    fn count(&mut self, address: IpAddr, created: DateTime<Utc>) {
        self.sign_ins += 1;
        self.newest = self.newest.max(Some(created));
        self.keep(address);
    }

    fn merge(&mut self, other: Self) {
        self.sign_ins += other.sign_ins;
        self.newest = self.newest.max(other.newest);
        other.addresses.into_iter().for_each(|address| self.keep(address));
    }

    fn keep(&mut self, address: IpAddr) {
        self.addresses.insert(address);
        if self.addresses.len() > SHOWN {
            self.addresses.pop_last();
        }
    }
}

fn cidr(range: &IpRange) -> Option<IpNetwork> {
    match range {
        IpRange::Cidr(range) => Some(*range),
        IpRange::Unknown(_) => None,
    }
}
