//! Promises that something is so of one sign-in at least: that somebody gets in at all, that a control is asked for.

use super::judging::{Found, Judging};
use super::set::ACTUAL;
use super::{Asks, Promise};
use crate::control::Requirement;
use crate::space::{Enough, Region, Sought, TooLarge};

impl Judging<'_> {
    /// A region if of none of its sign-ins is so what is promised of one.
    ///
    /// What is tried counts against a way in, and by itself for nothing else.
    pub(super) fn nowhere(
        &mut self,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
    ) -> Result<Found, TooLarge> {
        // Who may hold a role or not, as agents of which nothing is known, is nobody's way in.
        let within = self.space.certain(within)?;
        if self.space.is_empty(within) {
            return Ok(Found::Nothing);
        }
        let now = self.somewhere(promise, demands, within, ACTUAL)?;
        let then = if self.sets.tried.is_empty() {
            now
        } else {
            self.somewhere(promise, demands, within, self.sets.promoted)?
        };
        let is_way = matches!(promise.asks, Asks::SomeWay);
        let wanted = if is_way { then } else { now };
        if !self.is_missing(wanted)? {
            return Ok(Found::Nothing);
        }
        if !self.space.is_empty(wanted) {
            return Ok(Found::Unsure(wanted));
        }
        let is_promoted = !is_way && !self.is_missing(then)?;
        Ok(Found::Some { region: within, people: self.space.people(within), is_promoted })
    }

    /// Whether a region has no sign-in that is in it whatever is so that is not known. Whether anybody is in a group that
    /// is excluded takes a directory.
    fn is_missing(&mut self, region: Region) -> Result<bool, TooLarge> {
        let clear = if self.is_of_anybody { self.space.without(region, self.set_apart)? } else { region };
        let sure = self.space.certain(clear)?;
        Ok(self.space.is_empty(sure))
    }

    /// The sign-ins of which that is so, in a set of policies.
    fn somewhere(
        &mut self,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
        version: usize,
    ) -> Result<Region, TooLarge> {
        let block = Sought { version, policies: &|_| true, enough: Enough::Block };
        let open = self.space.lacking_of(block, within)?;
        if matches!(promise.asks, Asks::SomeWay) {
            return Ok(open);
        }
        let mut found = self.space.without(open, open)?;
        // On a device that is known to be compliant, that it is one need not be asked for.
        for (demand, region) in demands.iter().filter(|(demand, _)| !demand.is_nothing()) {
            let open = self.space.both(open, *region)?;
            let asked = Sought { enough: Enough::Requirement(demand), ..block };
            let lacking = self.space.lacking_of(asked, open)?;
            let asked = self.space.without(open, lacking)?;
            found = self.space.either(found, asked)?;
        }
        Ok(found)
    }
}
