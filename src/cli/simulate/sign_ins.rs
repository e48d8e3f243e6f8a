//! The exports of recorded sign-ins that a simulation reads, and what is wrong with them.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

use super::Replaying;
use crate::cli::evidence::{Evidence, files_under};
use crate::cli::progress::Progress;
use crate::cli::source::{Source, cannot_read};
use crate::cli::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::sign_in::{self, Located, ReadSummary, SignIn, Turn};
use crate::workspace::TenantWorkspace;

/// What stands for standard input among paths.
pub(crate) const STANDARD_INPUT: &str = "-";

/// Refuses standard input where several tenants would read it.
pub(crate) fn is_standard_input_of_one(sign_ins: &[PathBuf], tenants: usize) -> Result<(), Error> {
    let given = sign_ins.iter().filter(|path| path.as_os_str() == STANDARD_INPUT).count();
    if given > 1 || given == 1 && tenants > 1 {
        let message = "standard input is read once, for one tenant";
        return Err(Error::new(ErrorKind::Usage, message.to_owned())
            .hint("name one tenant, or put the sign-ins of each into its folder signins/"));
    }
    Ok(())
}

/// Reads the sign-ins of a tenant, in the order of the files, and what reading each file came to.
pub(crate) fn read(
    replaying: &Replaying<'_>,
    tenant: &TenantWorkspace,
    located: &mut Located,
    mut each: impl FnMut(&SignIn<'_>),
) -> Result<Vec<(String, ReadSummary)>, Error> {
    let next = |sign_in: &SignIn<'_>| {
        each(sign_in);
        None
    };
    read_in_turns(replaying, tenant, located, next, &|_: &SignIn<'_>, _: Turn| {})
}

/// The same, with [what does not depend on the order](sign_in::read_in_turns) done by any thread.
pub(crate) fn read_in_turns(
    replaying: &Replaying<'_>,
    tenant: &TenantWorkspace,
    located: &mut Located,
    mut next: impl FnMut(&SignIn<'_>) -> Option<Turn>,
    work: &(impl Fn(&SignIn<'_>, Turn) + Sync),
) -> Result<Vec<(String, ReadSummary)>, Error> {
    let mut read = |name: String, source: &mut dyn io::Read| {
        let next = |sign_in: &mut SignIn<'_>, _| {
            if let Some(countries) = replaying.countries {
                countries.locate(sign_in, located);
            }
            next(sign_in)
        };
        let summary = sign_in::read_in_turns(replaying.threads, source, next, work);
        summary.map_err(|error| cannot_read(&name, error)).map(|summary| (name, summary))
    };
    let mut summaries = Vec::new();
    for path in files(replaying.sign_ins, &replaying.chosen.evidence, replaying.source, &tenant.path)? {
        summaries.push(if path.as_os_str() == STANDARD_INPUT {
            read("standard input".to_owned(), &mut io::stdin().lock())?
        } else {
            let name = path.display().to_string();
            let file = File::open(&path).map_err(|error| cannot_read(&name, error))?;
            if replaying.shows_progress {
                let size = file.metadata().ok().map(|metadata| metadata.len());
                read(name.clone(), &mut Progress::of(file, io::stderr(), &name, size))?
            } else {
                read(name, &mut &file)?
            }
        });
    }
    Ok(summaries)
}

/// The exports that are given, else those of the tenant in a folder.
pub(crate) fn files(
    given: &[PathBuf],
    evidence: &Evidence,
    source: &Source,
    folder: &str,
) -> Result<Vec<PathBuf>, Error> {
    if given.is_empty() {
        return evidence.sign_ins(source, folder);
    }
    let mut files = Vec::new();
    for path in given {
        if path.as_os_str() == STANDARD_INPUT {
            files.push(path.clone());
        } else {
            files.extend(files_under(path)?);
        }
    }
    Ok(files)
}

/// Opens an export, with what it is called.
pub(crate) fn open(path: &Path) -> Result<(String, Box<dyn io::Read>), Error> {
    if path.as_os_str() == STANDARD_INPUT {
        return Ok(("standard input".to_owned(), Box::new(io::stdin())));
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| cannot_read(&name, error))?;
    Ok((name, Box::new(file)))
}

/// Says what is wrong with an export.
pub(crate) fn tell(name: &str, read: &ReadSummary, today: NaiveDate, terminal: &mut Terminal) {
    for problem in &read.problems {
        let column = problem.column.map(|column| format!(":{column}")).unwrap_or_default();
        terminal.status(&format!("warning: {name}:{}{column}: {}\n", problem.line, problem.message));
    }
    if read.untold > 0 {
        terminal.status(&format!("warning: {name}: {} more problems\n", read.untold));
    }
    // A day more, for zones that are ahead and for clocks that are.
    let tomorrow = today.checked_add_days(Days::new(1));
    if let Some(newest) = read.newest
        && tomorrow.is_some_and(|tomorrow| newest.date_naive() > tomorrow)
    {
        let newest = newest.date_naive();
        terminal.status(&format!("warning: {name}: sign-ins as late as {newest}, which is to come\n"));
    }
}
