//! What differs between two sets of policies and named locations.
//!
//! Field by field, in canonical form; and line by line, in the documents. How differences read is the business of `report`.

mod documents;
mod fields;
mod pairs;

pub use documents::{DocumentDiff, documents};
pub use fields::{Changed, Entry, FieldChange, FieldDiff, fields};
pub use pairs::Ambiguous;
