//! Replaying a tenant's evidence: what decides it is set up in one way, whoever asks.

use std::num::NonZero;
use std::path::PathBuf;

use super::base::{Base, Bases};
use super::changes::Changed;
use super::sign_ins;
use crate::cli::source::Source;
use crate::cli::tenants::Chosen;
use crate::cli::workspaces::Workspaces;
use crate::condition::World;
use crate::directory::{Directory, Person};
use crate::error::Error;
use crate::model::Tenant;
use crate::replay::part::{Against, Evidence};
use crate::replay::{Gathered, Proposal, Shard, Side, Simulation, Summary, SwitchOn};
use crate::report::simulate::{Compared, DirectoryAge, PlatformChange, Report};
use crate::sign_in::{Countries, FieldsSeen, Located, SignIn};
use crate::space::{DEFAULT_BOUND, Settings, Version};
use crate::workspace::TenantWorkspace;
use crate::workspace::document::Acknowledged;

/// A tenant's simulation, with what is said beside it. What was found is a summary, or what was gathered for one.
pub(crate) struct Simulated<'a, T = Summary> {
    pub(crate) tenant: &'a TenantWorkspace,
    pub(crate) proposal: Proposal,
    pub(crate) found: T,
    pub(crate) compared: Compared,
    pub(crate) evidence: Evidence,
    acknowledged: Vec<Acknowledged>,
    changed: Option<Changed>,
}

/// What evidence is replayed against.
pub(crate) struct Replaying<'a> {
    pub(crate) chosen: &'a Chosen,
    /// Recorded sign-ins in place of those of the tenant.
    pub(crate) sign_ins: &'a [PathBuf],
    pub(crate) source: &'a Source,
    pub(crate) workspaces: &'a Workspaces,
    pub(crate) bases: &'a Bases,
    /// The countries of addresses.
    pub(crate) countries: Option<&'a Countries>,
    /// How many threads read the sign-ins of a tenant.
    pub(crate) threads: NonZero<usize>,
    /// Whether somebody watches standard error, and nobody else writes there.
    pub(crate) shows_progress: bool,
    /// Whether whose outcome changes is found out as well, over everything that the policies can tell apart.
    pub(crate) compares: bool,
}

