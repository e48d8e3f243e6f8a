#![doc = include_str!("ca_str_016.md")]

use crate::catalogue::role_by_id;
use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{GrantItem, Id, LocationRef, NamedLocation, Policy, ReferenceKind, UserRef};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-016",
    severity: Severity::Warning,
    summary: "a reference to what is not there",
    explanation: include_str!("ca_str_016.md"),
    aliases: &["MT.1038", "MT.1066"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let known = Known { context };
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let sides = [("include", &conditions.users.include), ("exclude", &conditions.users.exclude)];
        for (side, subjects) in sides {
            let mut list = |kind, key: &str, ids: Vec<Option<&Id>>| {
                let pointer = format!("/users/{side}/{key}");
                found.extend(known.missing(policy, kind, &pointer, &ids));
            };
            list(ReferenceKind::User, "users", subjects.users.iter().map(user_id).collect());
            list(ReferenceKind::Group, "groups", subjects.groups.iter().map(Some).collect());
            list(ReferenceKind::Role, "roles", subjects.roles.iter().map(Some).collect());
        }
        if let Some(locations) = &conditions.locations {
            for (side, entries) in [("include", &locations.include), ("exclude", &locations.exclude)] {
                let pointer = format!("/locations/{side}");
                let ids: Vec<_> = entries.iter().map(location_id).collect();
                found.extend(known.missing(policy, ReferenceKind::NamedLocation, &pointer, &ids));
            }
        }
        let contexts: Vec<_> = conditions.applications.authentication_contexts.iter().map(Some).collect();
        let kind = ReferenceKind::AuthenticationContext;
        found.extend(known.missing(policy, kind, "/authenticationContexts", &contexts));
        for item in grant_items(policy) {
            if let GrantItem::TermsOfUse(id) = item
                && known.lacks(ReferenceKind::TermsOfUse, id)
            {
                found.push(known.finding(
                    policy,
                    ReferenceKind::TermsOfUse,
                    id,
                    context.grant_item(policy, item),
                ));
            }
        }
    }
}

fn user_id(user: &UserRef<Id>) -> Option<&Id> {
    match user {
        UserRef::User(id) => Some(id),
        UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
    }
}

fn location_id(location: &LocationRef<Id>) -> Option<&Id> {
    match location {
        LocationRef::Location(id) => Some(id),
        LocationRef::All
        | LocationRef::AllTrusted
        | LocationRef::MfaTrustedIps
        | LocationRef::AllCompliantNetworks => None,
    }
}

/// What is known to be there, as far as exports are complete.
struct Known<'a> {
    context: &'a Context<'a>,
}

