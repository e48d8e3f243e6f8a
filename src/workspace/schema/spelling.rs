//! Graph's spellings of what this language writes otherwise.

/// Keywords among users.
pub(super) const USERS: &[(&str, &str)] = &[
    ("all", "all"),
    ("none", "none"),
    ("allAgentIdUsers", "allAgentIdUsers"),
    ("GuestsOrExternalUsers", "guests: all"),
];

/// Keywords among applications.
pub(super) const APPLICATIONS: &[(&str, &str)] = &[
    ("all", "all"),
    ("none", "none"),
    ("office365", "office365"),
    ("microsoftAdminPortals", "microsoftAdminPortals"),
    ("allAgentIdResources", "allAgentIdResources"),
];

/// Keywords among named locations.
pub(super) const LOCATIONS: &[(&str, &str)] = &[
    ("all", "all"),
    ("allTrusted", "allTrusted"),
    ("mfaTrustedIps", "mfaTrustedIps"),
    ("allCompliantNetworks", "allCompliantNetworks"),
    ("00000000-0000-0000-0000-000000000000", "mfaTrustedIps"),
    ("3d46dbda-8382-466a-856d-eb00cbc6b910", "allCompliantNetworks"),
];

/// Keywords among service principals.
pub(super) const SERVICE_PRINCIPALS: &[(&str, &str)] =
    &[("all", "all"), ("ServicePrincipalsInMyTenant", "all")];

/// Values of enumerations.
const VALUES: &[(&str, &str)] = &[
    ("enabledForReportingButNotEnforced", "reportOnly"),
    ("report-only", "reportOnly"),
    ("on", "enabled"),
    ("off", "disabled"),
    ("urn:user:registersecurityinfo", "registerSecurityInformation"),
    ("urn:user:registerdevice", "registerOrJoinDevices"),
    ("GuestsOrExternalUsers", "guests: all"),
    ("ServicePrincipalsInMyTenant", "all"),
    ("AllUsers", "all"),
    ("requireMfa", "mfa"),
    ("requireMultifactorAuthentication", "mfa"),
    ("hybridAzureADJoined", "domainJoinedDevice"),
];

/// Keys.
const KEYS: &[(&str, &str)] = &[
    ("displayName", "name"),
    ("includeUsers", "users: {include: {users: […]}}"),
    ("excludeUsers", "users: {exclude: {users: […]}}"),
    ("includeGroups", "users: {include: {groups: […]}}"),
    ("excludeGroups", "users: {exclude: {groups: […]}}"),
    ("includeRoles", "users: {include: {roles: […]}}"),
    ("excludeRoles", "users: {exclude: {roles: […]}}"),
    ("includeGuestsOrExternalUsers", "users: {include: {guests: …}}"),
    ("excludeGuestsOrExternalUsers", "users: {exclude: {guests: …}}"),
    ("guestOrExternalUserTypes", "types"),
    ("externalTenants", "tenants"),
    ("includeApplications", "applications: {include: …}"),
    ("excludeApplications", "applications: {exclude: …}"),
    ("applicationFilter", "applications: {filter: {mode, rule}}"),
    ("includeUserActions", "userActions: […]"),
    ("includeAuthenticationContextClassReferences", "authenticationContexts: […]"),
    ("includePlatforms", "platforms: {include: …}"),
    ("excludePlatforms", "platforms: {exclude: …}"),
    ("includeLocations", "locations: {include: …}"),
    ("excludeLocations", "locations: {exclude: …}"),
    ("devices", "deviceFilter: {include: 'rule'}"),
    ("mode", "include: 'rule' or exclude: 'rule'"),
    ("rule", "include: 'rule' or exclude: 'rule'"),
    ("transferMethods", "authenticationFlows: […]"),
    ("clientApplications", "servicePrincipals: {include: …}"),
    ("includeServicePrincipals", "servicePrincipals: {include: …}"),
    ("excludeServicePrincipals", "servicePrincipals: {exclude: …}"),
    ("servicePrincipalFilter", "servicePrincipals: {filter: {mode, rule}}"),
    ("conditions", "users: … applications: … locations: …"),
    ("grantControls", "grant"),
    ("sessionControls", "session"),
    ("operator", "anyOf: […] or allOf: […]"),
    ("AND", "allOf"),
    ("OR", "anyOf"),
    ("builtInControls", "grant: {anyOf: […]}"),
    ("customAuthenticationFactors", "{customControl: …}"),
    ("secureSignInSession", "tokenProtection"),
    ("globalSecureAccessFilteringProfile", "globalSecureAccessProfile"),
    ("isTrusted", "trusted"),
    ("countriesAndRegions", "countries"),
    ("includeUnknownCountriesAndRegions", "includeUnknownCountries"),
    ("cidrAddress", "ipRanges: [203.0.113.0/24]"),
];

/// What to write for a value, if it is Graph's spelling of one that is allowed here.
pub(super) fn value<'a>(written: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let same = allowed.iter().find(|ours| ours.eq_ignore_ascii_case(written));
    let other = || {
        let (_, ours) = VALUES.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(written))?;
        allowed.iter().find(|allowed| *allowed == ours)
    };
    same.or_else(other).copied()
}

/// What to write for a key that is Graph's spelling.
pub(super) fn key(written: &str) -> Option<&'static str> {
    KEYS.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(written)).map(|(_, ours)| *ours)
}
