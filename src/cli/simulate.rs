//! `simulate`: who would be locked out, by replaying recorded sign-ins through what is in force and what is proposed.

pub(crate) mod base;
pub(crate) mod sign_ins;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::PathBuf;

use clap::ValueEnum;

use self::base::Bases;
use super::Outcome;
use super::geography::Geography;
use super::parallel::parallel;
use super::source::Source;
use super::tenants::{Chosen, Tenants, tell, unfinished};
use super::terminal::Terminal;
use super::workspaces::Workspaces;
use crate::condition::World;
use crate::diagnostic::did_you_mean;
use crate::directory::{self, Person};
use crate::error::{Error, ErrorKind};
use crate::model::Tenant;
use crate::replay::{Proposal, Side, Simulation, Summary, SwitchOn};
use crate::report::diagnostics::Style;
use crate::report::simulate::{
    self, Compared, DirectoryAge, Length, People, PlatformChange, Report, Several,
};
use crate::sign_in::{Countries, FieldsSeen, Located, ReadSummary};
use crate::workspace::TenantWorkspace;
use crate::workspace::document::Acknowledged;

/// Replay recorded sign-ins to see who would be locked out
///
/// Decides every sign-in twice: under what is in force (--base, else deployed/, else the committed revision if the
/// folder differs from it, else no policies) and under what the folder proposes, with its report-only policies
/// switched on. Policies that are deployed and that the folder does not manage decide on both sides. Evidence is read
/// from directory/ and signins/ of the tenant; what it does not say is unknown, and said so. Exits with 0 whatever is
/// found, unless --max-locked-out is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    tenants: Tenants,

    /// Recorded sign-ins, a file or a folder, in place of signins/; - is standard input (can be repeated)
    #[arg(long, value_name = "PATH")]
    sign_ins: Vec<PathBuf>,

    /// What is in force: a folder with a tenant, Graph JSON, or a git revision such as main:clients/contoso
    #[arg(long, value_name = "SOURCE")]
    base: Option<PathBuf>,

    #[command(flatten)]
    geography: Geography,

    /// Leave report-only policies report-only
    #[arg(long, conflicts_with = "promote")]
    as_written: bool,

    /// Switch on this policy, and no other that is not enabled (can be repeated)
    #[arg(long, value_name = "ID")]
    promote: Vec<String>,

    /// Exit with 1 if more people than this are locked out, for certain or possibly, that no test acknowledges
    #[arg(long, value_name = "N")]
    max_locked_out: Option<usize>,

    /// Refuse sign-ins of which a record cannot be read
    #[arg(long)]
    strict: bool,

    /// How to print what was found
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// List everybody, however many there are
    #[arg(long)]
    full: bool,

    /// Show people's names in Markdown, which is made for comments that others read
    #[arg(long = "names")]
    shows_names: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For pull requests
    Markdown,
    /// One page to read, search and print, with people's names
    Html,
    /// A list of people for a spreadsheet
    Csv,
}

/// A tenant's simulation, with what is said beside it.
pub(crate) struct Simulated<'a> {
    tenant: &'a TenantWorkspace,
    pub(crate) proposal: Proposal,
    pub(crate) summary: Summary,
    compared: Compared,
    files: Vec<(String, ReadSummary)>,
    acknowledged: Vec<Acknowledged>,
    located: Located,
}

