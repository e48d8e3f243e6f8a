//! What keeps a policy from a sign-in: the condition that does not match, or the exclusion that opens it.

use super::witness::directory_for;
use super::words::entries_of;
use super::{Space, Witness};
use crate::condition::{DIMENSIONS, World};
use crate::model::{ConditionSet, Id, Match, NamedLocation, Policy, State, Subjects};

/// A policy that does not decide a sign-in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// The policy, by its place in the version.
    pub policy: usize,
    /// What keeps it from the sign-in.
    pub obstacles: Vec<Obstacle>,
}

/// One reason why a policy does not decide a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// It is report-only, or disabled: its state as Graph has it.
    State(String),
    /// An exclusion of a condition, by Graph's member, and what is excluded, in words.
    Exclusion(&'static str, String),
    /// A condition that does not match, by Graph's member.
    Condition(&'static str),
    /// A condition of which it is not known whether it matches, by Graph's member.
    Unknown(&'static str),
}

impl NearMiss {
    /// Whether a policy would cover a sign-in but for one thing; of one that is off, for one thing beside that. One that
    /// is for other people, other resources or some risk alone is not near.
    pub fn is_near(&self) -> bool {
        let is_narrow = |obstacle: &Obstacle| match obstacle {
            Obstacle::Condition(member) | Obstacle::Unknown(member) => {
                matches!(*member, "clientAppTypes" | "platforms" | "locations" | "devices")
            }
            Obstacle::State(_) | Obstacle::Exclusion(..) => true,
        };
        let own = self.obstacles.iter().filter(|obstacle| !matches!(obstacle, Obstacle::State(_))).count();
        own <= 1 && self.obstacles.iter().all(is_narrow)
    }
}

impl Space<'_> {
    /// Of the policies of a version that have a rank, the one that the least keeps from a sign-in: rather one that is
    /// enabled, and then of the lowest rank.
    pub fn near_miss(
        &self,
        version: usize,
        witness: &Witness,
        rank: &dyn Fn(&Policy<Id>) -> Option<u8>,
    ) -> Option<NearMiss> {
        self.near_misses(version, witness, rank).into_iter().next()
    }

    /// All of those policies that do not decide a sign-in, the nearest first.
    pub fn near_misses(
        &self,
        version: usize,
        witness: &Witness,
        rank: &dyn Fn(&Policy<Id>) -> Option<u8>,
    ) -> Vec<NearMiss> {
        let Some(of) = self.versions.get(version) else { return Vec::new() };
        let directory = directory_for(of.world, witness);
        let locations: Vec<NamedLocation> = of.world.locations().cloned().collect();
        let world = World::new(&directory, of.world.tenant, &locations, &[]);
        let ranked = of.policies.iter().enumerate().filter_map(|(number, policy)| {
            let obstacles = self.obstacles(&world, policy, witness);
            Some((rank(policy)?, NearMiss { policy: number, obstacles }))
        });
        let mut ranked: Vec<(u8, NearMiss)> = ranked.filter(|(_, near)| !near.obstacles.is_empty()).collect();
        ranked.sort_by_key(|(rank, near)| {
            let is_off = |obstacle: &&Obstacle| matches!(obstacle, Obstacle::State(_));
            let off = near.obstacles.iter().filter(is_off).count();
            (near.obstacles.len() + off, off, *rank, near.policy)
        });
        ranked.into_iter().map(|(_, near)| near).collect()
    }

    fn obstacles(&self, world: &World<'_>, policy: &Policy<Id>, witness: &Witness) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        match &policy.state {
            State::Enabled | State::Unknown(_) => {}
            state @ (State::ReportOnly | State::Disabled) => {
                obstacles.push(Obstacle::State(state.as_graph().to_owned()));
            }
        }
        for dimension in DIMENSIONS {
            let member = dimension.member();
            let trace = |conditions: &ConditionSet<Id>| dimension.trace(world, conditions, &witness.sign_in);
            match trace(&policy.conditions) {
                Match::Yes => {}
                Match::Unknown => obstacles.push(Obstacle::Unknown(member)),
                Match::No => {
                    let without = without_exclusions(&policy.conditions);
                    if trace(&without) != Match::Yes {
                        obstacles.push(Obstacle::Condition(member));
                        continue;
                    }
                    let excluded = only_exclusions(&policy.conditions);
                    let entries = entries_of(world, &excluded, self.settings.names);
                    let opens = entries
                        .into_iter()
                        .find(|entry| entry.member == member && trace(&entry.alone) == Match::Yes);
                    let words = opens.map_or_else(|| "an exclusion".to_owned(), |entry| entry.phrase.words());
                    obstacles.push(Obstacle::Exclusion(member, words));
                }
            }
        }
        obstacles
    }
}

fn without_exclusions(conditions: &ConditionSet<Id>) -> ConditionSet<Id> {
    let mut without = conditions.clone();
    without.users.exclude = Subjects::default();
    without.applications.exclude.clear();
    without.platforms.iter_mut().for_each(|scoped| scoped.exclude.clear());
    without.locations.iter_mut().for_each(|scoped| scoped.exclude.clear());
    without
}

fn only_exclusions(conditions: &ConditionSet<Id>) -> ConditionSet<Id> {
    let mut only = conditions.clone();
    only.users.include = Subjects::default();
    only.applications.include.clear();
    only.platforms.iter_mut().for_each(|scoped| scoped.include.clear());
    only.locations.iter_mut().for_each(|scoped| scoped.include.clear());
    only
}
