//! One policy in a sentence.

use super::*;

#[test]
fn people_are_told_by_name_kind_and_exception() {
    let group = "<group:SG-Sales>";
    let global_administrator = "62e90394-69f5-4237-9190-012177145e10";
    for (users, told) in [
        (json!({ "includeUsers": ["None"] }), "nobody"),
        (
            json!({ "includeGroups": ["a"], "excludeGroups": ["b", "a"] }),
            "nobody (all whom it includes are excepted)",
        ),
        (
            json!({ "includeUsers": ["All"], "excludeUsers": ["All"] }),
            "nobody (all whom it includes are excepted)",
        ),
        (json!({ "includeGroups": [group, "<group:A and B>"] }), "members of SG-Sales or \"A and B\""),
        (json!({ "includeRoles": [global_administrator] }), "holders of the role Global Administrator"),
        (json!({ "includeUsers": ["All"], "excludeGroups": [group] }), "everyone except members of SG-Sales"),
        (
            json!({ "includeRoles": [global_administrator], "includeGroups": [group], "excludeUsers": ["<user:asha@contoso.com>"] }),
            "holders of the role Global Administrator and members of SG-Sales, except asha@contoso.com,",
        ),
        (json!({ "includeUsers": ["GuestsOrExternalUsers"] }), "guests and external users"),
        (
            json!({ "includeGuestsOrExternalUsers": { "guestOrExternalUserTypes": "internalGuest,serviceProvider" } }),
            "internal guests and service provider users",
        ),
        (
            json!({ "includeGuestsOrExternalUsers": {
                "guestOrExternalUserTypes": "b2bCollaborationGuest",
                "externalTenants": {
                    "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
                    "membershipKind": "enumerated", "members": ["22222222-2222-2222-2222-222222222222"],
                },
            } }),
            "B2B collaboration guests from the tenant 22222222-2222-2222-2222-222222222222",
        ),
        (json!({ "includeUsers": ["AllAgentIdUsers"] }), "every agent user"),
    ] {
        assert_eq!(blocks(&json!({ "users": users })), format!("{told} from every resource"));
    }
}

#[test]
fn workloads_and_agents_are_no_people() {
    let clients = |clients: Json| {
        blocks(&json!({ "users": { "includeUsers": ["None"] }, "clientApplications": clients }))
    };
    assert_eq!(
        clients(json!({ "includeServicePrincipals": ["ServicePrincipalsInMyTenant"],
            "excludeServicePrincipals": ["33333333-3333-3333-3333-333333333333"] })),
        "every service principal of this tenant except 33333333-3333-3333-3333-333333333333 from every resource"
    );
    assert_eq!(
        clients(json!({ "servicePrincipalFilter": { "mode": "include", "rule": "x -eq 1" } })),
        "service principals whose attributes match the rule `x -eq 1` from every resource"
    );
    assert_eq!(
        clients(json!({ "includeAgentIdServicePrincipals": ["All"] })),
        "every agent identity from every resource"
    );
}

#[test]
fn targets_are_resources_actions_and_contexts() {
    for (applications, told) in [
        (json!({ "includeApplications": ["None"] }), "no resource"),
        (
            json!({ "includeApplications": ["Office365", "MicrosoftAdminPortals"] }),
            "Office 365 and the Microsoft admin portals",
        ),
        (
            json!({ "includeApplications": ["All"], "excludeApplications": ["00000002-0000-0ff1-ce00-000000000000"] }),
            "every resource except Office 365 Exchange Online",
        ),
        (
            json!({ "includeApplications": ["All"], "applicationFilter": { "mode": "exclude", "rule": "tier -eq 1" } }),
            "every resource except resources whose attributes match the rule `tier -eq 1`",
        ),
        (
            json!({ "includeUserActions": ["urn:user:registersecurityinfo"] }),
            "registering security information",
        ),
        (json!({ "includeUserActions": ["urn:user:registerdevice"] }), "registering or joining a device"),
        (
            json!({ "includeAuthenticationContextClassReferences": ["c1", "c2"] }),
            "whatever demands the authentication context c1 or c2",
        ),
    ] {
        let sentence = sentence(&json!({ "applications": applications }), &block());
        assert_eq!(sentence, format!("CA001 blocks everyone from {told}."));
    }
}

