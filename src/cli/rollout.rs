//! `rollout`: in what order a proposal is switched on.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::ValueEnum;

use super::Outcome;
use super::geography::Geography;
use super::output;
use super::simulate::Replaying;
use super::simulate::base::Bases;
use super::simulate::sign_ins::STANDARD_INPUT;
use super::source::Source;
use super::tenants::{Tenants, unfinished};
use super::terminal::Terminal;
use crate::diagnostic::did_you_mean;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::model::ReferenceKind;
use crate::replay::rollout::{Bounds, Rollout as Plan, Step, can_be_piloted, candidates, plan};
use crate::replay::{Summary, SwitchOn};
use crate::report::counted;
use crate::report::diagnostics::Style;
use crate::report::rollout::{self, Report};
use crate::report::simulate::People;
use crate::source::SourceMap;
use crate::workspace::{Move, Stage, TenantWorkspace, stage};

/// Plan in what order policies are switched on
///
/// Policies that are report-only or enabled in the folder and not in force go from report-only to waves, those that
/// nobody notices first, so that no wave locks out more people than --max-locked-out, nor asks more than --max-asked at
/// once. Each wave is predicted by a replay of the recorded sign-ins with everything that is on by then. A policy that
/// locks out more is held back, with the people and what can be done. --step writes a step into the YAML.
#[derive(Debug, clap::Args)]
pub(crate) struct Rollout {
    #[command(flatten)]
    tenants: Tenants,

    /// Recorded sign-ins, a file or a folder, in place of signins/ (can be repeated)
    #[arg(long, value_name = "PATH")]
    sign_ins: Vec<PathBuf>,

    /// What is in force: a folder with a tenant, Graph JSON, or a git revision such as main:clients/contoso
    #[arg(long, value_name = "SOURCE")]
    base: Option<PathBuf>,

    #[command(flatten)]
    geography: Geography,

    /// How many people a step may lock out, for certain or possibly
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_locked_out: usize,

    /// How many people a wave may newly ask for something, where it has more than one policy
    #[arg(long, value_name = "N", default_value_t = 100)]
    max_asked: usize,

    /// The group, by name, on whose members a policy for everybody is tried first
    #[arg(long, value_name = "GROUP")]
    pilot: Option<String>,

    /// For how many days policies are in report-only
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    report_only_days: u32,

    /// Write this step of the plan into the YAML
    #[arg(long, value_name = "N")]
    step: Option<usize>,

    /// How to print the plan
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    /// Show people's names in Markdown, which is made for others to read
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
    /// A list to tick off
    Markdown,
}

/// A tenant's plan.
struct Planned<'a> {
    tenant: &'a TenantWorkspace,
    plan: Plan,
    got_in: u64,
}

