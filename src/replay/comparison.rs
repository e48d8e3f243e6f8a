//! What a proposal changes for one sign-in: what both sides decide, and what policies that differ add.

use std::collections::BTreeMap;

use super::cause::Cause;
use super::causes;
use super::equal::meaning;
use super::person::{
    AUTHENTICATION_UNKNOWN, Effect, Finding, REGISTRATION_UNKNOWN, SCOPE_UNKNOWN, UnknownFacts,
};
use crate::catalogue::Enforcement;
use crate::condition::{DIMENSIONS, World};
use crate::control::{Demand, Outcome};
use crate::engine::{Contribution, Decision, PolicySet, Scratch, Table, dependencies};
use crate::model::{ConditionSet, Id, Match, Policy, State};
use crate::sign_in::SignIn;

/// A policy set and what it is decided against.
#[derive(Clone, Copy, Debug)]
pub struct Side<'w> {
    /// The directory, the tenant, and this side's own named locations.
    pub world: &'w World<'w>,
    /// The policies.
    pub policies: &'w [Policy<Id>],
}

/// Two sides that are compared.
pub(super) struct Comparison<'w> {
    pub(super) proposed: Side<'w>,
    pub(super) base_table: Table<'w>,
    pub(super) table: Table<'w>,
    /// The proposed policies that decide as they are written.
    as_written: PolicySet,
    base_policies: &'w [Policy<Id>],
    /// By proposed policy: the one of the base that means the same.
    same: Vec<Option<usize>>,
    /// `outdone[base][proposed]`, by the numbers of requirements: whether whatever meets the one meets the other.
    ///
    /// A tenant of a thousand policies has a dozen requirements.
    outdone: Vec<Vec<bool>>,
}

/// Room to decide both sides in, used again for every sign-in.
#[derive(Debug, Default)]
pub(super) struct Room {
    base: Scratch,
    proposed: Scratch,
}

/// What both sides decide for one sign-in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decided<'r> {
    before: Decision<'r>,
    after: Decision<'r>,
}

impl<'r> Decided<'r> {
    /// Under what is proposed.
    pub(super) fn after(&self) -> &Decision<'r> {
        &self.after
    }

    /// Whether it is locked out, whatever is unknown, where it was not.
    pub(super) fn is_newly_locked_out(&self) -> bool {
        self.after.outcome.best().is_locked_out() && !self.was_locked_out()
    }

    /// Whether less is asked than before, whatever is unknown. Policies that are the same ask the same.
    pub(super) fn is_freed(&self) -> bool {
        self.after.outcome.worst() < self.before.outcome.best()
    }

    /// What Microsoft demanded that it no longer may, where nothing else demands as much: the demand that came to most.
    ///
    /// Whether it asked for anything may not be known, so that nobody is surely freed.
    pub(super) fn is_no_longer_demanded(&self) -> Option<Enforcement> {
        let kept =
            |demand: &Demand| self.after.platform.iter().any(|after| after.enforcement == demand.enforcement);
        let dropped = self.before.platform.iter().filter(|demand| !kept(demand));
        let most = dropped.max_by_key(|demand| demand.outcome.worst())?;
        (most.outcome.worst() > self.after.outcome.worst()).then_some(most.enforcement)
    }

    /// Whether it was locked out, whatever is unknown.
    pub(super) fn was_locked_out(&self) -> bool {
        self.before.outcome.best().is_locked_out()
    }
}

impl<'w> Comparison<'w> {
    pub(super) fn new(base: Side<'w>, as_if: Side<'w>, as_written: &[Policy<Id>]) -> Self {
        let base_table = Table::new(base.world, base.policies);
        let table = Table::beside(as_if.world, as_if.policies, base_table.claims().clone());
        let outdone = base_table
            .requirements()
            .iter()
            .map(|base| table.requirements().iter().map(|proposed| base.implies(proposed)).collect())
            .collect();
        Self {
            same: same(&meanings(base), &meanings(as_if)),
            outdone,
            as_written: PolicySet::deciding(as_written),
            base_policies: base.policies,
            proposed: as_if,
            base_table,
            table,
        }
    }

    /// Decides both sides, each once: beside reading, this is what a replay takes its time for.
    pub(super) fn decide<'r>(&self, room: &'r mut Room, sign_in: &SignIn<'_>) -> Decided<'r> {
        Decided {
            before: self.base_table.decide(&mut room.base, sign_in),
            after: self.table.decide(&mut room.proposed, sign_in),
        }
    }

    /// Whether a sign-in is locked out by the proposed set as it is written.
    ///
    /// Worth asking only of one that [is newly locked out](Decided::is_newly_locked_out) with policies switched on:
    /// switching on never makes a decision milder.
    pub(super) fn is_locked_out_as_written(&self, room: &mut Room, sign_in: &SignIn<'_>) -> bool {
        self.table.decide_by(&mut room.proposed, sign_in, &self.as_written).outcome.best().is_locked_out()
    }