#[test]
fn every_condition_is_in_the_sentence() {
    let [countries, office] = [0, 1].map(|index| locations()[index].id.to_string());
    for (conditions, told) in [
        (json!({ "clientAppTypes": ["all"] }), "…"),
        (
            json!({ "clientAppTypes": ["browser", "mobileAppsAndDesktopClients"] }),
            "… when the client is a browser or a mobile or desktop app",
        ),
        (
            json!({ "clientAppTypes": ["exchangeActiveSync", "other"] }),
            "… when the client is Exchange ActiveSync or another legacy client (IMAP, POP, SMTP and the like)",
        ),
        (
            json!({ "platforms": { "includePlatforms": ["iOS", "android"] } }),
            "… when the device platform is iOS or Android",
        ),
        (
            json!({ "platforms": { "includePlatforms": ["all"], "excludePlatforms": ["windows"] } }),
            "… when the device platform is anything but Windows",
        ),
        (
            json!({ "locations": { "includeLocations": ["All"], "excludeLocations": [countries, office] } }),
            "… when the sign-in comes from anywhere but Allowed countries (India, United Arab Emirates) or Kochi office",
        ),
        (
            json!({ "locations": { "includeLocations": [countries], "excludeLocations": ["AllTrusted"] } }),
            "… when the sign-in comes from Allowed countries (India, United Arab Emirates), but not from a trusted location",
        ),
        (json!({ "locations": { "includeLocations": ["All"] } }), "…"),
        (
            json!({ "devices": { "deviceFilter": { "mode": "include", "rule": "device.isCompliant -ne True" } } }),
            "… when the device is not compliant (unregistered devices included)",
        ),
        (
            json!({ "devices": { "deviceFilter": { "mode": "exclude", "rule": "device.model -contains \"Surface\"" } } }),
            "…, unless the device has a model that contains \"Surface\"",
        ),
        (json!({ "signInRiskLevels": ["high", "medium"] }), "… when the sign-in risk is high or medium"),
        (json!({ "servicePrincipalRiskLevels": ["high"] }), "… when the service principal risk is high"),
        (json!({ "agentIdRiskLevels": ["high"] }), "… when the agent risk is high"),
        (json!({ "insiderRiskLevels": "elevated" }), "… when the insider risk is elevated"),
        (
            json!({ "authenticationFlows": { "transferMethods": "deviceCodeFlow,authenticationTransfer" } }),
            "… when the sign-in uses device code flow or authentication transfer",
        ),
        (
            json!({ "userRiskLevels": ["high"], "clientAppTypes": ["browser"], "platforms": { "includePlatforms": ["linux"] } }),
            "… when the client is a browser, the device platform is Linux, and the user risk is high",
        ),
        (
            json!({ "clientAppTypes": ["smokeSignals"] }),
            "… when the client is the client \"smokeSignals\", which this version does not know",
        ),
    ] {
        assert_eq!(blocks(&conditions), told);
    }
}

#[test]
fn every_control_is_in_the_sentence() {
    let strength = "00000000-0000-0000-0000-000000000004";
    for (members, told) in [
        (mfa(), "CA001 requires multifactor authentication of everyone for every resource."),
        (
            json!({ "grantControls": { "operator": "OR", "builtInControls": ["mfa", "compliantDevice", "domainJoinedDevice"] } }),
            "CA001 requires multifactor authentication, a device marked as compliant or a hybrid joined device of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "AND", "builtInControls": ["passwordChange", "approvedApplication", "compliantApplication"] } }),
            "CA001 requires a password change, an approved client app and an app with an app protection policy of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "AND", "authenticationStrength": { "id": strength }, "termsOfUse": ["<termsOfUse:House rules>"] } }),
            "CA001 requires the authentication strength Phishing-resistant MFA and acceptance of the terms of use House rules of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "OR", "customAuthenticationFactors": ["Duo"] } }),
            "CA001 requires the custom control Duo of everyone for every resource.",
        ),
        (json!({}), "CA001 asks nothing of everyone for every resource."),
        (
            json!({ "sessionControls": {
                "signInFrequency": { "isEnabled": true, "value": 1, "type": "days", "frequencyInterval": "timeBased" },
                "persistentBrowser": { "isEnabled": true, "mode": "never" },
            } }),
            "CA001 sets up the session of everyone for every resource: a new sign-in every day and a browser that forgets the session when it is closed.",
        ),
        (
            json!({
                "grantControls": mfa()["grantControls"],
                "sessionControls": {
                    "signInFrequency": { "isEnabled": true, "frequencyInterval": "everyTime", "authenticationType": "secondaryAuthentication" },
                    "cloudAppSecurity": { "isEnabled": true, "cloudAppSecurityType": "blockDownloads" },
                },
            }),
            "CA001 requires multifactor authentication of everyone for every resource. It also sets up the session: a new second factor every time and no downloads, by Defender for Cloud Apps.",
        ),
        (
            json!({ "state": "enabledForReportingButNotEnforced", "grantControls": block()["grantControls"] }),
            "CA001 (report-only) would block everyone from every resource.",
        ),
        (
            json!({ "state": "disabled", "grantControls": mfa()["grantControls"] }),
            "CA001 (disabled) would require multifactor authentication of everyone for every resource.",
        ),
        (
            json!({ "state": "shadow", "grantControls": mfa()["grantControls"] }),
            "CA001 (in the state \"shadow\", which this version does not know) would require multifactor authentication of everyone for every resource.",
        ),
    ] {
        assert_eq!(sentence(&json!({}), &members), told);
    }
}

#[test]
fn what_is_not_known_is_said() {
    let sentence = sentence(&json!({ "times": { "all": true } }), &mfa());
    assert!(
        sentence.ends_with(
            " It also holds settings that this version does not know, which may change when it applies."
        ),
        "{sentence}"
    );
    let explanation = explained(&[policy("CA001", &json!({ "times": { "all": true } }), &mfa())]);
    let row = explanation.policies[0].rows.iter().find(|row| row.label == "Not known here").unwrap();
    assert_eq!(row.values[0].text, "/conditions/times = {\"all\":true}");
    let cell = &explanation.matrix.unwrap().rows[0].cells[0];
    assert!(cell.always.is_empty() && cell.sometimes.len() == 1, "it may not apply: {cell:?}");
}

#[test]
fn a_policy_on_all_but_some_says_what_escapes_it() {
    let some =
        json!({ "applications": { "includeApplications": ["All"], "excludeApplications": ["Office365"] } });
    let explanation = explained(&[policy("CA001", &some, &mfa())]);
    assert!(explanation.policies[0].notes[0].contains("that depends on a setting of the tenant"));
    let matrix = explanation.matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365"]);
    assert_eq!(matrix.rows[0].cells[0].always.len(), 1);
    assert_eq!(matrix.rows[0].cells[1], Cell::default());
}
