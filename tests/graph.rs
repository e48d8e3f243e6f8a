//! Graph's JSON, read and written: every member, every encoding, every wrapper, and the laws.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test")]

#[path = "graph/members.rs"]
mod members;
#[path = "graph/policies.rs"]
mod policies;
#[path = "graph/reading.rs"]
mod reading;
#[path = "graph/strategies.rs"]
mod strategies;
#[path = "graph/writing.rs"]
mod writing;
