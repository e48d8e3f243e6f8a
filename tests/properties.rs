//! Laws of deciding: one definition of every condition, masks that agree with the trace, unknowns that only narrow.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "properties/random.rs"]
mod random;

use std::collections::BTreeSet;

use gatewright::condition::{DIMENSIONS, World};
use gatewright::control::Outcome;
use gatewright::engine::{Scratch, Table, trace};
use gatewright::model::{Id, Match, Policy, State};
use gatewright::replay::{Certainty, Gathered, Side, Simulation, Summary};
use gatewright::sign_in::{FieldsSeen, SignIn, Subject};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use random::{Setting, policies, setting, sign_in};

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_matches_as_the_representative_of_its_class_does(
        setting in setting(), policies in policies(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        let conditions: Vec<_> = policies.iter().map(|policy| &policy.conditions).collect();
        for dimension in DIMENSIONS {
            let classifier = dimension.classify(&world, &conditions).unwrap();
            for conditions in &conditions {
                let direct = dimension.trace(&world, conditions, &sign_in);
                let mut by_class = Match::No;
                classifier.classes(&world, &sign_in, &mut |class| {
                    assert!(class.0 < classifier.class_count());
                    by_class = by_class.or(classifier.matches(&world, conditions, class));
                });
                prop_assert_eq!(direct, by_class, "{}", dimension.member());
            }
        }
    }

    #[test]
    fn masks_decide_as_the_trace_does(setting in setting(), policies in policies(), sign_in in sign_in()) {
        let world = setting.world();
        let table = Table::new(&world, &policies);
        let mut scratch = Scratch::default();
        let decided = table.decide(&mut scratch, &sign_in);
        let traced = trace(&world, &policies, &sign_in);
        prop_assert_eq!(decided.outcome, traced.outcome);
        let applying: Vec<_> = decided.contributions.iter().map(|found| (found.policy, found.applies)).collect();
        let expected: Vec<_> = traced
            .policies
            .iter()
            .enumerate()
            .filter(|(index, policy)| policies[*index].state == State::Enabled && policy.applies != Match::No)
            .map(|(index, policy)| (index, policy.applies))
            .collect();
        prop_assert_eq!(applying, expected);
    }

    #[test]
    fn the_order_of_policies_changes_no_decision(
        setting in setting(), policies in policies(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        let reversed: Vec<_> = policies.iter().rev().cloned().collect();
        prop_assert_eq!(outcome(&world, &policies, &sign_in), outcome(&world, &reversed, &sign_in));
    }

    #[test]
    fn a_policy_that_is_not_enabled_changes_no_decision(
        setting in setting(), policies in policies(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        let enabled: Vec<_> = policies.iter().filter(|policy| policy.state == State::Enabled).cloned().collect();
        prop_assert_eq!(outcome(&world, &policies, &sign_in), outcome(&world, &enabled, &sign_in));
    }

    #[test]
    fn one_more_policy_never_lets_more_in(
        setting in setting(), policies in policies(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        let (best, worst) = outcome(&world, &policies, &sign_in);
        let (fewer_best, fewer_worst) = outcome(&world, &policies[1..], &sign_in);
        // A policy on registering can only make needing to register worse.
        prop_assert!(best >= fewer_best && worst >= fewer_worst);
    }

    #[test]
    fn revealing_what_was_hidden_only_narrows_the_outcome(
        setting in setting(), policies in policies(), sign_in in sign_in(), hide in any::<u16>(),
    ) {
        let world = setting.world();
        let hidden = random::hide(&sign_in, hide);
        // Whoever has no method is taken not to have done MFA, where nothing is recorded.
        prop_assume!(hidden.authentication == sign_in.authentication || setting.has_method(&sign_in));
        // Only Windows is hybrid joined. Where a record says otherwise it contradicts itself, and the device is believed.
        prop_assume!(!setting.is_hybrid_joined_elsewhere(&sign_in));
        let (best, worst) = outcome(&world, &policies, &sign_in);
        let (hidden_best, hidden_worst) = outcome(&world, &policies, &hidden);
        prop_assert!(hidden_best <= best && worst <= hidden_worst, "{hidden_best:?}..{hidden_worst:?} hides {best:?}..{worst:?}");
    }

    #[test]
    fn excluding_a_user_never_makes_a_policy_apply_to_more(
        setting in setting(), mut policies in policies(), sign_in in sign_in(), user in random::user(),
    ) {
        let world = setting.world();
        policies.truncate(1);
        let before = trace(&world, &policies, &sign_in).policies[0].applies;
        policies[0].conditions.users.exclude.users.push(user);
        let after = trace(&world, &policies, &sign_in).policies[0].applies;
        prop_assert!(after <= before);
    }

    #[test]
    fn whoever_is_surely_locked_out_by_a_proposal_alone_is_found(
        setting in setting(), base in policies(), proposed in policies(), kept in any::<u8>(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        // Most proposals change a part of what is in force.
        let keep = usize::from(kept) % (base.len() + 1);
        let proposed: Vec<_> = base.iter().take(keep).chain(&proposed).cloned().collect();
        let (before_best, before_worst) = outcome(&world, &base, &sign_in);
        let (after_best, _) = outcome(&world, &proposed, &sign_in);
        let summary = replay(&world, &base, &proposed, &sign_in);
        let found = summary.locked_out.iter().any(|affected| affected.certainty == Certainty::Certain);
        if sign_in.subject == Subject::User && after_best.is_locked_out() && !before_worst.is_locked_out() {
            prop_assert!(found, "{before_best:?}..{before_worst:?} became {after_best:?}");
        }
        if found {
            prop_assert!(after_best.is_locked_out() && !before_best.is_locked_out());
        }
    }

    #[test]
    fn a_proposal_that_changes_nothing_changes_nobody(
        setting in setting(), policies in policies(), sign_in in sign_in(),
    ) {
        let world = setting.world();
        let reversed: Vec<_> = policies.iter().rev().cloned().collect();
        let summary = replay(&world, &policies, &reversed, &sign_in);
        prop_assert_eq!(&summary.locked_out, &[]);
        prop_assert_eq!(&summary.must_register, &[]);
        prop_assert_eq!(&summary.newly_prompted, &[]);
        prop_assert_eq!(&summary.newly_free, &[]);
    }
}

proptest! {
    // Each of them sets up several replays, with room for an export of any size.
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_of_a_replay_come_to_what_one_replay_comes_to(
        setting in setting(), base in policies(), proposed in policies(), rows in vec(random::row(), 0..24),
        of in 1_u32..5, turn in 0_usize..5,
    ) {
        let world = setting.world();
        let one = simulation(&world, &base, &proposed, &rows);
        let mut shards: Vec<Gathered> = (1..=of)
            .map(|number| {
                let shard = format!("{number}/{of}").parse().unwrap();
                let mut part = start(&world, &base, &proposed).of_shard(shard);
                for row in &rows {
                    part.observe(row);
                }
                serde_json::from_str(&serde_json::to_string(&part.gather()).unwrap()).unwrap()
            })
            .collect();
        let turn = turn % shards.len();
        shards.rotate_left(turn);
        let merged = merged(shards);
        let fields = FieldsSeen::default();
        prop_assert_eq!(start(&world, &base, &proposed).summarize(merged, fields), one.finish(fields));
    }

    #[test]
    fn what_was_gathered_is_merged_in_any_order(
        setting in setting(), base in policies(), proposed in policies(),
        parts in vec(vec(random::row(), 0..8), 3),
    ) {
        let world = setting.world();
        let parts: Vec<Gathered> =
            parts.iter().map(|rows| simulation(&world, &base, &proposed, rows).gather()).collect();
        let [a, b, c] = parts.as_slice() else { unreachable!() };
        let both = |one: &Gathered, other: &Gathered| merged(vec![one.clone(), other.clone()]);
        prop_assert_eq!(both(a, b), both(b, a));
        prop_assert_eq!(both(&both(a, b), c), both(a, &both(b, c)));
        prop_assert_eq!(&both(a, &Gathered::default()), a);
    }
}

fn merged(parts: Vec<Gathered>) -> Gathered {
    parts.into_iter().fold(Gathered::default(), |mut all, part| {
        all.merge(part);
        all
    })
}

fn start<'w>(world: &'w World<'w>, base: &'w [Policy<Id>], proposed: &'w [Policy<Id>]) -> Simulation<'w> {
    let base = Side { world, policies: base };
    Simulation::new(base, Side { world, policies: proposed }, proposed).calibrated(base.policies)
}

fn simulation<'w>(
    world: &'w World<'w>,
    base: &'w [Policy<Id>],
    proposed: &'w [Policy<Id>],
    rows: &[SignIn<'_>],
) -> Simulation<'w> {
    let mut simulation = start(world, base, proposed);
    for row in rows {
        simulation.observe(row);
    }
    simulation
}

fn replay(world: &World<'_>, base: &[Policy<Id>], proposed: &[Policy<Id>], sign_in: &SignIn<'_>) -> Summary {
    let base = Side { world, policies: base };
    let mut simulation = Simulation::new(base, Side { world, policies: proposed }, proposed);
    simulation.observe(sign_in);
    simulation.finish(FieldsSeen::default())
}

fn outcome(world: &World<'_>, policies: &[Policy<Id>], sign_in: &SignIn<'_>) -> (Outcome, Outcome) {
    let table = Table::new(world, policies);
    let mut scratch = Scratch::default();
    let outcome = table.decide(&mut scratch, sign_in).outcome;
    (outcome.best(), outcome.worst())
}

#[test]
fn what_is_drawn_at_random_reaches_every_outcome() {
    let certain = [
        Outcome::Granted,
        Outcome::Prompted,
        Outcome::NeedsRegistration,
        Outcome::Unsatisfiable,
        Outcome::Blocked,
    ];
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..20_000 {
        let draw = (setting(), policies(), sign_in()).new_tree(&mut runner).unwrap().current();
        let (setting, mut policies, sign_in): (Setting, Vec<_>, _) = draw;
        policies.truncate(1);
        seen.insert(outcome(&setting.world(), &policies, &sign_in));
        let is_every_one_seen = certain.iter().all(|outcome| seen.contains(&(*outcome, *outcome)));
        if is_every_one_seen && seen.iter().any(|(best, worst)| best < worst) {
            return;
        }
    }
    panic!("only these came up: {seen:?}");
}
