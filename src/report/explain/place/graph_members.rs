//! Graph's members for the keys of the language, to find the values of an export.

/// Keys of a policy, longest first where one begins with another.
pub(super) const POLICY: &[(&str, &str)] = &[
    ("/users/include/users", "/conditions/users/includeUsers"),
    ("/users/include/groups", "/conditions/users/includeGroups"),
    ("/users/include/roles", "/conditions/users/includeRoles"),
    ("/users/include/guests", "/conditions/users/includeGuestsOrExternalUsers"),
    ("/users/exclude/users", "/conditions/users/excludeUsers"),
    ("/users/exclude/groups", "/conditions/users/excludeGroups"),
    ("/users/exclude/roles", "/conditions/users/excludeRoles"),
    ("/users/exclude/guests", "/conditions/users/excludeGuestsOrExternalUsers"),
    ("/applications/include", "/conditions/applications/includeApplications"),
    ("/applications/exclude", "/conditions/applications/excludeApplications"),
    ("/applications/filter", "/conditions/applications/applicationFilter"),
    ("/userActions", "/conditions/applications/includeUserActions"),
    ("/authenticationContexts", "/conditions/applications/includeAuthenticationContextClassReferences"),
    ("/clientAppTypes", "/conditions/clientAppTypes"),
    ("/platforms/include", "/conditions/platforms/includePlatforms"),
    ("/platforms/exclude", "/conditions/platforms/excludePlatforms"),
    ("/locations/include", "/conditions/locations/includeLocations"),
    ("/locations/exclude", "/conditions/locations/excludeLocations"),
    ("/deviceFilter", "/conditions/devices/deviceFilter"),
    ("/userRiskLevels", "/conditions/userRiskLevels"),
    ("/signInRiskLevels", "/conditions/signInRiskLevels"),
    ("/servicePrincipalRiskLevels", "/conditions/servicePrincipalRiskLevels"),
    ("/insiderRiskLevels", "/conditions/insiderRiskLevels"),
    ("/agentIdRiskLevels", "/conditions/agentIdRiskLevels"),
    ("/authenticationFlows", "/conditions/authenticationFlows"),
    ("/servicePrincipals/include", "/conditions/clientApplications/includeServicePrincipals"),
    ("/servicePrincipals/exclude", "/conditions/clientApplications/excludeServicePrincipals"),
    ("/servicePrincipals/filter", "/conditions/clientApplications/servicePrincipalFilter"),
    ("/agentIdentities/include", "/conditions/clientApplications/includeAgentIdServicePrincipals"),
    ("/agentIdentities/exclude", "/conditions/clientApplications/excludeAgentIdServicePrincipals"),
    ("/agentIdentities/filter", "/conditions/clientApplications/agentIdServicePrincipalFilter"),
    ("/agents/include", "/conditions/agents/includeAgentUsers"),
    ("/agents/exclude", "/conditions/agents/excludeAgentUsers"),
    ("/agents/filter", "/conditions/agents/agentFilter"),
    ("/grant", "/grantControls"),
    ("/session/tokenProtection", "/sessionControls/secureSignInSession"),
    ("/session/globalSecureAccessProfile", "/sessionControls/globalSecureAccessFilteringProfile"),
    ("/session", "/sessionControls"),
];

/// Keys of a named location.
pub(super) const LOCATION: &[(&str, &str)] = &[
    ("/name", "/displayName"),
    ("/trusted", "/isTrusted"),
    ("/countries", "/countriesAndRegions"),
    ("/includeUnknownCountries", "/includeUnknownCountriesAndRegions"),
];

/// The pointer into Graph's object for a pointer of the language. A member that goes by the same name is itself, and
/// what is under `graph:` is a pointer already.
pub(super) fn pointer(members: &[(&str, &str)], pointer: &str) -> String {
    if let Some(unknown) = pointer.strip_prefix("/graph/") {
        return unknown.replace("~1", "/").replace("~0", "~");
    }
    let found = members.iter().find_map(|(key, member)| {
        let rest = pointer.strip_prefix(key)?;
        // The keyword for guests is among these, and not where the language has it.
        let shown = if member.ends_with("cludeUsers") { "" } else { rest };
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{member}{shown}"))
    });
    found.unwrap_or_else(|| pointer.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_members() {
        assert_eq!(pointer(POLICY, "/users/include/groups/2"), "/conditions/users/includeGroups/2");
        assert_eq!(pointer(POLICY, "/users/exclude/users/1"), "/conditions/users/excludeUsers");
        assert_eq!(pointer(POLICY, "/state"), "/state");
        assert_eq!(pointer(POLICY, "/session/signInFrequency"), "/sessionControls/signInFrequency");
        assert_eq!(pointer(POLICY, "/graph/~1conditions~1times"), "/conditions/times");
        assert_eq!(pointer(LOCATION, "/ipRanges/0"), "/ipRanges/0");
    }
}
