//! `check`: what is wrong with the documents, and what the rules find.

mod fixes;

use clap::ValueEnum;

use super::Outcome;
use super::source::Source;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::check::{self, Changed, Context, Examined};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::report::diagnostics::{self, Scope};
use crate::workspace::{self, Loaded};

/// Check policies for mistakes and lockout risks
///
/// Reads every document of the tenants under PATH, with the baselines they use, resolves every name, and runs the
/// rules. Exits with 1 if anything of the severity of --fail-on was found.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    tenants: Tenants,

    /// Make the edits that the problems carry, as far as they bring no new error, and report what is left
    #[arg(long)]
    fix: bool,

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
    let mut scope = Scope::default();
    let mut examine = |changed: &Changed, terminal: &mut Terminal| -> Result<Examined, Error> {
        let source = Source::open_changed(&arguments.tenants.path, changed)?;
        let (examined, seen) = examine(arguments, &source, terminal)?;
        scope = seen;
        Ok(examined)
    };
    let Examined { sources, diagnostics: found } = if arguments.fix {
        let (mended, examined) = check::mend(|changed| examine(changed, terminal))?;
        fixes::write(&arguments.tenants.path, &mended)?;
        let told = fixes::tell(&mended);
        match arguments.format {
            Format::Text => terminal.print(&told)?,
            Format::Json | Format::Sarif => terminal.status(&told),
        }
        examined
    } else {
        examine(&Changed::new(), terminal)?
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

/// Everything that is wrong with the tenants of a source.
fn examine(arguments: &Check, source: &Source, terminal: &mut Terminal) -> Result<(Examined, Scope), Error> {
    let (loaded, directories) = arguments.tenants.chosen.load_with_directories(source, terminal)?;
    let Loaded { sources, diagnostics: mut found, tenants } = loaded;
    let judged = tenants
        .iter()
        .map(|tenant| check::judge(&Context::new(tenant, directories.get(&tenant.path)), &sources));
    let mut ruled = check::conclude(judged).found;
    fixes::drop_shared(source, &sources, &tenants, &mut ruled);
    found.extend(ruled);
    // What stands in the way of compiling, such as an exception, is wrong with the workspace too.
    found.extend(tenants.iter().filter_map(|tenant| workspace::compile(tenant).err()).flatten());
    let found = diagnostics::arrange(&sources, found);
    let scope = Scope {
        tenants: tenants.iter().map(|tenant| tenant.tenant.name.clone()).collect(),
        policies: tenants.iter().map(|tenant| tenant.policies.len()).sum(),
    };
    Ok((Examined { sources, diagnostics: found }, scope))
}
