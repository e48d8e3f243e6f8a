//! Sets of policies as bits, 64 to a word.

use crate::model::Match;

/// Sets the bit of a policy that matches among those that may, and, if it is certain, among those that do.
pub(super) fn mark(certain: &mut [u64], possible: &mut [u64], policy: usize, matches: Match) {
    match matches {
        Match::Yes => {
            insert(certain, policy);
            insert(possible, policy);
        }
        Match::Unknown => insert(possible, policy),
        Match::No => {}
    }
}

/// Sets a bit.
pub(super) fn insert(words: &mut [u64], index: usize) {
    if let Some(word) = words.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
}

/// Whether a bit is set.
pub(super) fn contains(words: &[u64], index: usize) -> bool {
    words.get(index / 64).is_some_and(|word| word & (1 << (index % 64)) != 0)
}

/// Makes a set the same as another.
pub(super) fn copy(to: &mut Vec<u64>, from: &[u64]) {
    to.clear();
    to.extend_from_slice(from);
}

/// Makes a set of so many words empty.
pub(super) fn clear(words: &mut Vec<u64>, len: usize) {
    words.clear();
    words.resize(len, 0);
}

/// Keeps what is in another set too.
pub(super) fn and(words: &mut [u64], other: &[u64]) {
    words.iter_mut().zip(other).for_each(|(word, other)| *word &= other);
}

/// Adds what is in another set.
pub(super) fn or(words: &mut [u64], other: &[u64]) {
    words.iter_mut().zip(other).for_each(|(word, other)| *word |= other);
}

/// The bits that are set, from the lowest on.
pub(super) fn indices(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    words.iter().enumerate().flat_map(|(index, word)| {
        let mut rest = *word;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(index * 64 + bit)
        })
    })
}
