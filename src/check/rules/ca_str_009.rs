#![doc = include_str!("ca_str_009.md")]

use crate::check::{Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, DevicePlatform, Id, LocationRef, Policy, ServicePrincipalRef, UserRef};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-009",
    severity: Severity::Warning,
    summary: "all and more",
    explanation: include_str!("ca_str_009.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let users = &conditions.users.include;
        let mut list = |pointer: &str, is_all: Vec<Option<bool>>| {
            found.extend(beside_all(context, policy, pointer, &is_all));
        };
        list("/users/include/users", users.users.iter().map(is_every_user).collect());
        list(
            "/applications/include",
            conditions.applications.include.iter().map(is_every_application).collect(),
        );
        if let Some(platforms) = &conditions.platforms {
            let is_all = |platform: &DevicePlatform| Some(*platform == DevicePlatform::All);
            list("/platforms/include", platforms.include.iter().map(is_all).collect());
        }
        if let Some(locations) = &conditions.locations {
            let is_all = |location: &LocationRef<Id>| Some(*location == LocationRef::All);
            list("/locations/include", locations.include.iter().map(is_all).collect());
        }
        let is_all = |principal: &ServicePrincipalRef<Id>| Some(*principal == ServicePrincipalRef::All);
        if let Some(clients) = &conditions.client_applications {
            let principals = &clients.service_principals.include;
            list("/servicePrincipals/include", principals.iter().map(is_all).collect());
            let agents = &clients.agent_identities.include;
            list("/agentIdentities/include", agents.iter().map(is_all).collect());
        }
        if let Some(agents) = &conditions.agents {
            list("/agents/include", agents.users.include.iter().map(is_all).collect());
        }

        if users.users.contains(&UserRef::All) {
            let others = [
                ("groups", !users.groups.is_empty()),
                ("roles", !users.roles.is_empty()),
                ("guests", users.all_guests || users.guests.is_some()),
            ];
            for (kind, _) in others.into_iter().filter(|(_, is_listed)| *is_listed) {
                found.push(kind_beside_all(context, policy, kind));
            }
        }
    }
}

/// Whether an entry is `all`; nothing for agents, who may be others than the users of the directory.
fn is_every_user(user: &UserRef<Id>) -> Option<bool> {
    match user {
        UserRef::All => Some(true),
        UserRef::None | UserRef::User(_) => Some(false),
        UserRef::AllAgentIdUsers => None,
    }
}

/// Whether an entry is `all`; nothing for the resources of agents, which may be others.
fn is_every_application(application: &ApplicationRef<Id>) -> Option<bool> {
    match application {
        ApplicationRef::All => Some(true),
        ApplicationRef::None
        | ApplicationRef::Office365
        | ApplicationRef::MicrosoftAdminPortals
        | ApplicationRef::Application(_) => Some(false),
        ApplicationRef::AllAgentIdResources => None,
    }
}

/// The finding for a list of `all` and others: which of its entries are `all`, and which are covered by it.
fn beside_all(
    context: &Context<'_>,
    policy: &Policy<Id>,
    list: &str,
    is_all: &[Option<bool>],
) -> Option<Finding> {
    let all = is_all.iter().position(|entry| *entry == Some(true))?;
    let covered =
        is_all.iter().enumerate().filter(|(_, entry)| **entry == Some(false)).map(|(index, _)| index);
    let first = covered.clone().next()?;
    let title = "remove what `all` covers";
    let removals = covered.map(|index| context.item_removal(title, policy, list, index));
    let fix = removals.collect::<Option<Vec<Fix>>>().and_then(|fixes| {
        fixes.into_iter().reduce(|mut fix, other| {
            fix.changes.extend(other.changes);
            fix
        })
    });
    let key = list.trim_start_matches('/').replace('/', ".");
    let message = format!("policy `{}` lists more beside `all` under `{key}`", policy.id);
    Some(
        Finding::new(&RULE, context.item(policy, list, first), message)
            .related(context.item(policy, list, all), "this covers it")
            .help("write `all` alone, or remove it if only the others are meant")
            .fix(fix),
    )
}

/// The finding for groups, roles or guests beside all users.
fn kind_beside_all(context: &Context<'_>, policy: &Policy<Id>, kind: &str) -> Finding {
    let place = Place::policy(&policy.id, format!("/users/include/{kind}")).key();
    let message = format!("policy `{}` includes {kind} beside `all` users", policy.id);
    Finding::new(&RULE, place.clone(), message)
        .related(context.item(policy, "/users/include/users", 0), "this covers them")
        .help(format!("remove `{kind}`, or `all` if only they are meant"))
        .fix(context.removal(format!("remove `{kind}`"), place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    fn removed(fragment: &str) -> Vec<String> {
        let tenant = loaded(&policy_file(fragment));
        let mut found = Vec::new();
        check(&Context::new(&tenant, None), &mut found);
        let fixes = found.into_iter().flat_map(|finding| finding.fix.unwrap().changes);
        fixes.map(|(place, _)| place.pointer).collect()
    }

    #[test]
    fn everything_that_all_covers_is_removed() {
        assert_eq!(
            removed("applications: { include: [office365, all, microsoftAdminPortals] }\n"),
            ["/applications/include/0", "/applications/include/2"]
        );
        assert_eq!(
            removed("users: { include: { users: [all], roles: [Global Administrator] } }\n"),
            ["/users/include/roles"]
        );
    }

    #[test]
    fn agents_are_not_covered() {
        assert!(removed("users: { include: { users: [all, allAgentIdUsers] } }\n").is_empty());
        assert!(removed("applications: { include: [all, allAgentIdResources] }\n").is_empty());
    }
}
