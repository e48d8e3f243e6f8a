//! What policies ask of a sign-in, and whether it can be given.
//!
//! Requirements over claims, and ranges of what is not known for certain. Which policies apply is decided elsewhere.

mod claims;
mod range;
mod requirement;

pub use claims::{Claim, Claims};
pub use range::Range;
pub use requirement::{Requirement, TooManyWays};
