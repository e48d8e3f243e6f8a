//! A replay: one sign-in after the other, and what is gathered of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::breakdown::Fate;
use super::calibration::Named;
use super::can_register::Place;
use super::cause::Cause;
use super::comparison::{Comparison, Room, Side};
use super::gathered::Gathered;
use super::person::{Effect, Finding, Seen};
use super::shard::Shard;
use super::summary::{Summary, scope_lacking};
use super::survival::Watch;
use super::unseen;
use crate::catalogue::{ErrorClass, error_class};
use crate::directory::Person;
use crate::engine::Scratch;
use crate::model::{Id, Policy};
use crate::sign_in::{FieldsSeen, SignIn, Subject, Turn, Turns, Unfinished, Verdict};

/// A replay under way.
pub struct Simulation<'w> {
    turns: Turns,
    replay: Replay<'w>,
}

/// What replays sign-ins after their turns, in any order, by any number of threads.
pub struct Replay<'w> {
    comparison: Comparison<'w>,
    /// By proposed policy: whether it is known of nobody whether the policy is about them.
    is_scope_lacking: Vec<bool>,
    watch: Watch,
    /// The same two sides once everybody has activated the roles that they may; `None` where nobody may.
    activated: Option<Comparison<'w>>,
    /// The policies that were in force, where what was recorded is to be compared with them.
    in_force: Option<(&'w [Policy<Id>], Named)>,
    /// Whose sign-ins are replayed; `None` is everybody's.
    shard: Option<Shard>,
    /// Those that nobody works with: as many as ever worked at the same time.
    hands: Mutex<Vec<Hand>>,
}

/// What one thread works with, and what it gathered.
#[derive(Default)]
struct Hand {
    room: Room,
    scratch: Scratch,
    gathered: Gathered,
}

impl<'w> Simulation<'w> {
    /// Starts a replay of what is in force against what is proposed.
    ///
    /// `as_if` are the proposed policies with those switched on that the question is about; `as_written` are the same as
    /// they stand. Both have the same policies in the same order.
    pub fn new(base: Side<'w>, as_if: Side<'w>, as_written: &'w [Policy<Id>]) -> Self {
        let replay = Replay {
            comparison: Comparison::new(base, as_if, as_written),
            is_scope_lacking: scope_lacking(as_if),
            watch: Watch::new(as_if),
            activated: None,
            in_force: None,
            shard: None,
            hands: Mutex::default(),
        };
        Self { turns: Turns::default(), replay }
    }

    /// Also asks what becomes of people once they have activated the roles that they may: a role policy applies to them
    /// from then on, in the middle of a session too.
    ///
    /// The sides are those given to [`new`](Self::new), in worlds [with roles activated](crate::condition::World::with_roles_activated).
    #[must_use]
    pub fn activating(mut self, base: Side<'w>, as_if: Side<'w>) -> Self {
        self.replay.activated = Some(Comparison::new(base, as_if, &[]));
        self
    }

    /// Also compares what Entra recorded with the base, which was in force when the sign-ins were recorded.
    #[must_use]
    pub fn calibrated(mut self, in_force: &'w [Policy<Id>]) -> Self {
        self.replay.in_force = Some((in_force, Named::new(in_force)));
        self
    }

    /// Replays the sign-ins of some people only; it is given those of all.
    #[must_use]
    pub fn of_shard(mut self, shard: Shard) -> Self {
        self.replay.shard = Some(shard);
        self
    }

    /// Takes the next sign-in of the export.
    pub fn observe(&mut self, sign_in: &SignIn<'_>) {
        let turn = self.turns.next(sign_in);
        self.replay.take(sign_in, turn);
    }

    /// What follows the order of sign-ins, and what replays each [after its turn](Replay::take).
    pub fn parts(&mut self) -> (&mut Turns, &Replay<'w>) {
        (&mut self.turns, &self.replay)
    }

    /// Ends the replay of an export in which some sign-in had the given fields.
    pub fn finish(mut self, fields: FieldsSeen) -> Summary {
        let gathered = self.gather();
        // Following the rows takes more memory than what they come to.
        let Self { turns, replay } = self;
        drop(turns);
        replay.summarize(gathered, fields)
    }

