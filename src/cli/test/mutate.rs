//! What no scenario and no invariant would notice: `test --mutate`.

use super::{Format, Test};
use crate::cli::Outcome;
use crate::cli::parallel::parallel;
use crate::cli::prove::cannot_prove;
use crate::cli::tenants::unfinished;
use crate::cli::terminal::Terminal;
use crate::cli::workspaces::Workspaces;
use crate::error::{Error, ErrorKind};
use crate::promise::scenario::Setting;
use crate::promise::{self, Promise};
use crate::replay::Proposal;
use crate::report::mutation::{self, Mutation};
use crate::space::{DEFAULT_BOUND, Failure, Settings};
use crate::workspace::{Spans, TenantWorkspace};

pub(super) fn run(
    arguments: &Test,
    workspaces: &Workspaces,
    decidable: &[(&TenantWorkspace, Proposal)],
    failed: &[String],
    terminal: &mut Terminal,
) -> Result<Outcome, Error> {
    if arguments.format == Format::Github {
        let error = Error::new(ErrorKind::Usage, "--mutate has no format `github`");
        return Err(error.hint("choose text, json, junit or markdown"));
    }
    let jobs = arguments.tenants.chosen.jobs();
    let results = parallel(jobs, decidable, |_, (tenant, proposal)| mutate(workspaces, tenant, proposal));
    let mut failed = failed.to_vec();
    let mut mutations = Vec::new();
    for ((tenant, _), result) in decidable.iter().zip(results) {
        match result {
            Ok(mutation) => mutations.push(mutation),
            Err(Failure::TooLarge) => failed.push(tenant.tenant.name.clone()),
            Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
        }
    }
    failed.sort();
    let sources = &workspaces.loaded.sources;
    terminal.print(&match arguments.format {
        Format::Text | Format::Github => mutation::text(sources, &mutations),
        Format::Json => mutation::json(sources, &mutations, &failed),
        Format::Junit => mutation::junit(sources, &mutations),
        Format::Markdown => mutation::markdown(sources, &mutations),
    })?;
    terminal.flush()?;
    if !failed.is_empty() {
        return Err(unfinished(&failed, mutations.len() + failed.len(), "gone through"));
    }
    if mutation::is_undecided(&mutations) {
        return Err(Error::new(ErrorKind::Input, "some removals were not decided or not tried"));
    }
    Ok(if mutation::is_noticed(&mutations) { Outcome::Clean } else { Outcome::Found })
}

fn mutate(
    workspaces: &Workspaces,
    tenant: &TenantWorkspace,
    proposal: &Proposal,
) -> Result<Mutation, Failure> {
    let side = &proposal.as_if;
    let setting = Setting {
        workspace: tenant,
        directory: workspaces.directory(tenant),
        policies: &side.policies,
        locations: &side.locations,
        strengths: &side.strengths,
    };
    let resolved = promise::resolve(tenant).into_iter();
    let sound = resolved.filter(|(_, unresolved)| unresolved.is_empty());
    let promises: Vec<Promise> = sound.map(|(promise, _)| promise).collect();
    let settings = Settings { names: &tenant.names, bound: DEFAULT_BOUND };
    let mutated = promise::mutate(&setting, &promises, settings)?;
    let spans = mutated.tried.iter().map(|(mutant, _)| tenant.span(&mutant.place)).collect();
    Ok(Mutation { tenant: tenant.tenant.name.clone(), mutated, spans })
}
