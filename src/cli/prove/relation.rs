//! How two sets compare: `prove --equivalent` and `prove --implies`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Format, Prove, cannot_prove};
use crate::cli::source::Source;
use crate::cli::tenants::Chosen;
use crate::cli::terminal::Terminal;
use crate::cli::{Outcome, export};
use crate::compare::{Relation, meaning};
use crate::condition::World;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, ReferenceKind, State, Tenant};
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::report::prove::{self, Related};
use crate::space::{DEFAULT_BOUND, Settings, Version};

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

pub(super) fn relate(
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