    /// What policies that differ do to whoever got in.
    pub(super) fn findings(&self, sign_in: &SignIn<'_>, decided: &Decided<'_>) -> Vec<Finding> {
        let Decided { before, after } = decided;
        let adds = |found: &&Contribution| match self.same.get(found.policy).copied().flatten() {
            // The same policy comes to more where registering a method is no longer allowed.
            Some(same) => {
                before.contributions.iter().any(|base| base.policy == same && !comes_to(base, found))
            }
            None => !self.is_outdone(found, before),
        };
        let own: Vec<Contribution> = after.contributions.iter().filter(adds).copied().collect();
        let effect_before = Effect::of(before.outcome.best());
        let is_new = |outcome| Effect::of(outcome) > effect_before;
        let mut findings = Vec::new();
        let demanded: Vec<Demand> = after
            .platform
            .iter()
            .filter(|demand| is_demanded_anew(**demand, before.platform))
            .copied()
            .collect();
        let best = own.iter().map(|found| found.outcome().best());
        let certain = best.chain(demanded.iter().map(|demand| demand.outcome.best())).max();
        let certain = certain.unwrap_or(Outcome::Granted);
        if is_new(certain) {
            let deciding: Vec<Contribution> =
                own.iter().filter(|found| same_effect(found.outcome().best(), certain)).copied().collect();
            let finding = self.finding(sign_in, &deciding, certain, true);
            let demand = demanded.iter().copied().find(|demand| same_effect(demand.outcome.best(), certain));
            let by_platform = || self.demanded(sign_in, demand?, certain, true);
            findings.extend(finding.or_else(by_platform));
        }
        for demand in demanded {
            let worst = demand.outcome.worst();
            if worst > certain && is_new(worst) {
                findings.extend(self.demanded(sign_in, demand, worst, false));
            }
        }
        for found in &own {
            let worst = found.outcome().worst();
            if worst > certain && is_new(worst) {
                findings.extend(self.finding(sign_in, &[*found], worst, false));
            }
        }
        findings.extend(self.session_findings(sign_in, decided));
        findings
    }

    /// Adds being locked out of a service that the resource depends on. It is only possible: the published list of
    /// dependencies is old.
    pub(super) fn add_dependencies(
        &self,
        room: &mut Room,
        sign_in: &SignIn<'_>,
        findings: &mut Vec<Finding>,
    ) {
        if findings.iter().any(|finding| finding.is_certain && finding.effect == Effect::LockedOut) {
            return;
        }
        for (_, sign_in) in dependencies(sign_in) {
            let decided = self.decide(room, &sign_in);
            if !decided.is_newly_locked_out() {
                continue;
            }
            let certain = |finding: &Finding| finding.is_certain && finding.effect == Effect::LockedOut;
            if let Some(finding) = self.findings(&sign_in, &decided).into_iter().find(certain) {
                findings.push(Finding { is_certain: false, cause: Cause::ServiceDependency, ..finding });
                return;
            }
        }
    }

