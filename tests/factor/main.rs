//! `import --baseline`: what is deployed comes back from the shared set, in few lines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod bad_input;
mod client;
mod judgements;
mod law;
mod partner;
mod portal;
#[path = "../graph/published.rs"]
mod published;
mod shapes;
