//! When attempts succeeded: the latest of them, found by their keys.

use chrono::{DateTime, Utc};

use super::Span;

/// Successes that may be held in one place.
const PLACES: u8 = 8;

/// Bits of a key that say in which place: 65,536 successes in all, of which the latest 30,000 are nearly all there.
const BITS: u32 = 13;

/// Successes, the latest of each place.
///
/// All the room that is ever needed, 2 MiB, is taken by the first, so that the peak does not depend on the size of the
/// export; and a key is looked for in one place, which is fetched from memory once.
#[derive(Debug, Default)]
pub(super) struct Successes {
    /// [`PLACES`] for each place; of no use is a key of 0.
    entries: Vec<(u64, Span)>,
    /// By place, where the next one goes: on the oldest.
    next: Vec<u8>,
}

impl Successes {
    /// When an attempt succeeded, first and last.
    pub(super) fn get(&self, key: u64) -> Option<Span> {
        let entries = self.entries.get(start(key)..start(key) + usize::from(PLACES))?;
        entries.iter().find(|(own, _)| *own == key).map(|(_, span)| *span)
    }

    /// Adds that it succeeded.
    pub(super) fn add(&mut self, key: u64, time: DateTime<Utc>) {
        if self.entries.is_empty() {
            let nothing = (0, Span::at(DateTime::UNIX_EPOCH));
            self.entries.resize(usize::from(PLACES) << BITS, nothing);
            self.next.resize(1 << BITS, 0);
        }
        let start = start(key);
        let Some(entries) = self.entries.get_mut(start..start + usize::from(PLACES)) else { return };
        if let Some((_, span)) = entries.iter_mut().find(|(own, _)| *own == key) {
            return span.extend(time);
        }
        let Some(next) = self.next.get_mut(start / usize::from(PLACES)) else { return };
        if let Some(oldest) = entries.get_mut(usize::from(*next)) {
            *oldest = (key, Span::at(time));
        }
        *next = (*next + 1) % PLACES;
    }
}

/// Where the place of a key starts.
fn start(key: u64) -> usize {
    // INVARIANT: as many bits as fit every size of address.
    usize::try_from(key >> (u64::BITS - BITS)).unwrap_or_default() * usize::from(PLACES)
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hash, Hasher};

    use super::*;

    fn key(number: u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        number.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn the_latest_are_there_and_memory_is_bounded() {
        let mut successes = Successes::default();
        let number = 200_000;
        for number in 0..number {
            successes.add(key(number), DateTime::UNIX_EPOCH);
        }
        assert_eq!(successes.entries.len(), 65_536);
        let latest = (number - 30_000..number).filter(|number| successes.get(key(*number)).is_some()).count();
        assert!(latest > 29_000, "{latest} of the latest 30,000 are there");
    }

    #[test]
    fn of_an_attempt_the_first_and_the_last_success_are_there() {
        let mut successes = Successes::default();
        let [early, late] = [1, 2].map(|second| DateTime::from_timestamp(second, 0).unwrap());
        successes.add(key(1), late);
        successes.add(key(1), early);
        let span = successes.get(key(1)).unwrap();
        assert_eq!((span.first, span.last), (early, late));
        assert!(successes.get(key(2)).is_none());
    }
}
