//! `simulate`: who would be locked out, by replaying recorded sign-ins through what is in force and what is proposed.

pub(crate) mod base;
pub(crate) mod changes;
pub(crate) mod opened;
mod replaying;
pub(crate) mod shown;
pub(crate) mod sign_ins;

use std::collections::BTreeSet;
use std::path::PathBuf;

use self::opened::{Done, Opened, Question};
use self::shown::Shown;
use super::Outcome;
use super::geography::Geography;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::error::Error;
use crate::replay::part::{Against, Asked, Part, TenantPart};
use crate::replay::{Gathered, Shard, SwitchOn};
use crate::report::simulate as report;

pub(crate) use replaying::{Replaying, Simulated};

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

    /// Refuse sign-ins of which a record cannot be read
    #[arg(long)]
    strict: bool,

    /// Replay the sign-ins of every Nth part of the people only, as in 1/4 to 4/4, and write what `merge` makes one
    /// result of
    ///
    /// Every run reads all sign-ins: which rows are repeated and which attempts were finished shows in rows that may be
    /// anywhere. What it writes is JSON, and holds names.
    #[arg(
        long,
        value_name = "I/N",
        conflicts_with_all = ["format", "full", "shows_names", "max_locked_out"]
    )]
    shard: Option<Shard>,

    #[command(flatten)]
    shown: Shown,
}

pub(crate) fn run(arguments: &Simulate, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let opened = Opened::read(&arguments.tenants, terminal)?;
    let switch_on = switch_on(arguments.as_written, &arguments.promote);
    let question = Question {
        base: arguments.base.as_deref(),
        switch_on: switch_on.clone(),
        sign_ins: &arguments.sign_ins,
        geography: &arguments.geography,
        is_strict: arguments.strict,
        compares: arguments.shard.is_none() && arguments.shown.is_page(),
    };
    let Some(shard) = arguments.shard else {
        let done =
            opened.each(&question, terminal, |replaying, tenant| replaying.replay(tenant, &switch_on))?;
        return arguments.shown.show(&done, terminal);
    };
    let done = opened
        .each(&question, terminal, |replaying, tenant| replaying.replay_shard(tenant, &switch_on, shard))?;
    terminal.print(&report::part(&arguments.part(shard, &done)))?;
    done.finish(terminal)?;
    Ok(Outcome::Clean)
}

impl Simulate {
    fn part(&self, shard: Shard, done: &Done<'_, (Against, Gathered)>) -> Part {
        let tenants = done.simulated.iter().map(|one| TenantPart {
            tenant: one.tenant.tenant.name.clone(),
            against: one.found.0,
            evidence: one.evidence.clone(),
            gathered: one.found.1.clone(),
        });
        Part {
            version: Part::VERSION.to_owned(),
            shard,
            asked: Asked {
                base: self.base.as_ref().map(|base| base.display().to_string()),
                as_written: self.as_written,
                promote: self.promote.clone(),
                geoip: self.geography.path().map(|path| path.display().to_string()),
                as_of: self.tenants.chosen.day(),
            },
            tenants: tenants.collect(),
        }
    }
}

/// Which policies that are not enabled count as if they were.
pub(crate) fn switch_on(as_written: bool, promote: &[String]) -> SwitchOn {
    if as_written {
        SwitchOn::AsWritten
    } else if promote.is_empty() {
        SwitchOn::ReportOnly
    } else {
        SwitchOn::Only(promote.iter().cloned().collect::<BTreeSet<_>>())
    }
}
