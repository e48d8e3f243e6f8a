//! `rules`: the list of rules, and one explained.

use clap::ValueEnum;

use super::Outcome;
use super::terminal::Terminal;
use crate::check::{RULES, rule};
use crate::diagnostic::did_you_mean;
use crate::error::{Error, ErrorKind};
use crate::report;

/// List the rules of `check`, or explain one
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// The rule to explain, such as CA-LOCK-001
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
        (Some(id), _) => report::rules::explain(rule(id).ok_or_else(|| unknown(id))?),
        (None, Format::Text) => report::rules::text(),
        (None, Format::Json) => report::rules::json(),
    };
    terminal.print(&text)?;
    Ok(Outcome::Clean)
}

fn unknown(id: &str) -> Error {
    let error = Error::new(ErrorKind::Usage, format!("there is no rule `{id}`"));
    match did_you_mean(id, RULES.iter().map(|rule| rule.id)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`gatewright rules` lists them"),
    }
}
