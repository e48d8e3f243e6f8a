//! What comes of one promise: whether some sign-in breaks it, whose, and where.

use std::collections::BTreeSet;

use super::set::{ACTUAL, Sets};
use super::{Asks, Gap, Promise, Verdict, Who, words};
use crate::control::Requirement;
use crate::model::{Id, Policy};
use crate::space::{Asked, Enough, Failure, NearMiss, Obstacle, Region, Scoped, Sought, Space, TooLarge};

/// A space, and what is set apart in it.
pub(super) struct Judging<'a> {
    pub(super) space: Space<'a>,
    pub(super) sets: &'a Sets,
    /// Those of the set as it decides.
    pub(super) policies: &'a [Policy<Id>],
    /// Sign-ins of whoever may be emergency access.
    pub(super) excepted: Region,
    /// Sign-ins of whoever is emergency access, as it is meant to be.
    pub(super) emergency: Region,
    /// Sign-ins with no person behind them.
    pub(super) unattended: Region,
    /// Sign-ins of whoever some policy excludes by name.
    pub(super) set_apart: Region,
    /// Whether nobody is exported.
    pub(super) is_of_anybody: bool,
}

/// Sign-ins that break a promise.
pub(super) enum Found {
    /// There are none.
    Nothing,
    /// Some may, by what is not known.
    Unsure(Region),
    /// Some do.
    Some {
        /// Such sign-ins, of all or of those that stand for them.
        region: Region,
        /// The people of the directory who have such.
        people: BTreeSet<u32>,
        /// Whether there are none with what is report-only switched on.
        is_promoted: bool,
    },
}

