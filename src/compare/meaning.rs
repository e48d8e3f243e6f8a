//! Differences in what is meant: of which sign-ins more is asked, less, or something else.

use std::collections::BTreeSet;

use crate::control::{Outcome, Range};
use crate::space::{Asked, Change, Direction, Failure, Settings, Space, Version, Witness};

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
    /// Where they differ, those that loosen first.
    pub differences: Vec<Difference>,
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
    /// Which sign-ins, in plain words, as few parts as were found; an empty text is every sign-in.
    pub regions: Vec<String>,
    /// Whether there are more parts than these.
    pub has_more: bool,
    /// The people of the directory with such sign-ins, by position there.
    pub people: BTreeSet<u32>,
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
    /// Whether something has to hold that no sign-in settles.
    pub is_certain: bool,
    /// One of the sign-ins.
    pub example: Witness,
    /// What the engine decides of it before and after.
    pub outcomes: (Range<Outcome>, Range<Outcome>),
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

/// So many parts of a difference are told.
const MOST_PARTS: usize = 4;

/// So many pairs of outcomes are told apart.
const MOST_DIFFERENCES: usize = 40;

/// Compares two versions of a set, and has the engine decide an example of every difference under both.
pub fn meaning(before: Version<'_>, after: Version<'_>, settings: Settings<'_>) -> Result<Meaning, Failure> {
    let (mut space, _) = Space::new(&[before, after], &[], settings)?;
    let changes = space.compare(0, 1)?;
    let mut meaning = Meaning {
        differences: Vec::new(),
        is_complete: changes.len() <= MOST_DIFFERENCES,
        left_out: space.left_out().to_vec(),
    };
    for change in changes.iter().take(MOST_DIFFERENCES) {
        meaning.differences.extend(difference(&mut space, change)?);
    }
    Ok(meaning)
}

fn is_block(asked: &Asked) -> bool {
    asked.requirement.is_block()
}

fn difference(space: &mut Space<'_>, change: &Change) -> Result<Option<Difference>, Failure> {
    let (parts, is_all) = space.parts_of_change(change, MOST_PARTS)?;
    let certain = space.certain(change.region)?;
    let is_certain = !space.is_empty(certain);
    let was_open = space.lacking(0, change.region, &is_block)?;
    let is_open = space.lacking(1, was_open, &is_block)?;
    let blocked = space.without(was_open, is_open)?;
    let is_new_block = !space.is_empty(blocked);
    let Some(point) = space.point(if is_certain { certain } else { change.region }) else { return Ok(None) };
    let example = space.witness(point);
    let outcomes = (space.decide_again(0, &example)?, space.decide_again(1, &example)?);
    let undecided = || "not decided".to_owned();
    let words = |asked: &Option<_>| asked.as_ref().map_or_else(undecided, |asked| space.asked_words(asked));
    Ok(Some(Difference {
        direction: change.direction,
        regions: parts.iter().map(|part| space.describe(part).unwrap_or_default()).collect(),
        has_more: !is_all,
        people: space.people(change.region),
        own_before: words(&change.before),
        own_after: words(&change.after),
        before: words(&space.asked(0, &example)),
        after: words(&space.asked(1, &example)),
        is_new_block,
        is_certain,
        example,
        outcomes,
    }))
}
