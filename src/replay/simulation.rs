//! Two sides, and what changes between them for one sign-in after the other.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::cause::Cause;
use super::equal::meaning;
use super::person::{
    AUTHENTICATION_UNKNOWN, Effect, Hit, REGISTRATION_UNKNOWN, SCOPE_UNKNOWN, Seen, UnknownFacts,
};
use super::summary::{Gathered, Summary};
use super::unseen;
use crate::condition::{DIMENSIONS, World};
use crate::control::{ClaimTable, Outcome, Range};
use crate::engine::{Contribution, Scratch, Table};
use crate::model::{ConditionSet, Id, Match, Policy, State};
use crate::sign_in::{Attempts, FieldsSeen, SignIn, Subject, Verdict};

/// A policy set and what it is decided against.
#[derive(Clone, Copy, Debug)]
pub struct Side<'w> {
    /// The directory, the tenant, and this side's own named locations.
    pub world: &'w World<'w>,
    /// The policies.
    pub policies: &'w [Policy<Id>],
}

/// A replay under way.
pub struct Simulation<'w> {
    proposed: Side<'w>,
    base_table: Table<'w>,
    table: Table<'w>,
    as_written: Table<'w>,
    /// By policy: whether the other side has none like it.
    base_own: Vec<bool>,
    own: Vec<bool>,
    /// `outdoes[base][proposed]`: whatever meets the one meets the other.
    outdone: Vec<Vec<bool>>,
    attempts: Attempts,
    gathered: Gathered,
    base_scratch: Scratch,
    scratch: Scratch,
}