impl Replaying<'_> {
    /// Replays a tenant's evidence, with policies switched on as asked.
    pub(crate) fn replay<'t>(
        &self,
        tenant: &'t TenantWorkspace,
        switch_on: &SwitchOn,
    ) -> Result<Simulated<'t>, Error> {
        let mut changed = None;
        let simulated = self.decide(tenant, switch_on, |mut simulation, decided_by| {
            changed = self.compare(tenant, decided_by)?;
            let (turns, replay) = simulation.parts();
            let work = |sign_in: &SignIn<'_>, turn| replay.take(sign_in, turn);
            let mut located = Located::default();
            let next = |sign_in: &SignIn<'_>| Some(turns.next(sign_in));
            let files = sign_ins::read_in_turns(self, tenant, &mut located, next, &work)?;
            let evidence = Evidence { files, located, ..Evidence::default() };
            Ok((simulation.finish(fields_of(&evidence)), evidence))
        })?;
        Ok(Simulated { changed, ..simulated })
    }

    /// Replays the sign-ins of some of a tenant's people.
    pub(crate) fn replay_shard<'t>(
        &self,
        tenant: &'t TenantWorkspace,
        switch_on: &SwitchOn,
        shard: Shard,
    ) -> Result<Simulated<'t, (Against, Gathered)>, Error> {
        self.decide(tenant, switch_on, |simulation, decided_by| {
            let mut simulation = simulation.of_shard(shard);
            let evidence = self.read(tenant, |sign_in, evidence| {
                evidence.note(sign_in);
                simulation.observe(sign_in);
            })?;
            Ok(((decided_by.against(), simulation.gather()), evidence))
        })
    }

    /// Makes of what was gathered elsewhere what a replay makes of it, if it was decided by the same.
    pub(crate) fn summarize<'t>(
        &self,
        tenant: &'t TenantWorkspace,
        switch_on: &SwitchOn,
        gathered: Gathered,
        evidence: Evidence,
        is_same: impl FnOnce(Against) -> Result<(), Error>,
    ) -> Result<Simulated<'t>, Error> {
        let mut changed = None;
        let simulated = self.decide(tenant, switch_on, |simulation, decided_by| {
            is_same(decided_by.against())?;
            changed = self.compare(tenant, decided_by)?;
            Ok((simulation.summarize(gathered, fields_of(&evidence)), evidence))
        })?;
        Ok(Simulated { changed, ..simulated })
    }

    /// What changes, where that is asked for.
    fn compare(
        &self,
        tenant: &TenantWorkspace,
        decided_by: &DecidedBy<'_>,
    ) -> Result<Option<Changed>, Error> {
        let settings = Settings { names: &tenant.names, bound: DEFAULT_BOUND };
        self.compares.then(|| Changed::between(decided_by.versions, settings)).transpose()
    }

    fn read(
        &self,
        tenant: &TenantWorkspace,
        mut each: impl FnMut(&SignIn<'_>, &mut Evidence),
    ) -> Result<Evidence, Error> {
        let (mut evidence, mut located) = (Evidence::default(), Located::default());
        let files = sign_ins::read(self, tenant, &mut located, |sign_in| each(sign_in, &mut evidence))?;
        Ok(Evidence { files, located, ..evidence })
    }

    /// Sets up what decides a tenant's sign-ins, and lets them be decided.
    fn decide<'t, T>(
        &self,
        tenant: &'t TenantWorkspace,
        switch_on: &SwitchOn,
        run: impl FnOnce(Simulation<'_>, &DecidedBy<'_>) -> Result<(T, Evidence), Error>,
    ) -> Result<Simulated<'t, T>, Error> {
        let directory = self.workspaces.directory(tenant);
        let base = self.bases.of(tenant)?;
        let proposal = Proposal::of(tenant, tenant.deployed.as_ref(), switch_on);
        let base_tenant = Tenant {
            platform: base.side.platform.settings(&tenant.tenant.platform),
            ..tenant.tenant.clone()
        };
        let base_world = World::new(directory, &base_tenant, &base.side.locations, &base.side.strengths);
        let world =
            World::new(directory, &tenant.tenant, &proposal.as_if.locations, &proposal.as_if.strengths);
        let activated_worlds = directory
            .people()
            .iter()
            .any(Person::may_activate)
            .then(|| (base_world.clone().with_roles_activated(), world.clone().with_roles_activated()));
        let mut simulation = Simulation::new(
            Side { world: &base_world, policies: &base.side.policies },
            Side { world: &world, policies: &proposal.as_if.policies },
            &proposal.as_written,
        );
        if let Some((base_world, world)) = &activated_worlds {
            simulation = simulation.activating(
                Side { world: base_world, policies: &base.side.policies },
                Side { world, policies: &proposal.as_if.policies },
            );
        }
        // What Entra recorded tells of what was in force, not of any other base.
        if base.is_deployed {
            simulation = simulation.calibrated(&base.side.policies);
        }
        let decided_by = DecidedBy {
            directory,
            base: (&base_tenant, &base),
            proposed: (&tenant.tenant, &proposal),
            versions: [
                Version { world: &base_world, policies: &base.side.policies },
                Version { world: &world, policies: &proposal.as_if.policies },
            ],
        };
        let (found, evidence) = run(simulation, &decided_by)?;
        let compared = Compared {
            base: base.description,
            proposed: "this folder".to_owned(),
            unmanaged: proposal.unmanaged,
            as_if: proposal.switched_on.clone(),
            platform: PlatformChange::between(&base_tenant.platform, &tenant.tenant.platform),
            directory: match directory.snapshot {
                Some(day) => DirectoryAge::Of(day),
                None if directory.people().is_empty() => DirectoryAge::Absent,
                None => DirectoryAge::Undated,
            },
            as_of: self.chosen.day(),
        };
        let acknowledged =
            tenant.tests.values().flat_map(|tests| tests.acknowledged.iter().cloned()).collect();
        Ok(Simulated { tenant, proposal, found, compared, evidence, acknowledged, changed: None })
    }
}

/// What decides the sign-ins of a tenant.
struct DecidedBy<'d> {
    directory: &'d Directory,
    base: (&'d Tenant, &'d Base),
    proposed: (&'d Tenant, &'d Proposal),
    versions: [Version<'d>; 2],
}

impl DecidedBy<'_> {
    /// All of it is written to make fingerprints of it, so that only parts ask.
    fn against(&self) -> Against {
        let (base_tenant, base) = self.base;
        Against::of(self.directory, (base_tenant, &base.side), self.proposed)
    }
}

impl Simulated<'_> {
    /// What was found, with what is said beside it: lockouts that are acknowledged are told apart.
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            tenant: &self.tenant.tenant.name,
            summary: &self.found,
            policies: &self.proposal.as_if.policies,
            compared: self.compared.clone(),
            files: &self.evidence.files,
            acknowledged: &self.acknowledged,
            changes: self.changed.as_ref().map(|changed| changed.report(&self.proposal.as_if.policies)),
        }
    }
}

fn fields_of(evidence: &Evidence) -> FieldsSeen {
    let mut fields = FieldsSeen::default();
    evidence.files.iter().for_each(|(_, read)| fields.merge(read.fields_seen));
    fields
}
