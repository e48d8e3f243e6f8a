//! What policies mean, fact by fact, against what Microsoft documents.
//!
//! Every fact goes through the library as a caller would: a setting, policies, a sign-in. Each is decided twice, by
//! masks and by the trace.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod build;
mod calibration;
mod causes;
mod clients;
mod controls;
mod decisions;
mod first_day;
mod networks;
mod platform;
mod registration;
mod replay;
mod resources;
mod survival;
mod users;
mod vectors;