    /// What session controls that no policy of the base asks for do to whoever got in.
    fn session_findings(&self, sign_in: &SignIn<'_>, decided: &Decided<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for found in decided.after.contributions {
            let is_new = self.same.get(found.policy).copied().flatten().is_none();
            let Some(policy) = self.proposed.policies.get(found.policy).filter(|_| is_new) else { continue };
            let applies = found.applies == Match::Yes;
            let mut add = |cause, is_certain| {
                let unknown = if is_certain { 0 } else { self.unknown_facts(sign_in, *found) };
                let (effect, policies) = (Effect::LockedOut, vec![found.policy]);
                findings.push(Finding {
                    effect,
                    is_certain,
                    cause,
                    unknown,
                    when_activated: false,
                    policies,
                });
            };
            if causes::is_unbound(policy, sign_in) && !self.was_asked(decided, sign_in, causes::is_unbound) {
                add(causes::TOKEN_PROTECTION, applies);
            }
            let is_strict =
                |policy: &Policy<Id>, sign_in: &SignIn<'_>| causes::at_resource(policy, sign_in).is_some();
            if let Some(at_resource) = causes::at_resource(policy, sign_in)
                && !self.was_asked(decided, sign_in, is_strict)
            {
                let there = self.table.decide(&mut Scratch::default(), &at_resource).outcome;
                if there.worst().is_locked_out() && !decided.after.outcome.worst().is_locked_out() {
                    add(causes::STRICT_LOCATION, applies && there.best().is_locked_out());
                }
            }
        }
        findings
    }

    /// Whether a policy of the base that applies for certain does the same.
    fn was_asked(
        &self,
        decided: &Decided<'_>,
        sign_in: &SignIn<'_>,
        asks: impl Fn(&Policy<Id>, &SignIn<'_>) -> bool,
    ) -> bool {
        let surely = decided.before.contributions.iter().filter(|base| base.applies == Match::Yes);
        surely.filter_map(|base| self.base_policies.get(base.policy)).any(|policy| asks(policy, sign_in))
    }

    /// Whether a policy of the base applies for certain that asks for no less, so that this one adds nothing.
    fn is_outdone(&self, found: &Contribution, before: &Decision<'_>) -> bool {
        let Some(requirement) = self.table.requirement(found.policy) else {
            return false;
        };
        let asks_no_less = |base: &Contribution| {
            let row = self.base_table.requirement(base.policy).and_then(|base| self.outdone.get(base));
            row.and_then(|row| row.get(requirement)) == Some(&true) && comes_to(base, found)
        };
        before.contributions.iter().any(|base| base.applies == Match::Yes && asks_no_less(base))
    }

    fn finding(
        &self,
        sign_in: &SignIn<'_>,
        by: &[Contribution],
        outcome: Outcome,
        is_certain: bool,
    ) -> Option<Finding> {
        let effect = Effect::of(outcome)?;
        let policy = |found: &Contribution| self.proposed.policies.get(found.policy);
        let worst =
            by.iter().max_by_key(|found| (found.outcome().best(), std::cmp::Reverse(found.policy)))?;
        let own = if is_certain { worst.outcome().best() } else { outcome };
        let cause = Cause::of(self.proposed.world, policy(worst)?, sign_in, own);
        let mut policies: Vec<usize> = by.iter().map(|found| found.policy).collect();
        if cause == Cause::Registration && effect == Effect::LockedOut {
            policies.extend(self.table.registration_blockers(sign_in));
        }
        policies.sort_unstable();
        policies.dedup();
        let facts = |all, found: &Contribution| all | self.unknown_facts(sign_in, *found);
        let unknown = if is_certain { 0 } else { by.iter().fold(0, facts) };
        Some(Finding { effect, is_certain, cause, unknown, when_activated: false, policies })
    }

    /// What Microsoft demands of whoever got in; no policy has a say in it.
    fn demanded(
        &self,
        sign_in: &SignIn<'_>,
        demand: Demand,
        outcome: Outcome,
        is_certain: bool,
    ) -> Option<Finding> {
        let mut unknown = 0;
        if !is_certain {
            for (bit, dimension) in DIMENSIONS.iter().enumerate() {
                let is_unknown = match dimension.member() {
                    "clientAppTypes" => sign_in.client_app.is_none(),
                    "authenticationFlows" => sign_in.flow.is_none(),
                    _ => false,
                };
                // Only what is blocked depends on these.
                if is_unknown && outcome == Outcome::Blocked {
                    unknown |= 1 << bit;
                }
            }
            unknown |= self.unknown_ability(sign_in);
        }
        Some(Finding {
            effect: Effect::of(outcome)?,
            is_certain,
            cause: Cause::of_platform(demand.enforcement),
            unknown,
            when_activated: false,
            policies: Vec::new(),
        })
    }

    /// What would have to be known to tell what whoever signs in can show.
    fn unknown_ability(&self, sign_in: &SignIn<'_>) -> UnknownFacts {
        let mut unknown = 0;
        let registration =
            self.proposed.world.person(sign_in).and_then(|person| person.registration.as_ref());
        // Whoever is known to have no method is worth a call, even if somebody else may vouch for them.
        let has_no_method = registration.is_some_and(|registration| !registration.is_mfa_capable);
        if sign_in.authentication.multifactor.is_none() && !has_no_method {
            unknown |= AUTHENTICATION_UNKNOWN;
        }
        if registration.is_none() {
            unknown |= REGISTRATION_UNKNOWN;
        }
        unknown
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
            unknown |= self.unknown_ability(sign_in);
        }
        unknown
    }
}

/// Whether what one policy asks for comes to no less than what another does.
fn comes_to(one: &Contribution, other: &Contribution) -> bool {
    one.asked.best() >= other.asked.best() && one.asked.worst() >= other.asked.worst()
}

/// Whether Microsoft demands something that it did not, or more of it.
fn is_demanded_anew(demand: Demand, before: &[Demand]) -> bool {
    !before.iter().any(|one| {
        one.enforcement == demand.enforcement
            && one.outcome.best() >= demand.outcome.best()
            && one.outcome.worst() >= demand.outcome.worst()
    })
}

fn is_included(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>) -> bool {
    let mut conditions = ConditionSet::default();
    conditions.users.include = policy.conditions.users.include.clone();
    DIMENSIONS.first().is_some_and(|users| users.trace(world, &conditions, sign_in) == Match::Yes)
}

fn same_effect(one: Outcome, other: Outcome) -> bool {
    Effect::of(one) == Effect::of(other)
}

/// What each policy that decides means.
fn meanings(side: Side<'_>) -> Vec<Option<String>> {
    let decides = |policy: &Policy<Id>| !matches!(policy.state, State::Disabled | State::ReportOnly);
    let meaning = |policy: &Policy<Id>| decides(policy).then(|| meaning(side.world, policy));
    side.policies.iter().map(meaning).collect()
}

fn same(base: &[Option<String>], proposed: &[Option<String>]) -> Vec<Option<usize>> {
    let mut positions = BTreeMap::new();
    for (position, meaning) in base.iter().enumerate() {
        positions.entry(meaning).or_insert(position);
    }
    let same = |meaning: &Option<String>| meaning.as_ref().and_then(|_| positions.get(meaning).copied());
    proposed.iter().map(same).collect()
}
