//! Objects that were read before, so that the same text need not be read again.
//!
//! Most of a sign-in is what Entra recorded of each policy, and of one policy it has only so many things to say. Comparing
//! a text with one that is known to be an object takes a tenth of the time that passing over it does.

/// Bytes that say where an object is kept: as many as reach beyond the id that it starts with.
const START: usize = 64;

/// The longest object that is kept.
const LONGEST: usize = 2048;

/// Objects that are kept with the same start.
const PLACES: u8 = 8;

/// Bits of a hash that say with which others an object is kept.
const BITS: u32 = 6;

/// Some of the objects that were read, at most a megabyte of them.
///
/// INVARIANT: each is JSON from its first byte to its last.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// [`PLACES`] for each hash; empty is none.
    objects: Vec<Box<[u8]>>,
    /// By hash, where the next one goes: on the oldest.
    next: Vec<u8>,
}

impl Known {
    /// The length of the known object that some bytes start with.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let first = hash(bytes)? * usize::from(PLACES);
        let objects = self.objects.get(first..first + usize::from(PLACES))?;
        let object = objects.iter().find(|object| !object.is_empty() && bytes.starts_with(object))?;
        Some(object.len())
    }

    /// Keeps a value that was read, if it is an object.
    pub(super) fn add(&mut self, object: &[u8]) {
        if !object.starts_with(b"{") || object.len() > LONGEST {
            return;
        }
        let Some(hash) = hash(object) else { return };
        if self.objects.is_empty() {
            self.objects.resize_with(usize::from(PLACES) << BITS, Box::default);
            self.next.resize(1 << BITS, 0);
        }
        let Some(next) = self.next.get_mut(hash) else { return };
        if let Some(oldest) = self.objects.get_mut(hash * usize::from(PLACES) + usize::from(*next)) {
            *oldest = object.into();
        }
        *next = (*next + 1) % PLACES;
    }
}

/// Whoever makes hashes collide on purpose only has everything read, as without this.
fn hash(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.first_chunk::<START>()?.as_chunks();
    let mix = |mixed: u64, word: &[u8; 8]| {
        (mixed.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517c_c1b7_2722_0a95)
    };
    usize::try_from(words.iter().fold(0, mix) >> (u64::BITS - BITS)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(number: usize) -> Vec<u8> {
        format!(
            r#"{{"id":"dddddddd-0000-4000-8000-000000000001","displayName":"CA001","result":{number:09}}}"#
        )
        .into_bytes()
    }

    #[test]
    fn what_was_read_is_known_whatever_follows() {
        let mut known = Known::default();
        assert_eq!(known.length(&object(1)), None);
        known.add(&object(1));
        let followed = [object(1), b",{".to_vec()].concat();
        assert_eq!(known.length(&followed), Some(object(1).len()));
        assert_eq!(known.length(&object(2)), None);
        let (_, cut_short) = followed.split_first().unwrap();
        assert_eq!(known.length(cut_short), None);
    }

    #[test]
    fn memory_is_bounded() {
        let mut known = Known::default();
        for number in 0..100 {
            known.add(&object(number));
        }
        let kept = (0..100).filter(|number| known.length(&object(*number)).is_some()).count();
        assert_eq!(kept, usize::from(PLACES));
        assert!(known.length(&object(99)).is_some(), "the latest are kept");
        let long = [object(1), vec![b' '; LONGEST]].concat();
        known.add(&long);
        assert_eq!(known.objects.iter().filter(|object| !object.is_empty()).count(), usize::from(PLACES));
    }
}
