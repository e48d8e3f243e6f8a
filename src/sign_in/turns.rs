//! What depends on the order of sign-ins: rows that came before, and rows of one attempt.
//!
//! It is told of each in its turn, which takes little; whatever else is done with a sign-in can be done by any thread.

use super::{Attempts, Repeats, SignIn, Subject, Unfinished, Verdict};

/// What became known of a sign-in when it was its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It came before.
    Repeated,
    /// It is of a workload, each of whose rows is by itself.
    ByItself,
    /// It is a row of a person's attempt.
    OfAttempt(Verdict),
}

/// Follows the rows of an export.
#[derive(Debug, Default)]
pub struct Turns {
    repeats: Repeats,
    attempts: Attempts,
}

impl Turns {
    /// Takes the next row.
    pub fn next(&mut self, sign_in: &SignIn<'_>) -> Turn {
        if self.repeats.is_repeat(sign_in) {
            return Turn::Repeated;
        }
        match sign_in.subject {
            Subject::User => Turn::OfAttempt(self.attempts.observe(sign_in)),
            Subject::ServicePrincipal | Subject::ManagedIdentity | Subject::Agent => Turn::ByItself,
        }
    }

    /// Everyone with attempts that were never completed, by name; attempts start anew.
    pub fn take_unfinished(&mut self) -> Vec<Unfinished> {
        std::mem::take(&mut self.attempts).unfinished()
    }
}
