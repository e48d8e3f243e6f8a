//! `import`: a workspace from Graph JSON.

mod baseline;

use std::path::PathBuf;

use chrono::NaiveDate;
use uuid::Uuid;

use super::output;
use super::source::Source;
use super::tenants::{day, tell};
use super::terminal::Terminal;
use super::{Outcome, init};
use crate::error::{Error, ErrorKind};
use crate::report::counted;
use crate::workspace::{self, ImportOptions};

/// Write a workspace for an export
///
/// Reads policies and named locations as Microsoft Graph gives them, bare or in lists, pages and templates, and as
/// PowerShell, IntuneManagement, EntraExporter, DCToolbox, CIPP and Terraform's azuread and msgraph providers write
/// them: from files and from all files of folders that are JSON by their names (.json, .tfstate) or are .txt and begin
/// so. They are written as YAML with a lock file of ids, by the names that the export holds beside them. What has an
/// error in it is left out, which is said, and the exit code is 2.
///
/// With --baseline, only what the shared sets do not hold is written: the values of their parameters, the policies that
/// are left out, changes, and what is the client's own. It compiles to the export all the same.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// A file of an export or a folder of such files (can be repeated)
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,

    /// The folder to write to, which must be new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// A shared set that the tenant's policies came from, in the same repository as --out (can be repeated)
    #[arg(long = "baseline", value_name = "DIR")]
    baselines: Vec<PathBuf>,

    /// The day on which dates in shared sets are judged; today in UTC if not given
    #[arg(long, value_name = "DATE", value_parser = day, requires = "baselines")]
    as_of: Option<NaiveDate>,

    /// The tenant's initial domain, such as contoso.onmicrosoft.com
    #[arg(long, value_name = "NAME")]
    domain: Option<String>,

    /// The tenant's id
    #[arg(long, value_name = "GUID")]
    tenant_id: Option<Uuid>,
}

pub(crate) fn run(arguments: &Import, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let (mut inputs, mut unread) = (Vec::new(), Vec::new());
    for path in &arguments.sources {
        let files = Source::open(path)?.export_files()?;
        inputs.extend(files.read);
        unread.extend(files.unread);
    }
    tell_unread(terminal, &unread);
    let options = ImportOptions { domain: arguments.domain.clone(), tenant_id: arguments.tenant_id };
    let mut imported = workspace::import(&inputs, &options);
    let diagnostics = std::mem::take(&mut imported.diagnostics);
    let has_errors = tell(terminal, &imported.sources, diagnostics);
    if imported.policies == 0 && imported.locations == 0 && (has_errors || !imported.is_answer) {
        return Err(Error::new(ErrorKind::Input, "no policy and no named location to import")
            .hint("give the JSON of `GET /identity/conditionalAccess/policies` and `…/namedLocations`"));
    }
    let on_baselines = baseline::factor(arguments, &mut imported, terminal)?;
    imported.files.push((".gitignore".to_owned(), init::GITIGNORE.as_bytes().to_vec()));
    output::create_folder(&arguments.out, &imported.files)?;
    terminal.print(&format!(
        "{} and {} in {out}{}; `gatewright check {out}` comes next\n",
        counted(imported.policies, "policy", "policies"),
        counted(imported.locations, "named location", "named locations"),
        on_baselines.as_ref().map_or("", |factored| factored.summary.as_str()),
        out = arguments.out.display()
    ))?;
    if on_baselines.is_some_and(|factored| factored.has_errors) {
        terminal.flush()?;
        return Err(Error::new(ErrorKind::Input, "the workspace does not compile yet")
            .hint("write what is missing, as reported above"));
    }
    if has_errors {
        terminal.flush()?;
        return Err(Error::new(ErrorKind::Input, "some files could not be imported")
            .hint("mend what is reported above"));
    }
    Ok(Outcome::Clean)
}

/// Says which files were not looked at: a name may be all that is wrong with one.
fn tell_unread(terminal: &mut Terminal, unread: &[String]) {
    let names: Vec<String> = unread.iter().take(MOST_NAMES).map(|path| format!("`{path}`")).collect();
    let others = match unread.len() - names.len() {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    if !names.is_empty() {
        terminal.status(&format!("not read, being no JSON by name: {}{others}\n", names.join(", ")));
    }
}

/// So many names say which files are meant.
const MOST_NAMES: usize = 5;