pub(crate) fn run(arguments: &Simulate, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let workspaces = chosen.open(&source, directory::read, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    if let Some(unknown) = arguments.promote.iter().find(|id| !tenants.iter().any(|tenant| has(tenant, id))) {
        return Err(unknown_policy(unknown, &tenants));
    }
    sign_ins::is_standard_input_of_one(&arguments.sign_ins, total)?;
    let bases = Bases::read(arguments.base.as_deref(), &source, &tenants, chosen, terminal)?;
    let countries = arguments.geography.open()?;
    let replaying = Replaying {
        countries: countries.as_ref(),
        chosen,
        sign_ins: &arguments.sign_ins,
        source: &source,
        workspaces: &workspaces,
        bases: &bases,
        threads: chosen.threads_each(tenants.len()),
        shows_progress: tenants.len() == 1 && terminal.error_style() == Style::Styled,
    };
    let switch_on = switch_on(arguments);
    let results = parallel(chosen.jobs(), &tenants, |_, tenant| replaying.replay(tenant, &switch_on));
    let mut simulated = Vec::new();
    for (tenant, result) in tenants.iter().zip(results) {
        match result {
            Ok(one) => {
                one.files.iter().for_each(|(name, read)| {
                    sign_ins::tell(name, read, one.compared.as_of, terminal);
                });
                arguments.geography.tell(&one.located, terminal);
                let is_damaged = one.files.iter().any(|(_, read)| read.is_damaged());
                if tell(terminal, &workspaces.loaded.sources, one.proposal.diagnostics.clone()) {
                    terminal.status(
                        "help: record the Graph id of the policy that is meant in tenant.lock.yaml\n",
                    );
                    failed.push(tenant.tenant.name.clone());
                } else if arguments.strict && is_damaged {
                    terminal.status("error: records cannot be read, and --strict refuses that\n");
                    failed.push(tenant.tenant.name.clone());
                } else {
                    simulated.push(one);
                }
            }
            // Of one tenant alone it is the end.
            Err(error) if total == 1 => return Err(error),
            Err(error) => {
                terminal.tell(&error);
                failed.push(tenant.tenant.name.clone());
            }
        }
    }
    failed.sort();
    let reports: Vec<Report<'_>> = simulated.iter().map(Simulated::report).collect();
    let is_one = source.is_tenant();
    terminal.print(&print(arguments, &reports, &failed, is_one, terminal.out_style()))?;
    if !failed.is_empty() {
        terminal.flush()?;
        return Err(unfinished(&failed, total, "simulated")
            .hint("mend what is reported above; a set with an error in it cannot be decided"));
    }
    if arguments.max_locked_out.is_some()
        && let Some(report) = reports.iter().find(|report| report.summary.counts.got_in == 0)
    {
        terminal.flush()?;
        let message = format!("no sign-in of `{}` got in, so --max-locked-out is not decided", report.tenant);
        return Err(Error::new(ErrorKind::Input, message)
            .hint("put recorded sign-ins into signins/ of the tenant, or give them with --sign-ins"));
    }
    let is_over =
        |report: &Report<'_>| arguments.max_locked_out.is_some_and(|most| report.locked_out_at_most() > most);
    Ok(if reports.iter().any(is_over) { Outcome::Found } else { Outcome::Clean })
}

/// The reports; of a folder with several tenants also what they come to.
fn print(
    arguments: &Simulate,
    reports: &[Report<'_>],
    failed: &[String],
    is_one: bool,
    style: Style,
) -> String {
    let several = || Several { reports, failed };
    let join = |mut texts: Vec<String>, total: Option<String>| {
        texts.extend(total);
        texts.join("\n")
    };
    let has_total = reports.len() + failed.len() > 1;
    // Of several, those of which nothing can be said are named in the total alone.
    let shown = || reports.iter().filter(|report| !has_total || report.has_evidence());
    match arguments.format {
        Format::Text => {
            let length = if arguments.full { Length::Full } else { Length::FirstScreen };
            let texts = shown().map(|report| simulate::text(report, length, style)).collect();
            join(texts, has_total.then(|| several().text(style)))
        }
        Format::Markdown => {
            let people = if arguments.shows_names { People::Named } else { People::Counted };
            let texts = shown().map(|report| simulate::markdown(report, people)).collect();
            join(texts, has_total.then(|| several().markdown()))
        }
        Format::Html => simulate::html(reports, failed),
        Format::Csv => simulate::csv(reports),
        Format::Json => match reports {
            [report] if is_one => simulate::json(report),
            [] if is_one => String::new(),
            _ => several().json(),
        },
    }
}

/// What evidence is replayed against.
pub(crate) struct Replaying<'a> {
    pub(crate) chosen: &'a Chosen,
    /// Recorded sign-ins in place of those of the tenant.
    pub(crate) sign_ins: &'a [PathBuf],
    pub(crate) source: &'a Source,
    pub(crate) workspaces: &'a Workspaces,
    pub(crate) bases: &'a Bases,
    /// The countries of addresses.
    pub(crate) countries: Option<&'a Countries>,
    /// How many threads read the sign-ins of a tenant.
    pub(crate) threads: NonZero<usize>,
    /// Whether somebody watches standard error, and nobody else writes there.
    pub(crate) shows_progress: bool,
}

impl Replaying<'_> {
    /// Replays a tenant's evidence, with policies switched on as asked.
    pub(crate) fn replay<'t>(
        &self,
        tenant: &'t TenantWorkspace,
        switch_on: &SwitchOn,
    ) -> Result<Simulated<'t>, Error> {
        let directory = self.workspaces.directory(tenant);
        let base = self.bases.of(tenant)?;
        let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), switch_on);
        let base_tenant = Tenant {
            platform: base.side.platform.settings(&tenant.tenant.platform),
            ..tenant.tenant.clone()
        };
        let base_world = World::new(directory, &base_tenant, &base.side.locations, &base.side.strengths);
        let world =
            World::new(directory, &tenant.tenant, &proposal.as_if.locations, &proposal.as_if.strengths);
        let activated_worlds = directory
            .people()
            .iter()
            .any(Person::may_activate)
            .then(|| (base_world.clone().with_roles_activated(), world.clone().with_roles_activated()));
        let mut simulation = Simulation::new(
            Side { world: &base_world, policies: &base.side.policies },
            Side { world: &world, policies: &proposal.as_if.policies },
            &proposal.as_written,
        );
        if let Some((base_world, world)) = &activated_worlds {
            simulation = simulation.activating(
                Side { world: base_world, policies: &base.side.policies },
                Side { world, policies: &proposal.as_if.policies },
            );
        }
        // What Entra recorded tells of what was in force, not of any other base.
        if base.is_deployed {
            simulation = simulation.calibrated(&base.side.policies);
        }
        let mut located = Located::default();
        let files = sign_ins::read(self, tenant, &mut located, |sign_in| simulation.observe(sign_in))?;
        let mut fields = FieldsSeen::default();
        for (_, read) in &files {
            fields.merge(read.fields_seen);
        }
        let summary = simulation.finish(fields);
        let compared = Compared {
            base: base.description,
            proposed: "this folder".to_owned(),
            unmanaged: proposal.unmanaged,
            as_if: proposal.switched_on.clone(),
            platform: PlatformChange::between(&base_tenant.platform, &tenant.tenant.platform),
            directory: match directory.snapshot {
                Some(day) => DirectoryAge::Of(day),
                None if directory.people().is_empty() => DirectoryAge::Absent,
                None => DirectoryAge::Undated,
            },
            as_of: self.chosen.day(),
        };
        let acknowledged =
            tenant.tests.values().flat_map(|tests| tests.acknowledged.iter().cloned()).collect();
        Ok(Simulated { tenant, proposal, summary, compared, files, acknowledged, located })
    }
}

