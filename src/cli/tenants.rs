//! The arguments by which verbs choose tenants, and loading those.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;

use chrono::{NaiveDate, Utc};

use super::evidence::{Evidence, ReadDirectory};
use super::parallel::parallel;
use super::source::Source;
use super::terminal::{Terminal, words};
use crate::diagnostic::{Diagnostic, Severity, did_you_mean};
use crate::directory::{self, Directory, Problem};
use crate::error::{Error, ErrorKind};
use crate::report::diagnostics::{self, Scope};
use crate::source::{SourceMap, Span};
use crate::workspace::{Loaded, Loader, TenantWorkspace};

/// Which tenants, and on which day.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Tenants {
    /// A tenant's folder, or a folder with several
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,

    #[command(flatten)]
    pub(crate) chosen: Chosen,
}

impl Tenants {
    /// The same tenants, with dates judged on a day.
    pub(crate) fn on(&self, day: NaiveDate) -> Self {
        let mut tenants = self.clone();
        tenants.chosen.as_of = Some(day);
        tenants
    }
}

/// The directories of tenants, by folder; empty where there is no export.
pub(crate) type Directories = BTreeMap<String, Directory>;

/// Which of several tenants, and on which day.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Chosen {
    /// Only the tenant of this name (can be repeated)
    #[arg(long = "tenant", value_name = "NAME")]
    tenants: Vec<String>,

    /// The day on which dates are judged; today in UTC if not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<NaiveDate>,

    /// Work on so many tenants at a time, with so many threads on one alone; one for each processor if not given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    #[command(flatten)]
    pub(crate) evidence: Evidence,
}

impl Chosen {
    /// The day on which dates are judged.
    pub(crate) fn day(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| Utc::now().date_naive())
    }

    /// Loads the chosen tenants of a source.
    pub(crate) fn load(&self, source: &Source, terminal: &mut Terminal) -> Result<Loaded, Error> {
        Ok(self.load_with_directories(source, directory::read_people, terminal)?.0)
    }

    /// How many tenants are worked on at a time.
    pub(crate) fn jobs(&self) -> NonZero<usize> {
        self.jobs.or_else(|| available_parallelism().ok()).unwrap_or(NonZero::<usize>::MIN)
    }

    /// How many threads work on each of so many tenants.
    pub(crate) fn threads_each(&self, tenants: usize) -> NonZero<usize> {
        NonZero::new(self.jobs().get() / tenants.max(1)).unwrap_or(NonZero::<usize>::MIN)
    }

    /// Loads the chosen tenants of a source, and keeps the directory of each, by folder.
    pub(crate) fn load_with_directories(
        &self,
        source: &Source,
        read: ReadDirectory,
        terminal: &mut Terminal,
    ) -> Result<(Loaded, Directories), Error> {
        let folders = self.folders(source)?;
        self.load_folders(source, &folders, read, terminal)
    }

    /// Loads the tenants in folders of a source, side by side. One whose evidence cannot be read is told among the
    /// diagnostics and is not loaded.
    pub(crate) fn load_folders(
        &self,
        source: &Source,
        folders: &[String],
        read: ReadDirectory,
        terminal: &mut Terminal,
    ) -> Result<(Loaded, Directories), Error> {
        self.evidence.is_there()?;
        let as_of = self.day();
        let mut reading = Loader::new(&*source.files, as_of);
        for folder in folders {
            reading.share(folder);
        }
        let results = parallel(self.jobs(), folders, |number, folder| {
            let evidence = self.evidence.directory(source, folder, read)?;
            let (directory, problems) =
                evidence.map_or((None, Vec::new()), |(directory, problems)| (Some(directory), problems));
            let loaded = reading.load(number, folder, directory.as_ref());
            Ok((loaded, directory.unwrap_or_default(), problems))
        });
        let mut directories = Directories::new();
        let mut problems = Vec::new();
        let mut unreadable = Vec::new();
        for (folder, result) in folders.iter().zip(results) {
            match result {
                Ok((loaded, directory, found)) => {
                    problems.extend(found.into_iter().map(|problem| (loaded.name().to_owned(), problem)));
                    reading.add(loaded);
                    directories.insert(folder.clone(), directory);
                }
                Err(error) => {
                    let message = words(&error);
                    let file = format!("{folder}/directory");
                    problems.push((
                        name(folder).to_owned(),
                        Problem { file, severity: Severity::Error, message },
                    ));
                    unreadable.push(name(folder).to_owned());
                }
            }
        }
        let mut loaded = reading.finish();
        loaded.unreadable.extend(unreadable);
        for (tenant, Problem { file, severity, message }) in problems {
            let span = Span::start_of(loaded.sources.add(file, ""));
            loaded.diagnostics.push(Diagnostic::new(severity, "evidence", span, message).in_tenant(&tenant));
        }
        if self.as_of.is_none() && loaded.tenants.iter().any(depends_on_day) {
            terminal.say_day(as_of);
        }
        Ok((loaded, directories))
    }

    fn folders(&self, source: &Source) -> Result<Vec<String>, Error> {
        let mut folders = source.tenants()?;
        if folders.is_empty() {
            return Err(no_tenant(source));
        }
        let known: Vec<String> = folders.iter().map(|folder| name(folder).to_owned()).collect();
        for wanted in &self.tenants {
            if !known.contains(wanted) {
                return Err(unknown_tenant(wanted, &known));
            }
        }
        folders.retain(|folder| {
            self.tenants.is_empty() || self.tenants.iter().any(|wanted| wanted == name(folder))
        });
        Ok(folders)
    }
}

