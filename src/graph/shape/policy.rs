//! `conditionalAccessPolicy` and what is in it.

use super::Object;
use super::Shape::{
    Boolean, Flags, Integer, Object as In, ReadOnly, Reference, References, Text, Token, Tokens, Undocumented,
};
use crate::model::{
    BuiltInControl, ClientAppType, CloudAppSecurity, ContinuousAccessEvaluation, DevicePlatform,
    FrequencyUnit, GuestType, InsiderRiskLevel, PersistentBrowser, RiskLevel, SignInFrequencyAuthentication,
    State, TransferMethod,
};

pub(in crate::graph) static POLICY: Object = Object {
    types: &["conditionalAccessPolicy"],
    members: &[
        ("id", ReadOnly),
        ("templateId", ReadOnly),
        ("displayName", Text),
        ("description", Text),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("deletedDateTime", ReadOnly),
        ("state", Token(State::KNOWN)),
        ("partialEnablementStrategy", Undocumented),
        ("conditions", In(&CONDITIONS)),
        ("grantControls", In(&GRANT_CONTROLS)),
        ("sessionControls", In(&SESSION_CONTROLS)),
    ],
};

static CONDITIONS: Object = Object {
    types: &["conditionalAccessConditionSet"],
    members: &[
        ("applications", In(&APPLICATIONS)),
        ("users", In(&USERS)),
        ("clientApplications", In(&CLIENT_APPLICATIONS)),
        ("clientAppTypes", Tokens(ClientAppType::KNOWN)),
        ("platforms", In(&PLATFORMS)),
        ("locations", In(&LOCATIONS)),
        ("devices", In(&DEVICES)),
        ("deviceStates", Undocumented),
        ("signInRiskLevels", Tokens(RiskLevel::KNOWN)),
        ("userRiskLevels", Tokens(RiskLevel::KNOWN)),
        ("servicePrincipalRiskLevels", Tokens(RiskLevel::KNOWN)),
        ("insiderRiskLevels", Flags(InsiderRiskLevel::KNOWN)),
        ("authenticationFlows", In(&AUTHENTICATION_FLOWS)),
        ("agentIdRiskLevels", Flags(RiskLevel::KNOWN)),
        ("agents", In(&AGENTS)),
        ("agentContext", Undocumented),
        ("times", Undocumented),
        ("clients", Undocumented),
        ("signInRiskDetections", Undocumented),
    ],
};

static APPLICATIONS: Object = Object {
    types: &["conditionalAccessApplications"],
    members: &[
        ("includeApplications", References),
        ("excludeApplications", References),
        ("applicationFilter", In(&FILTER)),
        ("includeUserActions", Tokens(&USER_ACTIONS)),
        ("includeAuthenticationContextClassReferences", References),
        ("networkAccess", Undocumented),
        ("globalSecureAccess", Undocumented),
    ],
};

/// User actions as policies have them, in the order of `UserAction`.
pub(in crate::graph) static USER_ACTIONS: [&str; 2] =
    ["urn:user:registersecurityinfo", "urn:user:registerdevice"];

static FILTER: Object = Object {
    types: &["conditionalAccessFilter"],
    members: &[("mode", Token(&["include", "exclude"])), ("rule", Text)],
};

static USERS: Object = Object {
    types: &["conditionalAccessUsers"],
    members: &[
        ("includeUsers", References),
        ("excludeUsers", References),
        ("includeGroups", References),
        ("excludeGroups", References),
        ("includeRoles", References),
        ("excludeRoles", References),
        ("includeGuestsOrExternalUsers", In(&GUESTS)),
        ("excludeGuestsOrExternalUsers", In(&GUESTS)),
    ],
};

static GUESTS: Object = Object {
    types: &["conditionalAccessGuestsOrExternalUsers"],
    members: &[
        ("guestOrExternalUserTypes", Flags(GuestType::KNOWN)),
        ("externalTenants", In(&EXTERNAL_TENANTS)),
    ],
};

static EXTERNAL_TENANTS: Object = Object {
    types: &["conditionalAccessAllExternalTenants", "conditionalAccessEnumeratedExternalTenants"],
    members: &[("membershipKind", Token(&["all", "enumerated"])), ("members", References)],
};

static CLIENT_APPLICATIONS: Object = Object {
    types: &["conditionalAccessClientApplications"],
    members: &[
        ("includeServicePrincipals", References),
        ("excludeServicePrincipals", References),
        ("servicePrincipalFilter", In(&FILTER)),
        ("includeAgentIdServicePrincipals", References),
        ("excludeAgentIdServicePrincipals", References),
        ("agentIdServicePrincipalFilter", In(&FILTER)),
    ],
};

static AGENTS: Object = Object {
    types: &["conditionalAccessAgents"],
    members: &[
        ("includeAgentUsers", References),
        ("excludeAgentUsers", References),
        ("agentFilter", In(&FILTER)),
    ],
};

