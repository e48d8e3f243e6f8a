//! A policy with every reference replaced: names by ids, or ids by names.
//!
//! This alone knows where references stand in a policy, and of what kind each is.

use crate::model::{
    Agents, ApplicationRef, Applications, ClientApplications, ConditionSet, GrantControls, GrantItem,
    LocationRef, Policy, Reference, ReferenceKind, Scoped, ServicePrincipalRef, SessionControls, Subjects,
    UserRef, Users,
};

/// Replaces every reference of a policy. The function is told the kind of a reference and the pointer, in the policy's
/// document, of the key that it is under.
pub(super) fn convert<R, S, F>(policy: Policy<R>, replace: &mut F) -> Policy<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    Policy {
        id: policy.id,
        graph_id: policy.graph_id,
        display_name: policy.display_name,
        description: policy.description,
        state: policy.state,
        conditions: conditions(policy.conditions, replace),
        grant: policy.grant.map(|controls| grant(controls, replace)),
        session: policy.session.map(|controls| session(controls, replace)),
        unknown: policy.unknown,
    }
}

fn conditions<R, S, F>(conditions: ConditionSet<R>, replace: &mut F) -> ConditionSet<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    ConditionSet {
        users: Users {
            include: subjects("/users/include", conditions.users.include, replace),
            exclude: subjects("/users/exclude", conditions.users.exclude, replace),
        },
        applications: applications(conditions.applications, replace),
        client_app_types: conditions.client_app_types,
        platforms: conditions.platforms,
        locations: conditions.locations.map(|scope| Scoped {
            include: locations("/locations/include", scope.include, replace),
            exclude: locations("/locations/exclude", scope.exclude, replace),
        }),
        device_filter: conditions.device_filter,
        user_risk_levels: conditions.user_risk_levels,
        sign_in_risk_levels: conditions.sign_in_risk_levels,
        service_principal_risk_levels: conditions.service_principal_risk_levels,
        insider_risk_levels: conditions.insider_risk_levels,
        agent_id_risk_levels: conditions.agent_id_risk_levels,
        authentication_flows: conditions.authentication_flows,
        client_applications: conditions.client_applications.map(|clients| workloads(clients, replace)),
        agents: conditions.agents.map(|agents| Agents {
            users: service_principals("/agents", ReferenceKind::User, agents.users, replace),
            filter: agents.filter,
        }),
    }
}

fn subjects<R, S, F>(pointer: &str, subjects: Subjects<R>, replace: &mut F) -> Subjects<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let under = |key: &str| format!("{pointer}/{key}");
    let users = subjects.users.into_iter().map(|user| match user {
        UserRef::All => UserRef::All,
        UserRef::None => UserRef::None,
        UserRef::AllAgentIdUsers => UserRef::AllAgentIdUsers,
        UserRef::User(user) => UserRef::User(replace(ReferenceKind::User, &under("users"), user)),
    });
    Subjects {
        users: users.collect(),
        groups: all(ReferenceKind::Group, &under("groups"), subjects.groups, replace),
        roles: all(ReferenceKind::Role, &under("roles"), subjects.roles, replace),
        all_guests: subjects.all_guests,
        guests: subjects.guests,
    }
}

fn all<R, S, F>(kind: ReferenceKind, pointer: &str, references: Vec<R>, replace: &mut F) -> Vec<S>
where
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    references.into_iter().map(|reference| replace(kind, pointer, reference)).collect()
}

fn applications<R, S, F>(applications: Applications<R>, replace: &mut F) -> Applications<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    Applications {
        include: application_refs("/applications/include", applications.include, replace),
        exclude: application_refs("/applications/exclude", applications.exclude, replace),
        filter: applications.filter,
        user_actions: applications.user_actions,
        authentication_contexts: all(
            ReferenceKind::AuthenticationContext,
            "/authenticationContexts",
            applications.authentication_contexts,
            replace,
        ),
    }
}

