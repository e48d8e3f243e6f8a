//! What policies ask of a sign-in, and whether it can be given.
//!
//! Requirements over claims, and ranges of what is not known for certain. Which policies apply is decided elsewhere.

mod ability;
mod asked;
mod claims;
mod outcome;
mod platform;
mod range;
mod requirement;
mod session;

pub use ability::Ability;
pub use asked::{ClaimKind, ClaimTable};
pub use claims::{Claim, Claims};
pub use outcome::Outcome;
pub use platform::{Demand, platform_demands};
pub use range::Range;
pub use requirement::{Requirement, TooManyWays};
pub use session::{MergedSession, merge_sessions};
