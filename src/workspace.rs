//! Finds tenants, composes their trees, resolves names and knows where everything stands.
//!
//! Files are read through [`Files`]; nothing here touches a disk by itself. What comes out is [`TenantWorkspace`]:
//! typed, resolved, and able to turn a place in a policy into a span.

mod compile;
mod compose;
mod convert;
mod discover;
pub mod document;
mod export;
mod factor;
mod files;
#[cfg(test)]
mod fixture;
mod format;
mod import;
mod load;
mod loaded;
mod locate;
mod names;
mod place;
mod proposed;
mod reader;
mod references;
mod resolve;
pub mod schema;
mod staging;
mod twins;

pub use compile::{OutputFile, compile, compile_faults, file_name};
pub use discover::{TENANT_FILE, discover};
pub use factor::{Factored, Factoring, factor};
pub use files::{FileKind, Files, FolderEntry, Memory};
pub use format::{Formatted, FormattedDocument, format, format_document};
#[cfg(feature = "cli")]
pub(crate) use import::scaffold;
pub use import::{ImportOptions, Imported, import};
pub use load::{LoadedTenant, Loader, load};
pub use loaded::{
    Deployed, Exclusion, ExclusionSubject, Group, Loaded, Origin, Placeholder, TenantWorkspace, Written,
};
pub use place::{Locate, Place, PlaceRoot, Spans};
pub use proposed::{Proposed, matching, proposed};
pub use staging::{Move, Stage, stage};
