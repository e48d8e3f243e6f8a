#![doc = include_str!("ca_str_016.md")]

use std::collections::BTreeMap;

use crate::catalogue::role_by_id;
use crate::check::policy_shape::{grant_items, may_be_keyword};
use crate::check::{Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{GrantItem, Id, LocationRef, NamedLocation, Policy, ReferenceKind, UserRef};
use crate::workspace::{Place, PlaceRoot, Spans};

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
    found.extend(without_ids(context));
    let mut missing = Vec::new();
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let sides = [("include", &conditions.users.include), ("exclude", &conditions.users.exclude)];
        for (side, subjects) in sides {
            let mut list = |kind, key: &str, ids: Vec<_>| {
                let pointer = format!("/users/{side}/{key}");
                missing.extend(known.missing(policy, kind, &pointer, &ids));
            };
            list(ReferenceKind::User, "users", subjects.users.iter().map(user_id).collect());
            list(ReferenceKind::Group, "groups", subjects.groups.iter().map(Some).collect());
            list(ReferenceKind::Role, "roles", subjects.roles.iter().map(Some).collect());
        }
        if let Some(locations) = &conditions.locations {
            for (side, entries) in [("include", &locations.include), ("exclude", &locations.exclude)] {
                let pointer = format!("/locations/{side}");
                let ids: Vec<_> = entries.iter().map(location_id).collect();
                missing.extend(known.missing(policy, ReferenceKind::NamedLocation, &pointer, &ids));
            }
        }
        let contexts: Vec<_> = conditions.applications.authentication_contexts.iter().map(Some).collect();
        let kind = ReferenceKind::AuthenticationContext;
        missing.extend(known.missing(policy, kind, "/authenticationContexts", &contexts));
        for item in grant_items(policy) {
            if let GrantItem::TermsOfUse(id) = item
                && known.lacks(ReferenceKind::TermsOfUse, id)
            {
                let place = context.grant_item(policy, item);
                missing.push(Missing { policy, kind: ReferenceKind::TermsOfUse, id, place, fix: None });
            }
        }
    }
    found.extend(known.findings(missing));
}

/// A reference to what is surely not there.
struct Missing<'a> {
    policy: &'a Policy<Id>,
    kind: ReferenceKind,
    id: &'a Id,
    place: Place,
    fix: Option<Fix>,
}

/// References that are no ids and stand for nothing in the workspace, each once.
fn without_ids(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (text, placeholder) in &context.workspace.placeholders {
        let kind = placeholder.kind;
        if placeholder.name.is_some() || may_be_keyword(kind, text) {
            continue;
        }
        let written = format!("graph:{text}");
        let mut places = Vec::new();
        for policy in context.policies() {
            context.each_text(&PlaceRoot::Policy(policy.id.clone()), |pointer, node| {
                let is_reference = !["/id", "/name", "/description"].contains(&pointer);
                if is_reference && node.as_str().is_some_and(|node| node == text || node == written) {
                    places.push((policy, Place::policy(&policy.id, pointer)));
                }
            });
        }
        places.dedup_by_key(|(policy, _)| &policy.id);
        let Some((policy, place)) = places.first().cloned() else { continue };
        let others = match places.len() {
            1 => String::new(),
            2 => " and another".to_owned(),
            several => format!(" and {} others", several - 1),
        };
        let names = if places.len() == 1 { "names" } else { "name" };
        let message = format!(
            "policy `{}`{others} {names} the {} `{text}`, which is no id: Graph takes nothing else",
            policy.id,
            kind.words(),
        );
        let help = if text.starts_with('<') {
            "give what it stands for under `bound` of tenant.lock.yaml"
        } else {
            "write its id, or a name that the workspace has an id for"
        };
        found.push(Finding::new(&RULE, place, message).help(help));
    }
    found
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
    fn missing<'a>(
        &self,
        policy: &'a Policy<Id>,
        kind: ReferenceKind,
        list: &str,
        ids: &[Option<&'a Id>],
    ) -> Vec<Missing<'a>> {
        let ids = ids.iter().enumerate().filter_map(|(index, id)| Some((index, (*id)?)));
        let missing = ids.filter(|(_, id)| self.lacks(kind, id));
        missing
            .map(|(index, id)| {
                // What is gone excludes nobody; what an inclusion of it meant, only its author knows.
                let is_exclusion = list.contains("/exclude");
                let title = "remove the exclusion of what is gone";
                let fix = is_exclusion.then(|| self.context.item_removal(title, policy, list, index));
                let place = self.context.item(policy, list, index);
                Missing { policy, kind, id, place, fix: fix.flatten() }
            })
            .collect()
    }

    /// One finding for each place where a reference is written: what stands in `tenant.yaml` or a baseline may be in many
    /// policies.
    fn findings(&self, missing: Vec<Missing<'_>>) -> Vec<Finding> {
        let mut written: BTreeMap<_, Vec<Missing<'_>>> = BTreeMap::new();
        for reference in missing {
            let span = self.context.workspace.span(&reference.place);
            written.entry((span, reference.kind, reference.id)).or_default().push(reference);
        }
        let alike = written.into_values().map(|references| (references.len(), references.into_iter().next()));
        alike.filter_map(|(count, first)| Some(self.finding(count, first?))).collect()
    }

    /// The finding about the first of some references alike.
    fn finding(&self, count: usize, first: Missing<'_>) -> Finding {
        let Missing { policy, kind, id, place, fix } = first;
        let name = self.context.name(kind, id);
        let words = kind.words();
        let named = match count {
            1 => format!("policy `{}` names the {words} `{name}`", policy.id),
            _ => format!("policy `{}` and {} more name the {words} `{name}`", policy.id, count - 1),
        };
        let (message, help) = match kind {
            ReferenceKind::Role => (
                format!("{named}, which is no built-in role known here"),
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
                format!("{named}, which the export of the tenant lacks"),
                format!(
                    "remove it, correct the id in `{}` of tenant.lock.yaml, or export anew",
                    kind.lock_key()
                ),
            ),
        };
        Finding::new(&RULE, place, message).help(help).fix(fix)
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
    use crate::workspace::Memory;

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
    fn what_is_written_once_for_many_policies_is_found_once() {
        let tenant = "tenant: contoso.onmicrosoft.com\n\
                      emergencyAccess: { accounts: [bg1@contoso.com], group: Emergency }\n";
        let policy = |id: &str, users: &str| {
            format!(
                "id: {id}\nname: {id} - example\nstate: enabled\nusers: {users}\napplications: {{ include: all }}\n\
                 grant: mfa\n"
            )
        };
        let other = GONE.replace('9', "8");
        let direct = format!("{{ include: all, exclude: {{ groups: [{other}] }} }}");
        let files = Memory::default()
            .with("tenant.yaml", tenant)
            .with("tenant.lock.yaml", format!("groups: {{ Emergency: {GONE} }}\n"))
            .with("policies/CA001.yaml", policy("CA001", "{ include: all }"))
            .with("policies/CA002.yaml", policy("CA002", "{ include: all }"))
            .with("policies/CA003.yaml", policy("CA003", &direct));
        let directory = directory(1, &[(THERE, &[0])]);
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), Some(&directory)), &mut found);
        let found: Vec<String> = found.into_iter().map(|finding| finding.message).collect();
        let lacks = "which the export of the tenant lacks";
        assert_eq!(
            found,
            [
                format!("policy `CA001` and 2 more name the group `Emergency`, {lacks}"),
                format!("policy `CA003` names the group `{other}`, {lacks}"),
            ]
        );
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
