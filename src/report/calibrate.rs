//! A calibration: how often the engine agrees with what Entra recorded, and where it does not.
//!
//! Each format is a file. Nothing is decided here but in which words a disagreement is told.

mod json;
mod markdown;
mod text;
mod words;

use chrono::NaiveDate;

use crate::model::{Id, Policy};
use crate::replay::calibration::Calibrated;

pub use json::{json, json_of_several};
pub use markdown::markdown;
pub use text::text;

pub(crate) use words::percent;

/// What a comparison of one tenant found, and of what it was one.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The tenant's name.
    pub tenant: &'a str,
    /// What is in force, in a few words: `deployed`.
    pub base: &'a str,
    /// What the comparison came to.
    pub calibrated: &'a Calibrated,
    /// The policies in force, of which it speaks by index.
    pub policies: &'a [Policy<Id>],
    /// The day on which dates are told.
    pub as_of: NaiveDate,
}

#[cfg(test)]
mod tests;
