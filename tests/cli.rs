//! The command from outside: arguments, streams, exit codes, and what it leaves behind.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::panic,
    reason = "a test"
)]

mod cli {
    mod arguments;
    mod bad_input;
    mod baseline;
    mod calibrate;
    mod completions;
    mod diff;
    mod exception;
    mod explain;
    mod fixes;
    mod fmt;
    mod merge;
    mod output;
    mod prove;
    mod reference;
    mod repair;
    mod rollout;
    mod sandbox;
    mod simulate;
    mod tenants;
    mod test;
    mod verbs;
    mod whatif;
}
