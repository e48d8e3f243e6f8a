//! In what order a proposal is switched on: who is looked after first, and which policies go together, so that no step
//! locks out more people than is borne.
//!
//! Every step is predicted by a replay of everything that is on by then, so policies that are harmless alone and not
//! together are seen.

use std::collections::{BTreeMap, BTreeSet};

use super::summary::{Affected, Certainty, Summary};
use crate::model::{Id, Policy, State, UserRef};
use crate::workspace::{TenantWorkspace, matching};

/// What is borne.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// How many people a step may lock out, possibly ones included.
    pub locked_out: usize,
    /// How many people a step may newly ask for something: what a service desk can answer.
    pub asked: usize,
}

/// A way to switch a proposal on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rollout {
    /// Policies that are in report-only first, by key. Some may be already.
    pub report_only: Vec<String>,
    /// People who have to register a method before the first wave.
    pub register_first: Vec<Affected>,
    /// Changes of policies that are on already lock out or ask: what deploying them does.
    pub changed: Prediction,
    /// What is switched on together, in order.
    pub waves: Vec<Wave>,
    /// Policies that are not switched on yet, and whom they lock out.
    pub held: Vec<Held>,
}

/// Policies that are switched on together.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// Their keys.
    pub policies: Vec<String>,
    /// Those that are tried on a group first.
    pub piloted: Vec<String>,
    /// What switching them on does beside what the waves before did.
    pub predicted: Prediction,
}

/// Who is met by a step and was not by those before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// Locked out for certain or possibly.
    pub locked_out: Vec<Affected>,
    /// A method has to be registered first.
    pub must_register: BTreeSet<String>,
    /// Something is asked that was not asked.
    pub prompted: BTreeSet<String>,
}

