//! What a policy says about when it applies (`conditionalAccessConditionSet`).
//!
//! Lists are kept as they are written; what they mean is defined in `condition`, once.

use super::device_filter::{Rule, parse};
use super::{
    ClientAppType, DevicePlatform, GuestType, Id, InsiderRiskLevel, Reference, RiskLevel, TransferMethod,
    UserAction,
};

/// When a policy applies. All conditions must match, any value in one is enough, and exclude beats include.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionSet<R: Reference> {
    /// `users`; empty for policies on workloads and agents.
    pub users: Users<R>,
    /// `applications`: the target resources, user actions or authentication contexts.
    pub applications: Applications<R>,
    /// `clientAppTypes`; empty means all, legacy included.
    pub client_app_types: Vec<ClientAppType>,
    /// `platforms`.
    pub platforms: Option<Platforms>,
    /// `locations`.
    pub locations: Option<Locations<R>>,
    /// `devices.deviceFilter`.
    pub device_filter: Option<DeviceFilter>,
    /// `userRiskLevels`; empty means any.
    pub user_risk_levels: Vec<RiskLevel>,
    /// `signInRiskLevels`; empty means any.
    pub sign_in_risk_levels: Vec<RiskLevel>,
    /// `servicePrincipalRiskLevels`; empty means any.
    pub service_principal_risk_levels: Vec<RiskLevel>,
    /// `insiderRiskLevels`; empty means any.
    pub insider_risk_levels: Vec<InsiderRiskLevel>,
    /// `agentIdRiskLevels` (beta); empty means any.
    pub agent_id_risk_levels: Vec<RiskLevel>,
    /// `authenticationFlows.transferMethods`; empty means any.
    pub authentication_flows: Vec<TransferMethod>,
    /// `clientApplications`: workload and agent identities.
    pub client_applications: Option<ClientApplications<R>>,
    /// `agents`, seen in exports of the beta endpoint.
    pub agents: Option<Agents<R>>,
}

impl<R: Reference> Default for ConditionSet<R> {
    fn default() -> Self {
        Self {
            users: Users::default(),
            applications: Applications::default(),
            client_app_types: Vec::new(),
            platforms: None,
            locations: None,
            device_filter: None,
            user_risk_levels: Vec::new(),
            sign_in_risk_levels: Vec::new(),
            service_principal_risk_levels: Vec::new(),
            insider_risk_levels: Vec::new(),
            agent_id_risk_levels: Vec::new(),
            authentication_flows: Vec::new(),
            client_applications: None,
            agents: None,
        }
    }
}

/// An include list and an exclude list.
#[derive(Clone, Debug, PartialEq)]
pub struct Scoped<T> {
    /// What is included.
    pub include: Vec<T>,
    /// What is excluded, which wins.
    pub exclude: Vec<T>,
}

impl<T> Default for Scoped<T> {
    fn default() -> Self {
        Self { include: Vec::new(), exclude: Vec::new() }
    }
}

/// `users`.
#[derive(Clone, Debug, PartialEq)]
pub struct Users<R: Reference> {
    /// The union of who is included.
    pub include: Subjects<R>,
    /// The union of who is excluded, which wins.
    pub exclude: Subjects<R>,
}

impl<R: Reference> Default for Users<R> {
    fn default() -> Self {
        Self { include: Subjects::default(), exclude: Subjects::default() }
    }
}

/// One side of `users`.
#[derive(Clone, Debug, PartialEq)]
pub struct Subjects<R: Reference> {
    /// `includeUsers`, `excludeUsers`, less `GuestsOrExternalUsers`.
    pub users: Vec<UserRef<R>>,
    /// `includeGroups`, `excludeGroups`.
    pub groups: Vec<R>,
    /// `includeRoles`, `excludeRoles`, by role template.
    pub roles: Vec<R>,
    /// The string `GuestsOrExternalUsers` among the users.
    pub all_guests: bool,
    /// `includeGuestsOrExternalUsers`, `excludeGuestsOrExternalUsers`: the object.
    pub guests: Option<Guests>,
}

impl<R: Reference> Default for Subjects<R> {
    fn default() -> Self {
        Self { users: Vec::new(), groups: Vec::new(), roles: Vec::new(), all_guests: false, guests: None }
    }
}

impl<R: Reference> Subjects<R> {
    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
            && self.groups.is_empty()
            && self.roles.is_empty()
            && !self.all_guests
            && self.guests.is_none()
    }
}

/// An entry of `includeUsers` or `excludeUsers`.
#[derive(Clone, Debug, PartialEq)]
pub enum UserRef<R> {
    /// `All`.
    All,
    /// `None`.
    None,
    /// `AllAgentIdUsers` (preview).
    AllAgentIdUsers,
    /// A user.
    User(R),
}

