//! A value that is known to lie between two ends.
//!
//! Only monotone functions act on ranges, on each end by itself, so that a range never claims more than is known.

/// The best and the worst that a value can be; the order of `T` is from best to worst.
///
/// INVARIANT: `best <= worst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range<T> {
    best: T,
    worst: T,
}

impl<T: Ord + Copy> Range<T> {
    /// A value that is known.
    pub const fn certain(value: T) -> Self {
        Self { best: value, worst: value }
    }

    /// A value that lies between two others, in either order.
    pub fn between(one: T, other: T) -> Self {
        Self { best: one.min(other), worst: one.max(other) }
    }

    /// The best that it can be.
    pub const fn best(self) -> T {
        self.best
    }

    /// The worst that it can be.
    pub const fn worst(self) -> T {
        self.worst
    }

    /// The value, if it is known.
    pub fn known(self) -> Option<T> {
        (self.best == self.worst).then_some(self.best)
    }

    /// The worse of two: both have to be borne.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { best: self.best.max(other.best), worst: self.worst.max(other.worst) }
    }

    /// The better of two: there is a choice.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        Self { best: self.best.min(other.best), worst: self.worst.min(other.worst) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_ordered_whatever_order_they_come_in() {
        assert_eq!(Range::between(3, 1), Range::between(1, 3));
        assert_eq!((Range::between(3, 1).best(), Range::between(3, 1).worst()), (1, 3));
    }

    #[test]
    fn a_range_of_one_value_is_known() {
        assert_eq!(Range::certain(2).known(), Some(2));
        assert_eq!(Range::between(2, 2), Range::certain(2));
        assert_eq!(Range::between(1, 2).known(), None);
    }

    #[test]
    fn max_and_min_act_on_each_end() {
        assert_eq!(Range::between(1, 4).max(Range::between(2, 3)), Range::between(2, 4));
        assert_eq!(Range::between(1, 4).min(Range::between(2, 3)), Range::between(1, 3));
    }
}
