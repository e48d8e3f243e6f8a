//! What a comparison must not come to.

use super::LockedOut;
use crate::compare::Difference;
use crate::space::Direction;

/// What a comparison must not come to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gates {
    /// No sign-in of which less is asked, or something else.
    pub no_new_access: bool,
    /// No sign-in that is blocked and was not.
    pub no_new_block: bool,
    /// No more people than this who are newly locked out.
    pub max_locked_out: Option<usize>,
}

impl Gates {
    /// Whether there is any.
    pub fn is_any(self) -> bool {
        self.no_new_access || self.no_new_block || self.max_locked_out.is_some()
    }

    /// Whether a difference must not be; of one that is not decided, whether there is a gate that it may not pass.
    pub fn refuses(self, difference: &Difference) -> bool {
        let opens = match difference.direction {
            Some(Direction::Loosens | Direction::Mixed) => self.no_new_access,
            Some(Direction::Tightens | Direction::Equal) => false,
            None => self.no_new_access || self.no_new_block,
        };
        opens || (self.no_new_block && difference.is_new_block)
    }

    /// Whether more people are locked out than may be.
    pub fn is_over(self, seen: &LockedOut) -> bool {
        self.max_locked_out.is_some_and(|most| seen.at_most() > most)
    }
}
