//! `calibrate`: how often the engine agrees with what Entra recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;

use super::Outcome;
use super::simulate::{Replaying, base::Bases, sign_ins};
use super::source::Source;
use super::tenants::{Tenants, unfinished};
use super::terminal::Terminal;
use crate::condition::World;
use crate::directory;
use crate::error::{Error, ErrorKind};
use crate::replay::calibration::{Calibrated, Calibration};
use crate::replay::{PolicySide, Side};
use crate::report::calibrate::{self, Report};
use crate::report::diagnostics::Style;
use crate::report::simulate::People;
use crate::sign_in::{Located, ReadSummary};
use crate::workspace::TenantWorkspace;

/// Compare decisions with what Entra recorded
///
/// Decides recorded sign-ins under what is in force (--base, else deployed/), and compares each policy with the result,
/// the conditions and the rules that Entra recorded with the sign-in. Says how often they agree, and what most likely
/// explains each disagreement: a policy that was changed since, a membership, a named location that is out of date.
/// Where a decision depends on what no export holds it is undecided, which is neither.
#[derive(Debug, clap::Args)]
pub(crate) struct Calibrate {
    #[command(flatten)]
    tenants: Tenants,

    /// Recorded sign-ins, a file or a folder, in place of signins/; - is standard input (can be repeated)
    #[arg(long, value_name = "PATH")]
    sign_ins: Vec<PathBuf>,

    /// What is in force: a folder with a tenant, Graph JSON, or a git revision such as main:clients/contoso
    #[arg(long, value_name = "SOURCE")]
    base: Option<PathBuf>,

    /// Exit with 1 if less than this percentage of the recorded results agrees
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(0..=100))]
    min_agreement: Option<u64>,

    /// How to print what was found
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
    /// For issues and pull requests
    Markdown,
}

/// What a tenant's comparison came to.
struct Compared<'a> {
    tenant: &'a TenantWorkspace,
    base: String,
    side: PolicySide,
    calibrated: Calibrated,
    files: Vec<(String, ReadSummary)>,
}

pub(crate) fn run(arguments: &Calibrate, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let chosen = &arguments.tenants.chosen;
    let workspaces = chosen.open(&source, directory::read, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    sign_ins::is_standard_input_of_one(&arguments.sign_ins, total)?;
    let bases = Bases::read(arguments.base.as_deref(), &source, &tenants, chosen, terminal)?;
    let replaying = Replaying {
        countries: None,
        chosen,
        sign_ins: &arguments.sign_ins,
        source: &source,
        workspaces: &workspaces,
        bases: &bases,
        threads: chosen.jobs(),
        shows_progress: terminal.error_style() == Style::Styled,
        compares: false,
    };
    let mut compared = Vec::new();
    for tenant in tenants {
        match arguments.compare(&replaying, tenant) {
            Ok(one) => {
                for (name, read) in &one.files {
                    sign_ins::tell(name, read, chosen.day(), terminal);
                }
                compared.push(one);
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
    let reports: Vec<Report<'_>> = compared.iter().map(|one| arguments.report(one)).collect();
    let texts = |of: &dyn Fn(&Report<'_>) -> String| reports.iter().map(of).collect::<Vec<_>>().join("\n");
    let names = if arguments.shows_names { People::Named } else { People::Counted };
    let out = match arguments.format {
        Format::Text => texts(&|report| calibrate::text(report, terminal.out_style())),
        Format::Markdown => texts(&|report| calibrate::markdown(report, names)),
        Format::Json => match reports.as_slice() {
            [report] if source.is_tenant() => calibrate::json(report),
            reports => calibrate::json_of_several(reports, &failed),
        },
    };
    terminal.print(&out)?;
    if !failed.is_empty() {
        terminal.flush()?;
        return Err(unfinished(&failed, total, "compared")
            .hint("mend what is reported above; a set with an error in it cannot be decided"));
    }
    let is_below = |report: &Report<'_>| {
        let agrees = report.calibrated.results.per_mille();
        arguments.min_agreement.is_some_and(|least| agrees.is_none_or(|agrees| agrees < least * 10))
    };
    Ok(if reports.iter().any(is_below) { Outcome::Found } else { Outcome::Clean })
}

impl Calibrate {
    fn compare<'a>(
        &self,
        replaying: &Replaying<'_>,
        tenant: &'a TenantWorkspace,
    ) -> Result<Compared<'a>, Error> {
        if self.base.is_none() && tenant.deployed.is_none() {
            let message = format!("nothing is known of what is in force in `{}`", tenant.tenant.name);
            return Err(Error::new(ErrorKind::Input, message).hint(
                "put the policies that Graph returns into deployed/ of the tenant, or give them with --base",
            ));
        }
        let directory = replaying.workspaces.directory(tenant);
        let base = replaying.bases.of(tenant)?;
        let world = World::new(directory, &tenant.tenant, &base.side.locations, &base.side.strengths);
        let side = Side { world: &world, policies: &base.side.policies };
        let unchanged = BTreeMap::new();
        let deployed = tenant.deployed.as_ref().filter(|_| base.is_deployed);
        let changed = deployed.map_or(&unchanged, |deployed| &deployed.changed);
        let mut calibration = Calibration::new(side, changed);
        let files = sign_ins::read(replaying, tenant, &mut Located::default(), |sign_in| {
            calibration.observe(sign_in);
        })?;
        let calibrated = calibration.finish();
        Ok(Compared { tenant, base: base.description, side: base.side, calibrated, files })
    }

    fn report<'a>(&self, compared: &'a Compared<'_>) -> Report<'a> {
        Report {
            tenant: &compared.tenant.tenant.name,
            base: &compared.base,
            calibrated: &compared.calibrated,
            policies: &compared.side.policies,
            as_of: self.tenants.chosen.day(),
        }
    }
}
