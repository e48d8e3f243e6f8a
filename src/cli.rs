//! The command line: one file a verb, each its arguments and then `run`.
//!
//! Only this module touches disk, environment, clock and terminal. Results go to standard output; progress and errors
//! go to standard error.

mod calibrate;
mod check;
mod compile;
mod completions;
mod diff;
mod disk;
mod evidence;
mod explain;
mod export;
mod fmt;
mod geography;
mod import;
mod init;
mod merge;
mod output;
mod parallel;
mod progress;
mod prove;
mod revision;
mod rollout;
mod rules;
mod simulate;
mod source;
mod tenants;
mod terminal;
mod test;
mod whatif;
mod workspaces;

use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

use crate::error::Error;
use terminal::Terminal;

/// Check, simulate, compare and compile Microsoft Entra Conditional Access policies kept as YAML in git
///
/// Works offline and without credentials. Exits with 0 if all is well, with 1 if something was found, with 2 if the work
/// could not be done, and with 3 if there is a change and --detailed-exitcode asks.
#[derive(Debug, Parser)]
#[command(name = "gatewright", version, styles = STYLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Init),
    Check(check::Check),
    Fmt(fmt::Fmt),
    Compile(compile::Compile),
    Import(import::Import),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Simulate(Box<simulate::Simulate>),
    Merge(Box<merge::Merge>),
    Calibrate(calibrate::Calibrate),
    #[command(name = "whatif")]
    WhatIf(Box<whatif::WhatIf>),
    Prove(Box<prove::Prove>),
    Test(test::Test),
    Rollout(rollout::Rollout),
    Rules(rules::Rules),
    Completions(completions::Completions),
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// How a run ended that did its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to say.
    Clean,
    /// Something was found that the user wanted to be told of.
    Found,
    /// There is a change, and `--detailed-exitcode` asks.
    Changed,
}

/// Runs the command of this process's arguments.
///
/// The code is 0 if all is well, 1 if something was found, 2 if the work could not be done, 3 if there is a change and
/// `--detailed-exitcode` was given.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Help and version are no errors to clap's user, but are here. That nobody reads them is no error either.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { COULD_NOT } else { 0 });
        }
    };
    terminal::explain_panics();
    let mut terminal = Terminal::of_process();
    let outcome = run(&arguments.verb, &mut terminal).and_then(|outcome| {
        terminal.flush()?;
        Ok(outcome)
    });
    ExitCode::from(match outcome {
        Ok(Outcome::Clean) => 0,
        Ok(Outcome::Found) => 1,
        Ok(Outcome::Changed) => 3,
        Err(error) => terminal.tell(&error),
    })
}

const COULD_NOT: u8 = 2;

fn run(verb: &Verb, terminal: &mut Terminal) -> Result<Outcome, Error> {
    match verb {
        Verb::Init(arguments) => init::run(arguments, terminal),
        Verb::Check(arguments) => check::run(arguments, terminal),
        Verb::Fmt(arguments) => fmt::run(arguments, terminal),
        Verb::Compile(arguments) => compile::run(arguments, terminal),
        Verb::Import(arguments) => import::run(arguments, terminal),
        Verb::Diff(arguments) => diff::run(arguments, terminal),
        Verb::Explain(arguments) => explain::run(arguments, terminal),
        Verb::Simulate(arguments) => simulate::run(arguments, terminal),
        Verb::Merge(arguments) => merge::run(arguments, terminal),
        Verb::Prove(arguments) => prove::run(arguments, terminal),
        Verb::Calibrate(arguments) => calibrate::run(arguments, terminal),
        Verb::Test(arguments) => test::run(arguments, terminal),
        Verb::Rollout(arguments) => rollout::run(arguments, terminal),
        Verb::WhatIf(arguments) => whatif::run(arguments, terminal),
        Verb::Rules(arguments) => rules::run(arguments, terminal),
        Verb::Completions(arguments) => completions::run(arguments, terminal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_panic_is_work_that_could_not_be_done() {
        const INNER: &str = "GATEWRIGHT_TEST_PANICS";
        if std::env::var_os(INNER).is_some() {
            terminal::explain_panics();
            panic!("a bug");
        }
        // The hook ends the process, so another one panics.
        let this = ["--exact", "cli::tests::a_panic_is_work_that_could_not_be_done", "--nocapture"];
        let mut inner = std::process::Command::new(std::env::current_exe().unwrap());
        let ended = inner.args(this).env(INNER, "").output().unwrap();
        assert_eq!(ended.status.code(), Some(i32::from(COULD_NOT)));
        let told = String::from_utf8(ended.stderr).unwrap();
        assert!(told.contains("error: this is a bug in gatewright: a bug (src/cli.rs:"), "{told}");
    }
}
