//! What is in force, against which a proposal is simulated.

use std::path::Path;

use crate::cli::export;
use crate::cli::source::Source;
use crate::cli::tenants::{Chosen, tell};
use crate::cli::terminal::Terminal;
use crate::directory;
use crate::error::{Error, ErrorKind};
use crate::graph;
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::workspace::{Loaded, TenantWorkspace};

/// What is in force.
pub(crate) struct Base {
    /// How the heading calls it.
    pub(crate) description: String,
    pub(crate) side: PolicySide,
    /// Whether it is the export in the workspace.
    pub(crate) is_deployed: bool,
}

/// What may be in force in any tenant, read before the first is simulated.
pub(crate) struct Bases {
    /// What was asked for, as it was written.
    asked: Option<(String, Asked)>,
    /// The committed revision of tenants that have no export.
    committed: Option<Loaded>,
}

/// What was asked for.
enum Asked {
    Export(PolicySide),
    Tenants(Loaded),
}

impl Bases {
    /// Reads what was asked for, else the committed revision of the tenants that need it.
    pub(crate) fn read(
        asked: Option<&Path>,
        source: &Source,
        tenants: &[&TenantWorkspace],
        chosen: &Chosen,
        terminal: &mut Terminal,
    ) -> Result<Self, Error> {
        if let Some(asked) = asked {
            let base = Asked::read(&Source::open_any(asked)?, chosen, terminal)?;
            return Ok(Self { asked: Some((asked.display().to_string(), base)), committed: None });
        }
        let exportless = tenants.iter().filter(|tenant| tenant.deployed.is_none());
        let folders: Vec<&str> = exportless.map(|tenant| tenant.path.as_str()).collect();
        let Some(revision) = source.committed(&folders) else {
            return Ok(Self { asked: None, committed: None });
        };
        let there = |folder: &&&str| revision.files.kind(folder).is_some();
        let folders: Vec<String> = folders.iter().filter(there).map(ToString::to_string).collect();
        let (mut committed, _) =
            chosen.load_folders(&revision, &folders, directory::read_people, terminal)?;
        tell(terminal, &committed.sources, std::mem::take(&mut committed.diagnostics));
        Ok(Self { asked: None, committed: Some(committed) })
    }

    /// What was asked for, else the export in the workspace, else the committed revision if the folder differs from
    /// it, else nothing.
    pub(crate) fn of(&self, tenant: &TenantWorkspace) -> Result<Base, Error> {
        match &self.asked {
            Some((written, Asked::Export(side))) => {
                return Ok(Base { description: written.clone(), side: side.clone(), is_deployed: false });
            }
            Some((written, Asked::Tenants(loaded))) => {
                let side = same_tenant(loaded, tenant, written)?;
                return Ok(Base { description: written.clone(), side, is_deployed: false });
            }
            None => {}
        }
        if let Some(deployed) = &tenant.deployed {
            let description = "deployed".to_owned();
            return Ok(Base { description, side: deployed.into(), is_deployed: true });
        }
        let is_same = |other: &&TenantWorkspace| other.path == tenant.path;
        if let Some(committed) =
            self.committed.as_ref().and_then(|loaded| loaded.tenants.iter().find(is_same))
        {
            let side = whole(committed, &format!("HEAD:{}", tenant.path))?;
            let proposed = written(tenant);
            if side.platform != proposed.platform || policies(&side) != policies(&proposed) {
                return Ok(Base { description: "HEAD".to_owned(), side, is_deployed: false });
            }
        }
        let description = "no policies".to_owned();
        Ok(Base { description, side: PolicySide::default(), is_deployed: false })
    }
}

impl Asked {
    fn read(source: &Source, chosen: &Chosen, terminal: &mut Terminal) -> Result<Self, Error> {
        if source.tenants()?.is_empty() {
            return Ok(Self::Export(export::read(source, terminal)?.side));
        }
        let mut loaded = chosen.load(source, terminal)?;
        tell(terminal, &loaded.sources, std::mem::take(&mut loaded.diagnostics));
        Ok(Self::Tenants(loaded))
    }
}

/// The tenant of the same name, or the only one there.
fn same_tenant(loaded: &Loaded, tenant: &TenantWorkspace, written: &str) -> Result<PolicySide, Error> {
    let is_same = |other: &&TenantWorkspace| other.tenant.name == tenant.tenant.name;
    let only = match loaded.tenants.as_slice() {
        [only] if loaded.unreadable.is_empty() => Some(only),
        _ => None,
    };
    match loaded.tenants.iter().find(is_same).or(only) {
        Some(found) => whole(found, written),
        None if loaded.unreadable.contains(&tenant.tenant.name) => Err(export::has_errors(written)),
        None => {
            let message = format!("`{written}` has no tenant `{}`", tenant.tenant.name);
            Err(Error::new(ErrorKind::Input, message).hint("give the folder of that tenant alone"))
        }
    }
}

/// A workspace as it stands, unless something is wrong with it.
fn whole(tenant: &TenantWorkspace, written: &str) -> Result<PolicySide, Error> {
    if tenant.complete { Ok(self::written(tenant)) } else { Err(export::has_errors(written)) }
}

/// A workspace as it stands, with the deployed policies that it does not manage.
fn written(tenant: &TenantWorkspace) -> PolicySide {
    Proposal::of(tenant, tenant.deployed.as_ref(), &SwitchOn::AsWritten).as_if
}

fn policies(side: &PolicySide) -> Vec<serde_json::Value> {
    let policies = side.policies.iter().map(|policy| graph::canonical_policy(&graph::policy::encode(policy)));
    let locations = side
        .locations
        .iter()
        .map(|location| graph::canonical_named_location(&graph::named_location::encode(location)));
    policies.chain(locations).collect()
}
