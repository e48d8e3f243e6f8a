//! The wire format: Microsoft Graph JSON to policies and named locations, and back.
//!
//! Reading never fails on what it does not know: such members are kept as they came, and written back in place.
//! Graph itself is never called; names are not resolved here, everything refers by id.

mod canonical;
mod conditions;
mod controls;
mod decoder;
mod fault;
mod foreign;
pub mod group;
pub mod json;
mod lost;
pub mod named_location;
pub mod policy;
mod read;
mod related;
mod shape;
mod supposed;
mod text;
mod unknown;

pub use canonical::{canonical_named_location, canonical_policy};
pub use controls::encode_session;
pub use fault::Fault;
pub use lost::lost;
pub use read::{Found, FoundKind, MAX_BYTES, Reading, read};
pub use related::{Named, Organization};
pub use supposed::read_sign_in;
