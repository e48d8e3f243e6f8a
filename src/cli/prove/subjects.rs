//! The tenants that are gone through, each with what it proposes.

use std::collections::BTreeMap;

use super::repair::Repairing;
use super::{Prove, cannot_prove};
use crate::cli::source::Source;
use crate::cli::tenants::unfinished;
use crate::cli::terminal::Terminal;
use crate::cli::workspaces::Workspaces;
use crate::condition::World;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::model::AuthenticationStrength;
use crate::promise::Supposing;
use crate::replay::{PolicySide, Proposal, SwitchOn};
use crate::report::prove::{About, Report};
use crate::space::{DEFAULT_BOUND, Failure, Settings, Version};
use crate::workspace::TenantWorkspace;

/// The tenants under a path.
pub(super) struct Subjects {
    workspaces: Workspaces,
    /// What each proposes, by its path; none of those that failed.
    sides: BTreeMap<String, PolicySide>,
    /// Those that could not be gone through, by name.
    failed: Vec<String>,
    total: usize,
    /// Whether the path is a tenant's, rather than one with tenants below it.
    pub(super) is_one: bool,
}

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) tenant: &'a TenantWorkspace,
    pub(super) directory: &'a Directory,
    pub(super) side: &'a PolicySide,
}

impl Subjects {
    /// Loads them, and tells what is wrong with any.
    pub(super) fn load(arguments: &Prove, terminal: &mut Terminal) -> Result<Self, Error> {
        let source = Source::open(&arguments.tenants.path)?;
        let workspaces = arguments.tenants.chosen.open(&source, directory::read, terminal)?;
        let (tenants, mut failed) = workspaces.whole();
        let total = tenants.len() + failed.len();
        let switch_on = if arguments.switched_on { SwitchOn::ReportOnly } else { SwitchOn::AsWritten };
        let mut sides = BTreeMap::new();
        for tenant in tenants {
            let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), &switch_on);
            match workspaces.settled(proposal, terminal) {
                Some(proposal) => {
                    sides.insert(tenant.path.clone(), proposal.as_if);
                }
                None => failed.push(tenant.tenant.name.clone()),
            }
        }
        failed.sort();
        Ok(Self { workspaces, sides, failed, total, is_one: source.is_tenant() })
    }

    fn iter(&self) -> impl Iterator<Item = Subject<'_>> {
        let tenants = self.workspaces.loaded.tenants.iter();
        tenants.filter_map(|tenant| {
            let side = self.sides.get(&tenant.path)?;
            Some(Subject { tenant, directory: self.workspaces.directory(tenant), side })
        })
    }

    /// What comes of each, and the names of those that are too much to go through.
    pub(super) fn each<'a, R>(
        &'a self,
        work: impl Fn(Subject<'a>) -> Result<R, Failure>,
    ) -> Result<(Vec<R>, Vec<String>), Error> {
        let (mut done, mut not_decided) = (Vec::new(), Vec::new());
        for subject in self.iter() {
            match work(subject) {
                Ok(result) => done.push(result),
                Err(Failure::TooLarge) => not_decided.push(subject.tenant.tenant.name.clone()),
                Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
            }
        }
        Ok((done, not_decided))
    }

    /// Looks for what would have each invariant kept that is not.
    pub(super) fn repair(&self, arguments: &Prove, reports: &mut [Report<'_>]) -> Result<(), Error> {
        for report in reports {
            let mut subjects = self.iter();
            let Some(subject) = subjects.find(|subject| subject.tenant.tenant.name == report.about.tenant)
            else {
                continue;
            };
            let supposing = Supposing { attacker: report.attacker, gone: Vec::new() };
            let sources = &self.workspaces.loaded.sources;
            let repairing = Repairing { arguments, subject, sources, supposing: &supposing };
            repairing.repair(&mut report.proofs)?;
        }
        Ok(())
    }

    /// The names of all that nothing is said of.
    pub(super) fn failed_with(&self, not_decided: &[String]) -> Vec<String> {
        let mut failed: Vec<String> = self.failed.iter().chain(not_decided).cloned().collect();
        failed.sort();
        failed
    }

    /// An error where nothing is said of one of them.
    pub(super) fn finish(&self, terminal: &mut Terminal, not_decided: &[String]) -> Result<(), Error> {
        terminal.flush()?;
        if !self.failed.is_empty() {
            let error = unfinished(&self.failed, self.total, "gone through");
            return Err(error.hint("mend what is reported above"));
        }
        if not_decided.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = not_decided.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("of {} nothing is decided: {}", names.join(", "), Failure::TooLarge);
        Err(Error::new(ErrorKind::Input, message).hint("nothing is claimed; choose fewer policies"))
    }
}

impl<'a> Subject<'a> {
    /// What claims are about.
    pub(super) fn about(&self, shows_names: bool) -> About<'a> {
        About {
            tenant: &self.tenant.tenant.name,
            directory: self.directory,
            policies: &self.side.policies,
            shows_names,
        }
    }

    /// Works with its world, with other strengths.
    pub(super) fn with_world<R>(
        &self,
        strengths: &[AuthenticationStrength],
        work: impl FnOnce(&World<'_>) -> R,
    ) -> R {
        work(&World::new(self.directory, &self.tenant.tenant, &self.side.locations, strengths))
    }

    /// Works with what it proposes.
    pub(super) fn with_version<R>(&self, work: impl FnOnce(Version<'_>, Settings<'_>) -> R) -> R {
        let PolicySide { policies, locations, strengths, .. } = self.side;
        let world = World::new(self.directory, &self.tenant.tenant, locations, strengths);
        let settings = Settings { names: &self.tenant.names, bound: DEFAULT_BOUND };
        work(Version { world: &world, policies }, settings)
    }
}
