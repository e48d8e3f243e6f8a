//! Where an export differs from the client's YAML, as told in README.md.

use serde_json::{Value, json};

use super::deployed::{Export, Object};
use super::id;

/// Makes the differences of a client.
pub(crate) fn apply(client: &str, number: usize, export: &mut Export) {
    match client {
        "adventure-works" => {
            forget(export, "Seattle office");
            set(&mut export.locations, "Allowed countries", "/countriesAndRegions", json!(["IN"]));
        }
        "coho" => {
            set(&mut export.policies, "CA002", "/state", json!("enabledForReportingButNotEnforced"));
            set(&mut export.policies, "CA002", "/conditions/users/excludeUsers", json!([]));
        }
        "lucerne" => {
            export.groups.retain(|group| group.key.as_deref() == Some("CA-EmergencyAccess - Exclude"));
            export.locations.clear();
            export.policies.clear();
            export.policies.push(portal(
                number,
                101,
                "MFA for admins",
                "mfa",
                json!({ "includeRoles": [GLOBAL_ADMINISTRATOR] }),
            ));
            export.policies.push(portal(
                number,
                102,
                "Block old clients",
                "block",
                json!({ "includeUsers": ["All"] }),
            ));
            set_last(export, "/conditions/clientAppTypes", json!(["exchangeActiveSync", "other"]));
        }
        "northwind" => {
            let managed =
                "Microsoft-managed: Multifactor authentication for admins accessing Microsoft Admin Portals";
            export.policies.push(portal(
                number,
                101,
                managed,
                "mfa",
                json!({ "includeRoles": [GLOBAL_ADMINISTRATOR] }),
            ));
            set_last(
                export,
                "/conditions/applications/includeApplications",
                json!(["MicrosoftAdminPortals"]),
            );
            export.policies.push(portal(
                number,
                102,
                "TEMP - MFA for all",
                "mfa",
                json!({ "includeUsers": ["All"] }),
            ));
            set_last(export, "/state", json!("disabled"));
            let invoices = export.users.get("invoices@northwindtraders.com").cloned();
            let port =
                export.locations.iter().find(|location| location.key.as_deref() == Some("Chennai port"));
            let port = port.map(|port| port.id().to_owned());
            let accounts = json!({ "includeUsers": [invoices] });
            export.policies.push(portal(number, 103, "Port terminals", "block", accounts));
            let elsewhere = json!({ "includeLocations": ["All"], "excludeLocations": [port] });
            set_last(export, "/conditions/locations", elsewhere);
        }
        "tailspin" => {
            let scanner = export.users.get("scanner@tailspintoys.com").cloned();
            set(&mut export.policies, "CA001", "/state", json!("disabled"));
            set(&mut export.policies, "CA201", "/conditions/users/excludeUsers", json!([scanner]));
        }
        "wingtip" => export.policies.retain(|policy| policy.key.as_deref() != Some("CA003")),
        "woodgrove" => {
            let auditors = json!({ "includeUsers": ["All"] });
            export.policies.push(portal(number, 101, "Auditors 2025", "mfa", auditors));
        }
        _ => {}
    }
}

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// Takes a named location away, and every mention of it.
fn forget(export: &mut Export, name: &str) {
    let Some(at) = export.locations.iter().position(|location| location.key.as_deref() == Some(name)) else {
        return;
    };
    let id = export.locations.remove(at).id().to_owned();
    for policy in &mut export.policies {
        for list in ["includeLocations", "excludeLocations"] {
            let list = policy.body.pointer_mut(&format!("/conditions/locations/{list}"));
            if let Some(items) = list.and_then(Value::as_array_mut) {
                items.retain(|item| item.as_str() != Some(&id));
            }
        }
    }
}

fn set(objects: &mut [Object], key: &str, pointer: &str, value: Value) {
    let object = objects.iter_mut().find(|object| object.key.as_deref() == Some(key));
    if let Some(member) = object.and_then(|object| object.body.pointer_mut(pointer)) {
        *member = value;
    }
}

fn set_last(export: &mut Export, pointer: &str, value: Value) {
    if let Some(member) = export.policies.last_mut().and_then(|policy| policy.body.pointer_mut(pointer)) {
        *member = value;
    }
}

/// A policy that somebody made in the portal, on all resources.
fn portal(client: usize, number: usize, name: &str, control: &str, users: Value) -> Object {
    let id = id('d', client, number);
    let mut who = json!({
        "includeUsers": [], "excludeUsers": [], "includeGroups": [], "excludeGroups": [],
        "includeRoles": [], "excludeRoles": [],
        "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null
    });
    if let (Value::Object(who), Value::Object(users)) = (&mut who, users) {
        who.extend(users);
    }
    let body = json!({
        "id": id,
        "templateId": null,
        "displayName": name,
        "createdDateTime": "2025-02-18T15:04:47.2201938Z",
        "modifiedDateTime": null,
        "state": "enabled",
        "conditions": {
            "userRiskLevels": [],
            "signInRiskLevels": [],
            "clientAppTypes": ["all"],
            "servicePrincipalRiskLevels": [],
            "insiderRiskLevels": null,
            "platforms": null,
            "locations": null,
            "devices": null,
            "clientApplications": null,
            "authenticationFlows": null,
            "applications": {
                "includeApplications": ["All"],
                "excludeApplications": [],
                "includeUserActions": [],
                "includeAuthenticationContextClassReferences": [],
                "applicationFilter": null
            },
            "users": who
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": [control],
            "customAuthenticationFactors": [],
            "termsOfUse": [],
            "authenticationStrength": null
        },
        "sessionControls": null
    });
    Object { key: None, body }
}
