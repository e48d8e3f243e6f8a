//! The `gatewright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    gatewright::cli::main()
}
