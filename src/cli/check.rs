//! `check`: what is wrong with the documents, and what the rules find.

mod fixes;
mod known;

use clap::ValueEnum;

use super::Outcome;
use super::parallel::parallel;
use super::source::Source;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::check::{self, Acceptance, Accepted, Changed, Context, Examined, Judgment, Posture};
use crate::diagnostic::{Diagnostic, Severity};
use crate::directory::{self, Directory};
use crate::error::Error;
use crate::promise;
use crate::report::diagnostics::{self, Looked, Scope};
use crate::source::SourceMap;
use crate::workspace::{self, Loaded, PlaceRoot, TenantWorkspace};

/// Check policies for mistakes and lockout risks
///
/// Reads every document of the tenants under PATH, with the baselines they use, resolves every name, and runs the
/// rules. Exits with 1 if anything of the severity of --fail-on was found.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    tenants: Tenants,

    /// Make the edits that the problems carry, as far as each mends its problem, and report what is left
    #[arg(long)]
    fix: bool,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    known: known::KnownFindings,

    /// Show what comments allow, with the reasons, and what is known
    ///
    /// In text and SARIF; JSON always lists what comments allow. GitHub takes no notice of SARIF's suppressions and
    /// shows such results as open alerts.
    #[arg(long)]
    show_allowed: bool,

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
    /// Annotations in GitHub Actions
    Github,
    /// Issues in Azure Pipelines
    #[value(name = "azuredevops")]
    AzureDevOps,
    /// Test results, a suite for each tenant
    Junit,
    /// A table for a pull request
    Markdown,
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
    if arguments.fix {
        mend(arguments, terminal)?;
    }
    let Checked { sources, tenants, faults, judgment, mut scope } =
        checked(arguments, &Changed::new(), terminal)?;
    let sorted = arguments.known.sort(terminal, &sources, &tenants, judgment.found)?;
    let found = diagnostics::arrange(&sources, faults.into_iter().chain(sorted.new).collect());
    let known = sorted.known.into_iter();
    let known = known.map(|diagnostic| Accepted { diagnostic, acceptance: Acceptance::Known });
    let accepted =
        diagnostics::arrange_accepted(&sources, judgment.allowed.into_iter().chain(known).collect());
    scope.known = accepted.iter().filter(|accepted| accepted.acceptance == Acceptance::Known).count();
    scope.allowed = accepted.len() - scope.known;
    let shown = if arguments.show_allowed { accepted.as_slice() } else { &[] };
    let fail_on = arguments.fail_on.severity();
    terminal.print(&match arguments.format {
        Format::Text => diagnostics::text(&sources, &found, shown, &scope, terminal.out_style()),
        Format::Json => diagnostics::json(&sources, &found, &accepted, &scope),
        Format::Sarif => diagnostics::sarif("check", &sources, &found, shown),
        Format::Github => diagnostics::github(&sources, &found, &scope.total(&found)),
        Format::AzureDevOps => diagnostics::azure_devops(&sources, &found, &scope.total(&found)),
        Format::Junit => diagnostics::junit("check", &sources, &found, &scope.names(), fail_on),
        Format::Markdown => diagnostics::markdown(&sources, &found, &scope),
    })?;
    let worst = found.iter().map(|diagnostic| diagnostic.severity).max();
    let is_found = worst.is_some_and(|worst| worst >= fail_on);
    Ok(if is_found { Outcome::Found } else { Outcome::Clean })
}

/// Mends what can be mended, writes it and says so.
fn mend(arguments: &Check, terminal: &mut Terminal) -> Result<(), Error> {
    let examine = |changed: &Changed| -> Result<Examined, Error> {
        let Checked { sources, faults, judgment, .. } = checked(arguments, changed, terminal)?;
        let found = faults.into_iter().chain(judgment.found).collect();
        let diagnostics = diagnostics::arrange(&sources, found);
        Ok(Examined { sources, diagnostics })
    };
    let mended = check::mend(examine)?;
    fixes::write(&arguments.tenants.path, &mended)?;
    let told = fixes::tell(&mended);
    match arguments.format {
        Format::Text => terminal.print(&told)?,
        Format::Json
        | Format::Sarif
        | Format::Github
        | Format::AzureDevOps
        | Format::Junit
        | Format::Markdown => terminal.status(&told),
    }
    Ok(())
}

/// What is wrong with tenants.
struct Checked {
    sources: SourceMap,
    tenants: Vec<TenantWorkspace>,
    /// What keeps them from being read or compiled.
    faults: Vec<Diagnostic>,
    /// What the rules find.
    judgment: Judgment,
    scope: Scope,
}

/// Checks the tenants as they would be if some files had other texts.
fn checked(arguments: &Check, changed: &Changed, terminal: &mut Terminal) -> Result<Checked, Error> {
    let source = Source::open_changed(&arguments.tenants.path, changed)?;
    let chosen = &arguments.tenants.chosen;
    let (loaded, directories) = chosen.load_with_directories(&source, directory::read_people, terminal)?;
    let Loaded { sources, diagnostics: mut faults, tenants, unreadable: unread, .. } = loaded;
    let judged = parallel(chosen.jobs(), &tenants, |_, tenant| {
        let context = Context::new(tenant, directories.get(&tenant.path));
        (check::judge(&context, &sources), context.posture().clone())
    });
    let (judged, postures): (Vec<_>, Vec<Posture>) = judged.into_iter().unzip();
    let scope = scope(unread, &tenants, postures);
    let mut judgment = check::conclude(judged);
    fixes::drop_shared(&source, &sources, &tenants, &mut judgment.found);
    // What stands in the way of compiling is wrong with the workspace too.
    faults.extend(tenants.iter().flat_map(workspace::compile_faults));
    let nobody = Directory::default();
    faults.extend(tenants.iter().flat_map(|tenant| {
        promise::exception_faults(tenant, directories.get(&tenant.path).unwrap_or(&nobody))
    }));
    Ok(Checked { sources, tenants, faults, judgment, scope })
}

fn scope(unread: Vec<String>, tenants: &[TenantWorkspace], postures: Vec<Posture>) -> Scope {
    let is_policy = |root: &&PlaceRoot| matches!(root, PlaceRoot::Policy(_));
    let read = tenants.iter().zip(postures).map(|(tenant, posture)| Looked {
        name: tenant.tenant.name.clone(),
        policies: tenant.trees.keys().filter(is_policy).count(),
        is_read: true,
        posture,
    });
    let unread = unread.into_iter();
    let unread = unread.map(|name| Looked { name, policies: 0, is_read: false, posture: Posture::default() });
    let mut tenants: Vec<Looked> = read.chain(unread).collect();
    tenants.sort_by(|one, other| one.name.cmp(&other.name));
    Scope { tenants, ..Scope::default() }
}
