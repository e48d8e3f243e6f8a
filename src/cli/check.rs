//! `check`: what is wrong with the documents, and what the rules find.

use clap::ValueEnum;

use super::Outcome;
use super::parallel::parallel;
use super::source::Source;
use super::tenants::{Directories, Tenants};
use super::terminal::Terminal;
use crate::check::{self, Context};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::report::diagnostics::{self, Looked, Scope};
use crate::workspace::{self, Loaded, TenantWorkspace};

/// Check policies for mistakes and lockout risks
///
/// Reads every document of the tenants under PATH, with the baselines they use, resolves every name, and runs the
/// rules. Exits with 1 if anything of the severity of --fail-on was found.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    tenants: Tenants,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Exit with 1 from this severity on
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people, as rustc shows it
    #[default]
    Text,
    /// For programs
    Json,
    /// For code scanning, as in GitHub and Azure DevOps
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOn {
    #[default]
    Error,
    Warning,
    Note,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}

pub(crate) fn run(arguments: &Check, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let (loaded, directories) = chosen.load_with_directories(&source, terminal)?;
    let scope = scope(&loaded);
    let Loaded { sources, diagnostics: mut found, tenants, .. } = loaded;
    found.extend(
        parallel(chosen.jobs(), &tenants, |_, tenant| of_tenant(tenant, &directories)).into_iter().flatten(),
    );
    let found = diagnostics::arrange(&sources, found);
    terminal.print(&match arguments.format {
        Format::Text => diagnostics::text(&sources, &found, &scope, terminal.out_style()),
        Format::Json => diagnostics::json(&sources, &found, &scope),
        Format::Sarif => diagnostics::sarif(&sources, &found),
    })?;
    let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
    let is_found = worst.is_some_and(|worst| worst >= arguments.fail_on.severity());
    Ok(if is_found { Outcome::Found } else { Outcome::Clean })
}

/// What the rules find. What stands in the way of compiling, such as an exception, is wrong with the workspace too.
fn of_tenant(tenant: &TenantWorkspace, directories: &Directories) -> Vec<Diagnostic> {
    let mut found = check::diagnostics(&Context::new(tenant, directories.get(&tenant.path)));
    found.extend(workspace::compile(tenant).err().into_iter().flatten());
    found
}

fn scope(loaded: &Loaded) -> Scope {
    let read = loaded.tenants.iter().map(|tenant| (&tenant.tenant.name, tenant.policies.len()));
    let all = read.chain(loaded.unreadable.iter().map(|name| (name, 0)));
    let mut tenants: Vec<Looked> =
        all.map(|(name, policies)| Looked { name: name.clone(), policies }).collect();
    tenants.sort_by(|one, other| one.name.cmp(&other.name));
    Scope { tenants }
}
