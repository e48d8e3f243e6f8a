//! The exact analysis against an enumeration of every class, and against what the engine decides.
//!
//! `GATEWRIGHT_CASES=10000 cargo test --profile release --test space` runs as many random sets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the other laws need more of it")]
#[path = "properties/random.rs"]
mod random;

use std::collections::BTreeMap;

use gatewright::control::Requirement;
use gatewright::model::{Id, Match, Policy, State};
use gatewright::space::{
    Asked, Direction, End, EndKind, Enough, Equal, Explorer, Place, Settings, Sought, Space, Version,
};
use proptest::prelude::*;
use random::{Setting, policies, setting};

/// So many points of a space are gone through; of a larger one, as many evenly spread ones.
const POINTS: usize = 300;

fn cases() -> u32 {
    std::env::var("GATEWRIGHT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

/// Points of a space: all of them, or evenly spread ones.
fn points(classes: &[usize]) -> impl Iterator<Item = Vec<usize>> + '_ {
    let all: u128 = classes.iter().map(|classes| *classes as u128).product();
    let step = (all / POINTS as u128).max(1) | 1;
    (0..).map(move |number| number * step).take_while(move |number| *number < all).map(|number| {
        let mut rest = number;
        let class = |classes: &usize| {
            let class = usize::try_from(rest % *classes as u128).unwrap();
            rest /= *classes as u128;
            class
        };
        classes.iter().map(class).collect()
    })
}

/// Where diagrams that are data lead at a point.
fn walk<'e>(explorer: &'e Explorer, mut place: Place, point: &[usize]) -> &'e End {
    loop {
        let step = match place {
            Place::End(end) => return &explorer.ends[end],
            Place::Node(node) => &explorer.nodes[node],
        };
        let class = point[step.level];
        let way = step.ways.iter().find(|(_, classes)| classes.contains(&class));
        place = way.map_or(step.otherwise, |(to, _)| *to);
    }
}

