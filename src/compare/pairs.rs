//! Which entry of one side is which of the other: by Graph id, by key, by name (language.md, `id`).

use std::collections::BTreeMap;

use super::Entry;
use crate::model::is_named_for;

/// A key that could mean several entries of the other side, or one that others could mean as well.
#[derive(Clone, Debug, PartialEq)]
pub struct Ambiguous<'e> {
    /// The entry with the key.
    pub entry: &'e Entry,
    /// The entries it could mean.
    pub candidates: Vec<&'e Entry>,
}

pub(super) struct Pairs<'e> {
    /// Before and after, in the order of the side after.
    pub(super) both: Vec<(&'e Entry, &'e Entry)>,
    pub(super) removed: Vec<&'e Entry>,
    pub(super) added: Vec<&'e Entry>,
    pub(super) ambiguous: Vec<Ambiguous<'e>>,
}

pub(super) fn pair<'e>(before: &'e [Entry], after: &'e [Entry]) -> Pairs<'e> {
    let mut matching = Matching {
        both: BTreeMap::new(),
        before: before.iter().enumerate().collect(),
        after: after.iter().enumerate().collect(),
    };
    matching.by(|entry| entry.graph_id.as_ref().map(ToString::to_string));
    matching.by(|entry| entry.key.clone());
    let ambiguous = matching.by_key_in_name();
    matching.by(|entry| Some(entry.display_name.clone()));
    Pairs {
        both: matching.both.into_values().collect(),
        removed: matching.before.into_values().collect(),
        added: matching.after.into_values().collect(),
        ambiguous,
    }
}

/// What is matched so far, by position after; and what is not, by position.
struct Matching<'e> {
    both: BTreeMap<usize, (&'e Entry, &'e Entry)>,
    before: BTreeMap<usize, &'e Entry>,
    after: BTreeMap<usize, &'e Entry>,
}

impl<'e> Matching<'e> {
    /// Matches what has the same text on both sides. Of several, equal ones first, then in order.
    fn by(&mut self, text: impl Fn(&Entry) -> Option<String>) {
        let mut groups: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (index, entry) in &self.before {
            if let Some(text) = text(entry) {
                groups.entry(text).or_default().0.push(*index);
            }
        }
        for (index, entry) in &self.after {
            if let Some(text) = text(entry) {
                groups.entry(text).or_default().1.push(*index);
            }
        }
        for (befores, mut afters) in groups.into_values() {
            let mut rest = Vec::new();
            for before in befores {
                let equal = |after: &usize| {
                    self.before.get(&before).map(|entry| &entry.value)
                        == self.after.get(after).map(|entry| &entry.value)
                };
                match afters.iter().position(equal) {
                    Some(position) => self.join(before, afters.remove(position)),
                    None => rest.push(before),
                }
            }
            for (before, after) in rest.into_iter().zip(afters) {
                self.join(before, after);
            }
        }
    }

    /// Matches an entry with a key to the only one without that is named for it.
    fn by_key_in_name(&mut self) -> Vec<Ambiguous<'e>> {
        let mut claims = Vec::new();
        for (before, old) in &self.before {
            for (after, new) in &self.after {
                if is_meant(old, new) || is_meant(new, old) {
                    claims.push((*before, *after));
                }
            }
        }
        let (sure, unsure): (Vec<_>, Vec<_>) = claims.iter().copied().partition(|(before, after)| {
            claims.iter().filter(|claim| claim.0 == *before || claim.1 == *after).count() == 1
        });
        let mut ambiguous: Vec<Ambiguous<'e>> = Vec::new();
        for (old, new) in
            unsure.iter().filter_map(|claim| self.before.get(&claim.0).zip(self.after.get(&claim.1)))
        {
            let (entry, candidate) = if old.key.is_some() { (*old, *new) } else { (*new, *old) };
            match ambiguous.iter_mut().find(|known| std::ptr::eq(known.entry, entry)) {
                Some(known) => known.candidates.push(candidate),
                None => ambiguous.push(Ambiguous { entry, candidates: vec![candidate] }),
            }
        }
        for (before, after) in sure {
            self.join(before, after);
        }
        ambiguous
    }

    fn join(&mut self, before: usize, after: usize) {
        if let (Some(old), Some(new)) = (self.before.remove(&before), self.after.remove(&after)) {
            self.both.insert(after, (old, new));
        }
    }
}

/// Whether the key of one means the other, which has none.
fn is_meant(with_key: &Entry, other: &Entry) -> bool {
    other.key.is_none() && with_key.key.as_ref().is_some_and(|key| is_named_for(&other.display_name, key))
}
