//! `completions`: what a shell needs to complete commands.

use clap::CommandFactory;
use clap_complete::Shell;

use super::terminal::Terminal;
use super::{Arguments, Outcome};
use crate::error::Error;

/// Write completions for a shell to standard output
///
/// For bash: `gatewright completions bash > ~/.local/share/bash-completion/completions/gatewright`. For others see where
/// they look for completions.
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Completions, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "gatewright", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Clean)
}