/// A policy that is not switched on yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Its key.
    pub policy: String,
    /// Whom it locks out, with what can be done.
    pub locked_out: Vec<Affected>,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step<'a> {
    /// Everything is put in report-only.
    ReportOnly(&'a [String]),
    /// People register a method.
    Register(&'a [Affected]),
    /// Policies of a wave are tried on a group.
    Pilot(&'a [String]),
    /// A wave is switched on for everybody.
    Wave(&'a Wave),
}

impl Rollout {
    /// What to do, in order.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        if !self.report_only.is_empty() {
            steps.push(Step::ReportOnly(&self.report_only));
        }
        if !self.register_first.is_empty() {
            steps.push(Step::Register(&self.register_first));
        }
        for wave in &self.waves {
            if !wave.piloted.is_empty() {
                steps.push(Step::Pilot(&wave.piloted));
            }
            steps.push(Step::Wave(wave));
        }
        steps
    }
}

impl Prediction {
    /// How many people are newly asked for something.
    pub fn asked(&self) -> usize {
        self.must_register.union(&self.prompted).count()
    }

    /// How many people are locked out: for certain, and at most.
    pub fn locked_out_counts(&self) -> (usize, usize) {
        let certain = self.locked_out.iter().filter(|one| one.certainty == Certainty::Certain);
        (super::summary::people(certain), super::summary::people(self.locked_out.iter()))
    }

    /// Whether nobody notices.
    pub fn is_nothing(&self) -> bool {
        self.locked_out.is_empty() && self.must_register.is_empty() && self.prompted.is_empty()
    }

    fn between(before: &Summary, after: &Summary) -> Self {
        let names = |list: &[Affected]| list.iter().map(|one| one.user.clone()).collect::<BTreeSet<_>>();
        let new = |before: &[Affected], after: &[Affected]| &names(after) - &names(before);
        let was: BTreeSet<(&str, Certainty)> =
            before.locked_out.iter().map(|one| (one.user.as_str(), one.certainty)).collect();
        let is_new = |one: &&Affected| !was.contains(&(one.user.as_str(), one.certainty));
        Self {
            locked_out: after.locked_out.iter().filter(is_new).cloned().collect(),
            must_register: new(&before.must_register, &after.must_register),
            prompted: new(&before.newly_prompted, &after.newly_prompted),
        }
    }
}

/// The keys of the policies that are to be switched on: those that the folder has report-only or enabled and that are
/// not in force.
pub fn candidates(tenant: &TenantWorkspace, base: &[Policy<Id>]) -> Vec<String> {
    let is_on = |policy: &Policy<Id>| {
        let same = matching(policy, base);
        same.iter().any(|index| base.get(*index).is_some_and(|other| other.state == State::Enabled))
    };
    let is_meant = |policy: &&Policy<Id>| matches!(policy.state, State::Enabled | State::ReportOnly);
    tenant
        .policies
        .iter()
        .filter(is_meant)
        .filter(|policy| !is_on(policy))
        .map(|policy| policy.id.clone())
        .collect()
}

/// Whether a policy may be tried on a group first: one for everybody. Including the group in place of others would
/// widen a policy to whoever is in the group and was not included.
pub fn can_be_piloted(policy: &Policy<Id>) -> bool {
    policy.conditions.users.include.users.contains(&UserRef::All)
        && policy.conditions.applications.user_actions.is_empty()
}

/// Plans a rollout. `piloted` are the policies that are tried on a group first where somebody notices them; `replay`
/// replays the evidence with these candidates on and the others report-only, and tells the keys of the policies of which
/// the summary speaks.
///
/// # Errors
///
/// What `replay` fails with.
pub fn plan<E>(
    candidates: &[String],
    piloted: &BTreeSet<String>,
    bounds: Bounds,
    mut replay: impl FnMut(&BTreeSet<String>) -> Result<(Summary, Vec<String>), E>,
) -> Result<Rollout, E> {
    let all: BTreeSet<String> = candidates.iter().cloned().collect();
    let (full, keys) = replay(&all)?;
    let (none, _) = replay(&BTreeSet::new())?;
    let tolls = tolls(candidates, &full, &keys);
    let mut rollout = Rollout {
        report_only: candidates.to_vec(),
        changed: Prediction::between(&nothing(&none), &none),
        ..Rollout::default()
    };
    let mut on = BTreeSet::new();
    let mut before = none;
    let mut waiting = order(candidates, &tolls);
    while !waiting.is_empty() {
        let mut wave = next_wave(&waiting, &tolls, bounds);
        // What policies do together may be more than each does alone.
        let met = loop {
            let with: BTreeSet<String> = on.iter().cloned().chain(wave.iter().cloned()).collect();
            let (after, _) = replay(&with)?;
            let predicted = Prediction::between(&before, &after);
            if predicted.locked_out_counts().1 <= bounds.locked_out {
                break Some((with, after, predicted));
            }
            match wave.pop() {
                Some(held) if wave.is_empty() => {
                    waiting.retain(|key| *key != held);
                    let locked_out = predicted.locked_out;
                    rollout.held.push(Held { policy: held, locked_out });
                    break None;
                }
                Some(_) | None => {}
            }
        };
        if let Some((with, after, predicted)) = met {
            waiting.retain(|key| !wave.contains(key));
            let is_tried = |key: &&String| !predicted.is_nothing() && piloted.contains(*key);
            let piloted = wave.iter().filter(is_tried).cloned().collect();
            rollout.waves.push(Wave { policies: wave, piloted, predicted });
            (on, before) = (with, after);
        }
    }
    rollout.register_first = before.must_register;
    Ok(rollout)
}

/// Whom a policy locks out and whom it asks, as far as it has a part in it.
#[derive(Clone, Debug, Default)]
struct Toll {
    locked_out: BTreeSet<String>,
    asked: BTreeSet<String>,
}

fn tolls(candidates: &[String], full: &Summary, keys: &[String]) -> BTreeMap<String, Toll> {
    let mut tolls: BTreeMap<String, Toll> =
        candidates.iter().map(|key| (key.clone(), Toll::default())).collect();
    let lists = [(true, &full.locked_out), (false, &full.must_register), (false, &full.newly_prompted)];
    for (is_out, affected) in lists {
        for one in affected {
            for key in one.policies.iter().filter_map(|index| keys.get(*index)) {
                if let Some(toll) = tolls.get_mut(key) {
                    let into = if is_out { &mut toll.locked_out } else { &mut toll.asked };
                    into.insert(one.user.clone());
                }
            }
        }
    }
    tolls
}

/// The least noticed first; as written among equals.
fn order(candidates: &[String], tolls: &BTreeMap<String, Toll>) -> Vec<String> {
    let mut order = candidates.to_vec();
    order.sort_by_key(|key| tolls.get(key).map(|toll| (toll.locked_out.len(), toll.asked.len())));
    order
}

/// As many policies as are within the bounds, one at least. Those that nobody notices go alone.
fn next_wave(waiting: &[String], tolls: &BTreeMap<String, Toll>, bounds: Bounds) -> Vec<String> {
    let is_noticed = |key: &String| {
        tolls.get(key).is_some_and(|toll| !toll.locked_out.is_empty() || !toll.asked.is_empty())
    };
    let unnoticed: Vec<String> = waiting.iter().filter(|key| !is_noticed(key)).cloned().collect();
    if !unnoticed.is_empty() {
        return unnoticed;
    }
    let mut sum = Toll::default();
    let mut wave = Vec::new();
    for key in waiting {
        let Some(toll) = tolls.get(key) else { continue };
        sum.locked_out.extend(toll.locked_out.iter().cloned());
        sum.asked.extend(toll.asked.iter().cloned());
        let is_within = sum.locked_out.len() <= bounds.locked_out && sum.asked.len() <= bounds.asked;
        if !is_within && !wave.is_empty() {
            break;
        }
        wave.push(key.clone());
    }
    wave
}

/// The same evidence, of which nothing comes.
fn nothing(of: &Summary) -> Summary {
    Summary {
        locked_out: Vec::new(),
        must_register: Vec::new(),
        newly_prompted: Vec::new(),
        newly_free: Vec::new(),
        ..of.clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::replay::{Breakdown, Cause, Counts, Coverage, Stopped};

    fn affected(user: &str, policy: usize) -> Affected {
        Affected {
            can_register: None,
            starts: None,
            user: user.to_owned(),
            display_name: String::new(),
            certainty: Certainty::Certain,
            cause: Cause::Block,
            sign_ins: 1,
            span: None,
            policies: vec![policy],
            example: None,
            network: None,
            remedy: String::new(),
        }
    }

    /// A tenant in which policy `i` locks out `out[i]` people of its own and asks `asked[i]`; the first two together lock
    /// out one person more, whom neither locks out alone.
    fn replay(out: &[usize], asked: &[usize], together: bool, on: &BTreeSet<String>) -> Summary {
        let people = |counts: &[usize], what: &str| -> Vec<Affected> {
            let is_on = |policy: &usize| on.contains(&format!("CA{policy}"));
            let each = counts.iter().enumerate().filter(|(policy, _)| is_on(policy));
            each.flat_map(|(policy, count)| {
                (0..*count)
                    .map(move |person| affected(&format!("{what}{policy}-{person}@contoso.com"), policy))
            })
            .collect()
        };
        let mut locked_out = people(out, "out");
        if together && ["CA0", "CA1"].iter().all(|key| on.contains(*key)) {
            locked_out.push(affected("both@contoso.com", 0));
        }
        Summary {
            counts: Counts::default(),
            people: 0,
            span: None,
            locked_out,
            must_register: Vec::new(),
            newly_prompted: people(asked, "asked"),
            newly_free: Vec::new(),
            locked_out_as_written: Vec::new(),
            already_failing: Vec::new(),
            stopped: Stopped::default(),
            missing: Vec::new(),
            breakdown: Breakdown::default(),
            still_get_in: Vec::new(),
            coverage: Coverage::default(),
            score: None,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_policy_is_switched_on_once_or_held_and_no_wave_locks_out_more_than_is_borne(
            tolls in prop::collection::vec((0..4_usize, 0..6_usize), 0..8),
            together in any::<bool>(),
            locked_out in 0..4_usize,
            asked in 0..8_usize,
        ) {
            let (out, ask): (Vec<usize>, Vec<usize>) = tolls.into_iter().unzip();
            let keys: Vec<String> = (0..out.len()).map(|policy| format!("CA{policy}")).collect();
            let planned = plan(&keys, &BTreeSet::new(), Bounds { locked_out, asked }, |on| {
                Ok::<_, ()>((replay(&out, &ask, together, on), keys.clone()))
            })
            .unwrap();
            let mut told: Vec<String> = planned.waves.iter().flat_map(|wave| wave.policies.clone()).collect();
            told.extend(planned.held.iter().map(|held| held.policy.clone()));
            told.sort();
            prop_assert_eq!(&told, &keys);
            for wave in &planned.waves {
                prop_assert!(wave.predicted.locked_out_counts().1 <= locked_out);
                prop_assert!(wave.policies.len() == 1 || wave.predicted.asked() <= asked);
            }
            for held in &planned.held {
                prop_assert!(held.locked_out.len() > locked_out);
            }
        }
    }

    #[test]
    fn policies_that_are_harmless_alone_and_not_together_are_not_switched_on_together() {
        let keys = ["CA0".to_owned(), "CA1".to_owned()];
        let planned = plan(&keys, &BTreeSet::new(), Bounds { locked_out: 0, asked: 9 }, |on| {
            Ok::<_, ()>((replay(&[0, 0], &[0, 0], true, on), keys.to_vec()))
        })
        .unwrap();
        let waves: Vec<&[String]> = planned.waves.iter().map(|wave| wave.policies.as_slice()).collect();
        assert_eq!(waves, [&keys[1..]]);
        assert_eq!(planned.held[0].policy, "CA0");
        assert_eq!(planned.held[0].locked_out[0].user, "both@contoso.com");
    }

    #[test]
    fn what_nobody_notices_comes_first() {
        let keys = ["CA0".to_owned(), "CA1".to_owned()];
        let planned =
            plan(&keys, &BTreeSet::from(["CA0".to_owned()]), Bounds { locked_out: 0, asked: 9 }, |on| {
                Ok::<_, ()>((replay(&[0, 0], &[3, 0], false, on), keys.to_vec()))
            })
            .unwrap();
        let waves: Vec<&[String]> = planned.waves.iter().map(|wave| wave.policies.as_slice()).collect();
        assert_eq!(waves, [&keys[1..], &keys[..1]]);
        let kinds = planned.steps();
        assert!(matches!(
            kinds.as_slice(),
            [Step::ReportOnly(_), Step::Wave(_), Step::Pilot(_), Step::Wave(_)]
        ));
    }
}
