//! Which recorded sign-ins are in the regions of a difference.

use std::collections::BTreeSet;

use super::meaning::Meaning;
use crate::model::Match;
use crate::sign_in::{Attempts, Repeats, SignIn, Subject, Verdict};
use crate::space::{People, Region, Space};

/// The recorded sign-ins of a region: of those that got in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many are in it for certain.
    pub sign_ins: u64,
    /// How many more may be: something about them is not known.
    pub possible: u64,
    /// By whom they all are, by user principal name or, without one, by id.
    pub people: BTreeSet<String>,
}

/// The regions of differences, and what was seen of each.
pub struct Regions<'a> {
    space: Space<'a>,
    people: People,
    seen: Vec<(Region, Seen)>,
    repeats: Repeats,
    attempts: Attempts,
}

impl<'a> Regions<'a> {
    pub(super) fn new(space: Space<'a>, regions: Vec<Region>) -> Self {
        let seen = regions.into_iter().map(|region| (region, Seen::default())).collect();
        let people = space.who_is_where();
        Self { space, people, seen, repeats: Repeats::default(), attempts: Attempts::default() }
    }

    /// Takes the next sign-in of the export.
    pub fn observe(&mut self, sign_in: &SignIn<'_>) {
        let is_users = sign_in.subject == Subject::User;
        if self.repeats.is_repeat(sign_in) || !is_users || self.attempts.observe(sign_in) != Verdict::Success
        {
            return;
        }
        let placed = self.space.place(&self.people, sign_in);
        for (region, seen) in &mut self.seen {
            match self.space.is_in(*region, &placed) {
                Match::No => continue,
                Match::Yes => seen.sign_ins += 1,
                Match::Unknown => seen.possible += 1,
            }
            let name = sign_in.user_principal_name.to_lowercase();
            let id = || sign_in.subject_id.map(|id| id.to_string());
            seen.people.extend(Some(name).filter(|name| !name.is_empty()).or_else(id));
        }
    }

    /// Writes what was seen beside the differences that the regions are of.
    pub fn tell(self, meaning: &mut Meaning) {
        for (difference, (_, seen)) in meaning.differences.iter_mut().zip(self.seen) {
            difference.seen = Some(seen);
        }
    }
}
