//! `prove`: what holds for every sign-in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::source::Source;
use super::tenants::{Chosen, Tenants, unfinished};
use super::terminal::Terminal;
use super::{Outcome, export};
use crate::compare::{Relation, meaning};
use crate::condition::World;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, ReferenceKind, State, Tenant};
use crate::promise::{self, Promise};
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::report::prove::{self, Related, Report};
use crate::space::{DEFAULT_BOUND, Failure, Settings, Version};
use crate::workspace::TenantWorkspace;

/// Prove what holds for every sign-in
///
/// Goes through the invariants of tests/ over every sign-in that the policies can tell apart, not a sample: each is
/// proved, or fails with a sign-in that the engine decided again, the people it concerns, and the policy that all but
/// covers it. With directory/, claims are over the people exported; without it, membership may be anything. What
/// depends on something that is not known is never proved. Exits with 1 if an invariant is not kept, and with 2 if one
/// could not be decided.
#[derive(Debug, clap::Args)]
pub(crate) struct Prove {
    #[command(flatten)]
    tenants: Tenants,

    /// Prove that two sets ask the same of every sign-in, each a folder with a tenant, Graph JSON, or a git revision
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "path")]
    equivalent: Vec<PathBuf>,

    /// Prove that the first of two sets asks at least what the second does, of every sign-in
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["path", "equivalent"])]
    implies: Vec<PathBuf>,

    /// Count report-only policies as enabled
    #[arg(long)]
    switched_on: bool,

    /// How to print what was proved
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

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
}

pub(crate) fn run(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    match (arguments.equivalent.as_slice(), arguments.implies.as_slice()) {
        ([one, other], _) => relate(arguments, Relation::Equivalent, [one, other], terminal),
        (_, [one, other]) => relate(arguments, Relation::Implies, [one, other], terminal),
        (_, _) => invariants(arguments, terminal),
    }
}

fn invariants(arguments: &Prove, terminal: &mut Terminal) -> Result<Outcome, Error> {
    let source = Source::open(&arguments.tenants.path)?;
    let workspaces = arguments.tenants.chosen.open(&source, directory::read, terminal)?;
    let (tenants, mut failed) = workspaces.whole();
    let total = tenants.len() + failed.len();
    let switch_on = if arguments.switched_on { SwitchOn::ReportOnly } else { SwitchOn::AsWritten };
    let mut proved = Vec::new();
    for tenant in tenants {
        let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &switch_on);
        match workspaces.settled(proposal, terminal) {
            Some(proposal) => proved.push((tenant, workspaces.directory(tenant), proposal.as_if)),
            None => failed.push(tenant.tenant.name.clone()),
        }
    }
    failed.sort();
    let mut reports = Vec::new();
    for (tenant, directory, side) in &proved {
        reports.push(prove_tenant(arguments, tenant, directory, side)?);
    }
    terminal.print(&match arguments.format {
        Format::Text => reports.iter().map(prove::text).collect::<Vec<_>>().join("\n"),
        Format::Json => prove::json(&reports, &failed, source.is_tenant()),
        Format::Markdown => reports.iter().map(prove::markdown).collect::<Vec<_>>().join("\n"),
    })?;
    terminal.flush()?;
    if !failed.is_empty() {
        return Err(unfinished(&failed, total, "gone through").hint("mend what is reported above"));
    }
    if reports.iter().any(Report::is_undecided) {
        return Err(Error::new(ErrorKind::Input, "some invariants were not decided"));
    }
    Ok(if reports.iter().all(Report::is_kept) { Outcome::Clean } else { Outcome::Found })
}

fn prove_tenant<'a>(
    arguments: &Prove,
    tenant: &'a TenantWorkspace,
    directory: &'a Directory,
    side: &'a PolicySide,
) -> Result<Report<'a>, Error> {
    let world = World::new(directory, &tenant.tenant, &side.locations, &side.strengths);
    let version = Version { world: &world, policies: &side.policies };
    let settings = Settings { names: &tenant.names, bound: DEFAULT_BOUND };
    let (sound, unsound): (Vec<_>, Vec<_>) =
        promise::resolve(tenant).into_iter().partition(|(_, unresolved)| unresolved.is_empty());
    let promises: Vec<Promise> = sound.into_iter().map(|(promise, _)| promise).collect();
    let proofs = promise::prove(version, &promises, settings).map_err(|failure| cannot_prove(&failure))?;
    Ok(Report {
        tenant: &tenant.tenant.name,
        directory,
        policies: &side.policies,
        proofs,
        unresolved: unsound.into_iter().map(|(promise, names)| (promise.name, names)).collect(),
        shows_names: arguments.shows_names,
    })
}