    /// What was gathered since the start, or since this was asked.
    pub fn gather(&mut self) -> Gathered {
        let hands = self.replay.hands.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut parts = hands.drain(..).map(|hand| hand.gathered);
        let mut gathered = parts.next().unwrap_or_default();
        parts.for_each(|part| gathered.merge(part));
        let shard = self.replay.shard;
        let is_ours = |person: &Unfinished| {
            let key = || PersonKey::new(person.subject_id, &person.user_principal_name);
            shard.is_none_or(|shard| shard.holds_person(&key()))
        };
        let unfinished = self.turns.take_unfinished();
        unfinished.into_iter().filter(is_ours).for_each(|person| gathered.attempted(person));
        gathered.people.values_mut().for_each(Seen::in_order);
        gathered
    }

    /// What sign-ins come to of which this was gathered, by this replay or by others of the same two sides.
    pub fn summarize(&self, gathered: Gathered, fields: FieldsSeen) -> Summary {
        self.replay.summarize(gathered, fields)
    }
}

impl Replay<'_> {
    fn summarize(&self, mut gathered: Gathered, fields: FieldsSeen) -> Summary {
        let Comparison { proposed, base_table, table, .. } = &self.comparison;
        let places = Place::all(proposed.world);
        for (sign_in, hit) in unseen::people(*proposed, base_table, table, &places, &gathered) {
            gathered.person(proposed.world, &sign_in).hits.push(hit);
        }
        let ways = std::mem::take(&mut gathered.ways);
        let still_get_in = self.watch.finish(ways, &self.comparison, self.activated.as_ref());
        let mut summary = Summary::new(gathered, *proposed, self.is_scope_lacking.clone(), fields);
        for affected in &mut summary.locked_out {
            affected.settle_registration(*proposed, table, &places);
        }
        Summary { still_get_in, ..summary }
    }

    /// Takes a sign-in after its turn.
    pub fn take(&self, sign_in: &SignIn<'_>, turn: Turn) {
        if self.shard.is_some_and(|shard| !shard.holds(sign_in)) {
            return;
        }
        let mut hand = self.hands().pop().unwrap_or_default();
        self.take_by(&mut hand, sign_in, turn);
        self.hands().push(hand);
    }

    fn hands(&self) -> MutexGuard<'_, Vec<Hand>> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_by(&self, hand: &mut Hand, sign_in: &SignIn<'_>, turn: Turn) {
        let counts = &mut hand.gathered.counts;
        if turn == Turn::Repeated {
            counts.repeated += 1;
            return;
        }
        counts.read += 1;
        counts.non_interactive += u64::from(!sign_in.is_interactive);
        let Turn::OfAttempt(verdict) = turn else {
            counts.workloads += 1;
            // Conditional Access does not cover managed identities (Entra, workload-identity, 2023-11).
            let is_covered = sign_in.subject != Subject::ManagedIdentity;
            if is_covered && error_class(sign_in.error_code) == ErrorClass::Success {
                self.replay_workload(hand, sign_in);
            }
            return;
        };
        if let Some((policies, named)) = &self.in_force {
            let table = &self.comparison.base_table;
            hand.gathered.sample.observe(table, policies, named, &mut hand.scratch, sign_in);
        }
        let counts = &mut hand.gathered.counts;
        match verdict {
            Verdict::FirstFactorFailed => counts.pre_conditional_access += 1,
            Verdict::Completed => counts.interrupted += 1,
            Verdict::Other => counts.other += 1,
            Verdict::Unfinished => {
                counts.interrupted += 1;
                self.replay_stopped(hand, sign_in);
            }
            Verdict::Success => self.replay(hand, sign_in),
        }
    }

    /// Nobody can be asked anything, and each row is an attempt of its own.
    fn replay_workload(&self, hand: &mut Hand, sign_in: &SignIn<'_>) {
        let decided = self.comparison.decide(&mut hand.room, sign_in);
        let findings = self.comparison.findings(sign_in, &decided);
        let is_locked_out_as_written = decided.is_newly_locked_out()
            && self.comparison.is_locked_out_as_written(&mut hand.room, sign_in);
        if findings.is_empty() {
            return;
        }
        let seen = hand.gathered.person(self.comparison.proposed.world, sign_in);
        seen.is_workload = true;
        for finding in findings {
            seen.add(sign_in, finding);
        }
        seen.is_locked_out_as_written |= is_locked_out_as_written;
    }

    fn replay(&self, hand: &mut Hand, sign_in: &SignIn<'_>) {
        let world = self.comparison.proposed.world;
        if world.person(sign_in).is_some_and(|person| person.enabled == Some(false)) {
            hand.gathered.counts.disabled += 1;
            return;
        }
        hand.gathered.counts.got_in += 1;
        hand.gathered.span(sign_in.created);
        let Comparison { proposed, table, .. } = match &self.activated {
            Some(activated) if world.person(sign_in).is_some_and(Person::may_activate) => activated,
            Some(_) | None => &self.comparison,
        };
        self.watch.observe(&mut hand.gathered.ways, *proposed, table, &mut hand.scratch, sign_in);
        let decided = self.comparison.decide(&mut hand.room, sign_in);
        hand.gathered.exercised.observe(sign_in, decided.after());
        let mut findings = self.comparison.findings(sign_in, &decided);
        let is_freed = decided.is_freed();
        let dropped = decided.is_no_longer_demanded();
        let is_newly_locked_out = decided.is_newly_locked_out();
        self.comparison.add_dependencies(&mut hand.room, sign_in, &mut findings);
        let fate = Fate::of(&findings, is_freed, &self.is_scope_lacking);
        self.add_activated(&mut hand.room, sign_in, &mut findings);
        hand.gathered.fates.count(sign_in, fate);
        let seen = hand.gathered.person(world, sign_in);
        seen.sign_ins += 1;
        for finding in findings {
            seen.add(sign_in, finding);
        }
        if is_freed || dropped.is_some() {
            let cause = dropped.map_or(Cause::Unknown, Cause::of_platform);
            seen.free(sign_in, is_freed, cause);
        }
        seen.is_locked_out_as_written |=
            is_newly_locked_out && self.comparison.is_locked_out_as_written(&mut hand.room, sign_in);
    }

    /// Adds what surely becomes of somebody once a role is activated, if it is worse than what surely does anyway.
    ///
    /// Being asked for more is what activating a role is expected to do.
    fn add_activated(&self, room: &mut Room, sign_in: &SignIn<'_>, findings: &mut Vec<Finding>) {
        let Some(activated) = &self.activated else { return };
        if !activated.proposed.world.person(sign_in).is_some_and(Person::may_activate) {
            return;
        }
        let anyway = findings.iter().filter(|finding| finding.is_certain).map(|finding| finding.effect).max();
        let decided = activated.decide(room, sign_in);
        let is_worse = |finding: &Finding| {
            finding.is_certain && finding.effect > Effect::Prompted && Some(finding.effect) > anyway
        };
        let worse = activated.findings(sign_in, &decided).into_iter().filter(is_worse);
        findings.extend(worse.map(|finding| Finding { is_certain: false, when_activated: true, ..finding }));
    }

    /// Whoever was stopped can only be let in.
    fn replay_stopped(&self, hand: &mut Hand, sign_in: &SignIn<'_>) {
        let decided = self.comparison.decide(&mut hand.room, sign_in);
        if decided.was_locked_out() && decided.is_freed() {
            hand.gathered.person(self.comparison.proposed.world, sign_in).free(sign_in, true, Cause::Unknown);
        }
    }
}

/// How a person is told from others: by object id, else by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PersonKey {
    Id(Uuid),
    Name(String),
}

impl PersonKey {
    pub(super) fn of(sign_in: &SignIn<'_>) -> Self {
        Self::new(sign_in.subject_id, &sign_in.user_principal_name)
    }

    pub(super) fn new(id: Option<Uuid>, name: &str) -> Self {
        id.map_or_else(|| Self::Name(name.to_owned()), Self::Id)
    }
}
