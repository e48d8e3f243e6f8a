//! `--baseline-findings` and `--write-baseline-findings`: the file of what is known.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind as Io;
use std::path::{Path, PathBuf};

use crate::check::{Known, Sorted};
use crate::cli::output;
use crate::cli::terminal::Terminal;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, ErrorKind};
use crate::report::counted;
use crate::source::SourceMap;
use crate::workspace::TenantWorkspace;

/// The file of what is known, and what to do with it.
#[derive(Debug, clap::Args)]
pub(super) struct KnownFindings {
    /// Fail only for what is not in FILE, as --write-baseline-findings wrote it
    #[arg(long, value_name = "FILE")]
    baseline_findings: Option<PathBuf>,

    /// Record in FILE what the rules find, and take it as known
    ///
    /// What FILE says of tenants that were not checked stays.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline_findings")]
    write_baseline_findings: Option<PathBuf>,
}

impl KnownFindings {
    /// Tells what is known of what the rules found, and writes or reads the file for it.
    pub(super) fn sort(
        &self,
        terminal: &mut Terminal,
        sources: &SourceMap,
        tenants: &[TenantWorkspace],
        found: Vec<Diagnostic>,
    ) -> Result<Sorted, Error> {
        let names: BTreeSet<&str> = tenants.iter().map(|tenant| tenant.tenant.name.as_str()).collect();
        if let Some(path) = &self.write_baseline_findings {
            let mut known = read(path)?.unwrap_or_default();
            known.replace(sources, &names, &found);
            output::write_one(path, known.to_json().as_bytes())?;
            terminal.status(&format!("wrote {} to {}\n", findings(known.len()), path.display()));
            return Ok(known.sort(sources, &names, found));
        }
        let Some(path) = &self.baseline_findings else {
            return Ok(Sorted { new: found, ..Sorted::default() });
        };
        let known = read(path)?.ok_or_else(|| absent(path))?;
        let sorted = known.sort(sources, &names, found);
        if sorted.gone > 0 {
            terminal.status(&format!(
                "{} of {} no longer there; --write-baseline-findings writes it anew\n",
                counted(sorted.gone, "finding", "findings"),
                path.display(),
            ));
        }
        Ok(sorted)
    }
}

/// What a file records; nothing if there is none.
fn read(path: &Path) -> Result<Option<Known>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == Io::NotFound => return Ok(None),
        Err(error) => {
            return Err(
                Error::new(ErrorKind::Input, format!("cannot read `{}`", path.display())).because(error)
            );
        }
    };
    Known::from_json(&text).map(Some).map_err(|fault| {
        Error::new(ErrorKind::Input, format!("`{}` is no file of known findings: {fault}", path.display()))
            .hint("--write-baseline-findings writes one")
    })
}

fn absent(path: &Path) -> Error {
    Error::new(ErrorKind::Input, format!("there is no `{}`", path.display()))
        .hint(format!("write it with `--write-baseline-findings {}`", path.display()))
}

fn findings(count: usize) -> String {
    counted(count, "finding", "findings")
}