/// That the space could not be gone through.
pub(crate) fn cannot_prove(failure: &Failure) -> Error {
    let error = Error::new(ErrorKind::Input, failure.to_string());
    match failure {
        Failure::TooLarge => error.hint("nothing is claimed; choose fewer policies"),
        Failure::Mismatch(_) => error.hint("this is a mistake in gatewright: please report it"),
    }
}

/// One of two sets that are compared.
struct Side {
    tenant: Option<(Tenant, Directory)>,
    names: BTreeMap<(ReferenceKind, Id), Name>,
    policies: PolicySide,
}

impl Side {
    fn switch_on(&mut self) {
        let policies = self.policies.policies.iter_mut();
        policies
            .filter(|policy| policy.state == State::ReportOnly)
            .for_each(|policy| policy.state = State::Enabled);
    }

    fn decides(&self) -> bool {
        let policies = &self.policies.policies;
        policies.iter().any(|policy| !matches!(policy.state, State::ReportOnly | State::Disabled))
    }
}

fn relate(
    arguments: &Prove,
    relation: Relation,
    paths: [&PathBuf; 2],
    terminal: &mut Terminal,
) -> Result<Outcome, Error> {
    let chosen = &arguments.tenants.chosen;
    let [one, other] = paths;
    let mut sides = [side(one, chosen, terminal)?, side(other, chosen, terminal)?];
    if arguments.switched_on {
        sides.iter_mut().for_each(Side::switch_on);
    }
    if !sides.iter().any(Side::decides) {
        terminal.status("note: neither set has an enabled policy; --switched-on counts report-only ones\n");
    }
    let [first, second] = &sides;
    // Graph JSON does not say whose it is: it is taken for the other side's.
    let nobodys = (Tenant::blank(), Directory::default());
    let (tenant, directory) = sides.iter().find_map(|side| side.tenant.as_ref()).unwrap_or(&nobodys);
    let world = |side: &'_ Side| -> (Vec<NamedLocation>, Vec<AuthenticationStrength>) {
        let PolicySide { locations, strengths, .. } = &side.policies;
        (locations.clone(), strengths.clone())
    };
    let (old, new) = (world(second), world(first));
    let before = World::new(directory, tenant, &old.0, &old.1);
    let after = World::new(directory, tenant, &new.0, &new.1);
    let mut names = second.names.clone();
    names.extend(first.names.clone());
    let settings = Settings { names: &names, bound: DEFAULT_BOUND };
    // From the second to the first: if nothing loosens, the first implies the second.
    let meaning = meaning(
        Version { world: &before, policies: &second.policies.policies },
        Version { world: &after, policies: &first.policies.policies },
        settings,
    )
    .map_err(|failure| cannot_prove(&failure))?;
    let (one, other) = (one.display().to_string(), other.display().to_string());
    let related = Related { one: &one, other: &other, relation, meaning: &meaning };
    terminal.print(&match arguments.format {
        Format::Text => prove::relation_text(&related),
        Format::Json => prove::relation_json(&related),
        Format::Markdown => prove::relation_markdown(&related),
    })?;
    match meaning.holds(relation) {
        Some(true) => Ok(Outcome::Clean),
        Some(false) => Ok(Outcome::Found),
        None => {
            terminal.flush()?;
            Err(Error::new(ErrorKind::Input, "whether they differ was not decided"))
        }
    }
}

fn side(path: &Path, chosen: &Chosen, terminal: &mut Terminal) -> Result<Side, Error> {
    let source = Source::open_any(path)?;
    if source.tenants()?.is_empty() {
        let policies = export::read(&source, terminal)?.side;
        return Ok(Side { tenant: None, names: BTreeMap::new(), policies });
    }
    let mut workspaces = chosen.open(&source, directory::read, terminal)?;
    let (tenants, failed) = workspaces.whole();
    let [tenant] = tenants.as_slice() else {
        let message = if failed.is_empty() { "has several tenants" } else { "has errors" };
        return Err(Error::new(ErrorKind::Input, format!("`{source}` {message}"))
            .hint("choose one with --tenant NAME"));
    };
    let policies = Proposal::of(tenant, tenant.deployed.as_ref(), &SwitchOn::AsWritten).as_if;
    let (path, names, tenant) = (tenant.path.clone(), tenant.names.clone(), tenant.tenant.clone());
    let directory = workspaces.directories.remove(&path).unwrap_or_default();
    Ok(Side { tenant: Some((tenant, directory)), names, policies })
}
