//! Documents of the language: from a tree to types and back.
//!
//! Each `read_…` validates its tree against the schema first and reports everything that is wrong with it; what the
//! schema accepts always decodes. Each `write_…` makes a tree in the language's order of keys and shortest form.
//! Names are not resolved here, and parameters have been substituted before.

mod baseline;
mod condition;
mod control;
mod groups;
mod locations;
mod lock;
mod naming;
mod policy;
mod read;
mod rules;
mod tenant;
mod tests_document;
mod unknown;
mod users;
mod write;

pub use baseline::{BaselineDocument, BaselineUse, Omission, Parameter, ParameterType, read_baseline};
pub(crate) use control::parse_period;
pub use groups::{GroupEntry, GroupsDocument, read_groups, write_groups};
pub use locations::{LocationsDocument, read_locations, write_locations};
pub use lock::{LockDocument, read_lock, write_lock};
pub use naming::{Naming, NamingForm, NamingPreset, read_naming};
pub(crate) use naming::{name_expression, parse_range};
pub use policy::{PolicyDocument, read_policy, write_policy};
pub(crate) use rules::{PRESET, SEVERITY};
pub use rules::{Preset, RuleSetting, RuleSettings, SeveritySetting};
pub use tenant::{Change, Edit, EditKind, Exception, TenantDocument, read_tenant, write_tenant};
pub use tests_document::{
    Acknowledged, Expect, ExpectedOutcome, Given, Invariant, InvariantKind, InvariantScope, Promised,
    Scenario, SupposedPerson, TestsDocument, read_tests,
};

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
