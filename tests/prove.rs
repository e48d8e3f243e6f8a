//! What is claimed of every sign-in of the examples: the engine says the same of every sign-in that is shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "prove/bounds.rs"]
mod bounds;
#[path = "prove/clients.rs"]
mod clients;
#[path = "prove/gaps.rs"]
mod gaps;
#[path = "prove/needless.rs"]
mod needless;