static PLATFORMS: Object = Object {
    types: &["conditionalAccessPlatforms"],
    members: &[
        ("includePlatforms", Tokens(DevicePlatform::KNOWN)),
        ("excludePlatforms", Tokens(DevicePlatform::KNOWN)),
    ],
};

static LOCATIONS: Object = Object {
    types: &["conditionalAccessLocations"],
    members: &[("includeLocations", References), ("excludeLocations", References)],
};

static DEVICES: Object = Object {
    types: &["conditionalAccessDevices"],
    members: &[
        ("deviceFilter", In(&FILTER)),
        ("includeDevices", Undocumented),
        ("excludeDevices", Undocumented),
        ("includeDeviceStates", Undocumented),
        ("excludeDeviceStates", Undocumented),
    ],
};

static AUTHENTICATION_FLOWS: Object = Object {
    types: &["conditionalAccessAuthenticationFlows"],
    members: &[("transferMethods", Flags(TransferMethod::KNOWN))],
};

static GRANT_CONTROLS: Object = Object {
    types: &["conditionalAccessGrantControls"],
    members: &[
        ("operator", Token(&["AND", "OR"])),
        ("builtInControls", Tokens(BuiltInControl::KNOWN)),
        ("customAuthenticationFactors", References),
        ("termsOfUse", References),
        ("authenticationStrength", In(&AUTHENTICATION_STRENGTH)),
    ],
};

/// Only the id is a policy's own; the rest is the strength itself, expanded by the service.
static AUTHENTICATION_STRENGTH: Object = Object {
    types: &["authenticationStrengthPolicy"],
    members: &[
        ("id", Reference),
        ("createdDateTime", ReadOnly),
        ("modifiedDateTime", ReadOnly),
        ("displayName", ReadOnly),
        ("description", ReadOnly),
        ("policyType", ReadOnly),
        ("requirementsSatisfied", ReadOnly),
        ("allowedCombinations", ReadOnly),
        ("combinationConfigurations", ReadOnly),
    ],
};

static SESSION_CONTROLS: Object = Object {
    types: &["conditionalAccessSessionControls"],
    members: &[
        ("applicationEnforcedRestrictions", In(&APPLICATION_ENFORCED_RESTRICTIONS)),
        ("cloudAppSecurity", In(&CLOUD_APP_SECURITY)),
        ("signInFrequency", In(&SIGN_IN_FREQUENCY)),
        ("persistentBrowser", In(&PERSISTENT_BROWSER)),
        ("disableResilienceDefaults", Boolean),
        ("secureSignInSession", In(&SECURE_SIGN_IN_SESSION)),
        ("continuousAccessEvaluation", In(&CONTINUOUS_ACCESS_EVALUATION)),
        ("globalSecureAccessFilteringProfile", In(&GLOBAL_SECURE_ACCESS_FILTERING_PROFILE)),
        ("networkAccessSecurity", Undocumented),
        // Null in every export of 2026-08 that has it.
        ("blockSensitiveActions", Undocumented),
    ],
};

static APPLICATION_ENFORCED_RESTRICTIONS: Object =
    Object { types: &["applicationEnforcedRestrictionsSessionControl"], members: &[("isEnabled", Boolean)] };

static CLOUD_APP_SECURITY: Object = Object {
    types: &["cloudAppSecuritySessionControl"],
    members: &[("isEnabled", Boolean), ("cloudAppSecurityType", Token(CloudAppSecurity::KNOWN))],
};

static SIGN_IN_FREQUENCY: Object = Object {
    types: &["signInFrequencySessionControl"],
    members: &[
        ("isEnabled", Boolean),
        ("value", Integer),
        ("type", Token(FrequencyUnit::KNOWN)),
        ("frequencyInterval", Token(&["timeBased", "everyTime"])),
        ("authenticationType", Token(SignInFrequencyAuthentication::KNOWN)),
    ],
};

static PERSISTENT_BROWSER: Object = Object {
    types: &["persistentBrowserSessionControl"],
    members: &[("isEnabled", Boolean), ("mode", Token(PersistentBrowser::KNOWN))],
};

static SECURE_SIGN_IN_SESSION: Object =
    Object { types: &["secureSignInSessionControl"], members: &[("isEnabled", Boolean)] };

static CONTINUOUS_ACCESS_EVALUATION: Object = Object {
    types: &["continuousAccessEvaluationSessionControl"],
    members: &[("mode", Token(ContinuousAccessEvaluation::KNOWN))],
};

static GLOBAL_SECURE_ACCESS_FILTERING_PROFILE: Object = Object {
    types: &["globalSecureAccessFilteringProfileSessionControl"],
    members: &[("isEnabled", Boolean), ("profileId", Reference)],
};
