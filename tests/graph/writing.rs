//! What is sent to Graph, and what the canonical form takes for the same.

use gatewright::graph::{canonical_named_location, canonical_policy, named_location, policy};
use gatewright::model::{IpRange, LocationKind};
use serde_json::{Value, json};

fn written(members: &Value) -> Value {
    let mut value = json!({"displayName": "A", "state": "enabled"});
    value.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    policy::encode(&policy::decode(&value).0)
}

#[test]
fn an_update_clears_what_is_not_set() {
    assert_eq!(
        written(&json!({})),
        json!({
            "displayName": "A",
            "state": "enabled",
            "conditions": {
                "applications": {
                    "includeApplications": [], "excludeApplications": [], "includeUserActions": [],
                    "includeAuthenticationContextClassReferences": [], "applicationFilter": null,
                },
                "users": {
                    "includeUsers": [], "excludeUsers": [], "includeGroups": [], "excludeGroups": [],
                    "includeRoles": [], "excludeRoles": [],
                    "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null,
                },
                "clientApplications": null,
                "clientAppTypes": ["all"],
                "platforms": null,
                "locations": null,
                "devices": null,
                "signInRiskLevels": [],
                "userRiskLevels": [],
                "servicePrincipalRiskLevels": [],
                "insiderRiskLevels": null,
                "authenticationFlows": null,
            },
            "grantControls": null,
            "sessionControls": null,
        })
    );
}

#[test]
fn every_time_is_sent_without_what_the_service_refuses_beside_it() {
    let session = json!({"signInFrequency": {"isEnabled": true, "frequencyInterval": "everyTime", "value": 1, "type": "hours"}});
    assert_eq!(
        written(&json!({ "sessionControls": session }))["sessionControls"],
        json!({
            "cloudAppSecurity": null,
            "signInFrequency": {
                "isEnabled": true, "value": null, "type": null, "frequencyInterval": "everyTime", "authenticationType": null,
            },
            "persistentBrowser": null,
            "secureSignInSession": null,
        })
    );
}

