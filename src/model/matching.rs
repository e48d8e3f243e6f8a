//! The answer to "does it match?" where facts may be missing.
//!
//! Kleene's three-valued logic: an unknown never becomes yes or no by being combined, unless the other side decides.

/// Whether something matches. The order is from least to most: `and` is the minimum, `or` the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It does not.
    No,
    /// The facts at hand do not tell.
    Unknown,
    /// It does.
    Yes,
}

impl Match {
    /// Both match.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Unknown, Self::Unknown | Self::Yes) | (Self::Yes, Self::Unknown) => Self::Unknown,
        }
    }

    /// At least one matches.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// The opposite; the opposite of unknown is unknown.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

    /// Whether it may match: yes or unknown.
    #[must_use]
    pub const fn is_possible(self) -> bool {
        !matches!(self, Self::No)
    }

    /// Whether it surely matches.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl From<bool> for Match {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

impl From<Option<bool>> for Match {
    /// A fact that is not recorded is unknown.
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Match; 3] = [Match::No, Match::Unknown, Match::Yes];

    #[test]
    fn and_is_the_minimum_and_or_the_maximum() {
        for left in ALL {
            for right in ALL {
                assert_eq!(left.and(right), left.min(right));
                assert_eq!(left.or(right), left.max(right));
            }
        }
    }

    #[test]
    fn not_turns_the_order_around() {
        assert_eq!(ALL.map(Match::not), [Match::Yes, Match::Unknown, Match::No]);
    }

    #[test]
    fn an_unrecorded_fact_is_unknown() {
        assert_eq!([None, Some(false), Some(true)].map(Match::from), [Match::Unknown, Match::No, Match::Yes]);
    }
}
