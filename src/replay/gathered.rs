//! What is gathered while sign-ins go by: one value for any part of them, so that parts that were replayed apart come to
//! what one replay comes to.
//!
//! Law: [`merge`](Gathered::merge) is commutative and associative, and the value of no sign-in changes nothing. Which of
//! several sign-ins is the example, and whose name is shown, is decided by what they hold and never by which came first.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::breakdown::Fates;
use super::calibration::Sample;
use super::coverage::Exercised;
use super::person::Seen;
use super::simulation::PersonKey;
use super::survival::Ways;
use super::word;
use crate::condition::World;
use crate::sign_in::{Country, SignIn, Unfinished};

/// How many rows of each kind there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Rows in all, malformed ones and repeated ones left out.
    pub read: u64,
    /// Rows that came before, in this file or another.
    pub repeated: u64,
    /// Sign-ins of people that got in: what is replayed.
    pub got_in: u64,
    /// The first factor failed: Conditional Access never ran.
    pub pre_conditional_access: u64,
    /// Rows at which an attempt was interrupted, for MFA say, or stopped.
    pub interrupted: u64,
    /// Attempts that never finished.
    pub unfinished: u64,
    /// Rows that are not interactive.
    pub non_interactive: u64,
    /// Sign-ins of accounts that are disabled now.
    pub disabled: u64,
    /// Sign-ins of service principals, managed identities and agents, of which all but managed identities are replayed.
    pub workloads: u64,
    /// Failures that have nothing to do with Conditional Access, and ordinary traffic.
    pub other: u64,
}

/// What was gathered of some of the sign-ins, under the same policies and the same directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gathered {
    pub(super) counts: Counts,
    #[serde(with = "word::map")]
    pub(super) people: BTreeMap<PersonKey, Seen>,
    #[serde(with = "word::map")]
    pub(super) unfinished: BTreeMap<PersonKey, Attempted>,
    pub(super) fates: Fates,
    pub(super) exercised: Exercised,
    pub(super) ways: Ways,
    pub(super) sample: Sample,
    pub(super) span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Attempts of one person that never finished.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Attempted {
    /// The user principal name.
    pub(super) name: String,
    pub(super) attempts: u64,
    pub(super) countries: BTreeSet<Country>,
    /// When the newest was, and its `status.errorCode`.
    pub(super) newest: (DateTime<Utc>, i32),
}

impl Gathered {
    pub(super) fn span(&mut self, created: DateTime<Utc>) {
        self.extend(Some((created, created)));
    }

    fn extend(&mut self, span: Option<(DateTime<Utc>, DateTime<Utc>)>) {
        let Some((first, last)) = span else { return };
        let (own_first, own_last) = self.span.unwrap_or((first, last));
        self.span = Some((own_first.min(first), own_last.max(last)));
    }

    pub(super) fn person(&mut self, world: &World<'_>, sign_in: &SignIn<'_>) -> &mut Seen {
        let key = PersonKey::of(sign_in);
        let seen = self.people.entry(key).or_insert_with(|| Seen::named(world, sign_in));
        seen.rename(world, sign_in);
        seen
    }

    pub(super) fn attempted(&mut self, person: Unfinished) {
        let key = PersonKey::new(person.subject_id, &person.user_principal_name);
        let attempted = Attempted {
            name: person.user_principal_name.into(),
            attempts: person.attempts,
            countries: person.countries,
            newest: (person.newest, person.error_code),
        };
        join(&mut self.unfinished, [(key, attempted)], Attempted::merge);
    }

    pub(super) fn has_got_in(&self, id: Uuid) -> bool {
        self.people.get(&PersonKey::Id(id)).is_some_and(|seen| seen.sign_ins > 0)
    }

    /// Adds what was gathered of other sign-ins.
    pub fn merge(&mut self, other: Self) {
        self.counts.merge(other.counts);
        join(&mut self.people, other.people, Seen::merge);
        join(&mut self.unfinished, other.unfinished, Attempted::merge);
        self.fates.merge(other.fates);
        self.exercised.merge(other.exercised);
        self.ways.merge(other.ways);
        self.sample.merge(&other.sample);
        self.extend(other.span);
    }
}

/// Adds entries to others, merging those of one key.
pub(super) fn join<K: Ord, V>(
    into: &mut BTreeMap<K, V>,
    from: impl IntoIterator<Item = (K, V)>,
    merge: impl Fn(&mut V, V),
) {
    for (key, value) in from {
        match into.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(value);
            }
            Entry::Occupied(mut occupied) => merge(occupied.get_mut(), value),
        }
    }
}

impl Counts {
    fn merge(&mut self, other: Self) {
        let Self {
            read,
            repeated,
            got_in,
            pre_conditional_access,
            interrupted,
            unfinished,
            non_interactive,
            disabled,
            workloads,
            other: rest,
        } = other;
        self.read += read;
        self.repeated += repeated;
        self.got_in += got_in;
        self.pre_conditional_access += pre_conditional_access;
        self.interrupted += interrupted;
        self.unfinished += unfinished;
        self.non_interactive += non_interactive;
        self.disabled += disabled;
        self.workloads += workloads;
        self.other += rest;
    }
}

impl Attempted {
    fn merge(&mut self, other: Self) {
        if (other.newest, &other.name) > (self.newest, &self.name) {
            self.name = other.name;
            self.newest = other.newest;
        }
        self.attempts += other.attempts;
        self.countries.extend(other.countries);
    }
}
