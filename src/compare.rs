//! What differs between two sets of policies and named locations.
//!
//! Field by field, in canonical form. How differences read is the business of `report`.

mod fields;
mod pairs;

pub use fields::{Changed, Entry, FieldChange, FieldDiff, fields};
pub use pairs::Ambiguous;
