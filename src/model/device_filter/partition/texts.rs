//! Texts enough to get every answer that the comparisons of an attribute can give.

use std::collections::{BTreeSet, HashSet};

use super::TooManyClasses;
use crate::model::device_filter::pattern::Pattern;
use crate::model::device_filter::{Attribute, Leaf};

/// How many steps of automata the search may store, a bound on its time and memory.
const MAX_STORED: usize = 1 << 22;

/// Texts such that every text answers every leaf as one of them does; likely ones first.
///
/// A text that equals a literal answers as that literal. Any other text answers as the shortest text `w` that is the same
/// to the patterns for a start, an end or a part; unless `w` happens to equal a literal, and then as `wxw` does, where
/// `x` is in no literal: it starts, ends and contains what `w` does, and equals none.
pub(super) fn candidates(attribute: Attribute, leaves: &[Leaf]) -> Result<Vec<String>, TooManyClasses> {
    let patterns: Vec<&Pattern> = leaves.iter().flat_map(Leaf::patterns).collect();
    let literals: BTreeSet<char> = patterns.iter().flat_map(|pattern| pattern.folded()).copied().collect();
    let other = ('a'..=char::MAX).find(|character| is_ordinary(*character) && !literals.contains(character));
    let mut partial: Vec<&Pattern> = Vec::new();
    for pattern in patterns.iter().filter(|pattern| !pattern.is_whole()) {
        if !partial.contains(pattern) {
            partial.push(pattern);
        }
    }
    let mut texts: Vec<String> = attribute.values().iter().map(|value| (*value).to_owned()).collect();
    texts.extend(
        patterns.iter().filter(|pattern| pattern.is_whole()).map(|pattern| pattern.text().to_owned()),
    );
    for shortest in shortest_texts(&partial, other)? {
        let longer = other.map(|other| format!("{shortest}{other}{shortest}"));
        texts.extend([shortest].into_iter().chain(longer));
    }
    Ok(texts)
}

/// Easy to read, and itself when folded.
fn is_ordinary(character: char) -> bool {
    character.is_alphanumeric() && character.to_lowercase().eq([character])
}

/// A shortest text for each combination of these patterns that texts can match.
fn shortest_texts(patterns: &[&Pattern], other: Option<char>) -> Result<Vec<String>, TooManyClasses> {
    let alphabet: BTreeSet<char> = patterns.iter().flat_map(|pattern| pattern.folded()).copied().collect();
    let start = Reached { states: vec![Pattern::START; patterns.len()], from: None };
    let mut seen = HashSet::from([start.states.clone()]);
    let mut matched = BTreeSet::new();
    let mut texts = Vec::new();
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(Reached { states, .. }) = reached.get(next) {
        let states = states.clone();
        if matched.insert(accepted(patterns, &states)) {
            texts.push(text_to(&reached, next));
        }
        for character in alphabet.iter().copied().chain(other) {
            let after: Vec<usize> = patterns
                .iter()
                .zip(&states)
                .map(|(pattern, state)| pattern.step(*state, character))
                .collect();
            if seen.insert(after.clone()) {
                reached.push(Reached { states: after, from: Some((next, character)) });
            }
        }
        if reached.len().saturating_mul(patterns.len()) > MAX_STORED {
            return Err(TooManyClasses);
        }
        next += 1;
    }
    Ok(texts)
}

/// A combination of states, and the one before it with the character between.
struct Reached {
    states: Vec<usize>,
    from: Option<(usize, char)>,
}

fn accepted(patterns: &[&Pattern], states: &[usize]) -> Vec<bool> {
    patterns.iter().zip(states).map(|(pattern, state)| pattern.accepts(*state)).collect()
}

fn text_to(reached: &[Reached], index: usize) -> String {
    let mut backward = Vec::new();
    let mut at = index;
    while let Some((before, character)) = reached.get(at).and_then(|reached| reached.from) {
        backward.push(character);
        at = before;
    }
    backward.iter().rev().collect()
}
