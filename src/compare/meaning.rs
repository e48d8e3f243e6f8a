//! Differences in what is meant: of which sign-ins more is asked, less, or something else.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::evidence::{Regions, Seen};
use crate::catalogue::Enforcement;
use crate::control::{Outcome, Range};
use crate::model::{Id, Policy};
use crate::space::{
    Change, Direction, Enough, Equal, Failure, Region, Settings, Space, TooLarge, Version, Witness, Words,
};

/// What is to be shown of two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They ask the same everywhere.
    Equivalent,
    /// The first asks at least what the second does, everywhere.
    Implies,
}

/// How two sets compare.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// Where they differ: those that loosen first, and of these the ones that most people meet.
    pub differences: Vec<Difference>,
    /// What is written otherwise and asks the same, proved.
    pub equal: Vec<Refactoring>,
    /// Whether these are all.
    pub is_complete: bool,
    /// What was left out, in words.
    pub left_out: Vec<String>,
}

/// Sign-ins of which something else is asked.
#[derive(Clone, Debug)]
pub struct Difference {
    /// How; `None` where it is not decided.
    pub direction: Option<Direction>,
    /// What becomes of whoever signs in, to be read after them: `no longer need MFA`.
    pub effect: String,
    /// Which sign-ins, in plain words, as few parts as were found. A part may hold sign-ins that cannot matter, such as
    /// those that are blocked before and after.
    pub parts: Vec<Words>,
    /// Whether there are more parts than these.
    pub has_more: bool,
    /// The people of the directory with such sign-ins, by position there.
    pub people: BTreeSet<u32>,
    /// The recorded sign-ins there; `None` where none were gone through.
    pub seen: Option<Seen>,
    /// The policies that differ and ask something there: before, and after.
    pub policies: [Vec<String>; 2],
    /// What the policies that differ asked by themselves, in words.
    pub own_before: String,
    /// What they ask by themselves.
    pub own_after: String,
    /// What was asked of the example in all, in words.
    pub before: String,
    /// What is asked of it.
    pub after: String,
    /// Whether it takes access away: it is blocked, and was not.
    pub is_new_block: bool,
    /// Whether no more has to hold than a sign-in settles.
    pub is_certain: bool,
    /// One of the sign-ins.
    pub example: Witness,
    /// What Microsoft demands of it beside the policies, after.
    pub platform: Vec<Enforcement>,
    /// What the engine decides of it before and after.
    pub outcomes: (Range<Outcome>, Range<Outcome>),
}

/// Policies that are written otherwise, and ask the same of every sign-in. A side without policies asks nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refactoring {
    /// What they were called before.
    pub before: Vec<String>,
    /// What they are called.
    pub after: Vec<String>,
    /// Whether it is one policy with another name or key.
    pub is_renamed: bool,
}

impl Meaning {
    /// Whether a relation holds; `None` where it is not decided.
    pub fn holds(&self, relation: Relation) -> Option<bool> {
        let against = |difference: &Difference| match (relation, difference.direction) {
            (Relation::Equivalent, Some(direction)) => direction != Direction::Equal,
            // From the second to the first, nothing may loosen.
            (Relation::Implies, Some(direction)) => direction != Direction::Tightens,
            (_, None) => false,
        };
        if self.differences.iter().any(|difference| against(difference) && difference.is_certain) {
            return Some(false);
        }
        let is_sure = self.is_complete && self.left_out.is_empty();
        let is_open = |difference: &Difference| difference.direction.is_none() || against(difference);
        (is_sure && !self.differences.iter().any(is_open)).then_some(true)
    }
}

impl Meaning {
    /// Whether no outcome changes.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty() && self.is_complete
    }

    /// What of this is not in another.
    #[must_use]
    pub fn beyond(mut self, known: &Self) -> Self {
        let is_known = |found: &Difference| {
            known.differences.iter().any(|other| {
                (other.direction, &other.effect, &other.parts)
                    == (found.direction, &found.effect, &found.parts)
            })
        };
        self.differences.retain(|found| !is_known(found));
        self.equal.retain(|found| !known.equal.contains(found));
        self
    }
}

/// So many parts of a difference are told.
const MOST_PARTS: usize = 4;

/// So many pairs of outcomes are told apart.
const MOST_DIFFERENCES: usize = 40;

/// Compares two versions of a set, and has the engine decide an example of every difference under both.
pub fn meaning(before: Version<'_>, after: Version<'_>, settings: Settings<'_>) -> Result<Meaning, Failure> {
    meaning_with_regions(before, after, settings).map(|(meaning, _)| meaning)
}

