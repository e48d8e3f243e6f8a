//! What differs between two sets of policies and named locations.
//!
//! Field by field, in canonical form; line by line, in the documents; and of which sign-ins something else is asked. How differences read is the business of `report`.

mod documents;
mod evidence;
mod fields;
mod meaning;
mod pairs;
mod places;
pub(crate) mod unified;

pub use documents::{DocumentDiff, documents};
pub use evidence::{Regions, Seen};
pub use fields::{Changed, Entry, FieldChange, FieldDiff, fields};
pub use meaning::{Difference, Meaning, Refactoring, Relation, meaning, meaning_with_regions, title};
pub use pairs::Ambiguous;
pub use places::{Documents, Places};
