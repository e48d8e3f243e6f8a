//! What is in force, against which a proposal is simulated.

use std::path::Path;

use crate::cli::export;
use crate::cli::source::Source;
use crate::cli::tenants::{Chosen, tell};
use crate::cli::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::graph;
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::workspace::TenantWorkspace;

/// What is in force.
pub(crate) struct Base {
    /// How the heading calls it.
    pub(crate) description: String,
    pub(crate) side: PolicySide,
}

impl Base {
    /// What was asked for, else the export in the workspace, else the committed revision if the folder differs from
    /// it, else nothing.
    pub(crate) fn find(
        asked: Option<&Path>,
        source: &Source,
        tenant: &TenantWorkspace,
        chosen: &Chosen,
        terminal: &mut Terminal,
    ) -> Result<Self, Error> {
        if let Some(asked) = asked {
            let side = read(&Source::open_any(asked)?, tenant, chosen, terminal)?;
            return Ok(Self { description: asked.display().to_string(), side });
        }
        if let Some(deployed) = &tenant.deployed {
            return Ok(Self { description: "deployed".to_owned(), side: deployed.into() });
        }
        if let Some(committed) = source.committed(&tenant.path) {
            let side = read(&committed, tenant, chosen, terminal)?;
            if policies(&side) != policies(&written(tenant)) {
                return Ok(Self { description: "HEAD".to_owned(), side });
            }
        }
        Ok(Self { description: "no policies".to_owned(), side: PolicySide::default() })
    }
}

fn read(
    source: &Source,
    tenant: &TenantWorkspace,
    chosen: &Chosen,
    terminal: &mut Terminal,
) -> Result<PolicySide, Error> {
    if source.tenants()?.is_empty() {
        return Ok(export::read(source, terminal)?.side);
    }
    let loaded = chosen.load(source, terminal)?;
    if tell(terminal, &loaded.sources, loaded.diagnostics) {
        return Err(export::has_errors(source));
    }
    let same = |other: &&TenantWorkspace| other.tenant.name == tenant.tenant.name;
    let only = |tenants: &'_ [TenantWorkspace]| tenants.len() == 1;
    let found = loaded.tenants.iter().find(same).or(loaded.tenants.first().filter(|_| only(&loaded.tenants)));
    found.map(written).ok_or_else(|| {
        let message = format!("`{source}` has no tenant `{}`", tenant.tenant.name);
        Error::new(ErrorKind::Input, message).hint("give the folder of that tenant alone")
    })
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
