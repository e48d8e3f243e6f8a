//! Finds a node by its edges: a hash table of numbers alone, since the nodes hold the edges already.

use std::hash::{Hash, Hasher};

use super::Edge;
use crate::space::hashing::FastHasher;

/// The numbers of nodes, where the hash of their edges puts them.
#[derive(Clone, Debug, Default)]
pub(super) struct Unique {
    /// Open addressing; a power of two, at most half full.
    slots: Vec<Option<(u32, u32)>>,
    used: usize,
}

impl Unique {
    pub(super) fn find(&self, level: u32, edges: &[Edge], is_same: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = hash(level, edges);
        let mut slot = self.first(hash)?;
        while let Some(Some((known, number))) = self.slots.get(slot) {
            if *known == hash && is_same(*number) {
                return Some(*number);
            }
            slot = self.next(slot);
        }
        None
    }

    pub(super) fn add(&mut self, level: u32, edges: &[Edge], number: u32) {
        if self.used * 2 >= self.slots.len() {
            let grown = vec![None; (self.slots.len() * 2).max(1024)];
            let old = std::mem::replace(&mut self.slots, grown);
            self.used = 0;
            old.into_iter().flatten().for_each(|(hash, number)| self.place(hash, number));
        }
        self.place(hash(level, edges), number);
    }

    fn place(&mut self, hash: u32, number: u32) {
        let Some(mut slot) = self.first(hash) else { return };
        while self.slots.get(slot).is_some_and(Option::is_some) {
            slot = self.next(slot);
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = Some((hash, number));
            self.used += 1;
        }
    }

    fn first(&self, hash: u32) -> Option<usize> {
        (!self.slots.is_empty()).then(|| hash as usize & (self.slots.len() - 1))
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
fn hash(level: u32, edges: &[Edge]) -> u32 {
    let mut hasher = FastHasher::default();
    (level, edges).hash(&mut hasher);
    hasher.finish() as u32
}
