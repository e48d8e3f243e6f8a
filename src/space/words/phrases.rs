//! Which phrases say a set of classes: the fewest, or all but the fewest.

use std::collections::BTreeSet;

use super::{Saying, list};
use crate::space::sets::{ClassSet, Sets};

/// What is said of a set of classes.
pub(super) struct Phrase {
    pub(super) saying: Saying,
    pub(super) set: ClassSet,
}

/// A set as phrases.
pub(super) enum Shape<'p> {
    /// Whatever one of them holds.
    Any(Vec<&'p Saying>),
    /// Whatever none of them holds.
    AllBut(Vec<&'p Saying>),
    /// What the first holds, and none of the others.
    But(&'p Saying, Vec<&'p Saying>),
}

/// So many phrases together are still read.
const MOST_PHRASES: usize = 6;

/// A set in the fewest phrases; `None` where no few say it.
pub(super) fn shape<'p>(sets: &Sets, phrases: &'p [Phrase], set: ClassSet) -> Option<Shape<'p>> {
    let held: Vec<(BTreeSet<usize>, &Saying)> =
        phrases.iter().map(|phrase| (sets.iter(phrase.set).collect(), &phrase.saying)).collect();
    let wanted: BTreeSet<usize> = sets.iter(set).collect();
    let rest: BTreeSet<usize> = (0..sets.classes()).filter(|class| !wanted.contains(class)).collect();
    let (any, but) = (cover(&held, &wanted, &rest), cover(&held, &rest, &wanted));
    match (any, but) {
        (Some(any), Some(but)) if but.len() < any.len() => return Some(Shape::AllBut(but)),
        (Some(any), _) => return Some(Shape::Any(any)),
        (None, Some(but)) => return Some(Shape::AllBut(but)),
        (None, None) => {}
    }
    held.iter().filter(|(held, _)| wanted.is_subset(held)).find_map(|(whole, saying)| {
        let rest: BTreeSet<usize> = whole.difference(&wanted).copied().collect();
        Some(Shape::But(saying, cover(&held, &rest, &wanted)?))
    })
}

impl Shape<'_> {
    /// How long it reads.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Any(any) => any.len(),
            // "Anything but" is one more thing to read.
            Self::AllBut(but) | Self::But(_, but) => but.len() + 1,
        }
    }
}

/// `guests, members of Finance and Sales`: what is said alike is said once.
pub(super) fn together(sayings: &[&Saying], last: &str) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for saying in sayings {
        match groups.iter_mut().find(|(kind, _)| *kind == saying.kind && !kind.is_empty()) {
            Some((_, names)) => names.push(saying.name.clone()),
            None => groups.push((saying.kind, vec![saying.name.clone()])),
        }
    }
    let said = |(kind, names): &(&str, Vec<String>)| match *kind {
        "" => list(names, last),
        kind => format!("{kind} {}", list(names, last)),
    };
    list(&groups.iter().map(said).collect::<Vec<_>>(), last)
}

/// Phrases that say all of some classes and none of others.
fn cover<'p>(
    held: &[(BTreeSet<usize>, &'p Saying)],
    wanted: &BTreeSet<usize>,
    never: &BTreeSet<usize>,
) -> Option<Vec<&'p Saying>> {
    let mut left = wanted.clone();
    let mut found = Vec::new();
    while !left.is_empty() {
        let gain = |of: &BTreeSet<usize>| of.intersection(&left).count();
        let (best, saying) = held
            .iter()
            .rev()
            .filter(|(of, _)| of.is_disjoint(never))
            .max_by_key(|(of, _)| gain(of))
            .filter(|(of, _)| gain(of) > 0)?;
        left = left.difference(best).copied().collect();
        found.push(*saying);
        if found.len() > MOST_PHRASES {
            return None;
        }
    }
    Some(found)
}
