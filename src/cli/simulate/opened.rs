//! The tenants that are simulated, one after the other or side by side, and what is told of each.

use std::path::{Path, PathBuf};

use super::base::Bases;
use super::replaying::{Replaying, Simulated};
use super::sign_ins;
use crate::cli::geography::Geography;
use crate::cli::parallel::parallel;
use crate::cli::source::Source;
use crate::cli::tenants::{Tenants, tell, unfinished};
use crate::cli::terminal::Terminal;
use crate::cli::workspaces::Workspaces;
use crate::diagnostic::did_you_mean;
use crate::directory;
use crate::error::{Error, ErrorKind};
use crate::replay::SwitchOn;
use crate::report::diagnostics::Style;
use crate::workspace::TenantWorkspace;

/// Tenants to simulate, with their directories.
pub(crate) struct Opened<'a> {
    tenants: &'a Tenants,
    source: Source,
    workspaces: Workspaces,
}

/// What is asked of each.
pub(crate) struct Question<'a> {
    pub(crate) base: Option<&'a Path>,
    pub(crate) switch_on: SwitchOn,
    /// Recorded sign-ins in place of those of the tenant.
    pub(crate) sign_ins: &'a [PathBuf],
    pub(crate) geography: &'a Geography,
    /// Whether to refuse sign-ins of which a record cannot be read.
    pub(crate) is_strict: bool,
    /// Whether whose outcome changes is found out as well, over everything that the policies can tell apart.
    pub(crate) compares: bool,
}

/// What became of all of them.
pub(crate) struct Done<'a, T> {
    pub(crate) simulated: Vec<Simulated<'a, T>>,
    /// The names of the others, in order.
    pub(crate) failed: Vec<String>,
    /// Whether it is a tenant that was given, and not a folder with tenants.
    pub(crate) is_one: bool,
}

impl<'a> Opened<'a> {
    /// Loads the tenants, and tells what is wrong with them.
    pub(crate) fn read(tenants: &'a Tenants, terminal: &mut Terminal) -> Result<Self, Error> {
        let source = Source::open(&tenants.path)?;
        let workspaces = tenants.chosen.open(&source, directory::read, terminal)?;
        Ok(Self { tenants, source, workspaces })
    }

    /// Simulates each by `replay`, and tells what is wrong with its evidence.
    pub(crate) fn each<'t, T: Send>(
        &'t self,
        question: &Question<'_>,
        terminal: &mut Terminal,
        replay: impl Fn(&Replaying<'_>, &'t TenantWorkspace) -> Result<Simulated<'t, T>, Error> + Sync,
    ) -> Result<Done<'t, T>, Error> {
        let chosen = &self.tenants.chosen;
        let (tenants, mut failed) = self.workspaces.whole();
        let total = tenants.len() + failed.len();
        if let SwitchOn::Only(keys) = &question.switch_on
            && let Some(unknown) = keys.iter().find(|id| !tenants.iter().any(|tenant| has(tenant, id)))
        {
            return Err(unknown_policy(unknown, &tenants));
        }
        sign_ins::is_standard_input_of_one(question.sign_ins, total)?;
        let bases = Bases::read(question.base, &self.source, &tenants, chosen, terminal)?;
        let countries = question.geography.open()?;
        let replaying = Replaying {
            countries: countries.as_ref(),
            chosen,
            sign_ins: question.sign_ins,
            source: &self.source,
            workspaces: &self.workspaces,
            bases: &bases,
            threads: chosen.threads_each(tenants.len()),
            shows_progress: tenants.len() == 1 && terminal.error_style() == Style::Styled,
            compares: question.compares,
        };
        let results = parallel(chosen.jobs(), &tenants, |_, tenant| replay(&replaying, tenant));
        let mut simulated = Vec::new();
        for (tenant, result) in tenants.iter().zip(results) {
            match result {
                Ok(one) if self.is_sound(question, &one, terminal) => simulated.push(one),
                // Of one tenant alone it is the end.
                Err(error) if total == 1 => return Err(error),
                Ok(_) => failed.push(tenant.tenant.name.clone()),
                Err(error) => {
                    terminal.tell(&error);
                    failed.push(tenant.tenant.name.clone());
                }
            }
        }
        failed.sort();
        Ok(Done { simulated, failed, is_one: self.source.is_tenant() })
    }

    /// Tells what is wrong with what was read. Whether it can be used for all that.
    fn is_sound<T>(&self, question: &Question<'_>, one: &Simulated<'_, T>, terminal: &mut Terminal) -> bool {
        for (name, read) in &one.evidence.files {
            sign_ins::tell(name, read, one.compared.as_of, terminal);
        }
        question.geography.tell(&one.evidence.located, terminal);
        if tell(terminal, &self.workspaces.loaded.sources, one.proposal.diagnostics.clone()) {
            terminal.status("help: record the Graph id of the policy that is meant in tenant.lock.yaml\n");
            return false;
        }
        let is_refused = question.is_strict && one.evidence.files.iter().any(|(_, read)| read.is_damaged());
        if is_refused {
            terminal.status("error: records cannot be read, and --strict refuses that\n");
        }
        !is_refused
    }
}

impl<T> Done<'_, T> {
    /// How many tenants there are.
    pub(crate) fn total(&self) -> usize {
        self.simulated.len() + self.failed.len()
    }

    /// Fails if a tenant did, once what was found of the others is printed.
    pub(crate) fn finish(&self, terminal: &mut Terminal) -> Result<(), Error> {
        if self.failed.is_empty() {
            return Ok(());
        }
        terminal.flush()?;
        Err(unfinished(&self.failed, self.total(), "simulated")
            .hint("mend what is reported above; a set with an error in it cannot be decided"))
    }
}

fn has(tenant: &TenantWorkspace, id: &str) -> bool {
    tenant.policies.iter().any(|policy| policy.id == id)
}

fn unknown_policy(id: &str, tenants: &[&TenantWorkspace]) -> Error {
    let error = Error::new(ErrorKind::Usage, format!("there is no policy `{id}` to switch on"));
    let known = tenants.iter().flat_map(|tenant| &tenant.policies).map(|policy| policy.id.as_str());
    match did_you_mean(id, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => {
            error.hint("`gatewright check` counts policies, their keys are in policies/ and the baselines")
        }
    }
}