impl Judging<'_> {
    /// What comes of a promise that may speak of several, each by itself: the worst. `None` of one that speaks of nobody
    /// here.
    pub(super) fn verdict_of_each(
        &mut self,
        promise: &Promise,
        each: &[&Scoped],
    ) -> Result<Option<Verdict>, Failure> {
        // A role that nobody holds is not locked out.
        let is_each = matches!(promise.who, Who::EachRole(_));
        let mut worst = (is_each && !self.is_of_anybody).then_some(Verdict::Kept);
        for scoped in each {
            let Some(verdict) = self.verdict(promise, scoped)? else { continue };
            if worst.as_ref().is_none_or(|worst| worst.badness() < verdict.badness()) {
                worst = Some(verdict);
            }
        }
        Ok(worst)
    }

    /// What comes of a promise; `None` of one that speaks of nobody here.
    fn verdict(&mut self, promise: &Promise, scoped: &Scoped) -> Result<Option<Verdict>, Failure> {
        let within = self.within(promise.who, scoped.region)?;
        if self.space.is_empty(within) {
            return Ok(None);
        }
        let found = match promise.asks {
            Asks::NoBlock | Asks::AtMost(_) => self.exceeding(promise, &scoped.demands, within)?,
            Asks::SomeWay | Asks::Once(_) => self.nowhere(promise, &scoped.demands, within)?,
            Asks::Block | Asks::Grant(_) | Asks::AtLeast(_) => {
                self.lacking(promise, &scoped.demands, within)?
            }
        };
        let verdict = match found {
            Found::Nothing => Verdict::Kept,
            // Who holds a role takes a directory.
            Found::Some { region, .. } | Found::Unsure(region)
                if self.is_of_anybody && matches!(promise.who, Who::Holders(_)) =>
            {
                self.unknown(region, within)?
            }
            Found::Unsure(region) => self.unknown(region, within)?,
            Found::Some { region, people, is_promoted } => {
                let Some(gap) = self.gap(promise, region, within, people, is_promoted)? else {
                    return Ok(None);
                };
                let gap = Box::new(gap);
                if is_promoted { Verdict::WhenSwitchedOn(gap) } else { Verdict::Broken(gap) }
            }
        };
        Ok(Some(verdict))
    }

    /// What is not known, of sign-ins that may break a promise.
    fn unknown(&mut self, region: Region, within: Region) -> Result<Verdict, TooLarge> {
        let outside = self.outside(within)?;
        let (parts, _) = self.space.parts_within(region, outside, 1)?;
        let place = parts.first().and_then(|part| self.space.describe_unusual(part));
        let place = place.unwrap_or_else(|| "what is not known".to_owned());
        Ok(Verdict::Unknown(format!("depends on {place}")))
    }

    fn outside(&mut self, within: Region) -> Result<Region, TooLarge> {
        let everything = self.space.everything();
        self.space.without(everything, within)
    }

    /// The sign-ins that a promise speaks of.
    fn within(&mut self, who: Who, region: Region) -> Result<Region, TooLarge> {
        let excepted = match who {
            Who::EmergencyAccess => return self.space.both(region, self.emergency),
            Who::Holders(_) | Who::ServicePrincipals | Who::Agents => return Ok(region),
            Who::Guests | Who::Everyone => self.excepted,
            Who::Members | Who::People | Who::Roles(_) | Who::EachRole(_) => {
                self.space.either(self.excepted, self.unattended)?
            }
        };
        self.space.without(region, excepted)
    }

    /// Sign-ins of a region of which more is asked than is promised. What is tried counts: it must not ask more either.
    fn exceeding(
        &mut self,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
    ) -> Result<Found, TooLarge> {
        let tried = &self.sets.tried;
        let is_now = |policy: usize| !tried.contains(&policy);
        let mut exceeding = self.exceeding_of(promise.asks, demands, &is_now, within)?;
        if !tried.is_empty() {
            let then = self.exceeding_of(promise.asks, demands, &|_| true, within)?;
            exceeding = self.space.either(exceeding, then)?;
        }
        if self.space.is_empty(exceeding) {
            return Ok(Found::Nothing);
        }
        let region = self.surely(promise.who, exceeding)?;
        if self.space.is_empty(region) {
            return Ok(Found::Unsure(exceeding));
        }
        Ok(Found::Some { region, people: self.space.people(region), is_promoted: false })
    }

    fn exceeding_of(
        &mut self,
        asks: Asks,
        demands: &[(Requirement, Region)],
        policies: &dyn Fn(usize) -> bool,
        within: Region,
    ) -> Result<Region, TooLarge> {
        // An exclusion is meant, whoever answers for it.
        let version = self.sets.promoted;
        if !matches!(asks, Asks::AtMost(_)) {
            // What somebody cannot show blocks them too, and is no block.
            let blocks = |policy: usize| policies(policy) && self.sets.blocks.contains(&policy);
            let blocking = Sought { version, policies: &blocks, enough: Enough::Block };
            let open = self.space.lacking_of(blocking, within)?;
            return self.space.without(within, open);
        }
        let blocking = Sought { version, policies, enough: Enough::Block };
        let open = self.space.lacking_of(blocking, within)?;
        let mut exceeding = self.space.without(within, within)?;
        for (demand, region) in demands {
            let is_more =
                |asked: &Asked| !asked.requirement.is_block() && !demand.implies(&asked.requirement);
            let more = Sought { enough: Enough::OfOne(&is_more), ..blocking };
            let open = self.space.both(open, *region)?;
            let modest = self.space.lacking_of(more, open)?;
            let own = self.space.without(open, modest)?;
            exceeding = self.space.either(exceeding, own)?;
        }
        Ok(exceeding)
    }

    /// Sign-ins of a region of which is not asked what is promised.
    fn lacking(
        &mut self,
        promise: &Promise,
        demands: &[(Requirement, Region)],
        within: Region,
    ) -> Result<Found, TooLarge> {
        let is_now = |policy: usize| !self.sets.tried.contains(&policy);
        let is_so = |asked: &Asked| match promise.asks {
            Asks::AtLeast(is_so) => asked.requirement.is_block() || is_so(asked),
            Asks::Block
            | Asks::Grant(_)
            | Asks::AtMost(_)
            | Asks::NoBlock
            | Asks::SomeWay
            | Asks::Once(_) => asked.requirement.is_block(),
        };
        let wanted: Vec<(Enough<'_>, Region)> = match promise.asks {
            Asks::Grant(_) => {
                demands.iter().map(|(demand, region)| (Enough::Requirement(demand), *region)).collect()
            }
            Asks::Block
            | Asks::AtLeast(_)
            | Asks::AtMost(_)
            | Asks::NoBlock
            | Asks::SomeWay
            | Asks::Once(_) => {
                vec![(Enough::OfOne(&is_so), within)]
            }
        };
        let mut all = Found::Nothing;
        for (enough, region) in wanted {
            let within = self.space.both(within, region)?;
            let now = Sought { version: self.sets.judged, policies: &is_now, enough };
            let own = self.lacking_of(promise.who, now, within)?;
            all = self.either(all, own)?;
        }
        Ok(all)
    }

    /// What is found here and there; what is sure comes first.
    fn either(&mut self, one: Found, other: Found) -> Result<Found, TooLarge> {
        Ok(match (one, other) {
            (
                Found::Some { region, mut people, is_promoted },
                Found::Some { region: there, people: others, is_promoted: is_other },
            ) => {
                people.extend(others);
                let region = self.space.either(region, there)?;
                Found::Some { region, people, is_promoted: is_promoted && is_other }
            }
            (found @ Found::Some { .. }, _) | (_, found @ Found::Some { .. }) => found,
            (Found::Unsure(region), Found::Unsure(there)) => Found::Unsure(self.space.either(region, there)?),
            (Found::Nothing, found) | (found, Found::Nothing) => found,
        })
    }

    fn lacking_of(&mut self, who: Who, now: Sought<'_>, within: Region) -> Result<Found, TooLarge> {
        // Whether anybody is in a group that is excluded takes a directory.
        let sets_apart = self.is_of_anybody && !matches!(who, Who::EmergencyAccess);
        let clear = if sets_apart { self.space.without(within, self.set_apart)? } else { within };
        let Some(point) = self.space.first_lacking(now, clear)? else {
            let Some(point) = self.space.first_lacking(now, within)? else { return Ok(Found::Nothing) };
            let theirs = self.space.by_people_at(within, &point)?;
            return Ok(Found::Unsure(self.space.lacking_of(now, theirs)?));
        };
        // Whoever is first stands for all: what else there is would be more to go through.
        let theirs = self.space.by_people_at(clear, &point)?;
        let lacking = self.space.lacking_of(now, theirs)?;
        let mut region = self.surely(who, lacking)?;
        let mut people = BTreeSet::new();
        let is_settled = self.space.is_settled();
        if self.space.is_empty(region) || !self.is_of_anybody && !is_settled {
            let lacking = self.space.lacking_of(now, clear)?;
            region = self.surely(who, lacking)?;
            if self.space.is_empty(region) {
                return Ok(Found::Unsure(lacking));
            }
            people = self.space.people(region);
        } else if !self.is_of_anybody {
            people = self.space.people_lacking(now, clear)?;
        }
        let promoted = Sought { policies: &|_| true, ..now };
        let is_promoted = !self.sets.tried.is_empty() && self.space.first_lacking(promoted, clear)?.is_none();
        Ok(Found::Some { region, people, is_promoted })
    }

    /// Those sign-ins of a region that are in it whatever is so that is not known.
    fn surely(&mut self, who: Who, region: Region) -> Result<Region, TooLarge> {
        // Whose a service principal is takes a directory; where no policy is for any, that makes no difference.
        let makes_no_difference = matches!(who, Who::ServicePrincipals | Who::Agents)
            && self.policies.iter().all(|policy| policy.conditions.client_applications.is_none());
        if makes_no_difference { Ok(region) } else { self.space.certain(region) }
    }

    /// A region as a gap; `None` of an empty one.
    fn gap(
        &mut self,
        promise: &Promise,
        region: Region,
        within: Region,
        people: BTreeSet<u32>,
        is_promoted: bool,
    ) -> Result<Option<Gap>, Failure> {
        let outside = self.outside(within)?;
        let (parts, _) = self.space.parts_within(region, outside, 1)?;
        let Some(part) = parts.first() else { return Ok(None) };
        let own = self.space.region_of(part)?;
        let own = self.space.both(own, region)?;
        let Some(point) = self.space.point(own) else { return Ok(None) };
        let witness = self.space.witness(point);
        let outcome = self.space.decide_again(ACTUAL, &witness)?;
        let rank = |policy: &Policy<Id>| promise.asks.comes_near(policy);
        let near = self.space.near_misses(ACTUAL, &witness, &rank);
        let is_tried =
            |near: &&NearMiss| is_promoted && matches!(near.obstacles.as_slice(), [Obstacle::State(_)]);
        let near = near.iter().find(is_tried).or_else(|| near.iter().find(|near| near.is_near()));
        let key = |policy: usize| self.policies.get(policy).map(|policy| policy.id.clone());
        // What must not be asked is not to be tried either.
        let is_limit = matches!(promise.asks, Asks::NoBlock | Asks::AtMost(_) | Asks::SomeWay);
        let version = if is_limit { self.sets.promoted } else { ACTUAL };
        let asked = self.space.asked(version, &witness);
        let supposed = self.space.supposes(part);
        let supposed = supposed.iter().map(|(atom, holds)| self.space.atom_words(atom, *holds)).collect();
        Ok(Some(Gap {
            supposed,
            place: self.space.describe_unusual(part),
            people,
            asked: asked.map_or_else(
                || "more than can be gone through".to_owned(),
                |asked| self.space.asked_words(&asked),
            ),
            outcome,
            asking: self.space.asking(version, &witness).into_iter().filter_map(key).collect(),
            near_miss: near.and_then(|near| Some((key(near.policy)?, near.clone()))),
            witness,
        }))
    }
}

impl Asks {
    /// How close a policy comes to it where it applies, the closest first; `None` of one that asks for something else.
    fn comes_near(self, policy: &Policy<Id>) -> Option<u8> {
        match self {
            Self::Block => policy.grant.as_ref()?.is_block().then_some(0),
            Self::Grant(grant) | Self::Once(grant) => words::closeness(policy.grant.as_ref()?, &grant()),
            Self::AtLeast(is_so) => is_so(&Asked::of_session(policy.session.as_ref()?)).then_some(0),
            Self::AtMost(_) | Self::NoBlock | Self::SomeWay => None,
        }
    }
}
