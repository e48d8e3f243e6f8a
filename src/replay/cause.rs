//! Why somebody is locked out or asked for more, in the words of the portal.

use super::causes::{Case, Particular, told_apart};
use crate::catalogue::Enforcement;
use crate::condition::{Who, World};
use crate::control::Outcome;
use crate::model::{
    BuiltInControl, ClientAppType, GrantControls, GrantItem, Id, LocationKind, LocationRef, Match, Policy,
};
use crate::sign_in::{Country, Flow, SignIn};

/// Why a policy changes what becomes of somebody. The order is that in which output lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Blocked by the country of the address.
    CountryBlock,
    /// Blocked because Entra finds no country for the address.
    UnknownCountry,
    /// Blocked by the network.
    NetworkBlock,
    /// A legacy client, which is blocked or can show nothing.
    LegacyClient,
    /// Blocked by the device platform.
    PlatformBlock,
    /// Blocked because Entra does not recognize the platform.
    UnknownPlatform,
    /// Device code flow is blocked, or cannot show the device's state.
    DeviceCode,
    /// Authentication transfer is blocked.
    AuthenticationTransfer,
    /// Blocked by a device filter.
    DeviceFilter,
    /// Blocked by risk.
    Risk,
    /// Blocked without any such condition.
    Block,
    /// There is nobody to be asked.
    Unattended,
    /// A guest whose home tenant is not trusted.
    GuestTrust,
    /// No method is registered, and none can be from there.
    Registration,
    /// No method that the authentication strength allows.
    AuthenticationStrength,
    /// The device is not compliant.
    CompliantDevice,
    /// The device is not hybrid joined.
    HybridJoinedDevice,
    /// The app is not approved or not protected.
    AppProtection,
    /// The password cannot be changed without MFA.
    PasswordChange,
    /// MFA is asked for.
    Multifactor,
    /// Terms of use are to be accepted.
    TermsOfUse,
    /// A policy of a service that the one signed in to depends on.
    ServiceDependency,
    /// Security defaults, whatever policies say.
    SecurityDefaults,
    /// Microsoft's mandatory MFA, whatever policies say.
    MandatoryMfa,
    /// MFA switched on for the person alone, whatever policies say.
    PerUserMfa,
    /// One that is told apart because something else is to be done about it.
    Particular(&'static Particular),
    /// Something this version does not know.
    Unknown,
}

impl Cause {
    /// Every cause but the particular ones, in order.
    pub fn general() -> [Self; 25] {
        [
            Self::CountryBlock,
            Self::UnknownCountry,
            Self::NetworkBlock,
            Self::LegacyClient,
            Self::PlatformBlock,
            Self::UnknownPlatform,
            Self::DeviceCode,
            Self::AuthenticationTransfer,
            Self::DeviceFilter,
            Self::Risk,
            Self::Block,
            Self::Unattended,
            Self::GuestTrust,
            Self::Registration,
            Self::AuthenticationStrength,
            Self::CompliantDevice,
            Self::HybridJoinedDevice,
            Self::AppProtection,
            Self::PasswordChange,
            Self::Multifactor,
            Self::TermsOfUse,
            Self::SecurityDefaults,
            Self::MandatoryMfa,
            Self::PerUserMfa,
            Self::Unknown,
        ]
    }

    /// Why a policy does what it does to a sign-in.
    pub(super) fn of(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>, outcome: Outcome) -> Self {
        let cause = Self::general_of(world, policy, sign_in, outcome);
        if outcome.is_locked_out() { told_apart(&Case { world, policy, sign_in, cause }) } else { cause }
    }

    /// The same by the policy alone, whoever is caught by it.
    pub(super) fn general_of(
        world: &World<'_>,
        policy: &Policy<Id>,
        sign_in: &SignIn<'_>,
        outcome: Outcome,
    ) -> Self {
        match outcome {
            Outcome::Blocked => Self::of_block(world, policy, sign_in),
            Outcome::NeedsRegistration => Self::Registration,
            Outcome::Granted | Outcome::Prompted => Self::of_controls(policy, true),
            Outcome::Unsatisfiable => Self::of_dead_end(world, policy, sign_in),
        }
    }

    /// Of what Microsoft demands beside the policies.
    pub(super) fn of_platform(enforcement: Enforcement) -> Self {
        match enforcement {
            Enforcement::SecurityDefaults => Self::SecurityDefaults,
            Enforcement::PerUserMfa => Self::PerUserMfa,
            Enforcement::MandatoryMfaPhase1 | Enforcement::MandatoryMfaPhase2 => Self::MandatoryMfa,
        }
    }

