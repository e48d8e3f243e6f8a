//! Sets of the classes of one level, each kept once, so that an edge of a diagram is two numbers.

use super::hashing::FastMap;

/// A set of classes, by its number among those of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ClassSet(u32);

/// The sets of one level.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    /// How many classes the level has.
    classes: usize,
    words: usize,
    /// One set after the other, `words` words each.
    members: Vec<u64>,
    numbers: FastMap<Box<[u64]>, ClassSet>,
    intersections: FastMap<(ClassSet, ClassSet), ClassSet>,
}

impl ClassSet {
    /// No class.
    pub(super) const NONE: Self = Self(0);
    /// Every class.
    pub(super) const ALL: Self = Self(1);
}

impl Sets {
    pub(super) fn new(classes: usize) -> Self {
        let words = classes.div_ceil(64).max(1);
        let mut sets = Self {
            classes,
            words,
            members: Vec::new(),
            numbers: FastMap::default(),
            intersections: FastMap::default(),
        };
        sets.keep(vec![0; words]);
        sets.of(0..classes);
        sets
    }

    pub(super) fn classes(&self) -> usize {
        self.classes
    }

    /// The set of some classes.
    pub(super) fn of(&mut self, classes: impl IntoIterator<Item = usize>) -> ClassSet {
        let mut members = vec![0_u64; self.words];
        for class in classes {
            if let Some(word) = members.get_mut(class / 64) {
                *word |= 1 << (class % 64);
            }
        }
        self.keep(members)
    }

    pub(super) fn and(&mut self, one: ClassSet, other: ClassSet) -> ClassSet {
        if one == other || other == ClassSet::ALL {
            return one;
        }
        if one == ClassSet::ALL {
            return other;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.intersections.get(&key) {
            return *known;
        }
        let members = self.members(one).iter().zip(self.members(other)).map(|(one, other)| one & other);
        let members = members.collect();
        let set = self.keep(members);
        self.intersections.insert(key, set);
        set
    }

    pub(super) fn union(&mut self, sets: &[ClassSet]) -> ClassSet {
        if let [only] = sets {
            return *only;
        }
        let mut members = vec![0_u64; self.words];
        for set in sets {
            members.iter_mut().zip(self.members(*set)).for_each(|(word, other)| *word |= other);
        }
        self.keep(members)
    }

    pub(super) fn not(&mut self, set: ClassSet) -> ClassSet {
        let all = self.members(ClassSet::ALL).iter().zip(self.members(set));
        let members = all.map(|(all, word)| all & !word).collect();
        self.keep(members)
    }

    pub(super) fn contains(&self, set: ClassSet, class: usize) -> bool {
        self.members(set).get(class / 64).is_some_and(|word| word & (1 << (class % 64)) != 0)
    }

    /// The classes of a set, in order.
    pub(super) fn iter(&self, set: ClassSet) -> impl Iterator<Item = usize> + '_ {
        (0..self.classes).filter(move |class| self.contains(set, *class))
    }

    /// How many classes a set has.
    pub(super) fn len(&self, set: ClassSet) -> usize {
        self.members(set).iter().map(|word| word.count_ones() as usize).sum()
    }

    fn members(&self, set: ClassSet) -> &[u64] {
        let start = set.0 as usize * self.words;
        // INVARIANT: every number that was given out has its words.
        self.members.get(start..start + self.words).unwrap_or_default()
    }

    fn keep(&mut self, members: Vec<u64>) -> ClassSet {
        if let Some(known) = self.numbers.get(members.as_slice()) {
            return *known;
        }
        let number = u32::try_from(self.members.len() / self.words).unwrap_or(u32::MAX);
        self.members.extend_from_slice(&members);
        self.numbers.insert(members.into(), ClassSet(number));
        ClassSet(number)
    }
}
