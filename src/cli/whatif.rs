//! `whatif`: what becomes of one sign-in, policy by policy, and why.

mod given;

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use self::given::Given;
use super::Outcome;
use super::geography::Geography;
use super::source::{Source, cannot_read};
use super::tenants::{Tenants, tell, unfinished};
use super::terminal::Terminal;
use super::workspaces::Workspaces;
use crate::condition::World;
use crate::directory::{self, Person};
use crate::engine::{self, Trace};
use crate::error::{Error, ErrorKind};
use crate::graph;
use crate::model::{Id, Policy};
use crate::replay::{Proposal, SwitchOn};
use crate::report::diagnostics::Style;
use crate::report::whatif::{self, Report, Several};
use crate::sign_in::{Countries, Located, SignIn};
use crate::source::SourceMap;
use crate::workspace::TenantWorkspace;

/// Show what becomes of one sign-in, policy by policy, and why
///
/// Decides one sign-in under the tenant's policies as they are written, with the deployed ones that the folder does not
/// manage. Report-only and disabled policies do not decide; what they would do is shown beside. What is not said of the
/// sign-in is not known, and a policy that depends on it neither surely applies nor surely does not. Groups, roles and
/// registered methods of the user come from directory/. Of a folder with several tenants, each decides it.
#[derive(Debug, clap::Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    tenants: Tenants,

    #[command(flatten)]
    given: Given,

    /// Take the sign-in from a file: a signIn of Graph (v1.0 or beta), or the body of an evaluate request
    #[arg(long, value_name = "FILE", help_heading = "The sign-in")]
    sign_in: Option<PathBuf>,

    #[command(flatten)]
    geography: Geography,

    /// How to print what becomes of it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// For issues and pull requests
    Markdown,
}

/// What was decided in one tenant.
struct Decided<'a> {
    tenant: &'a TenantWorkspace,
    sign_in: SignIn<'a>,
    policies: Vec<Policy<Id>>,
    trace: Trace,
    /// Once the user has activated the roles that they may; `None` where there are none.
    activated: Option<Trace>,
}

pub(crate) fn run(arguments: &WhatIf, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let workspaces = arguments.tenants.chosen.open(&source, directory::read, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    let given = match &arguments.sign_in {
        Some(_) if !arguments.given.is_empty() => {
            return Err(Error::new(ErrorKind::Usage, "--sign-in says all of the sign-in")
                .hint("leave the other options that describe it out, or write what they say into the file"));
        }
        Some(path) => Some(read(path, terminal)?),
        None => arguments.given.is_said().map(|()| None)?,
    };
    let countries = arguments.geography.open()?;
    let mut decided = Vec::new();
    for tenant in tenants {
        let decision = decide(arguments, tenant, (given.as_ref(), countries.as_ref()), &workspaces, terminal);
        match decision {
            Ok(Some(one)) => decided.push(one),
            Ok(None) => failed.push(tenant.tenant.name.clone()),
            // Of one tenant alone it is the end.
            Err(error) if total == 1 => return Err(error),
            Err(error) => {
                terminal.tell(&error);
                failed.push(tenant.tenant.name.clone());
            }
        }
    }
    failed.sort();
    let reports: Vec<Report<'_>> = decided.iter().map(Decided::report).collect();
    terminal.print(&print(arguments, &reports, &failed, source.is_tenant(), terminal.out_style()))?;
    if failed.is_empty() {
        return Ok(Outcome::Clean);
    }
    terminal.flush()?;
    Err(unfinished(&failed, total, "decided")
        .hint("mend what is reported above; a set with an error in it cannot be decided"))
}

/// The reports; of a folder with several tenants also what they come to.
fn print(
    arguments: &WhatIf,
    reports: &[Report<'_>],
    failed: &[String],
    is_one: bool,
    style: Style,
) -> String {
    let several = Several { reports, failed };
    let has_total = reports.len() + failed.len() > 1;
    let join = |mut texts: Vec<String>, total: &dyn Fn() -> String| {
        texts.extend(has_total.then(total));
        texts.join("\n")
    };
    match arguments.format {
        Format::Text => {
            let texts = reports.iter().map(|report| whatif::text(report, style)).collect();
            join(texts, &|| several.text(style))
        }
        Format::Markdown => join(reports.iter().map(whatif::markdown).collect(), &|| several.markdown()),
        Format::Json => match reports {
            [report] if is_one => whatif::json(report),
            [] if is_one => String::new(),
            _ => several.json(),
        },
    }
}

/// Decides the sign-in in one tenant; nothing if a policy of it may be any of several deployed ones, which is told.
fn decide<'a>(
    arguments: &WhatIf,
    tenant: &'a TenantWorkspace,
    (given, countries): (Option<&SignIn<'a>>, Option<&Countries>),
    workspaces: &Workspaces,
    terminal: &mut Terminal,
) -> Result<Option<Decided<'a>>, Error> {
    let directory = workspaces.directory(tenant);
    let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &SwitchOn::AsWritten);
    let Some(proposal) = workspaces.settled(proposal, terminal) else { return Ok(None) };
    let mut sign_in = match given {
        Some(sign_in) => sign_in.clone(),
        None => arguments.given.sign_in(tenant, directory, terminal)?,
    };
    if let Some(countries) = countries {
        let mut located = Located::default();
        countries.locate(&mut sign_in, &mut located);
        arguments.geography.tell(&located, terminal);
    }
    let world = World::new(directory, &tenant.tenant, &proposal.as_if.locations, &proposal.as_if.strengths);
    let trace = engine::trace(&world, &proposal.as_written, &sign_in);
    let may_activate = world.person(&sign_in).is_some_and(Person::may_activate);
    let world = world.with_roles_activated();
    let activated = may_activate.then(|| engine::trace(&world, &proposal.as_written, &sign_in));
    Ok(Some(Decided { tenant, sign_in, policies: proposal.as_written, trace, activated }))
}

impl Decided<'_> {
    fn report(&self) -> Report<'_> {
        Report {
            tenant: &self.tenant.tenant.name,
            sign_in: &self.sign_in,
            policies: &self.policies,
            trace: &self.trace,
            activated: self.activated.as_ref(),
        }
    }
}

fn read(path: &Path, terminal: &mut Terminal) -> Result<SignIn<'static>, Error> {
    let source = Source::open(path)?;
    let bytes = source.files.read(&source.path).map_err(|error| cannot_read(&source.to_string(), error))?;
    let mut sources = SourceMap::default();
    let (sign_in, problems) = graph::read_sign_in(&mut sources, &path.display().to_string(), &bytes);
    tell(terminal, &sources, problems);
    sign_in.ok_or_else(|| Error::new(ErrorKind::Input, format!("`{}` holds no sign-in", path.display())))
}