    fn of_block(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>) -> Self {
        let conditions = &policy.conditions;
        if !conditions.authentication_flows.is_empty() {
            return match sign_in.flow {
                Some(Flow::Transfer) => Self::AuthenticationTransfer,
                Some(Flow::DeviceCode | Flow::Ordinary) | None => Self::DeviceCode,
            };
        }
        if is_legacy(sign_in)
            && conditions.client_app_types.iter().any(|client| *client != ClientAppType::All)
        {
            return Self::LegacyClient;
        }
        if let Some(locations) = &conditions.locations {
            let named = locations.include.iter().chain(&locations.exclude);
            return match (named.into_iter().any(|location| is_country(world, location)), sign_in.country) {
                (true, Some(Country::Undetermined)) => Self::UnknownCountry,
                (true, Some(Country::Code(_)) | None) => Self::CountryBlock,
                (false, _) => Self::NetworkBlock,
            };
        }
        if conditions.platforms.is_some() {
            return match sign_in.platform {
                Some(crate::sign_in::Platform::Unrecognized) => Self::UnknownPlatform,
                Some(crate::sign_in::Platform::Known(_)) | None => Self::PlatformBlock,
            };
        }
        if conditions.device_filter.is_some() {
            return Self::DeviceFilter;
        }
        let risks = [
            &conditions.user_risk_levels,
            &conditions.sign_in_risk_levels,
            &conditions.service_principal_risk_levels,
            &conditions.agent_id_risk_levels,
        ];
        if risks.iter().any(|levels| !levels.is_empty()) || !conditions.insider_risk_levels.is_empty() {
            return Self::Risk;
        }
        if policy.grant.as_ref().is_some_and(GrantControls::is_block) { Self::Block } else { Self::Unknown }
    }

    fn of_dead_end(world: &World<'_>, policy: &Policy<Id>, sign_in: &SignIn<'_>) -> Self {
        let is_unattended = |name: &String| name.eq_ignore_ascii_case(&sign_in.user_principal_name);
        if is_legacy(sign_in) || sign_in.is_ropc {
            return Self::LegacyClient;
        }
        if world.tenant.unattended.iter().any(is_unattended) {
            return Self::Unattended;
        }
        let cause = Self::of_controls(policy, false);
        let is_guest = Who::of(world, sign_in).guest.is_external() == Match::Yes;
        match cause {
            Self::CompliantDevice | Self::HybridJoinedDevice if sign_in.flow == Some(Flow::DeviceCode) => {
                Self::DeviceCode
            }
            Self::Multifactor | Self::AuthenticationStrength | Self::CompliantDevice if is_guest => {
                Self::GuestTrust
            }
            Self::Multifactor => Self::Registration,
            cause => cause,
        }
    }

    /// By the control that is easiest to give, since that is what fails last.
    fn of_controls(policy: &Policy<Id>, can_be_asked: bool) -> Self {
        let items = policy.grant.iter().flat_map(|grant| &grant.items);
        let causes = items.map(|item| match item {
            GrantItem::BuiltIn(control) => match control {
                BuiltInControl::Mfa | BuiltInControl::RiskRemediation => Self::Multifactor,
                BuiltInControl::CompliantDevice => Self::CompliantDevice,
                BuiltInControl::DomainJoinedDevice => Self::HybridJoinedDevice,
                BuiltInControl::ApprovedApplication | BuiltInControl::CompliantApplication => {
                    Self::AppProtection
                }
                BuiltInControl::PasswordChange => Self::PasswordChange,
                BuiltInControl::Block => Self::Block,
                BuiltInControl::Unknown(_) => Self::Unknown,
            },
            GrantItem::AuthenticationStrength(_) => Self::AuthenticationStrength,
            GrantItem::TermsOfUse(_) => Self::TermsOfUse,
            GrantItem::CustomControl(_) => Self::Unknown,
        });
        let rank = |cause: &Self| match cause {
            Self::Multifactor => 0,
            Self::AuthenticationStrength => 1,
            Self::TermsOfUse if can_be_asked => 2,
            _ => 3,
        };
        causes.min_by_key(rank).unwrap_or(Self::Unknown)
    }

    /// Our token in JSON, such as `countryBlock`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CountryBlock => "countryBlock",
            Self::UnknownCountry => "unknownCountry",
            Self::NetworkBlock => "networkBlock",
            Self::LegacyClient => "legacyClient",
            Self::PlatformBlock => "platformBlock",
            Self::UnknownPlatform => "unknownPlatform",
            Self::DeviceCode => "deviceCode",
            Self::AuthenticationTransfer => "authenticationTransfer",
            Self::DeviceFilter => "deviceFilter",
            Self::Risk => "risk",
            Self::Block => "block",
            Self::Unattended => "unattended",
            Self::GuestTrust => "guestTrust",
            Self::Registration => "registration",
            Self::AuthenticationStrength => "authenticationStrength",
            Self::CompliantDevice => "compliantDevice",
            Self::HybridJoinedDevice => "hybridJoinedDevice",
            Self::AppProtection => "appProtection",
            Self::PasswordChange => "passwordChange",
            Self::Multifactor => "multifactor",
            Self::TermsOfUse => "termsOfUse",
            Self::ServiceDependency => "serviceDependency",
            Self::SecurityDefaults => "securityDefaults",
            Self::MandatoryMfa => "mandatoryMfa",
            Self::PerUserMfa => "perUserMfa",
            Self::Particular(cause) => cause.token,
            Self::Unknown => "unknown",
        }
    }
}

fn is_legacy(sign_in: &SignIn<'_>) -> bool {
    match sign_in.client_app {
        Some(ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported | ClientAppType::Other) => true,
        Some(
            ClientAppType::All
            | ClientAppType::Browser
            | ClientAppType::MobileAppsAndDesktopClients
            | ClientAppType::Unknown(_),
        )
        | None => false,
    }
}

fn is_country(world: &World<'_>, location: &LocationRef<Id>) -> bool {
    match location {
        LocationRef::Location(id) => {
            let kind = world.location(id).map(|location| &location.kind);
            matches!(kind, Some(LocationKind::Country { .. }))
        }
        LocationRef::All
        | LocationRef::AllTrusted
        | LocationRef::MfaTrustedIps
        | LocationRef::AllCompliantNetworks => false,
    }
}