/// A day as the language writes it.
pub(crate) fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "write a day as in `2026-12-31`".to_owned())
}

/// The name by which a tenant is chosen: its folder's, also that of the repository itself.
fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

fn depends_on_day(tenant: &TenantWorkspace) -> bool {
    let dated = tenant.written.iter().flat_map(|written| &written.exclusions);
    let mut dated = dated.filter(|exclusion| exclusion.from.is_some() || exclusion.until.is_some());
    tenant.next_change.is_some() || !tenant.exceptions.is_empty() || dated.next().is_some()
}

/// What to do about a shared set in a tenant's place.
pub(crate) const OF_BASELINE: &str = "it is a shared set, which means nothing without its parameters: give a tenant that uses it, or the repository";

fn no_tenant(source: &Source) -> Error {
    let message = format!("no tenant in `{source}`: no folder there has a tenant.yaml");
    let error = Error::new(ErrorKind::Input, message);
    if source.is_baseline() {
        return error.hint(OF_BASELINE);
    }
    let mut parents = source.path.rmatch_indices('/').filter_map(|(end, _)| source.path.get(..end));
    match parents.find(|parent| source.files.kind(&format!("{parent}/tenant.yaml")).is_some()) {
        Some(parent) => error.hint(format!("it is a part of `{parent}`; give that folder")),
        None => {
            error.hint("`gatewright init DIR` makes a workspace, and `gatewright import` one from an export")
        }
    }
}

fn unknown_tenant(wanted: &str, known: &[String]) -> Error {
    let error = Error::new(ErrorKind::Usage, format!("there is no tenant `{wanted}` here"));
    match did_you_mean(wanted, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("there are: {}", known.join(", "))),
    }
}

/// That some tenants, or all of them, were not what the verb does to them, as in `simulated`.
pub(crate) fn unfinished(failed: &[String], total: usize, done: &str) -> Error {
    let message = if failed.len() == total {
        format!("nothing was {done}")
    } else {
        let names: Vec<String> = failed.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
        let others = match failed.len() - names.len() {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let verb = if failed.len() == 1 { "was" } else { "were" };
        format!("{}{others} {verb} not {done}", names.join(", "))
    };
    Error::new(ErrorKind::Input, message)
}

/// So many names say which tenants are meant.
const MOST_NAMES: usize = 10;

/// Tells what is wrong on standard error, for verbs whose result is something else. Returns whether there is an error.
pub(crate) fn tell(terminal: &mut Terminal, sources: &SourceMap, found: Vec<Diagnostic>) -> bool {
    if found.is_empty() {
        return false;
    }
    let found = diagnostics::arrange(sources, found);
    let text = diagnostics::text(sources, &found, &[], &Scope::default(), terminal.error_style());
    terminal.status(&text);
    found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}
