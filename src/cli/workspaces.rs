//! Tenants that a verb decides about, with all that is wrong with them told.

use super::evidence::ReadDirectory;
use super::source::Source;
use super::tenants::{Chosen, Directories, tell};
use super::terminal::Terminal;
use crate::directory::Directory;
use crate::error::Error;
use crate::replay::Proposal;
use crate::workspace::{Loaded, TenantWorkspace};

/// Loaded tenants, and the directory of each.
pub(crate) struct Workspaces {
    pub(crate) loaded: Loaded,
    pub(crate) directories: Directories,
    /// That of whoever has no export.
    no_directory: Directory,
}

impl Chosen {
    /// Loads the chosen tenants of a source, and tells what is wrong with any.
    pub(crate) fn open(
        &self,
        source: &Source,
        read: ReadDirectory,
        terminal: &mut Terminal,
    ) -> Result<Workspaces, Error> {
        let (mut loaded, directories) = self.load_with_directories(source, read, terminal)?;
        let problems = std::mem::take(&mut loaded.diagnostics);
        tell(terminal, &loaded.sources, problems);
        Ok(Workspaces { loaded, directories, no_directory: Directory::default() })
    }
}

impl Workspaces {
    /// The tenants that can be decided about, and the names of the others, in which something is wrong.
    pub(crate) fn whole(&self) -> (Vec<&TenantWorkspace>, Vec<String>) {
        whole(&self.loaded)
    }

    /// The directory of a tenant; an empty one where there is no export.
    pub(crate) fn directory(&self, tenant: &TenantWorkspace) -> &Directory {
        self.directories.get(&tenant.path).unwrap_or(&self.no_directory)
    }

    /// What a tenant proposes; `None` where a policy may be any of several deployed ones, which is told.
    pub(crate) fn settled(&self, mut proposal: Proposal, terminal: &mut Terminal) -> Option<Proposal> {
        if tell(terminal, &self.loaded.sources, std::mem::take(&mut proposal.diagnostics)) {
            terminal.status("help: record the Graph id of the policy that is meant in tenant.lock.yaml\n");
            return None;
        }
        Some(proposal)
    }
}

/// The tenants that can be decided about, and the names of the others, in which something is wrong.
pub(crate) fn whole(loaded: &Loaded) -> (Vec<&TenantWorkspace>, Vec<String>) {
    let (whole, others): (Vec<_>, Vec<_>) = loaded.tenants.iter().partition(|tenant| tenant.complete);
    let others = others.into_iter().map(|tenant| tenant.tenant.name.clone());
    (whole, others.chain(loaded.unreadable.iter().cloned()).collect())
}
