//! What a tenant says, typed: policies, named locations, authentication strengths, the tenant itself.
//!
//! Names are Graph's. A policy comes in two forms of one shape: `Policy<Name>` as authored and `Policy<Id>` as Graph
//! has it. No spans here: places are kept in trees, found again by pointer.

mod conditions;
mod controls;
pub mod device_filter;
mod id;
mod location;
mod matching;
mod policy;
mod strength;
mod tenant;
mod token;

pub use conditions::{
    Agents, ApplicationRef, Applications, ClientApplications, ConditionSet, DeviceFilter, ExternalTenants,
    Filter, FilterMode, Guests, LocationRef, Locations, Platforms, Scoped, ServicePrincipalRef, Subjects,
    UserRef, Users,
};
pub use controls::{GrantControls, GrantItem, Operator, SessionControls, SignInFrequency};
pub(crate) use id::parse_guid;
pub use id::{Id, Name, Reference, ReferenceKind};
pub use location::{IpRange, LocationKind, NamedLocation};
pub use matching::Match;
pub use policy::{Policy, State, Unknown, UnknownPart, is_named_for};
pub use strength::AuthenticationStrength;
pub use tenant::{
    EmergencyAccess, Licenses, MandatoryMfa, Partner, PlatformSettings, ResourceExclusions, Tenant,
    UnmanagedPolicies,
};
pub use token::{
    BuiltInControl, ClientAppType, CloudAppSecurity, ContinuousAccessEvaluation, CountryLookup,
    DevicePlatform, FrequencyUnit, GuestType, InsiderRiskLevel, PersistentBrowser, RiskLevel,
    SignInFrequencyAuthentication, TransferMethod, UserAction,
};