impl Known<'_> {
    /// The entries of a list that are surely not there.
    fn missing(
        &self,
        policy: &Policy<Id>,
        kind: ReferenceKind,
        list: &str,
        ids: &[Option<&Id>],
    ) -> Vec<Finding> {
        let ids = ids.iter().enumerate().filter_map(|(index, id)| Some((index, (*id)?)));
        let missing = ids.filter(|(_, id)| self.lacks(kind, id));
        missing
            .map(|(index, id)| {
                // What is gone excludes nobody; what an inclusion of it meant, only its author knows.
                let is_exclusion = list.contains("/exclude");
                let title = "remove the exclusion of what is gone";
                let fix = is_exclusion.then(|| self.context.item_removal(title, policy, list, index));
                let place = self.context.item(policy, list, index);
                self.finding(policy, kind, id, place).fix(fix.flatten())
            })
            .collect()
    }

    fn finding(&self, policy: &Policy<Id>, kind: ReferenceKind, id: &Id, place: Place) -> Finding {
        let name = self.context.name(kind, id);
        let words = kind.words();
        let (message, help) = match kind {
            ReferenceKind::Role => (
                format!(
                    "policy `{}` names the role `{name}`, which is no built-in role known here",
                    policy.id
                ),
                "name a built-in role; those of the tenant's own are not enforced".to_owned(),
            ),
            ReferenceKind::User
            | ReferenceKind::Group
            | ReferenceKind::Application
            | ReferenceKind::ServicePrincipal
            | ReferenceKind::NamedLocation
            | ReferenceKind::AuthenticationStrength
            | ReferenceKind::TermsOfUse
            | ReferenceKind::AuthenticationContext
            | ReferenceKind::FilteringProfile => (
                format!(
                    "policy `{}` names the {words} `{name}`, which the export of the tenant lacks",
                    policy.id
                ),
                format!(
                    "remove it, correct the id in `{}` of tenant.lock.yaml, or export anew",
                    kind.lock_key()
                ),
            ),
        };
        Finding::new(&RULE, place, message).help(help)
    }

    /// Whether an object is surely not there. What has no id yet is still to be created.
    fn lacks(&self, kind: ReferenceKind, id: &Id) -> bool {
        let workspace = self.context.workspace;
        let directory = self.context.directory;
        let deployed = workspace.deployed.as_ref();
        match (kind, id.guid()) {
            (ReferenceKind::User, Some(user)) => {
                directory.is_some_and(|known| known.people_known && known.person(user).is_none())
            }
            (ReferenceKind::Group, Some(group)) => {
                directory.is_some_and(|known| known.groups_known && !known.groups.contains_key(&group))
            }
            (ReferenceKind::Role, Some(role)) => role_by_id(role).is_none(),
            (ReferenceKind::NamedLocation, Some(_)) => {
                let exported = deployed.map_or(&[][..], |deployed| &deployed.locations);
                let is_there = |location: &NamedLocation| location.id == *id;
                !exported.is_empty()
                    && !exported.iter().any(is_there)
                    && !workspace.locations.iter().any(is_there)
            }
            (ReferenceKind::TermsOfUse, Some(_)) | (ReferenceKind::AuthenticationContext, _) => {
                let exported = deployed.map_or(&[][..], |deployed| &deployed.names);
                let mut of_kind = exported.iter().filter(|(other, ..)| *other == kind).peekable();
                of_kind.peek().is_some() && of_kind.all(|(_, other, _)| other != id)
            }
            (
                ReferenceKind::User
                | ReferenceKind::Group
                | ReferenceKind::Role
                | ReferenceKind::NamedLocation
                | ReferenceKind::TermsOfUse
                | ReferenceKind::Application
                | ReferenceKind::ServicePrincipal
                | ReferenceKind::AuthenticationStrength
                | ReferenceKind::FilteringProfile,
                _,
            ) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{directory, loaded, policy_file};

    const THERE: &str = "bbbbbbbb-0000-4000-8000-000000000001";
    const GONE: &str = "bbbbbbbb-0000-4000-8000-000000000009";

    /// Where it fires, and whether it would remove the entry.
    fn found(fragment: &str, deployed: &str) -> Vec<(String, bool)> {
        let directory = directory(1, &[(THERE, &[0])]);
        let files = policy_file(fragment).with("deployed/export.json", deployed);
        let tenant = loaded(&files);
        let mut found = Vec::new();
        check(&Context::new(&tenant, Some(&directory)), &mut found);
        found.into_iter().map(|finding| (finding.place.pointer, finding.fix.is_some())).collect()
    }

    #[test]
    fn users_and_groups_that_a_whole_export_lacks_are_gone() {
        let users = |list: &str| format!("users: {{ include: all, exclude: {{ {list} }} }}\n");
        assert_eq!(found(&users(&format!("groups: [{THERE}]")), "[]"), []);
        assert_eq!(
            found(&users(&format!("groups: [{THERE}, {GONE}]")), "[]"),
            [("/users/exclude/groups/1".to_owned(), true)]
        );
        assert_eq!(found(&users("users: [aaaaaaaa-0000-4000-8000-000000000000]"), "[]"), []);
        assert_eq!(
            found(&users("users: [aaaaaaaa-0000-4000-8000-000000000001]"), "[]"),
            [("/users/exclude/users/0".to_owned(), true)]
        );
        let include = format!("users: {{ include: {{ groups: [{GONE}] }} }}\n");
        assert_eq!(found(&include, "[]"), [("/users/include/groups/0".to_owned(), false)]);
    }

    #[test]
    fn what_the_deployed_export_lacks_is_gone_if_it_holds_others_of_the_kind() {
        let location = |id: &str| {
            format!(
                r##"[{{"@odata.type": "#microsoft.graph.ipNamedLocation", "id": "{id}", "displayName": "Office",
                "isTrusted": true, "ipRanges": []}}]"##
            )
        };
        let locations = format!("locations: {{ include: all, exclude: [{GONE}] }}\n");
        assert_eq!(found(&locations, "[]"), []);
        assert_eq!(found(&locations, &location(GONE)), []);
        assert_eq!(found(&locations, &location(THERE)), [("/locations/exclude/0".to_owned(), true)]);

        let terms = |id: &str| {
            format!(
                r#"[{{"id": "{id}", "displayName": "Terms", "isViewingBeforeAcceptanceRequired": true}}]"#
            )
        };
        let grant = format!("grant: {{ allOf: [mfa, {{ termsOfUse: {GONE} }}] }}\n");
        assert_eq!(found(&grant, &terms(GONE)), []);
        assert_eq!(found(&grant, &terms(THERE)), [("/grant/allOf/1".to_owned(), false)]);

        let context = r#"[{"id": "c1", "displayName": "Sensitive", "isAvailable": true}]"#;
        assert_eq!(found("applications: null\nauthenticationContexts: [c1]\n", context), []);
    }
}
