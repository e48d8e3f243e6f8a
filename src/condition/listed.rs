//! The partition of a dimension whose values can be listed: tokens of one of Graph's enumerations, and not knowing.

use super::{Class, Partition};

/// Not knowing, each listed value, and one that stands for every value not listed.
pub(super) struct Listed<T> {
    /// INVARIANT: not knowing comes first, the value that stands for all others last.
    values: Vec<Option<T>>,
}

impl<T: PartialEq> Listed<T> {
    /// Cuts by `listed`, which may repeat itself. `other` stands for every value that is not among them.
    pub(super) fn new(listed: impl Iterator<Item = T>, other: T) -> Self {
        let mut values = vec![None];
        for value in listed.map(Some) {
            if value.as_ref() != Some(&other) && !values.contains(&value) {
                values.push(value);
            }
        }
        values.push(Some(other));
        Self { values }
    }
}

impl<T: PartialEq + Send + Sync + 'static> Partition for Listed<T> {
    type Value<'a> = Option<&'a T>;

    fn class_count(&self) -> usize {
        self.values.len()
    }

    fn class_of(&self, value: Option<&T>) -> Class {
        let found = self.values.iter().position(|listed| listed.as_ref() == value);
        Class(found.unwrap_or(self.values.len() - 1))
    }

    fn representative(&self, class: Class) -> Option<&T> {
        self.values.get(class.0).and_then(Option::as_ref)
    }
}