#[test]
fn types_are_written_where_graph_needs_them() {
    let tenants = |tenants: Value| {
        let guests = json!({"guestOrExternalUserTypes": "B2BCollaborationGuest", "externalTenants": tenants});
        let written = written(&json!({"conditions": {"users": {"includeGuestsOrExternalUsers": guests}}}));
        written["conditions"]["users"]["includeGuestsOrExternalUsers"].clone()
    };
    assert_eq!(
        tenants(json!({"membershipKind": "all"})),
        json!({
            "guestOrExternalUserTypes": "b2bCollaborationGuest",
            "externalTenants": {"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"},
        })
    );
    assert_eq!(
        tenants(json!({"membershipKind": "enumerated", "members": ["<tenant>"]}))["externalTenants"]["@odata.type"],
        "#microsoft.graph.conditionalAccessEnumeratedExternalTenants"
    );
    // The other tool's type on an IPv6 range is put right.
    let location = json!({"displayName": "HQ", "ipRanges": [
        {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "2001:DB8:40::/48"}, {"cidrAddress": "203.0.113.0/24"},
    ]});
    assert_eq!(
        named_location::encode(&named_location::decode(&location).0),
        json!({
            "@odata.type": "#microsoft.graph.ipNamedLocation",
            "displayName": "HQ",
            "isTrusted": false,
            "ipRanges": [
                {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8:40::/48"},
                {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"},
            ],
        })
    );
}

#[test]
fn policies_on_workloads_include_nobody() {
    let workloads = json!({"conditions": {"clientApplications": {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]}}});
    assert_eq!(written(&workloads)["conditions"]["users"]["includeUsers"], json!(["None"]));
}

#[test]
fn ranges_and_types_this_version_cannot_read_are_kept_in_place() {
    let odd = json!({"@odata.type": "#microsoft.graph.iPv4Range", "lowerAddress": "192.0.2.1", "upperAddress": "192.0.2.9"});
    let noted = json!({"cidrAddress": "192.0.2.0/24", "description": "HQ"});
    let location = json!({"displayName": "HQ", "ipRanges": [odd, {"cidrAddress": "198.51.100.0/24"}, noted, {"cidrAddress": "x"}]});
    let (read, _) = named_location::decode(&location);
    let LocationKind::Ip { ranges, .. } = &read.kind else { panic!("{read:?}") };
    let known: Vec<bool> = ranges.iter().map(|range| matches!(range, IpRange::Cidr(_))).collect();
    assert_eq!(known, [false, true, false, false]);
    assert_eq!(canonical_named_location(&named_location::encode(&read)), canonical_named_location(&location));

    let new = json!({"@odata.type": "#microsoft.graph.serviceTagNamedLocation", "displayName": "T", "serviceTags": ["a"]});
    let (read, _) = named_location::decode(&new);
    assert_eq!(
        (&read.kind, read.display_name.as_str(), read.unknown.0.len()),
        (&LocationKind::Unknown, "T", 2)
    );
    assert_eq!(named_location::encode(&read), new);
}

#[test]
fn the_canonical_form_takes_equals_for_the_same() {
    let same = [
        (json!({}), json!({"conditions": {"clientAppTypes": []}})),
        (json!({}), json!({"conditions": {"clientAppTypes": ["all"]}})),
        (
            json!({}),
            json!({"conditions": {"locations": [], "platforms": {"includePlatforms": [], "excludePlatforms": []}}}),
        ),
        (
            json!({}),
            json!({"conditions": {"insiderRiskLevels": "none", "authenticationFlows": {"transferMethods": "none"}}}),
        ),
        (json!({}), json!({"grantControls": {"operator": "AND", "builtInControls": []}})),
        (
            json!({}),
            json!({"sessionControls": {"persistentBrowser": {"isEnabled": false, "mode": "never"}, "disableResilienceDefaults": false}}),
        ),
        (json!({}), json!({"description": "ours", "id": "x", "@odata.etag": "y"})),
        (
            json!({"grantControls": {"operator": "AND", "builtInControls": ["block"]}}),
            json!({"grantControls": {"operator": "OR", "builtInControls": ["block"]}}),
        ),
        (
            json!({"grantControls": {"operator": "and", "builtInControls": ["MFA", "compliantDevice"]}}),
            json!({"grantControls": {"operator": "AND", "builtInControls": ["compliantDevice", "mfa"]}}),
        ),
        (
            json!({"grantControls": {"authenticationStrength": {"id": "0000000A-0000-0000-0000-000000000004", "displayName": "x"}}}),
            json!({"grantControls": {"operator": "OR", "authenticationStrength": {"id": "0000000a-0000-0000-0000-000000000004"}}}),
        ),
        (
            json!({"grantControls": {"authenticationStrength": {"displayName": "Phishing-resistant MFA"}}}),
            json!({"grantControls": {"authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}}}),
        ),
        (
            json!({"conditions": {"insiderRiskLevels": "elevated, Minor"}}),
            json!({"conditions": {"insiderRiskLevels": "minor,elevated"}}),
        ),
        (
            json!({"conditions": {"authenticationFlows": {"transferMethods": ["deviceCodeFlow"]}}}),
            json!({"conditions": {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}}}),
        ),
        (
            json!({"sessionControls": {"signInFrequency": {"isEnabled": true, "value": 1, "type": "hours"}}}),
            json!({"sessionControls": {"signInFrequency": {"isEnabled": true, "value": 1, "type": "hours", "frequencyInterval": "timeBased"}}}),
        ),
    ];
    for (one, other) in same {
        assert_eq!(canonical_policy(&one), canonical_policy(&other), "{one} and {other}");
    }
}

#[test]
fn the_canonical_form_keeps_apart_what_differs() {
    let different = [
        (
            json!({"grantControls": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}}),
            json!({"grantControls": {"operator": "OR", "builtInControls": ["mfa", "compliantDevice"]}}),
        ),
        // Something unknown may be a second item.
        (
            json!({"grantControls": {"operator": "AND", "builtInControls": ["mfa"], "new": ["x"]}}),
            json!({"grantControls": {"operator": "OR", "builtInControls": ["mfa"], "new": ["x"]}}),
        ),
        (json!({}), json!({"conditions": {"clientAppTypes": ["browser"]}})),
        (json!({}), json!({"new": null})),
        (json!({"state": "enabled"}), json!({"state": "disabled"})),
        (json!({"displayName": "A"}), json!({"displayName": "B"})),
        (json!({"conditions": {"users": {"includeUsers": ["None"]}}}), json!({})),
        (json!({"grantControls": {"authenticationStrength@odata.bind": "x"}}), json!({})),
        (
            json!({"conditions": {"users": {"includeUsers": ["All"]}}}),
            json!({"conditions": {"users": {"includeUsers": ["all"]}}}),
        ),
    ];
    for (one, other) in different {
        assert_ne!(canonical_policy(&one), canonical_policy(&other), "{one} and {other}");
    }
}
