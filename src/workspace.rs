//! Finds tenants, composes their trees, resolves names and knows where everything stands.
//!
//! Files are read through [`Files`]; nothing here touches a disk by itself. What comes out is [`TenantWorkspace`]:
//! typed, resolved, and able to turn a place in a policy into a span.

pub mod document;
mod loaded;
mod place;
pub mod schema;

pub use loaded::{Exclusion, ExclusionSubject, Group, TenantWorkspace, Written};
pub use place::{Locate, Place, PlaceRoot, Spans};
