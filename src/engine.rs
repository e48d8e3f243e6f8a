//! Decides sign-ins under a set of policies.
//!
//! [`Table`] is the fast way: masks made once, class by class, then looked up. [`trace`] is the explaining way: every
//! condition of every policy, one by one. Both get every answer from `condition`; that they agree is a law.

mod bits;
mod dependencies;
mod registration;
mod table;
mod trace;

pub use dependencies::{DependencyTrace, dependencies};
pub use table::{Contribution, Decision, PolicySet, Scratch, Table};
pub use trace::{ConditionTrace, PolicyTrace, Trace, trace};