impl Simulated<'_> {
    /// What was found, with what is said beside it: lockouts that are acknowledged are told apart.
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            tenant: &self.tenant.tenant.name,
            summary: &self.summary,
            policies: &self.proposal.as_if.policies,
            compared: self.compared.clone(),
            files: &self.files,
            acknowledged: &self.acknowledged,
        }
    }
}

fn switch_on(arguments: &Simulate) -> SwitchOn {
    if arguments.as_written {
        SwitchOn::AsWritten
    } else if arguments.promote.is_empty() {
        SwitchOn::ReportOnly
    } else {
        SwitchOn::Only(arguments.promote.iter().cloned().collect::<BTreeSet<_>>())
    }
}

fn has(tenant: &TenantWorkspace, id: &str) -> bool {
    tenant.policies.iter().any(|policy| policy.id == id)
}

fn unknown_policy(id: &str, tenants: &[&TenantWorkspace]) -> Error {
    let error = Error::new(ErrorKind::Usage, format!("there is no policy `{id}` to switch on"));
    let known = tenants.iter().flat_map(|tenant| &tenant.policies).map(|policy| policy.id.as_str());
    match did_you_mean(id, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => {
            error.hint("`gatewright check` counts policies, their keys are in policies/ and the baselines")
        }
    }
}
