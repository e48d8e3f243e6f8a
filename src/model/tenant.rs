//! The tenant itself: who owns it, what it may use, what the platform does beside the policies.

use uuid::Uuid;

use super::{Id, NamedLocation};

/// A tenant (`tenant.yaml`), resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Tenant {
    /// The name in output: the workspace's folder, such as `contoso`.
    pub name: String,
    /// The initial domain, such as `contoso.onmicrosoft.com`.
    pub domain: Option<String>,
    /// The tenant id.
    pub tenant_id: Option<Uuid>,
    /// Plan names to seats, as written.
    pub licenses: Licenses,
    /// Who gets in when nobody else does.
    pub emergency_access: Option<EmergencyAccess>,
    /// Who manages the tenant from outside.
    pub partner: Option<Partner>,
    /// User principal names of accounts with no person behind them, lower case.
    pub unattended: Vec<String>,
    /// What the platform enforces beside the policies.
    pub platform: PlatformSettings,
    /// What becomes of deployed policies that the YAML does not manage.
    pub unmanaged_policies: UnmanagedPolicies,
}

impl Tenant {
    /// A tenant of which nothing is known.
    pub fn blank() -> Self {
        Self {
            name: String::new(),
            domain: None,
            tenant_id: None,
            licenses: Vec::new(),
            emergency_access: None,
            partner: None,
            unattended: Vec::new(),
            platform: PlatformSettings::default(),
            unmanaged_policies: UnmanagedPolicies::Keep,
        }
    }
}

/// Plan names to seats, in the order written.
pub type Licenses = Vec<(String, u32)>;

/// Emergency access accounts and the group that holds them.
#[derive(Clone, Debug, PartialEq)]
pub struct EmergencyAccess {
    /// User principal names, lower case.
    pub accounts: Vec<String>,
    /// The name of the group that every user policy excludes.
    pub group: Option<String>,
    /// That group's id or placeholder.
    pub group_id: Option<Id>,
}

/// A partner that manages the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The partner's own tenants.
    pub tenants: Vec<Uuid>,
    /// How its technicians come in, such as `gdap`.
    pub access: String,
}

/// What the platform enforces beside the policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformSettings {
    /// Security defaults are on.
    pub security_defaults: bool,
    /// How requests for baseline scopes are treated where a policy on all resources excludes some.
    pub resource_exclusions: ResourceExclusions,
    /// Microsoft's mandatory MFA.
    pub mandatory_mfa: MandatoryMfa,
    /// The trusted IPs of per-user MFA, as the trusted location that they are; `None` where nobody said. No export
    /// holds them.
    pub mfa_trusted_ips: Option<NamedLocation>,
}

impl Default for PlatformSettings {
    fn default() -> Self {
        Self {
            security_defaults: false,
            resource_exclusions: ResourceExclusions::Enforced,
            mandatory_mfa: MandatoryMfa { phase1: true, phase2: true },
            mfa_trusted_ips: None,
        }
    }
}

/// The tenant's baseline scope setting (Entra, concept-enforcement-resource-exclusions, 2026-05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceExclusions {
    /// Requests for baseline scopes only are not evaluated.
    Legacy,
    /// They are evaluated as requests to Windows Azure Active Directory.
    Enforced,
    /// They are evaluated as requests to an application of the tenant's choice.
    Custom(Id),
}

/// Which phases of mandatory MFA reach the tenant (Entra, concept-mandatory-multifactor-authentication, 2025-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MandatoryMfa {
    /// Admin portals.
    pub phase1: bool,
    /// Command line tools and the Azure control plane.
    pub phase2: bool,
}

/// What becomes of deployed policies that the YAML does not manage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnmanagedPolicies {
    /// They stay, and decide too.
    #[default]
    Keep,
    /// They are removed.
    Remove,
}
