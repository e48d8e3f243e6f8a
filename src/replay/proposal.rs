//! What is compared: what is in force, and what is proposed as if it were switched on.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::model::{AuthenticationStrength, Id, NamedLocation, PlatformSettings, Policy, State};
use crate::workspace::{Deployed, TenantWorkspace, proposed};

/// Policies with what they refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PolicySide {
    /// The policies.
    pub policies: Vec<Policy<Id>>,
    /// Their named locations.
    pub locations: Vec<NamedLocation>,
    /// The authentication strengths of the tenant's own.
    pub strengths: Vec<AuthenticationStrength>,
    /// What it says of what the platform enforces.
    pub platform: PlatformSide,
}

/// What one side says of what the platform enforces beside the policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PlatformSide {
    /// Nothing.
    #[default]
    NotSaid,
    /// Whether security defaults are on, as exports say.
    SecurityDefaults(bool),
    /// All of it, as workspaces say.
    Settings(PlatformSettings),
}

impl PlatformSide {
    /// The settings of this side; what it does not say is as the other side has it.
    pub fn settings(&self, other: &PlatformSettings) -> PlatformSettings {
        match self {
            Self::NotSaid => other.clone(),
            Self::SecurityDefaults(security_defaults) => {
                PlatformSettings { security_defaults: *security_defaults, ..other.clone() }
            }
            Self::Settings(settings) => settings.clone(),
        }
    }
}

impl From<Option<bool>> for PlatformSide {
    /// What an export says of security defaults.
    fn from(security_defaults: Option<bool>) -> Self {
        security_defaults.map_or(Self::NotSaid, Self::SecurityDefaults)
    }
}

/// Which policies of the YAML a dry run counts as enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwitchOn {
    /// Those that are report-only: what happens when they are switched on.
    ReportOnly,
    /// None but those that are enabled.
    AsWritten,
    /// These, by key, whatever their state.
    Only(BTreeSet<String>),
    /// These, by key, while those that wait are report-only; others as they are written.
    Stage {
        /// What is on.
        on: BTreeSet<String>,
        /// What is not on yet.
        waiting: BTreeSet<String>,
    },
}

/// What is proposed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// The proposed set, as if switched on.
    pub as_if: PolicySide,
    /// The same policies in the same order, as they are written.
    pub as_written: Vec<Policy<Id>>,
    /// The keys of the policies that were switched on.
    pub switched_on: Vec<String>,
    /// How many of the policies are deployed ones that the YAML does not manage.
    pub unmanaged: usize,
    /// Policies for which several deployed ones may be meant.
    pub diagnostics: Vec<Diagnostic>,
}

impl Proposal {
    /// What a workspace proposes over what is deployed.
    pub fn of(workspace: &TenantWorkspace, deployed: Option<&Deployed>, switch_on: &SwitchOn) -> Self {
        let proposed = proposed(workspace, deployed);
        let managed = proposed.policies.len() - proposed.unmanaged;
        let mut as_if = proposed.policies.clone();
        let mut switched_on = Vec::new();
        for policy in as_if.iter_mut().take(managed) {
            let is_meant = match switch_on {
                SwitchOn::ReportOnly => policy.state == State::ReportOnly,
                SwitchOn::AsWritten => false,
                SwitchOn::Only(keys) => keys.contains(&policy.id) && policy.state != State::Enabled,
                SwitchOn::Stage { on, waiting } => {
                    if waiting.contains(&policy.id) {
                        policy.state = State::ReportOnly;
                    }
                    on.contains(&policy.id) && policy.state != State::Enabled
                }
            };
            if is_meant {
                policy.state = State::Enabled;
                switched_on.push(policy.id.clone());
            }
        }
        let side = PolicySide {
            policies: as_if,
            locations: proposed.locations,
            strengths: workspace.strengths.clone(),
            platform: PlatformSide::Settings(workspace.tenant.platform.clone()),
        };
        Self {
            as_if: side,
            as_written: proposed.policies,
            switched_on,
            unmanaged: proposed.unmanaged,
            diagnostics: proposed.diagnostics,
        }
    }
}

impl From<&Deployed> for PolicySide {
    fn from(deployed: &Deployed) -> Self {
        Self {
            policies: deployed.policies.clone(),
            locations: deployed.locations.clone(),
            strengths: deployed.strengths.clone(),
            platform: deployed.security_defaults.into(),
        }
    }
}