/// `conditionalAccessGuestsOrExternalUsers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guests {
    /// `guestOrExternalUserTypes`.
    pub types: Vec<GuestType>,
    /// `externalTenants`; absent means null in Graph, and every tenant.
    pub tenants: Option<ExternalTenants>,
}

/// `externalTenants`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternalTenants {
    /// `conditionalAccessAllExternalTenants`.
    All,
    /// `conditionalAccessEnumeratedExternalTenants`: tenant ids.
    Enumerated(Vec<Id>),
}

/// `applications`.
#[derive(Clone, Debug, PartialEq)]
pub struct Applications<R: Reference> {
    /// `includeApplications`.
    pub include: Vec<ApplicationRef<R>>,
    /// `excludeApplications`.
    pub exclude: Vec<ApplicationRef<R>>,
    /// `applicationFilter`.
    pub filter: Option<Filter>,
    /// `includeUserActions`.
    pub user_actions: Vec<UserAction>,
    /// `includeAuthenticationContextClassReferences`.
    pub authentication_contexts: Vec<R>,
}

impl<R: Reference> Default for Applications<R> {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            filter: None,
            user_actions: Vec::new(),
            authentication_contexts: Vec::new(),
        }
    }
}

/// An entry of `includeApplications` or `excludeApplications`.
#[derive(Clone, Debug, PartialEq)]
pub enum ApplicationRef<R> {
    /// `All`.
    All,
    /// `None`.
    None,
    /// `Office365`.
    Office365,
    /// `MicrosoftAdminPortals`.
    MicrosoftAdminPortals,
    /// `AllAgentIdResources` (preview).
    AllAgentIdResources,
    /// An application, by application id.
    Application(R),
}

/// `platforms`. An empty include with excludes is what exports hold; it means all.
pub type Platforms = Scoped<DevicePlatform>;

/// `locations`.
pub type Locations<R> = Scoped<LocationRef<R>>;

/// An entry of `includeLocations` or `excludeLocations`.
#[derive(Clone, Debug, PartialEq)]
pub enum LocationRef<R> {
    /// `All`: any address at all.
    All,
    /// `AllTrusted`: every trusted named location and the MFA trusted IPs.
    AllTrusted,
    /// `00000000-0000-0000-0000-000000000000`: the MFA trusted IPs.
    MfaTrustedIps,
    /// `3d46dbda-8382-466a-856d-eb00cbc6b910`: all compliant network locations.
    AllCompliantNetworks,
    /// A named location.
    Location(R),
}

/// `conditionalAccessFilter`: a rule over custom security attributes of an application or a service principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// `mode`.
    pub mode: FilterMode,
    /// `rule`, as written.
    pub rule: String,
}

/// `devices.deviceFilter`, with its rule read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceFilter {
    /// `mode`.
    pub mode: FilterMode,
    /// `rule`; keeps its text.
    pub rule: Rule,
}

impl From<Filter> for DeviceFilter {
    /// Reads the rule. What cannot be read in it is kept, and matches nobody knows what.
    fn from(filter: Filter) -> Self {
        Self { mode: filter.mode, rule: parse(&filter.rule).0 }
    }
}

impl From<&DeviceFilter> for Filter {
    fn from(filter: &DeviceFilter) -> Self {
        Self { mode: filter.mode, rule: filter.rule.text().to_owned() }
    }
}

/// Whether a filter adds or removes what it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilterMode {
    /// `include`.
    Include,
    /// `exclude`.
    Exclude,
}

/// `clientApplications`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientApplications<R: Reference> {
    /// `includeServicePrincipals`, `excludeServicePrincipals`.
    pub service_principals: Scoped<ServicePrincipalRef<R>>,
    /// `servicePrincipalFilter`.
    pub service_principal_filter: Option<Filter>,
    /// `includeAgentIdServicePrincipals`, `excludeAgentIdServicePrincipals` (beta).
    pub agent_identities: Scoped<ServicePrincipalRef<R>>,
    /// `agentIdServicePrincipalFilter` (beta).
    pub agent_identity_filter: Option<Filter>,
}

impl<R: Reference> Default for ClientApplications<R> {
    fn default() -> Self {
        Self {
            service_principals: Scoped::default(),
            service_principal_filter: None,
            agent_identities: Scoped::default(),
            agent_identity_filter: None,
        }
    }
}

/// An entry among service principals, agent identities or agent users.
#[derive(Clone, Debug, PartialEq)]
pub enum ServicePrincipalRef<R> {
    /// `ServicePrincipalsInMyTenant`, or `All` for agents.
    All,
    /// One of them, by object id.
    ServicePrincipal(R),
}

/// `agents`: agent users.
#[derive(Clone, Debug, PartialEq)]
pub struct Agents<R: Reference> {
    /// `includeAgentUsers`, `excludeAgentUsers`.
    pub users: Scoped<ServicePrincipalRef<R>>,
    /// `agentFilter`.
    pub filter: Option<Filter>,
}
