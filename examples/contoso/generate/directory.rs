//! The directory as raw Graph exports: users, groups, roles, registration, devices and applications.

use serde_json::{Value, json};

use super::devices::{Computer, computer, device_id, device_name, is_mac};
use super::people::{GROUPS, Habit, Kind, Person, Site};
use super::places::PAYROLL;

/// The files under `directory/`.
pub(crate) fn files(cast: &[Person]) -> Vec<(&'static str, Value)> {
    vec![
        ("directory/users.json", page("users", &cast.iter().map(user).collect::<Vec<_>>())),
        ("directory/groups.json", page("groups", &groups(cast))),
        ("directory/roleAssignments.json", page("roleManagement/directory/roleAssignments", &roles(cast))),
        (
            "directory/userRegistrationDetails.json",
            page(
                "reports/authenticationMethods/userRegistrationDetails",
                &cast.iter().map(registration).collect::<Vec<_>>(),
            ),
        ),
        ("directory/devices.json", page("devices", &cast.iter().filter_map(device).collect::<Vec<_>>())),
        (
            "directory/servicePrincipals.json",
            page(
                "servicePrincipals",
                &[json!({
                    "id": "ffffffff-0000-4000-9000-000000000001",
                    "appId": PAYROLL.id,
                    "displayName": PAYROLL.name,
                    "servicePrincipalType": "Application",
                    "signInAudience": "AzureADMyOrg"
                })],
            ),
        ),
    ]
}

fn page(entity: &str, value: &[Value]) -> Value {
    json!({ "@odata.context": format!("https://graph.microsoft.com/beta/$metadata#{entity}"), "value": value })
}

fn user(person: &Person) -> Value {
    let country = match person.site {
        Site::Kochi => "IN",
        Site::Dubai => "AE",
    };
    json!({
        "id": person.id(),
        "userPrincipalName": person.user_principal_name(),
        "displayName": person.display_name(),
        "mail": if person.is_guest() { json!(person.sign_in_name()) } else { Value::Null },
        "userType": if person.is_guest() { "Guest" } else { "Member" },
        "creationType": if person.is_guest() { json!("Invitation") } else { Value::Null },
        "externalUserState": if person.is_guest() { json!("Accepted") } else { Value::Null },
        "accountEnabled": person.enabled,
        "usageLocation": country,
        "createdDateTime": if person.is_new { "2026-11-18T06:30:00Z" } else { "2024-02-05T06:30:00Z" },
        "employeeHireDate": if person.is_new { json!("2026-12-01T00:00:00Z") } else { Value::Null },
        "onPremisesSyncEnabled": (person.kind == Kind::Staff && person.site == Site::Kochi).then_some(true)
    })
}

fn groups(cast: &[Person]) -> Vec<Value> {
    GROUPS
        .iter()
        .map(|group| {
            let members: Vec<_> = cast
                .iter()
                .filter(|person| person.is_in(group))
                .map(|person| {
                    json!({ "@odata.type": "#microsoft.graph.user", "id": person.id(),
                            "userPrincipalName": person.user_principal_name() })
                })
                .collect();
            json!({ "id": group.id, "displayName": group.name, "securityEnabled": true, "groupTypes": [],
                    "transitiveMembers": members })
        })
        .collect()
}

fn roles(cast: &[Person]) -> Vec<Value> {
    cast.iter()
        .flat_map(|person| person.roles.iter().map(move |role| (person, role)))
        .zip(1..)
        .map(|((person, (_, template)), number)| {
            json!({ "id": format!("assignment-{number:02}"), "principalId": person.id(),
                    "roleDefinitionId": template, "directoryScopeId": "/" })
        })
        .collect()
}

fn registration(person: &Person) -> Value {
    let methods: &[&str] = match (person.is_registered(), person.habit) {
        (false, _) | (true, Habit::Unregistered) => &[],
        (true, Habit::Password) if person.number.is_multiple_of(3) => &["mobilePhone"],
        (true, Habit::Password) => &["microsoftAuthenticatorPush", "softwareOneTimePasscode"],
        (true, Habit::Hello) => &["windowsHelloForBusiness", "microsoftAuthenticatorPush"],
        (true, Habit::Key) => &["fido2SecurityKey"],
        (true, Habit::Push) if person.is_admin() => &["microsoftAuthenticatorPush", "fido2SecurityKey"],
        (true, Habit::Push) => &["microsoftAuthenticatorPush"],
    };
    let is_registered = !methods.is_empty();
    json!({
        "id": person.id(),
        "userPrincipalName": person.user_principal_name(),
        "userDisplayName": person.display_name(),
        "userType": if person.is_guest() { "guest" } else { "member" },
        "isAdmin": person.is_admin(),
        "isMfaCapable": is_registered,
        "isMfaRegistered": is_registered,
        "isPasswordlessCapable": matches!(person.habit, Habit::Hello | Habit::Key),
        "isSsprCapable": is_registered,
        "isSsprEnabled": true,
        "isSsprRegistered": is_registered,
        "isSystemPreferredAuthenticationMethodEnabled": true,
        "methodsRegistered": methods,
        "lastUpdatedDateTime": "2026-11-22T20:00:00Z"
    })
}

fn device(person: &Person) -> Option<Value> {
    let is_managed = match computer(person) {
        Computer::Compliant => true,
        Computer::Registered => false,
        Computer::Unregistered => return None,
    };
    let (system, version) = if is_mac(person) { ("MacMDM", "26.1") } else { ("Windows", "10.0.26200.7171") };
    Some(json!({
        "id": format!("eeeeeeee-0000-4000-9000-{:012}", person.number),
        "deviceId": device_id(person),
        "displayName": device_name(person),
        "accountEnabled": true,
        "operatingSystem": system,
        "operatingSystemVersion": version,
        "isCompliant": is_managed,
        "isManaged": is_managed,
        "trustType": if is_managed { "AzureAd" } else { "Workplace" },
        "profileType": "RegisteredDevice",
        "deviceOwnership": if is_managed { "Company" } else { "Personal" },
        "enrollmentProfileName": null,
        "manufacturer": null,
        "model": null,
        "mdmAppId": is_managed.then_some("0000000a-0000-0000-c000-000000000000"),
        "physicalIds": [],
        "systemLabels": [],
        "extensionAttributes": {}
    }))
}
