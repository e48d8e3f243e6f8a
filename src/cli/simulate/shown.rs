//! How a simulation is shown, and what it fails on.

use clap::ValueEnum;

use super::opened::Done;
use crate::cli::Outcome;
use crate::cli::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::replay::Summary;
use crate::report::diagnostics::Style;
use crate::report::simulate::{self, Length, People, Report, Several};

/// How a simulation is shown, and what it fails on.
#[derive(Debug, clap::Args)]
pub(crate) struct Shown {
    /// Exit with 1 if more people than this are locked out, for certain or possibly, that no test acknowledges
    #[arg(long, value_name = "N")]
    max_locked_out: Option<usize>,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// List everybody, however many there are
    #[arg(long)]
    full: bool,

    /// Show people's names in Markdown, which is made for comments that others read
    #[arg(long = "names")]
    shows_names: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For pull requests
    Markdown,
    /// One page to read, search and print, with people's names
    Html,
    /// A list of people for a spreadsheet
    Csv,
}

impl Shown {
    /// Whether it is shown as a page.
    pub(crate) fn is_page(&self) -> bool {
        self.format == Format::Html
    }

    /// Prints what was found, and judges it.
    pub(crate) fn show(&self, done: &Done<'_, Summary>, terminal: &mut Terminal) -> Result<Outcome, Error> {
        let reports: Vec<Report<'_>> = done.simulated.iter().map(|one| one.report()).collect();
        terminal.print(&self.print(&reports, &done.failed, done.is_one, terminal.out_style()))?;
        done.finish(terminal)?;
        if self.max_locked_out.is_some()
            && let Some(report) = reports.iter().find(|report| report.summary.counts.got_in == 0)
        {
            terminal.flush()?;
            let message =
                format!("no sign-in of `{}` got in, so --max-locked-out is not decided", report.tenant);
            return Err(Error::new(ErrorKind::Input, message)
                .hint("put recorded sign-ins into signins/ of the tenant, or give them with --sign-ins"));
        }
        let is_over =
            |report: &Report<'_>| self.max_locked_out.is_some_and(|most| report.locked_out_at_most() > most);
        Ok(if reports.iter().any(is_over) { Outcome::Found } else { Outcome::Clean })
    }

    /// The reports; of a folder with several tenants also what they come to.
    fn print(&self, reports: &[Report<'_>], failed: &[String], is_one: bool, style: Style) -> String {
        let several = || Several { reports, failed };
        let join = |mut texts: Vec<String>, total: Option<String>| {
            texts.extend(total);
            texts.join("\n")
        };
        let has_total = reports.len() + failed.len() > 1;
        // Of several, those of which nothing can be said are named in the total alone.
        let shown = || reports.iter().filter(|report| !has_total || report.has_evidence());
        match self.format {
            Format::Text => {
                let length = if self.full { Length::Full } else { Length::FirstScreen };
                let texts = shown().map(|report| simulate::text(report, length, style)).collect();
                join(texts, has_total.then(|| several().text(style)))
            }
            Format::Markdown => {
                let people = if self.shows_names { People::Named } else { People::Counted };
                let texts = shown().map(|report| simulate::markdown(report, people)).collect();
                join(texts, has_total.then(|| several().markdown()))
            }
            Format::Html => simulate::html(reports, failed),
            Format::Csv => simulate::csv(reports),
            Format::Json => match reports {
                [report] if is_one => simulate::json(report),
                [] if is_one => String::new(),
                _ => several().json(),
            },
        }
    }
}
