//! `merge`: one result of the parts that several runs of `simulate` made of one simulation.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Outcome;
use super::evidence::files_under;
use super::geography::Geography;
use super::simulate::opened::{Opened, Question};
use super::simulate::shown::Shown;
use super::simulate::{Replaying, Simulated, switch_on};
use super::source::cannot_read;
use super::tenants::Tenants;
use super::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::replay::SwitchOn;
use crate::replay::part::{self, Against, Asked, Misfit, Part, TenantPart};
use crate::workspace::TenantWorkspace;

/// Make one result of the parts that `simulate --shard` wrote
///
/// Prints what `simulate` prints if it replays everybody's sign-ins in one run, whatever the order of the parts. What was
/// asked, and the day, are those of the parts; the policies and the directory are read again, and have to be those that
/// the parts were made of.
#[derive(Debug, clap::Args)]
pub(crate) struct Merge {
    #[command(flatten)]
    tenants: Tenants,

    /// A part, or a folder with parts (can be repeated)
    #[arg(long = "part", value_name = "PATH", required = true)]
    parts: Vec<PathBuf>,

    #[command(flatten)]
    shown: Shown,
}

pub(crate) fn run(arguments: &Merge, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let (asked, parts) = arguments.read(terminal)?;
    let tenants = arguments.tenants.on(asked.as_of);
    let opened = Opened::read(&tenants, terminal)?;
    let switch_on = switch_on(asked.as_written, &asked.promote);
    let base = asked.base.map(PathBuf::from);
    let question = Question {
        base: base.as_deref(),
        switch_on: switch_on.clone(),
        sign_ins: &[],
        geography: &Geography::at(asked.geoip.map(PathBuf::from)),
        is_strict: false,
        compares: arguments.shown.is_page(),
    };
    let done = opened
        .each(&question, terminal, |replaying, tenant| summarize(replaying, tenant, &switch_on, &parts))?;
    arguments.shown.show(&done, terminal)
}

impl Merge {
    /// Reads the parts and merges them, by tenant.
    fn read(&self, terminal: &mut Terminal) -> Result<(Asked, BTreeMap<String, TenantPart>), Error> {
        let mut misfits = Vec::new();
        let mut parts = Vec::new();
        for path in &self.parts {
            for file in files_under(path)? {
                let name = file.display().to_string();
                let text = std::fs::read(&file).map_err(|error| cannot_read(&name, error))?;
                match Part::read(&name, &text) {
                    Ok(part) => parts.push((name, part)),
                    Err(misfit) => misfits.push(misfit),
                }
            }
        }
        let merged = if misfits.is_empty() { part::merge(parts) } else { Err(misfits) };
        let (asked, tenants) = merged.map_err(|misfits| tell(misfits, terminal))?;
        Ok((asked, tenants.into_iter().map(|part| (part.tenant.clone(), part)).collect()))
    }
}

fn summarize<'t>(
    replaying: &Replaying<'_>,
    tenant: &'t TenantWorkspace,
    switch_on: &SwitchOn,
    parts: &BTreeMap<String, TenantPart>,
) -> Result<Simulated<'t>, Error> {
    let name = &tenant.tenant.name;
    let Some(part) = parts.get(name) else {
        let known: Vec<String> = parts.keys().map(|name| format!("`{name}`")).collect();
        let message = format!("the parts are of {}, and not of `{name}`", known.join(", "));
        return Err(Error::new(ErrorKind::Input, message)
            .hint("give the folder that they were made of, or make them again of this one"));
    };
    let is_same = |against: Against| {
        let what = if against.policies != part.against.policies {
            "policies"
        } else if against.directory != part.against.directory {
            "directory"
        } else {
            return Ok(());
        };
        let message =
            format!("the {what} of `{name}` changed since the parts were made, or are of another place");
        Err(Error::new(ErrorKind::Input, message).hint(
            "make the parts again, or merge them in the folder and at the commit that they were made of",
        ))
    };
    replaying.summarize(tenant, switch_on, part.gathered.clone(), part.evidence.clone(), is_same)
}

/// Tells all that is wrong but the last, which ends the run.
fn tell(misfits: Vec<Misfit>, terminal: &mut Terminal) -> Error {
    let mut errors = misfits
        .into_iter()
        .map(|misfit| Error::new(ErrorKind::Input, misfit.message).hint(misfit.hint))
        .collect::<Vec<_>>();
    let last = errors.pop().unwrap_or_else(|| Error::new(ErrorKind::Input, "nothing was merged"));
    for error in errors {
        terminal.tell(&error);
    }
    last
}
