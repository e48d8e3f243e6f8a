//! Every member of the v1.0 metadata (msgraph-metadata f54f11b, 2026-08-20) and of the beta endpoint has its place.

use std::collections::BTreeSet;
use std::path::Path;

use gatewright::graph::{self, canonical_named_location, canonical_policy};
use serde_json::{Value, json};

/// Type and property, a pointer where it stands, and the object there that shows it.
type Member = (&'static str, &'static str, &'static str, Value);

#[expect(clippy::too_many_lines, reason = "a table")]
fn policy_members() -> Vec<Member> {
    let filter = json!({"mode": "exclude", "rule": "device.isCompliant -eq True"});
    let mut members = vec![
        ("conditionalAccessPolicy", "displayName", "", json!({"displayName": "B"})),
        ("conditionalAccessPolicy", "state", "", json!({"state": "disabled"})),
        ("conditionalAccessPolicy", "conditions", "/conditions", json!({"userRiskLevels": ["high"]})),
        ("conditionalAccessPolicy", "grantControls", "/grantControls", json!({"builtInControls": ["block"]})),
        (
            "conditionalAccessPolicy",
            "sessionControls",
            "/sessionControls",
            json!({"disableResilienceDefaults": true}),
        ),
        (
            "conditionalAccessExternalTenants",
            "membershipKind",
            "/conditions/users/includeGuestsOrExternalUsers",
            json!({
            "guestOrExternalUserTypes": "serviceProvider", "externalTenants": {"membershipKind": "all"}}),
        ),
        (
            "conditionalAccessEnumeratedExternalTenants",
            "members",
            "/conditions/users/excludeGuestsOrExternalUsers",
            json!({
            "guestOrExternalUserTypes": "serviceProvider",
            "externalTenants": {"membershipKind": "enumerated", "members": ["11111111-1111-1111-1111-111111111111"]}}),
        ),
        (
            "conditionalAccessGuestsOrExternalUsers",
            "guestOrExternalUserTypes",
            "/conditions/users/includeGuestsOrExternalUsers",
            json!({"guestOrExternalUserTypes": "b2bCollaborationGuest,serviceProvider"}),
        ),
        (
            "conditionalAccessGuestsOrExternalUsers",
            "externalTenants",
            "/conditions/users/includeGuestsOrExternalUsers",
            json!({
            "guestOrExternalUserTypes": "serviceProvider",
            "externalTenants": {"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"}}),
        ),
        (
            "conditionalAccessAuthenticationFlows",
            "transferMethods",
            "/conditions/authenticationFlows",
            json!({"transferMethods": "deviceCodeFlow,authenticationTransfer"}),
        ),
        ("conditionalAccessDevices", "deviceFilter", "/conditions/devices", json!({"deviceFilter": filter})),
        ("conditionalAccessFilter", "mode", "/conditions/devices/deviceFilter", filter.clone()),
        (
            "conditionalAccessFilter",
            "rule",
            "/conditions/devices/deviceFilter",
            json!({"mode": "include", "rule": "x"}),
        ),
        (
            "conditionalAccessGrantControls",
            "operator",
            "/grantControls",
            json!({"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}),
        ),
        (
            "conditionalAccessGrantControls",
            "builtInControls",
            "/grantControls",
            json!({"builtInControls": ["mfa", "passwordChange", "riskRemediation"]}),
        ),
        (
            "conditionalAccessGrantControls",
            "customAuthenticationFactors",
            "/grantControls",
            json!({"customAuthenticationFactors": ["Contoso"]}),
        ),
        (
            "conditionalAccessGrantControls",
            "termsOfUse",
            "/grantControls",
            json!({"termsOfUse": ["11111111-1111-1111-1111-111111111111"]}),
        ),
        (
            "conditionalAccessGrantControls",
            "authenticationStrength",
            "/grantControls",
            json!({"authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}}),
        ),
        (
            "conditionalAccessSessionControl",
            "isEnabled",
            "/sessionControls/secureSignInSession",
            json!({"isEnabled": true}),
        ),
        (
            "conditionalAccessSessionControls",
            "applicationEnforcedRestrictions",
            "/sessionControls",
            json!({"applicationEnforcedRestrictions": {"isEnabled": true}}),
        ),
        (
            "conditionalAccessSessionControls",
            "cloudAppSecurity",
            "/sessionControls",
            json!({"cloudAppSecurity": {"isEnabled": true, "cloudAppSecurityType": "monitorOnly"}}),
        ),
        (
            "conditionalAccessSessionControls",
            "disableResilienceDefaults",
            "/sessionControls",
            json!({"disableResilienceDefaults": true}),
        ),
        (
            "conditionalAccessSessionControls",
            "persistentBrowser",
            "/sessionControls",
            json!({"persistentBrowser": {"isEnabled": true, "mode": "never"}}),
        ),
        (
            "conditionalAccessSessionControls",
            "secureSignInSession",
            "/sessionControls",
            json!({"secureSignInSession": {"isEnabled": true}}),
        ),
        (
            "conditionalAccessSessionControls",
            "signInFrequency",
            "/sessionControls",
            json!({"signInFrequency": {"isEnabled": true, "frequencyInterval": "everyTime"}}),
        ),
        (
            "cloudAppSecuritySessionControl",
            "cloudAppSecurityType",
            "/sessionControls/cloudAppSecurity",
            json!({"isEnabled": true, "cloudAppSecurityType": "blockDownloads"}),
        ),
        (
            "persistentBrowserSessionControl",
            "mode",
            "/sessionControls/persistentBrowser",
            json!({"isEnabled": true, "mode": "always"}),
        ),
        (
            "signInFrequencySessionControl",
            "value",
            "/sessionControls/signInFrequency",
            json!({"isEnabled": true, "value": 4, "type": "hours"}),
        ),
        (
            "signInFrequencySessionControl",
            "type",
            "/sessionControls/signInFrequency",
            json!({"isEnabled": true, "value": 1, "type": "days"}),
        ),
        (
            "signInFrequencySessionControl",
            "frequencyInterval",
            "/sessionControls/signInFrequency",
            json!({"isEnabled": true, "value": 1, "type": "days", "frequencyInterval": "timeBased"}),
        ),
        (
            "signInFrequencySessionControl",
            "authenticationType",
            "/sessionControls/signInFrequency",
            json!({"isEnabled": true, "frequencyInterval": "everyTime", "authenticationType": "secondaryAuthentication"}),
        ),
        // The beta endpoint.
        ("beta", "agentIdRiskLevels", "/conditions", json!({"agentIdRiskLevels": "medium,high"})),
        (
            "beta",
            "agents",
            "/conditions/agents",
            json!({"includeAgentUsers": ["All"], "excludeAgentUsers": ["<a>"], "agentFilter": filter}),
        ),
        (
            "beta",
            "agentIdServicePrincipals",
            "/conditions/clientApplications",
            json!({
            "includeAgentIdServicePrincipals": ["All"], "excludeAgentIdServicePrincipals": ["<a>"], "agentIdServicePrincipalFilter": filter}),
        ),
        (
            "beta",
            "continuousAccessEvaluation",
            "/sessionControls",
            json!({"continuousAccessEvaluation": {"mode": "strictLocation"}}),
        ),
        (
            "beta",
            "globalSecureAccessFilteringProfile",
            "/sessionControls",
            json!({"globalSecureAccessFilteringProfile": {"isEnabled": true, "profileId": "11111111-1111-1111-1111-111111111111"}}),
        ),
    ];
    let object = |name: &'static str, pointer: &'static str, property: &'static str, value: Value| {
        (name, property, pointer, json!({ property: value }))
    };
    let id = "22222222-2222-2222-2222-222222222222";
    for property in ["clientAppTypes", "servicePrincipalRiskLevels", "signInRiskLevels", "userRiskLevels"] {
        let token = if property == "clientAppTypes" { "browser" } else { "high" };
        members.push(object("conditionalAccessConditionSet", "/conditions", property, json!([token])));
    }
    for (property, value) in [
        ("applications", json!({"includeApplications": ["All"]})),
        ("authenticationFlows", json!({"transferMethods": "deviceCodeFlow"})),
        ("clientApplications", json!({"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]})),
        ("devices", json!({"deviceFilter": filter})),
        ("insiderRiskLevels", json!("minor,elevated")),
        ("locations", json!({"includeLocations": ["All"]})),
        ("platforms", json!({"includePlatforms": ["all"]})),
        ("users", json!({"includeUsers": ["All"]})),
    ] {
        members.push(object("conditionalAccessConditionSet", "/conditions", property, value));
    }
    for (property, value) in [
        ("applicationFilter", filter.clone()),
        ("excludeApplications", json!(["Office365", "MicrosoftAdminPortals"])),
        ("includeApplications", json!(["All", "AllAgentIdResources", id])),
        ("includeAuthenticationContextClassReferences", json!(["c1"])),
        ("includeUserActions", json!(["urn:user:registersecurityinfo", "urn:user:registerdevice"])),
    ] {
        members.push(object("conditionalAccessApplications", "/conditions/applications", property, value));
    }
    for (property, value) in [
        ("excludeServicePrincipals", json!([id])),
        ("includeServicePrincipals", json!(["ServicePrincipalsInMyTenant"])),
        ("servicePrincipalFilter", filter.clone()),
    ] {
        members.push(object(
            "conditionalAccessClientApplications",
            "/conditions/clientApplications",
            property,
            value,
        ));
    }
    for property in ["excludeLocations", "includeLocations"] {
        let value = json!(["AllTrusted", "00000000-0000-0000-0000-000000000000", id]);
        members.push(object("conditionalAccessLocations", "/conditions/locations", property, value));
    }
    for property in ["excludePlatforms", "includePlatforms"] {
        let value = json!(["android", "iOS", "windows", "windowsPhone", "macOS", "linux"]);
        members.push(object("conditionalAccessPlatforms", "/conditions/platforms", property, value));
    }
    for property in
        ["excludeGroups", "excludeRoles", "excludeUsers", "includeGroups", "includeRoles", "includeUsers"]
    {
        members.push(object("conditionalAccessUsers", "/conditions/users", property, json!([id])));
    }
    for property in ["excludeGuestsOrExternalUsers", "includeGuestsOrExternalUsers"] {
        let value = json!({"guestOrExternalUserTypes": "internalGuest"});
        members.push(object("conditionalAccessUsers", "/conditions/users", property, value));
    }
    members
}

fn location_members() -> Vec<Member> {
    let ip = |member: Value| {
        with(json!({"@odata.type": "#microsoft.graph.ipNamedLocation", "displayName": "A"}), "", &member)
    };
    let country = |member: Value| {
        with(json!({"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "A"}), "", &member)
    };
    let range = |family: &str, address: &str| json!({"ipRanges": [{"@odata.type": format!("#microsoft.graph.iPv{family}CidrRange"), "cidrAddress": address}]});
    vec![
        ("namedLocation", "displayName", "", ip(json!({"displayName": "B"}))),
        ("ipNamedLocation", "ipRanges", "", ip(range("4", "203.0.113.0/24"))),
        ("iPv4CidrRange", "cidrAddress", "", ip(range("4", "198.51.100.7/32"))),
        ("iPv6CidrRange", "cidrAddress", "", ip(range("6", "2001:db8:40::/48"))),
        ("ipNamedLocation", "isTrusted", "", ip(json!({"isTrusted": true}))),
        (
            "countryNamedLocation",
            "countriesAndRegions",
            "",
            country(json!({"countriesAndRegions": ["DE", "XK"]})),
        ),
        (
            "countryNamedLocation",
            "countryLookupMethod",
            "",
            country(json!({"countryLookupMethod": "authenticatorAppGps"})),
        ),
        (
            "countryNamedLocation",
            "includeUnknownCountriesAndRegions",
            "",
            country(json!({"includeUnknownCountriesAndRegions": true})),
        ),
    ]
}

/// A value with the members of an object added to the object at a pointer.
fn with(mut value: Value, pointer: &str, members: &Value) -> Value {
    let mut place = &mut value;
    for token in pointer.split('/').skip(1) {
        place = place.as_object_mut().unwrap().entry(token).or_insert_with(|| json!({}));
    }
    place.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    value
}

#[test]
fn every_member_of_a_policy_is_known_and_comes_back() {
    let base = json!({"displayName": "A", "state": "enabled"});
    for (of, property, pointer, members) in policy_members() {
        let original = with(base.clone(), pointer, &members);
        let (policy, faults) = graph::policy::decode(&original);
        assert_eq!(faults, [], "{of}.{property}");
        assert!(policy.unknown.0.is_empty(), "{of}.{property} is unknown: {:?}", policy.unknown);
        let (before, after) =
            (canonical_policy(&original), canonical_policy(&graph::policy::encode(&policy)));
        assert_eq!(before, after, "{of}.{property}");
        assert_ne!(before, canonical_policy(&base), "{of}.{property} says nothing");
    }
}

#[test]
fn every_member_of_a_named_location_is_known_and_comes_back() {
    for (of, property, _, original) in location_members() {
        let (location, faults) = graph::named_location::decode(&original);
        assert_eq!(faults, [], "{of}.{property}");
        assert!(location.unknown.0.is_empty(), "{of}.{property} is unknown: {:?}", location.unknown);
        let written = graph::named_location::encode(&location);
        let (before, after) = (canonical_named_location(&original), canonical_named_location(&written));
        assert_eq!(before, after, "{of}.{property}");
        assert!(
            after.as_object().unwrap().len() > 2 || property == "displayName",
            "{of}.{property} says nothing"
        );
    }
}

#[test]
fn read_only_members_are_neither_unknown_nor_written() {
    let date = "2026-08-09T12:27:44Z";
    let read_only = json!({
        "@odata.context": "x", "@odata.type": "#microsoft.graph.conditionalAccessPolicy", "@odata.etag": "x",
        "id": "33333333-3333-3333-3333-333333333333", "templateId": "33333333-3333-3333-3333-333333333333",
        "createdDateTime": date, "modifiedDateTime": date, "deletedDateTime": date, "description": "for us",
        "partialEnablementStrategy": null, "displayName": "A", "state": "enabled",
        "conditions": {
            "times": null, "clients": null, "signInRiskDetections": [], "deviceStates": {"includeStates": []}, "agentContext": null,
            "applications": {"networkAccess": null, "globalSecureAccess": null},
            "devices": {"includeDevices": [], "excludeDevices": [], "includeDeviceStates": [], "excludeDeviceStates": []},
        },
        "grantControls": {
            "operator": "OR", "builtInControls": [], "authenticationStrength@odata.context": "x",
            "authenticationStrength": {
                "id": "00000000-0000-0000-0000-000000000004", "createdDateTime": date, "modifiedDateTime": date, "displayName": "P",
                "description": "", "policyType": "builtIn", "requirementsSatisfied": "mfa", "allowedCombinations": ["fido2"],
                "combinationConfigurations@odata.context": "x", "combinationConfigurations": [],
            },
        },
        "sessionControls": {"networkAccessSecurity": null, "blockSensitiveActions": null},
    });
    let (policy, faults) = graph::policy::decode(&read_only);
    assert_eq!((faults.as_slice(), policy.unknown.0.len()), ([].as_slice(), 0));
    assert_eq!(
        policy.graph_id.as_ref().map(ToString::to_string).as_deref(),
        Some("33333333-3333-3333-3333-333333333333")
    );
    assert_eq!(policy.description.as_deref(), Some("for us"));
    let written = graph::policy::encode(&policy).to_string();
    for word in [
        "@odata",
        "\"id\":\"3",
        "templateId",
        "DateTime",
        "description",
        "partial",
        "times",
        "deviceStates",
        "allowed",
    ] {
        assert!(!written.contains(word), "{word} in {written}");
    }
}

/// The list above is the metadata's: no property of a type that policies and named locations are made of is missing.
#[test]
fn no_member_of_the_metadata_is_missing() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/graph-csdl-ca-v1.xml");
    let Ok(metadata) = std::fs::read_to_string(&path) else {
        let required = std::env::var("GATEWRIGHT_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "GATEWRIGHT_SHARED=required, but {} is missing", path.display());
        eprintln!("SKIPPED: {} is missing, nothing was tested", path.display());
        return;
    };
    let listed =
        policy_members().into_iter().chain(location_members()).map(|(of, property, ..)| (of, property));
    let read_only =
        ["createdDateTime", "modifiedDateTime", "deletedDateTime", "id", "templateId", "description"];
    let listed: BTreeSet<(&str, &str)> = listed.collect();
    let types: BTreeSet<&str> = listed.iter().map(|(of, _)| *of).filter(|of| *of != "beta").collect();
    let mut of = "";
    let mut properties = 0;
    for line in metadata.lines().map(str::trim) {
        let name = line.split('"').nth(1).unwrap_or_default();
        if line.starts_with("<EntityType") || line.starts_with("<ComplexType") {
            of = name;
        } else if line.contains("Property Name=") && types.contains(of) && !read_only.contains(&name) {
            assert!(listed.contains(&(of, name)), "{of}.{name} is not in the list");
            properties += 1;
        }
    }
    assert_eq!(
        properties,
        listed.iter().filter(|(of, _)| *of != "beta").count(),
        "the list has members of its own"
    );
}
