//! The directory as raw Graph exports: users, groups, roles and registration.

use serde_json::{Value, json};

use super::deployed::Export;
use super::story::Person;
use super::{id, page};

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// `directory/users.json`.
pub(crate) fn users(client: usize, people: &[Person]) -> (String, Vec<u8>) {
    file("users", "users", &each(people, |person, number| user(client, person, number)))
}

/// The files under `directory/`; none where there is nobody. Groups have the ids that they have in the export.
pub(crate) fn files(client: usize, people: &[Person], export: &Export) -> Vec<(String, Vec<u8>)> {
    if people.is_empty() {
        return Vec::new();
    }
    let admins = people.iter().zip(1..).filter(|(person, _)| person.is_admin);
    let roles: Vec<Value> = admins.map(|(_, number)| role(client, number)).collect();
    let registrations = each(people, |person, number| registration(client, person, number));
    vec![
        users(client, people),
        file("groups", "groups", &groups(client, people, export)),
        file("roleAssignments", "roleManagement/directory/roleAssignments", &roles),
        file(
            "userRegistrationDetails",
            "reports/authenticationMethods/userRegistrationDetails",
            &registrations,
        ),
    ]
}

/// Something of each person, who has a number.
fn each(people: &[Person], of: impl Fn(&Person, usize) -> Value) -> Vec<Value> {
    people.iter().zip(1..).map(|(person, number)| of(person, number)).collect()
}

fn file(name: &str, collection: &str, value: &[Value]) -> (String, Vec<u8>) {
    (format!("directory/{name}.json"), format!("{:#}\n", page(collection, value)).into_bytes())
}

/// The id of the person of a number.
pub(crate) fn user_id(client: usize, number: usize) -> String {
    id('a', client, number)
}

fn user(client: usize, person: &Person, number: usize) -> Value {
    json!({
        "id": user_id(client, number),
        "userPrincipalName": person.user_principal_name(),
        "displayName": person.display_name,
        "userType": "Member",
        "accountEnabled": true,
        "usageLocation": "IN",
        "createdDateTime": "2024-04-08T05:00:00Z"
    })
}

fn groups(client: usize, people: &[Person], export: &Export) -> Vec<Value> {
    let members_of = |name: &str| -> Vec<Value> {
        let members = people.iter().zip(1..).filter(|(person, _)| person.groups.contains(&name));
        members
            .map(|(person, number)| {
                json!({ "@odata.type": "#microsoft.graph.user", "id": user_id(client, number),
                        "userPrincipalName": person.user_principal_name() })
            })
            .collect()
    };
    let named = export.groups.iter().filter_map(|group| Some((group.key.as_deref()?, group.id())));
    named
        .map(|(name, id)| {
            json!({ "id": id, "displayName": name, "securityEnabled": true, "groupTypes": [],
                    "transitiveMembers": members_of(name) })
        })
        .collect()
}

fn role(client: usize, number: usize) -> Value {
    json!({ "id": format!("assignment-{number:02}"), "principalId": user_id(client, number),
            "roleDefinitionId": GLOBAL_ADMINISTRATOR, "directoryScopeId": "/" })
}

fn registration(client: usize, person: &Person, number: usize) -> Value {
    let is_registered = !person.methods.is_empty();
    json!({
        "id": user_id(client, number),
        "userPrincipalName": person.user_principal_name(),
        "userDisplayName": person.display_name,
        "userType": "member",
        "isAdmin": person.is_admin,
        "isMfaCapable": is_registered,
        "isMfaRegistered": is_registered,
        "isSsprRegistered": is_registered,
        "methodsRegistered": person.methods,
        "lastUpdatedDateTime": "2026-11-22T20:00:00Z"
    })
}

impl Person {
    /// `userPrincipalName`.
    pub(crate) fn user_principal_name(&self) -> String {
        format!("{}@{}", self.account, self.domain)
    }
}
