//! `test`: scenarios of `tests/*.yaml`, decided.

mod mutate;

use clap::ValueEnum;

use super::Outcome;
use super::parallel::parallel;
use super::source::Source;
use super::tenants::{Tenants, unfinished};
use super::terminal::Terminal;
use crate::directory;
use crate::error::Error;
use crate::promise::scenario::{Judged, Setting, judge};
use crate::replay::{Proposal, SwitchOn};
use crate::report::diagnostics::{self, Looked, Scope};
use crate::report::scenarios::{self, Tested};
use crate::source::Span;
use crate::workspace::{Place, PlaceRoot, Spans, TenantWorkspace};

/// Decide the scenarios of tests/*.yaml
///
/// Each gives one sign-in and says what must become of it: the outcome, the policies that decide it, those that apply or
/// do not, and what is asked for at least. It is decided as `whatif` decides it, with the report-only policies of the
/// folder switched on. The user is one of directory/, or a person who need not exist. What is not known is no pass: the
/// scenario fails, and says on what it depends. Exits with 1 if one fails.
#[derive(Debug, clap::Args)]
pub(crate) struct Test {
    #[command(flatten)]
    tenants: Tenants,

    /// Leave report-only policies report-only
    #[arg(long)]
    as_written: bool,

    /// Remove each policy, exclusion and condition in turn, and list what no scenario and no invariant notices
    ///
    /// What is removed is removed of the set as it decides. Only what the tenant's own policies say is, and a removal that
    /// changes no outcome, proved, is none that could be noticed. Exits with 1 if something is not noticed, and with 2 if
    /// something could not be decided or, past 2,000 in a tenant, was not tried.
    #[arg(long)]
    mutate: bool,

    /// How to print what came of them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// Test results, a suite for each tenant
    Junit,
    /// A table for a pull request
    Markdown,
    /// Annotations in GitHub Actions
    Github,
}

pub(crate) fn run(arguments: &Test, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let workspaces = chosen.open(&source, directory::read, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    let switch_on = if arguments.as_written { SwitchOn::AsWritten } else { SwitchOn::ReportOnly };
    let proposals = parallel(chosen.jobs(), &tenants, |_, tenant| {
        Proposal::of(tenant, tenant.deployed.as_ref(), &switch_on)
    });
    let mut decidable = Vec::new();
    for (tenant, proposal) in tenants.into_iter().zip(proposals) {
        match workspaces.settled(proposal, terminal) {
            Some(proposal) => decidable.push((tenant, proposal)),
            None => failed.push(tenant.tenant.name.clone()),
        }
    }
    if arguments.mutate {
        failed.sort();
        return mutate::run(arguments, &workspaces, &decidable, &failed, terminal);
    }
    let tested: Vec<Tested> = parallel(chosen.jobs(), &decidable, |_, (tenant, proposal)| Tested {
        tenant: tenant.tenant.name.clone(),
        scenarios: judge(&Setting {
            workspace: tenant,
            directory: workspaces.directory(tenant),
            policies: &proposal.as_if.policies,
            locations: &proposal.as_if.locations,
            strengths: &proposal.as_if.strengths,
        })
        .into_iter()
        .map(|judged| {
            let span = span(tenant, &judged);
            (judged, span)
        })
        .collect(),
    });
    failed.sort();
    let sources = &workspaces.loaded.sources;
    terminal.print(&match arguments.format {
        Format::Text => scenarios::text(sources, &tested, terminal.out_style()),
        Format::Json => scenarios::json(sources, &tested, &failed),
        Format::Junit => scenarios::junit(sources, &tested),
        Format::Markdown => scenarios::markdown(sources, &tested),
        Format::Github => {
            let found = diagnostics::arrange(sources, scenarios::diagnostics(&tested));
            diagnostics::github(sources, &found, &scope(&decidable).total(&found))
        }
    })?;
    if !failed.is_empty() {
        terminal.flush()?;
        return Err(unfinished(&failed, total, "tested")
            .hint("mend what is reported above; a set with an error in it cannot be decided"));
    }
    Ok(if scenarios::is_passed(&tested) { Outcome::Clean } else { Outcome::Found })
}

/// Where a scenario says its name.
fn span(tenant: &TenantWorkspace, judged: &Judged) -> Span {
    let (file, pointer) = &judged.place;
    tenant.span(&Place {
        root: PlaceRoot::Test(file.clone()),
        pointer: format!("{pointer}/name"),
        part: crate::workspace::Locate::Value,
    })
}

fn scope(decided: &[(&TenantWorkspace, Proposal)]) -> Scope {
    let looked = |(tenant, proposal): &(&TenantWorkspace, Proposal)| Looked {
        name: tenant.tenant.name.clone(),
        policies: proposal.as_if.policies.len(),
        is_read: true,
        posture: crate::check::Posture::default(),
    };
    Scope { tenants: decided.iter().map(looked).collect(), ..Scope::default() }
}
