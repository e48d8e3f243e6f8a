//! `check`: what is wrong with the documents, and what the rules find.

use clap::ValueEnum;

use super::Outcome;
use super::source::Source;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::check::{self, Context};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::report::diagnostics::{self, Scope};
use crate::workspace;

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
    let (loaded, directories) = arguments.tenants.chosen.load_with_directories(&source, terminal)?;
    let sources = loaded.sources;
    let mut found = loaded.diagnostics;
    found.extend(
        loaded
            .tenants
            .iter()
            .flat_map(|tenant| check::diagnostics(&Context::new(tenant, directories.get(&tenant.path)))),
    );
    // What stands in the way of compiling, such as an exception, is wrong with the workspace too.
    found.extend(loaded.tenants.iter().filter_map(|tenant| workspace::compile(tenant).err()).flatten());
    let found = diagnostics::arrange(&sources, found);
    let scope = Scope {
        tenants: loaded.tenants.iter().map(|tenant| tenant.tenant.name.clone()).collect(),
        policies: loaded.tenants.iter().map(|tenant| tenant.policies.len()).sum(),
    };
    terminal.print(&match arguments.format {
        Format::Text => diagnostics::text(&sources, &found, &scope, terminal.out_style()),
        Format::Json => diagnostics::json(&sources, &found, &scope),
        Format::Sarif => diagnostics::sarif(&sources, &found),
    })?;
    let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
    let is_found = worst.is_some_and(|worst| worst >= arguments.fail_on.severity());
    Ok(if is_found { Outcome::Found } else { Outcome::Clean })
}