pub(crate) fn run(arguments: &Rollout, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let workspaces = chosen.open(&source, directory::read, terminal)?;
    let (tenants, failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    if arguments.sign_ins.iter().any(|path| path.as_os_str() == STANDARD_INPUT) {
        return Err(Error::new(
            ErrorKind::Usage,
            "a plan reads sign-ins once for every wave, so not from standard input",
        )
        .hint("write them to a file, and give that"));
    }
    let bases = Bases::read(arguments.base.as_deref(), &source, &tenants, chosen, terminal)?;
    let countries = arguments.geography.open()?;
    let replaying = Replaying {
        countries: countries.as_ref(),
        chosen,
        sign_ins: &arguments.sign_ins,
        source: &source,
        workspaces: &workspaces,
        bases: &bases,
        threads: chosen.jobs(),
        shows_progress: terminal.error_style() == Style::Styled,
        compares: false,
    };
    let mut planned = Vec::new();
    for tenant in &tenants {
        planned.push(arguments.plan(&replaying, tenant)?);
    }
    if let Some(step) = arguments.step {
        let [only] = planned.as_slice() else {
            return Err(
                Error::new(ErrorKind::Usage, "--step is of one tenant").hint("choose it with --tenant")
            );
        };
        return arguments.write(step, only, &workspaces.loaded.sources, terminal);
    }
    let reports: Vec<Report<'_>> = planned.iter().map(|one| arguments.report(one)).collect();
    let texts = |of: &dyn Fn(&Report<'_>) -> String| reports.iter().map(of).collect::<Vec<_>>().join("\n");
    let names = if arguments.shows_names { People::Named } else { People::Counted };
    let out = match arguments.format {
        Format::Text => texts(&|report| rollout::text(report, terminal.out_style())),
        Format::Markdown => texts(&|report| rollout::markdown(report, names)),
        Format::Json => match reports.as_slice() {
            [report] if source.is_tenant() => rollout::json(report),
            reports => rollout::json_of_several(reports, &failed),
        },
    };
    terminal.print(&out)?;
    if !failed.is_empty() {
        terminal.flush()?;
        return Err(unfinished(&failed, total, "planned")
            .hint("mend what is reported above; a set with an error in it cannot be decided"));
    }
    Ok(Outcome::Clean)
}

impl Rollout {
    fn bounds(&self) -> Bounds {
        Bounds { locked_out: self.max_locked_out, asked: self.max_asked }
    }

    fn plan<'a>(&self, replaying: &Replaying<'_>, tenant: &'a TenantWorkspace) -> Result<Planned<'a>, Error> {
        if let Some(pilot) = &self.pilot {
            is_group(pilot, tenant, replaying.workspaces.directory(tenant))?;
        }
        let base = replaying.bases.of(tenant)?;
        let keys = candidates(tenant, &base.side.policies);
        let is_piloted = |policy: &&crate::model::Policy<_>| self.pilot.is_some() && can_be_piloted(policy);
        let piloted: BTreeSet<String> =
            tenant.policies.iter().filter(is_piloted).map(|policy| policy.id.clone()).collect();
        let waiting: BTreeSet<String> = keys.iter().cloned().collect();
        let mut got_in = 0;
        let plan = plan(&keys, &piloted, self.bounds(), |on| {
            let waiting = &waiting - on;
            let simulated = replaying.replay(tenant, &SwitchOn::Stage { on: on.clone(), waiting })?;
            let locked_out = simulated.report().locked_out().cloned().collect();
            let keys = simulated.proposal.as_if.policies.iter().map(|policy| policy.id.clone()).collect();
            got_in = simulated.found.counts.got_in;
            Ok::<_, Error>((Summary { locked_out, ..simulated.found }, keys))
        })?;
        Ok(Planned { tenant, plan, got_in })
    }

    fn report<'a>(&'a self, planned: &'a Planned<'_>) -> Report<'a> {
        Report {
            tenant: &planned.tenant.tenant.name,
            rollout: &planned.plan,
            bounds: self.bounds(),
            pilot: self.pilot.as_deref(),
            report_only_days: self.report_only_days,
            security_defaults: planned.tenant.tenant.platform.security_defaults,
            got_in: planned.got_in,
            as_of: self.tenants.chosen.day(),
        }
    }

    fn write(
        &self,
        number: usize,
        planned: &Planned<'_>,
        sources: &SourceMap,
        terminal: &mut Terminal,
    ) -> Result<Outcome, Error> {
        let steps = planned.plan.steps();
        let Some(step) = number.checked_sub(1).and_then(|index| steps.get(index)) else {
            let message = format!("the plan has {}", counted(steps.len(), "step", "steps"));
            return Err(Error::new(ErrorKind::Usage, message).hint("run rollout without --step to see them"));
        };
        let to = |keys: &[String], stage: &Stage| {
            keys.iter()
                .map(|policy| Move { policy: policy.clone(), stage: stage.clone() })
                .collect::<Vec<_>>()
        };
        let moves = match step {
            Step::ReportOnly(keys) => to(keys, &Stage::ReportOnly),
            Step::Register(_) => {
                terminal.print("this step is for people: there is nothing to write\n")?;
                return Ok(Outcome::Clean);
            }
            Step::Pilot(keys) => to(keys, &Stage::Pilot(self.pilot.clone().unwrap_or_default())),
            Step::Wave(wave) => to(&wave.policies, &Stage::Enabled),
        };
        let Some(texts) = stage(planned.tenant, sources, &moves) else {
            return Err(Error::new(ErrorKind::Input, "a document of the tenant cannot be edited")
                .hint("switch the policies of the step by hand"));
        };
        let source = Source::open(&self.tenants.path)?;
        let mut said = String::new();
        for (path, text) in &texts {
            if let Some(place) = source.in_repository(path) {
                output::replace_file(&place, text.as_bytes())?;
                // Writing to a string cannot fail.
                let _ = writeln!(said, "wrote {path}");
            }
        }
        if texts.is_empty() {
            said.push_str("the YAML says so already\n");
        }
        terminal.print(&said)?;
        Ok(Outcome::Clean)
    }
}

/// Refuses a group that the tenant does not know: a step that names it would not load.
fn is_group(name: &str, tenant: &TenantWorkspace, directory: &Directory) -> Result<(), Error> {
    let resolved = tenant.names.iter().filter(|((kind, _), _)| *kind == ReferenceKind::Group);
    let exported = directory.groups.values();
    let known: Vec<&str> = resolved
        .map(|(_, name)| name.as_str())
        .chain(tenant.groups.iter().map(|group| group.display_name.as_str()))
        .chain(exported.map(|group| group.display_name.as_str()))
        .collect();
    if known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Usage, format!("`{}` has no group `{name}`", tenant.tenant.name));
    Err(match did_you_mean(name, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("create it in groups.yaml, or give its id under `groups` of tenant.lock.yaml"),
    })
}
