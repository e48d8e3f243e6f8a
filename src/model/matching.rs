//! Whether something matches, when not everything is known.

/// Yes, no, or not known. The order is from no to yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It does not match, whatever is unknown.
    No,
    /// What is known does not settle it.
    Unknown,
    /// It matches, whatever is unknown.
    Yes,
}

impl Match {
    /// Whether both match. One "no" settles it, whatever is unknown.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Yes | Self::Unknown, Self::Unknown) | (Self::Unknown, Self::Yes) => Self::Unknown,
        }
    }

    /// Whether either matches. One "yes" settles it, whatever is unknown.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// Whether it does not match.
    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }

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
    }
}

impl From<bool> for Match {
    fn from(matches: bool) -> Self {
        if matches { Self::Yes } else { Self::No }
    }
}

impl From<Option<bool>> for Match {
    /// `None` is not knowing.
    fn from(matches: Option<bool>) -> Self {
        matches.map_or(Self::Unknown, Self::from)
    }
}