/// The same, with the regions of the differences, to tell which recorded sign-ins are in them.
pub fn meaning_with_regions<'a>(
    before: Version<'a>,
    after: Version<'a>,
    settings: Settings<'a>,
) -> Result<(Meaning, Regions<'a>), Failure> {
    let (mut space, _) = Space::new(&[before, after], &[], settings)?;
    let equal = space.refactorings(0, 1)?;
    let sides =
        Sides { policies: [before.policies, after.policies], differing: space.differing(0, 1, &equal) };
    let changes = space.compare(0, 1, &equal)?;
    let changes = space.with_blocks_merged(changes)?;
    let mut meaning = Meaning {
        differences: Vec::new(),
        equal: equal.iter().map(|equal| sides.refactoring(equal)).collect(),
        is_complete: changes.len() <= MOST_DIFFERENCES,
        left_out: space.left_out().to_vec(),
    };
    let aside = if changes.is_empty() { None } else { Some(space.blocked_in_both(0, 1)?) };
    let mut found = Vec::new();
    for change in changes.iter().take(MOST_DIFFERENCES) {
        let Some(aside) = aside else { continue };
        found.extend(difference(&mut space, &sides, change, aside)?.map(|found| (found, change.region)));
    }
    found.sort_by_key(|(found, _)| (grade(found.direction), Reverse(found.people.len())));
    let (differences, regions) = found.into_iter().unzip();
    meaning.differences = differences;
    Ok((meaning, Regions::new(space, regions)))
}

/// What needs a look first.
fn grade(direction: Option<Direction>) -> u8 {
    match direction {
        Some(Direction::Loosens) => 0,
        Some(Direction::Mixed) => 1,
        None => 2,
        Some(Direction::Tightens) => 3,
        Some(Direction::Equal) => 4,
    }
}

/// The policies of both sides, and those that differ.
struct Sides<'a> {
    policies: [&'a [Policy<Id>]; 2],
    differing: [Vec<usize>; 2],
}

impl Sides<'_> {
    fn titles(&self, side: usize, places: &[usize]) -> Vec<String> {
        let policies = self.policies.get(side).copied().unwrap_or_default();
        places
            .iter()
            .filter_map(|place| policies.get(*place))
            .map(|policy| title(policy).to_owned())
            .collect()
    }

    /// The policies that differ and ask something in a region.
    fn causes(&self, space: &mut Space<'_>, region: Region) -> Result<[Vec<String>; 2], TooLarge> {
        let mut causes = [Vec::new(), Vec::new()];
        for ((side, differing), causes) in self.differing.iter().enumerate().zip(&mut causes) {
            let asking = space.asking_in(side, differing, region)?;
            *causes = self.titles(side, &asking);
        }
        Ok(causes)
    }

    fn refactoring(&self, equal: &Equal) -> Refactoring {
        let policy = |side: usize, place: usize| self.policies.get(side)?.get(place);
        let is_renamed = match (equal.before.as_slice(), equal.after.as_slice()) {
            ([before], [after]) => {
                let name = |policy: &Policy<Id>| (policy.id.clone(), policy.display_name.clone());
                policy(0, *before).map(name) != policy(1, *after).map(name)
            }
            _ => false,
        };
        let names = |side, places: &[usize]| -> Vec<String> {
            let own = places.iter().filter_map(|place| policy(side, *place));
            // By key it would be said that a policy is renamed to itself.
            own.map(|policy| if is_renamed { policy.display_name.clone() } else { title(policy).to_owned() })
                .collect()
        };
        Refactoring { before: names(0, &equal.before), after: names(1, &equal.after), is_renamed }
    }
}

/// The key, where the repository has one; else the name.
pub fn title(policy: &Policy<Id>) -> &str {
    let is_key =
        !policy.id.is_empty() && policy.graph_id.as_ref().is_none_or(|id| id.to_string() != policy.id);
    if is_key { &policy.id } else { &policy.display_name }
}

fn difference(
    space: &mut Space<'_>,
    sides: &Sides<'_>,
    change: &Change,
    aside: Region,
) -> Result<Option<Difference>, Failure> {
    let (parts, is_all) = space.parts_of_change(change, aside, MOST_PARTS)?;
    let certain = space.certain(change.region)?;
    let is_certain = !space.is_empty(certain);
    let was_open = space.lacking(0, change.region, Enough::Block)?;
    let is_open = space.lacking(1, was_open, Enough::Block)?;
    let blocked = space.without(was_open, is_open)?;
    let is_new_block = !space.is_empty(blocked);
    let policies = sides.causes(space, change.region)?;
    let Some(point) = space.point(if is_certain { certain } else { change.region }) else { return Ok(None) };
    let example = space.witness(point);
    let outcomes = (space.decide_again(0, &example)?, space.decide_again(1, &example)?);
    let undecided = || "not decided".to_owned();
    let words = |asked: &Option<_>| asked.as_ref().map_or_else(undecided, |asked| space.asked_words(asked));
    let effect = change.before.as_ref().zip(change.after.as_ref());
    Ok(Some(Difference {
        direction: change.direction,
        effect: effect.map_or_else(
            || "are asked something that is too much to go through".to_owned(),
            |(before, after)| space.change_words(before, after),
        ),
        parts: Words::merge(parts.iter().map(|part| space.words_of(part)).collect()),
        has_more: !is_all,
        people: space.people(change.region),
        seen: None,
        policies,
        own_before: words(&change.before),
        own_after: words(&change.after),
        before: words(&space.asked(0, &example)),
        after: words(&space.asked(1, &example)),
        is_new_block,
        is_certain,
        platform: space.platform_demands(1, &example),
        example,
        outcomes,
    }))
}