fn application_refs<R, S, F>(
    pointer: &str,
    refs: Vec<ApplicationRef<R>>,
    replace: &mut F,
) -> Vec<ApplicationRef<S>>
where
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let replaced = refs.into_iter().map(|application| match application {
        ApplicationRef::All => ApplicationRef::All,
        ApplicationRef::None => ApplicationRef::None,
        ApplicationRef::Office365 => ApplicationRef::Office365,
        ApplicationRef::MicrosoftAdminPortals => ApplicationRef::MicrosoftAdminPortals,
        ApplicationRef::AllAgentIdResources => ApplicationRef::AllAgentIdResources,
        ApplicationRef::Application(application) => {
            ApplicationRef::Application(replace(ReferenceKind::Application, pointer, application))
        }
    });
    replaced.collect()
}

fn locations<R, S, F>(pointer: &str, refs: Vec<LocationRef<R>>, replace: &mut F) -> Vec<LocationRef<S>>
where
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let replaced = refs.into_iter().map(|location| match location {
        LocationRef::All => LocationRef::All,
        LocationRef::AllTrusted => LocationRef::AllTrusted,
        LocationRef::MfaTrustedIps => LocationRef::MfaTrustedIps,
        LocationRef::AllCompliantNetworks => LocationRef::AllCompliantNetworks,
        LocationRef::Location(location) => {
            LocationRef::Location(replace(ReferenceKind::NamedLocation, pointer, location))
        }
    });
    replaced.collect()
}

fn workloads<R, S, F>(clients: ClientApplications<R>, replace: &mut F) -> ClientApplications<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let kind = ReferenceKind::ServicePrincipal;
    ClientApplications {
        service_principals: service_principals(
            "/servicePrincipals",
            kind,
            clients.service_principals,
            replace,
        ),
        service_principal_filter: clients.service_principal_filter,
        agent_identities: service_principals("/agentIdentities", kind, clients.agent_identities, replace),
        agent_identity_filter: clients.agent_identity_filter,
    }
}

fn service_principals<R, S, F>(
    pointer: &str,
    kind: ReferenceKind,
    scope: Scoped<ServicePrincipalRef<R>>,
    replace: &mut F,
) -> Scoped<ServicePrincipalRef<S>>
where
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let mut side = |key: &str, refs: Vec<ServicePrincipalRef<R>>| -> Vec<ServicePrincipalRef<S>> {
        let pointer = format!("{pointer}/{key}");
        let replaced = refs.into_iter().map(|principal| match principal {
            ServicePrincipalRef::All => ServicePrincipalRef::All,
            ServicePrincipalRef::ServicePrincipal(principal) => {
                ServicePrincipalRef::ServicePrincipal(replace(kind, &pointer, principal))
            }
        });
        replaced.collect()
    };
    Scoped { include: side("include", scope.include), exclude: side("exclude", scope.exclude) }
}

fn grant<R, S, F>(grant: GrantControls<R>, replace: &mut F) -> GrantControls<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    let items = grant.items.into_iter().map(|item| match item {
        GrantItem::BuiltIn(control) => GrantItem::BuiltIn(control),
        GrantItem::AuthenticationStrength(strength) => GrantItem::AuthenticationStrength(replace(
            ReferenceKind::AuthenticationStrength,
            "/grant",
            strength,
        )),
        GrantItem::TermsOfUse(terms) => {
            GrantItem::TermsOfUse(replace(ReferenceKind::TermsOfUse, "/grant", terms))
        }
        GrantItem::CustomControl(id) => GrantItem::CustomControl(id),
    });
    GrantControls { operator: grant.operator, items: items.collect() }
}

fn session<R, S, F>(session: SessionControls<R>, replace: &mut F) -> SessionControls<S>
where
    R: Reference,
    S: Reference,
    F: FnMut(ReferenceKind, &str, R) -> S,
{
    SessionControls {
        sign_in_frequency: session.sign_in_frequency,
        persistent_browser: session.persistent_browser,
        application_enforced_restrictions: session.application_enforced_restrictions,
        cloud_app_security: session.cloud_app_security,
        continuous_access_evaluation: session.continuous_access_evaluation,
        token_protection: session.token_protection,
        disable_resilience_defaults: session.disable_resilience_defaults,
        global_secure_access_profile: session.global_secure_access_profile.map(|profile| {
            replace(ReferenceKind::FilteringProfile, "/session/globalSecureAccessProfile", profile)
        }),
    }
}
