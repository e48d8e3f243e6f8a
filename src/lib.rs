//! Conditional Access as code.
//!
//! Policies are kept as YAML in git; this library reads, checks, simulates, compares and compiles them. It reads no
//! files, environment or clock by itself: callers hand it a workspace.
//!
//! Modules are listed in the order of imports: each may use those above it.

pub mod diagnostic;
pub mod error;
pub mod source;

pub mod syntax;

pub mod model;

pub mod catalogue;

pub mod sign_in;

pub mod directory;

pub mod graph;

pub mod workspace;

pub mod condition;
pub mod control;

pub mod engine;

pub mod check;

pub mod compare;

pub mod replay;

pub mod report;

#[cfg(feature = "cli")]
pub mod cli;