fn with_space(setting: &Setting, versions: &[&[Policy<Id>]], check: impl FnOnce(Space<'_>)) {
    let world = setting.world();
    let names = BTreeMap::new();
    let settings = Settings { names: &names, bound: 500_000 };
    let versions: Vec<Version<'_>> =
        versions.iter().map(|policies| Version { world: &world, policies }).collect();
    check(Space::new(&versions, &[], settings).unwrap().0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn diagram_enumeration_and_engine_agree(setting in setting(), policies in policies()) {
        with_space(&setting, &[&policies], |mut space| {
            let everything = space.everything();
            let outcomes = space.outcomes(0, everything).unwrap();
            let gaps = space.gaps(0, everything).unwrap();
            for point in points(&space.classes_by_level()) {
                let witness = space.witness(point);
                if setting.is_hybrid_joined_elsewhere(&witness.sign_in) {
                    continue;
                }
                space.decide_again(0, &witness).unwrap();
                let asked = space.asked(0, &witness);
                assert_eq!(space.asked_by(outcomes, &witness), asked.as_ref());
                let is_free = asked.is_some_and(|asked| asked.requirement.is_nothing());
                assert_eq!(space.contains(gaps, &witness), is_free);
            }
        });
    }

    #[test]
    fn what_is_not_asked_enough_is_found_whichever_policies_ask(
        setting in setting(), policies in policies(), tried in any::<u8>(),
    ) {
        with_space(&setting, &[&policies], |mut space| {
            let everything = space.everything();
            let all: Vec<Vec<usize>> = points(&space.classes_by_level()).collect();
            let of_some = |space: &Space<'_>, point: &Vec<usize>| {
                Some(space.asked(0, &space.witness(point.clone()))?.requirement)
            };
            let wanted: Vec<Requirement> = all.iter().step_by(41).filter_map(|at| of_some(&space, at)).collect();
            let is_lasting = |asked: &Asked| asked.session.controls.persistent_browser.is_some();
            let mut enough = vec![Enough::Block, Enough::OfOne(&is_lasting)];
            enough.extend(wanted.iter().map(Enough::Requirement));
            let counts = |policy: usize| tried >> (policy % 8) & 1 == 0;
            for enough in enough {
                let is_enough = |asked: &Asked| match enough {
                    Enough::Block => asked.requirement.is_block(),
                    Enough::OfOne(is_so) => is_so(asked),
                    Enough::Requirement(wanted) => asked.requirement.implies(wanted),
                };
                let lacking = space.lacking(0, everything, enough).unwrap();
                for point in &all {
                    let witness = space.witness(point.clone());
                    let asked = space.asked(0, &witness).unwrap();
                    // What blocks says nothing of sessions any more.
                    if matches!(enough, Enough::OfOne(_)) && asked.requirement.is_block() {
                        continue;
                    }
                    assert_eq!(space.contains(lacking, &witness), !is_enough(&asked));
                }
                for sought in [
                    Sought { version: 0, policies: &|_| true, enough },
                    Sought { version: 0, policies: &counts, enough },
                ] {
                    let lacking = space.lacking_of(sought, everything).unwrap();
                    let first = space.first_lacking(sought, everything).unwrap();
                    assert_eq!(first.is_none(), space.is_empty(lacking));
                    if let Some(point) = first {
                        assert!(space.contains(lacking, &space.witness(point)));
                    }
                    assert_eq!(space.people_lacking(sought, everything).unwrap(), space.people(lacking));
                }
            }
        });
    }

    #[test]
    fn diagrams_walked_as_data_lead_where_the_engine_decides(
        setting in setting(), before in policies(), after in policies(),
    ) {
        with_space(&setting, &[&before, &after], |mut space| {
            let explorer = space.explorer(usize::MAX).unwrap();
            let classes: Vec<usize> = explorer.levels.iter().map(|level| level.classes.len()).collect();
            assert_eq!(classes, space.classes_by_level());
            for point in points(&classes) {
                let witness = space.witness(point.clone());
                if setting.is_hybrid_joined_elsewhere(&witness.sign_in) {
                    continue;
                }
                for (version, side) in explorer.sides.iter().enumerate() {
                    space.decide_again(version, &witness).unwrap();
                    let asked = space.asked(version, &witness);
                    let words = asked.map_or_else(|| "not decided".to_owned(), |asked| space.asked_words(&asked));
                    assert_eq!(walk(&explorer, side.outcome, &point).words, words);
                    let asks = |place| walk(&explorer, place, &point).kind != EndKind::Nothing;
                    let asking = side.policies.iter().filter(|(_, place)| asks(*place)).map(|(policy, _)| *policy);
                    assert_eq!(asking.collect::<Vec<_>>(), space.asking(version, &witness));
                }
            }
        });
    }

    #[test]
    fn a_difference_is_where_the_versions_differ(
        setting in setting(), before in policies(), after in policies(), keep in any::<bool>(),
        is_apart in any::<bool>(),
    ) {
        let mut after = after;
        if keep {
            after.extend(before.iter().skip(1).cloned());
        }
        with_space(&setting, &[&before, &after], |mut space| {
            // What asks the same together is taken out first, or not.
            let equal = if is_apart { Vec::new() } else { space.refactorings(0, 1).unwrap() };
            let changes = space.compare(0, 1, &equal).unwrap();
            let aside = space.blocked_in_both(0, 1).unwrap();
            for point in points(&space.classes_by_level()) {
                let witness = space.witness(point);
                let (old, new) = (space.asked(0, &witness), space.asked(1, &witness));
                let is_blocked = |asked: &Option<Asked>| asked.as_ref().is_some_and(|asked| asked.requirement.is_block());
                if space.contains(aside, &witness) {
                    assert!(is_blocked(&old) && is_blocked(&new));
                }
                let mut found = changes.iter().filter(|change| space.contains(change.region, &witness));
                match found.next() {
                    Some(change) => {
                        let direction = old.as_ref().zip(new.as_ref()).map(|(old, new)| old.direction(new));
                        assert_eq!(change.direction, direction);
                        assert!(found.next().is_none(), "a sign-in changes once");
                    }
                    None => assert_eq!(old, new),
                }
            }
            let people = space.who_is_where();
            for point in points(&space.classes_by_level()) {
                let witness = space.witness(point);
                let placed = space.place(&people, &witness.sign_in);
                for change in &changes {
                    // What is supposed beside the sign-in is in no record, so that it may be either way.
                    let is_in = space.contains(change.region, &witness);
                    assert!(space.is_in(change.region, &placed) != Match::from(!is_in), "a record is where its classes are");
                }
            }
            for change in &changes {
                let point = space.point(change.region).unwrap();
                let witness = space.witness(point);
                assert!(space.contains(change.region, &witness));
                let (parts, is_all) = space.parts_of_change(change, aside, 4).unwrap();
                let mut left = change.region;
                for part in parts {
                    let covered = space.region_of(&part).unwrap();
                    left = space.without(left, covered).unwrap();
                    let others = changes.iter().filter(|other| other.region != change.region);
                    for other in others {
                        let both = space.both(covered, other.region).unwrap();
                        assert!(space.is_empty(both), "a box holds one change");
                    }
                }
                assert_eq!(is_all, space.is_empty(left));
            }
            let mirror = |equal: &Equal| Equal { before: equal.after.clone(), after: equal.before.clone() };
            let equal: Vec<Equal> = equal.iter().map(mirror).collect();
            let back = space.compare(1, 0, &equal).unwrap();
            let mirrored = |direction| match direction {
                Some(Direction::Tightens) => Some(Direction::Loosens),
                Some(Direction::Loosens) => Some(Direction::Tightens),
                other => other,
            };
            let mut there: Vec<_> = changes.iter().map(|change| mirrored(change.direction)).collect();
            let mut here: Vec<_> = back.iter().map(|change| change.direction).collect();
            there.sort();
            here.sort();
            assert_eq!(there, here, "mirrored");
        });
    }

    #[test]
    fn what_is_told_to_be_equal_asks_the_same(
        setting in setting(), before in policies(), after in policies(), kept in 0_usize..3,
    ) {
        let mut after = after;
        after.extend(before.iter().skip(kept).cloned().map(|policy| {
            Policy { display_name: format!("{} renamed", policy.display_name), ..policy }
        }));
        let mut equal = Vec::new();
        with_space(&setting, &[&before, &after], |mut space| equal = space.refactorings(0, 1).unwrap());
        let decides = |policy: &&Policy<Id>| policy.state == State::Enabled;
        let told: usize = equal.iter().map(|equal| equal.after.len()).sum();
        assert!(told >= before.iter().skip(kept).filter(decides).count(), "every policy that is renamed is told");
        let chosen = |policies: &[Policy<Id>], places: &[usize]| -> Vec<Policy<Id>> {
            places.iter().map(|place| policies[*place].clone()).collect()
        };
        for equal in equal {
            let sides = [chosen(&before, &equal.before), chosen(&after, &equal.after)];
            with_space(&setting, &[&sides[0], &sides[1]], |mut space| {
                assert_eq!(space.compare(0, 1, &[]).unwrap(), []);
            });
        }
    }

    #[test]
    fn order_names_and_policies_that_do_not_decide_make_no_difference(
        setting in setting(), policies in policies(),
    ) {
        let mut after: Vec<Policy<Id>> = policies.iter().rev().cloned().collect();
        for policy in &mut after {
            policy.display_name.push_str(" renamed");
        }
        let idle = policies.iter().cloned().map(|policy| Policy { state: State::Disabled, ..policy });
        after.extend(idle);
        with_space(&setting, &[&policies, &after], |mut space| {
            assert_eq!(space.compare(0, 1, &[]).unwrap(), []);
        });
    }
}
