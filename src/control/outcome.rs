//! What becomes of a sign-in.

/// What becomes of a sign-in: a chain, best first. Not knowing is a [`Range`](super::Range) on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Access, and nobody is asked anything.
    Granted,
    /// Access, after the person is asked for something they can give.
    Prompted,
    /// Access, once the person has registered a method.
    NeedsRegistration,
    /// No access: something is asked that cannot be given.
    Unsatisfiable,
    /// No access: a policy blocks it.
    Blocked,
}

impl Outcome {
    /// Whether whoever signs in is locked out.
    pub fn is_locked_out(self) -> bool {
        self >= Self::Unsatisfiable
    }

    /// Our word in JSON, such as `needsRegistration`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Prompted => "prompted",
            Self::NeedsRegistration => "needsRegistration",
            Self::Unsatisfiable => "unsatisfiable",
            Self::Blocked => "blocked",
        }
    }

    /// The words in text, such as `must register first`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Prompted => "prompted",
            Self::NeedsRegistration => "must register first",
            Self::Unsatisfiable => "cannot satisfy",
            Self::Blocked => "blocked",
        }
    }
}
