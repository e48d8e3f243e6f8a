//! `rules`: the list of rules, and one explained.

use clap::ValueEnum;

use super::Outcome;
use super::terminal::Terminal;
use crate::check::{nearest_name, rules_named};
use crate::error::{Error, ErrorKind};
use crate::report;

/// List the rules of `check`, or explain one
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// The rule to explain, such as CA-LOCK-001, or what another tool calls it, such as MT.1005
    #[arg(value_name = "ID", conflicts_with = "format")]
    id: Option<String>,

    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// A rule on a line
    #[default]
    Text,
    /// With the explanations, for programs
    Json,
}

pub(crate) fn run(arguments: &Rules, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let text = match (&arguments.id, arguments.format) {
        (Some(id), _) => explain(id)?,
        (None, Format::Text) => report::rules::text(),
        (None, Format::Json) => report::rules::json(),
    };
    terminal.print(&text)?;
    Ok(Outcome::Clean)
}

/// An alias may be a name of several rules.
fn explain(id: &str) -> Result<String, Error> {
    let explained: Vec<String> = rules_named(id).map(report::rules::explain).collect();
    if explained.is_empty() { Err(unknown(id)) } else { Ok(explained.join("\n")) }
}

fn unknown(id: &str) -> Error {
    let error = Error::new(ErrorKind::Usage, format!("there is no rule `{id}`"));
    match nearest_name(id) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`gatewright rules` lists them"),
    }
}