impl<'w> Simulation<'w> {
    /// Starts a replay of what is in force against what is proposed.
    ///
    /// `as_if` are the proposed policies with those switched on that the question is about; `as_written` are the same as
    /// they stand. Both have the same policies in the same order.
    pub fn new(base: Side<'w>, as_if: Side<'w>, as_written: &'w [Policy<Id>]) -> Self {
        let base_table = Table::new(base.world, base.policies);
        let table = Table::beside(as_if.world, as_if.policies, base_table.claims().clone());
        let meanings = |side: Side<'_>| -> Vec<Option<String>> {
            let decides = |policy: &Policy<Id>| !matches!(policy.state, State::Disabled | State::ReportOnly);
            let meaning = |policy: &Policy<Id>| decides(policy).then(|| meaning(side.world, policy));
            side.policies.iter().map(meaning).collect()
        };
        let (base_meanings, meanings) = (meanings(base), meanings(as_if));
        let own = |these: &[Option<String>], others: &[Option<String>]| -> Vec<bool> {
            these.iter().map(|meaning| meaning.is_some() && !others.contains(meaning)).collect()
        };
        let outdoes = |one: usize, other: usize| match (base_table.requirement(one), table.requirement(other))
        {
            (Some(one), Some(other)) => one.implies(other),
            (None, _) | (_, None) => false,
        };
        let outdone = (0..base.policies.len())
            .map(|one| (0..as_if.policies.len()).map(|other| outdoes(one, other)).collect())
            .collect();
        Self {
            base_own: own(&base_meanings, &meanings),
            own: own(&meanings, &base_meanings),
            outdone,
            as_written: Table::beside(as_if.world, as_written, ClaimTable::default()),
            proposed: as_if,
            base_table,
            table,
            attempts: Attempts::default(),
            gathered: Gathered::default(),
            base_scratch: Scratch::default(),
            scratch: Scratch::default(),
        }
    }

    /// Takes the next sign-in of the export.
    pub fn observe(&mut self, sign_in: &SignIn<'_>) {
        let counts = &mut self.gathered.counts;
        counts.read += 1;
        counts.non_interactive += u64::from(!sign_in.is_interactive);
        if sign_in.subject != Subject::User {
            counts.workloads += 1;
            return;
        }
        match self.attempts.observe(sign_in) {
            Verdict::FirstFactorFailed => counts.pre_conditional_access += 1,
            Verdict::Completed => counts.interrupted += 1,
            Verdict::Other => counts.other += 1,
            Verdict::Unfinished => {
                counts.interrupted += 1;
                self.replay_stopped(sign_in);
            }
            Verdict::Success => self.replay(sign_in),
        }
    }

    /// Ends the replay of an export in which some sign-in had the given fields.
    pub fn finish(mut self, fields: FieldsSeen) -> Summary {
        for (sign_in, hit) in unseen::people(self.proposed, &self.base_table, &self.table, &self.gathered) {
            self.gathered.person(self.proposed.world, &sign_in).hits.push(hit);
        }
        Summary::new(self.gathered, self.attempts.unfinished(), self.proposed, fields)
    }

    fn replay(&mut self, sign_in: &SignIn<'_>) {
        let world = self.proposed.world;
        if world.person(sign_in).is_some_and(|person| person.enabled == Some(false)) {
            self.gathered.counts.disabled += 1;
            return;
        }
        self.gathered.counts.got_in += 1;
        self.gathered.span(sign_in.created);
        let changes = self.changes(sign_in);
        let freed = self.is_freed(sign_in);
        let is_locked_out_as_written =
            self.as_written.decide(&mut self.scratch, sign_in).outcome.best().is_locked_out()
                && !changes.before.best().is_locked_out();
        let seen = self.gathered.person(self.proposed.world, sign_in);
        seen.sign_ins += 1;
        seen.is_locked_out_as_written |= is_locked_out_as_written;
        changes.hits.into_iter().for_each(|hit| seen.add(sign_in, hit));
        if freed {
            seen.free(sign_in);
        }
    }

    /// Whoever was stopped can only be let in.
    fn replay_stopped(&mut self, sign_in: &SignIn<'_>) {
        if self.is_freed(sign_in) && self.base_is_locked(sign_in) {
            self.gathered.person(self.proposed.world, sign_in).free(sign_in);
        }
    }

    fn base_is_locked(&mut self, sign_in: &SignIn<'_>) -> bool {
        self.base_table.decide(&mut self.base_scratch, sign_in).outcome.best().is_locked_out()
    }

    /// Whether less is asked than before, whatever is unknown.
    fn is_freed(&mut self, sign_in: &SignIn<'_>) -> bool {
        let before = self.base_table.decide(&mut self.base_scratch, sign_in);
        let differs = before.contributions.iter().any(|found| self.base_own.get(found.policy) == Some(&true));
        let best = before.outcome.best();
        differs && self.table.decide(&mut self.scratch, sign_in).outcome.worst() < best
    }

    /// What policies that differ do to whoever got in.
    fn changes(&mut self, sign_in: &SignIn<'_>) -> Changes {
        let before = self.base_table.decide(&mut self.base_scratch, sign_in);
        let after = self.table.decide(&mut self.scratch, sign_in);
        let is_outdone = |policy: usize| {
            let surely = before.contributions.iter().filter(|base| base.applies == Match::Yes);
            let outdoes = |base: &Contribution| self.outdone.get(base.policy).and_then(|row| row.get(policy));
            surely.into_iter().any(|base| outdoes(base) == Some(&true))
        };
        let own: Vec<Contribution> = after
            .contributions
            .iter()
            .filter(|found| self.own.get(found.policy) == Some(&true) && !is_outdone(found.policy))
            .copied()
            .collect();
        let before = before.outcome;
        let mut hits = Vec::new();
        let certain = own.iter().map(|found| found.outcome().best()).max().unwrap_or(Outcome::Granted);
        if certain > before.best() {
            let deciding: Vec<Contribution> =
                own.iter().filter(|found| same_effect(found.outcome().best(), certain)).copied().collect();
            hits.extend(self.hit(sign_in, &deciding, certain, true));
        }
        for found in &own {
            let worst = found.outcome().worst();
            if worst > certain && worst > before.best() {
                hits.extend(self.hit(sign_in, &[*found], worst, false));
            }
        }
        Changes { before, hits }
    }

    fn hit(
        &self,
        sign_in: &SignIn<'_>,
        by: &[Contribution],
        outcome: Outcome,
        is_certain: bool,
    ) -> Option<Hit> {
        let effect = Effect::of(outcome)?;
        let policy = |found: &Contribution| self.proposed.policies.get(found.policy);
        let worst =
            by.iter().max_by_key(|found| (found.outcome().best(), std::cmp::Reverse(found.policy)))?;
        let own = if is_certain { worst.outcome().best() } else { outcome };
        let cause = Cause::of(self.proposed.world, policy(worst)?, sign_in, own);
        let mut hit = Hit::new(sign_in, effect, is_certain, cause);
        hit.policies = by.iter().map(|found| found.policy).collect();
        if cause == Cause::Registration && effect == Effect::LockedOut {
            hit.policies.extend(self.table.registration_blockers(sign_in));
        }
        if !is_certain {
            hit.unknown =
                by.iter().map(|found| self.unknown_facts(sign_in, *found)).fold(0, |all, of| all | of);
        }
        hit.policies.sort_unstable();
        hit.policies.dedup();
        Some(hit)
    }

    /// What would have to be known to tell whether a policy applies and what comes of it.
    fn unknown_facts(&self, sign_in: &SignIn<'_>, found: Contribution) -> UnknownFacts {
        let world = self.proposed.world;
        let Some(policy) = self.proposed.policies.get(found.policy) else {
            return 0;
        };
        let mut unknown = 0;
        for (bit, dimension) in DIMENSIONS.iter().enumerate() {
            if dimension.trace(world, &policy.conditions, sign_in) == Match::Unknown {
                unknown |= 1 << bit;
            }
        }
        // Whoever is included for certain is worth a call, even if they may be excluded.
        if unknown & SCOPE_UNKNOWN != 0 && is_included(world, policy, sign_in) {
            unknown &= !SCOPE_UNKNOWN;
        }
        if found.asked.known().is_none() {
            if sign_in.authentication.multifactor.is_none() {
                unknown |= AUTHENTICATION_UNKNOWN;
            }
            if world.person(sign_in).is_none_or(|person| person.registration.is_none()) {
                unknown |= REGISTRATION_UNKNOWN;
            }
        }
        unknown
    }
}

fn is_included(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>) -> bool {
    let mut conditions = ConditionSet::default();
    conditions.users.include = policy.conditions.users.include.clone();
    DIMENSIONS.first().is_some_and(|users| users.trace(world, &conditions, sign_in) == Match::Yes)
}

/// What changes for one sign-in.
struct Changes {
    before: Range<Outcome>,
    hits: Vec<Hit>,
}

fn same_effect(one: Outcome, other: Outcome) -> bool {
    Effect::of(one) == Effect::of(other)
}

/// How a person is told from others: by object id, else by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PersonKey {
    Id(Uuid),
    Name(String),
}

pub(super) type People = BTreeMap<PersonKey, Seen>;
