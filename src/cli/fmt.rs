//! `fmt`: documents in the one style.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::output;
use super::source::{Source, cannot_read};
use super::tenants::tell;
use super::terminal::Terminal;
use crate::compare::unified::hunks;
use crate::error::{Error, ErrorKind};
use crate::report::counted;
use crate::workspace;

/// Write documents in the one style
///
/// Puts the keys of every document of tenants and shared sets under PATH in the order of the language, with the same
/// spacing, quotes and brackets everywhere. Comments and single blank lines stay with what they belong to, and nothing
/// changes its meaning. A file whose syntax is wrong is left alone and reported, and the exit code is 2.
#[derive(Debug, clap::Args)]
pub(crate) struct Fmt {
    /// A document, a tenant's folder, that of a shared set, or one with several
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Write nothing; show what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
}

/// How many lines of a file's differences are shown.
const LONGEST_DIFF: usize = 20;

pub(crate) fn run(arguments: &Fmt, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let mut seen = BTreeSet::new();
    let mut changed = 0;
    let mut has_errors = false;
    for written in &arguments.paths {
        let source = Source::open(written)?;
        let formatted = workspace::format(&*source.files, &source.path)
            .map_err(|error| cannot_read(&source.to_string(), error))?;
        if formatted.documents.is_empty() && formatted.diagnostics.is_empty() {
            return Err(no_document(&source));
        }
        for document in &formatted.documents {
            let path = formatted.sources.path(document.file);
            let Some(place) = source.on_disk(path) else { continue };
            let before = formatted.sources.text(document.file);
            if !seen.insert(fs::canonicalize(&place).unwrap_or_else(|_| place.clone()))
                || before == document.text
            {
                continue;
            }
            changed += 1;
            if arguments.check {
                terminal.print(&differences(shown(&place), before, &document.text))?;
            } else {
                output::replace_file(&place, document.text.as_bytes())?;
                terminal.print(&format!("formatted {}\n", shown(&place).display()))?;
            }
        }
        has_errors |= tell(terminal, &formatted.sources, formatted.diagnostics);
    }
    terminal.print(&summary(arguments.check, changed, seen.len()))?;
    if has_errors {
        terminal.flush()?;
        return Err(Error::new(ErrorKind::Input, "some files could not be formatted")
            .hint("mend what is reported above"));
    }
    Ok(if arguments.check && changed > 0 { Outcome::Found } else { Outcome::Clean })
}

fn summary(check: bool, changed: usize, documents: usize) -> String {
    let documents = counted(documents, "document", "documents");
    match (check, changed) {
        (_, 0) => format!("nothing to format in {documents}\n"),
        (true, changed) => format!("{changed} of {documents} would change\n"),
        (false, changed) => format!("{changed} of {documents} changed\n"),
    }
}

/// The file and the lines that would change, or the first of them.
fn differences(path: &Path, before: &str, after: &str) -> String {
    let hunks = hunks(before, after, 1);
    let mut text = format!("{}\n", path.display());
    // That no line end is at the end shows without the words for it.
    let mut lines = hunks.lines().filter(|line| !line.starts_with('\\'));
    for line in lines.by_ref().take(LONGEST_DIFF) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", format!("  {line}").trim_end());
    }
    match lines.count() {
        0 => {}
        left => {
            let _ = writeln!(text, "  … {}", counted(left, "more line", "more lines"));
        }
    }
    text
}

fn shown(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn no_document(source: &Source) -> Error {
    Error::new(ErrorKind::Input, format!("no document in `{source}`"))
        .hint("documents are those in a folder with a tenant.yaml or a baseline.yaml")
}
