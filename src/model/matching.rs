<<<<<<< HEAD
//! Whether something matches, when not everything is known.

/// Yes, no, or not known. The order is from no to yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It does not match, whatever is unknown.
    No,
    /// What is known does not settle it.
    Unknown,
    /// It matches, whatever is unknown.
=======
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
>>>>>>> filter
    Yes,
}

impl Match {
<<<<<<< HEAD
    /// Whether both match. One "no" settles it, whatever is unknown.
=======
    /// Both match.
>>>>>>> filter
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
<<<<<<< HEAD
            (Self::Yes | Self::Unknown, Self::Unknown) | (Self::Unknown, Self::Yes) => Self::Unknown,
        }
    }

    /// Whether either matches. One "yes" settles it, whatever is unknown.
=======
            (Self::Unknown, Self::Unknown | Self::Yes) | (Self::Yes, Self::Unknown) => Self::Unknown,
        }
    }

    /// At least one matches.
>>>>>>> filter
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

<<<<<<< HEAD
    /// Whether it does not match.
=======
    /// The opposite; the opposite of unknown is unknown.
>>>>>>> filter
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

<<<<<<< HEAD
    /// Whether any matches; none of nothing.
    pub fn any(of: impl IntoIterator<Item = Self>) -> Self {
        of.into_iter().fold(Self::No, Self::or)
    }

    /// Graph's and our word: `yes`, `no` or `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Yes => "yes",
        }
=======
    /// Whether it may match: yes or unknown.
    #[must_use]
    pub const fn is_possible(self) -> bool {
        !matches!(self, Self::No)
    }

    /// Whether it surely matches.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::Yes)
>>>>>>> filter
    }
}

impl From<bool> for Match {
<<<<<<< HEAD
    fn from(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
=======
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
>>>>>>> filter
    }
}
