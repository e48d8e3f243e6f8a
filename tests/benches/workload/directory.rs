//! A directory of any number of people, as raw Graph exports.

use serde_json::{Value, json};

use super::{DEPARTMENTS, ROLES, device_id, group_id, person_id, person_name};

/// The exports of a directory with this many people: path and text.
pub(crate) fn files(people: u32) -> Vec<(String, String)> {
    let each = |make: &dyn Fn(u32) -> Value| (0..people).map(make).collect::<Vec<_>>();
    let groups = (0..DEPARTMENTS).map(|department| group(department, people)).collect::<Vec<_>>();
    let roles = each(&role).into_iter().filter(|role| !role.is_null()).collect::<Vec<_>>();
    vec![
        page("users", "users", &each(&user)),
        page("groups", "groups", &groups),
        page("roleAssignments", "roleManagement/directory/roleAssignments", &roles),
        page(
            "userRegistrationDetails",
            "reports/authenticationMethods/userRegistrationDetails",
            &each(&registration),
        ),
        page("devices", "devices", &each(&device)),
    ]
}

fn page(name: &str, entity: &str, value: &[Value]) -> (String, String) {
    let context = format!("https://graph.microsoft.com/v1.0/$metadata#{entity}");
    (format!("directory/{name}.json"), json!({ "@odata.context": context, "value": value }).to_string())
}

fn user(person: u32) -> Value {
    json!({
        "id": person_id(person),
        "userPrincipalName": person_name(person),
        "displayName": format!("Person {person}"),
        "mail": person_name(person),
        "userType": if person % 25 == 3 { "Guest" } else { "Member" },
        "creationType": null,
        "externalUserState": null,
        "accountEnabled": person % 50 != 9,
        "usageLocation": "IN",
        "createdDateTime": "2024-02-05T06:30:00Z",
        "employeeHireDate": null,
        "onPremisesSyncEnabled": true
    })
}

/// Everyone is in the group of their department, every tenth in two more.
fn group(department: u32, people: u32) -> Value {
    let is_in = |person: &u32| {
        let own = person % DEPARTMENTS;
        own == department
            || person.is_multiple_of(10) && matches!((department + DEPARTMENTS - own) % DEPARTMENTS, 7 | 13)
    };
    let members: Vec<Value> = (0..people)
        .filter(is_in)
        .map(|person| json!({ "@odata.type": "#microsoft.graph.user", "id": person_id(person) }))
        .collect();
    json!({ "id": group_id(department), "displayName": format!("SG-Department-{department}"), "securityEnabled": true,
            "groupTypes": [], "transitiveMembers": members })
}

fn role(person: u32) -> Value {
    if person % 250 != 1 {
        return Value::Null;
    }
    let template = ROLES.get((person / 250 % 4) as usize).map_or("", |(_, template)| *template);
    json!({ "id": format!("assignment-{person}"), "principalId": person_id(person), "roleDefinitionId": template,
            "directoryScopeId": "/" })
}

fn registration(person: u32) -> Value {
    let methods: &[&str] = match person % 20 {
        0 => &[],
        1..=3 => &["mobilePhone"],
        4 => &["fido2SecurityKey", "microsoftAuthenticatorPush"],
        _ => &["microsoftAuthenticatorPush", "softwareOneTimePasscode"],
    };
    json!({
        "id": person_id(person),
        "userPrincipalName": person_name(person),
        "userDisplayName": format!("Person {person}"),
        "userType": "member",
        "isAdmin": person % 250 == 1,
        "isMfaCapable": !methods.is_empty(),
        "isMfaRegistered": !methods.is_empty(),
        "methodsRegistered": methods,
        "lastUpdatedDateTime": "2026-11-22T20:00:00Z"
    })
}

fn device(person: u32) -> Value {
    json!({
        "id": format!("eeeeeeee-0000-4000-9000-{person:012}"),
        "deviceId": device_id(person),
        "displayName": format!("PC-{person}"),
        "accountEnabled": true,
        "operatingSystem": "Windows",
        "operatingSystemVersion": "10.0.26200.7171",
        "isCompliant": person.is_multiple_of(3),
        "isManaged": person.is_multiple_of(3),
        "trustType": if person.is_multiple_of(3) { "AzureAd" } else { "Workplace" },
        "profileType": "RegisteredDevice",
        "deviceOwnership": "Company",
        "physicalIds": [],
        "systemLabels": [],
        "extensionAttributes": {}
    })
}
