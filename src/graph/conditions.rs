//! `conditionalAccessConditionSet` to [`ConditionSet`] and back.

use serde_json::{Value, json};

use super::decoder::Decoder;
use super::shape::{USER_ACTIONS, is_empty};
use crate::model::{
    Agents, ApplicationRef, Applications, ClientAppType, ClientApplications, ConditionSet, DeviceFilter,
    DevicePlatform, ExternalTenants, Filter, FilterMode, GuestType, Guests, Id, InsiderRiskLevel,
    LocationRef, RiskLevel, Scoped, ServicePrincipalRef, Subjects, TransferMethod, UserAction, UserRef,
    Users,
};

const GUESTS_OR_EXTERNAL_USERS: &str = "GuestsOrExternalUsers";
const MFA_TRUSTED_IPS: &str = "00000000-0000-0000-0000-000000000000";
const ALL_COMPLIANT_NETWORKS: &str = "3d46dbda-8382-466a-856d-eb00cbc6b910";
/// All of the service principals.
const IN_MY_TENANT: &str = "ServicePrincipalsInMyTenant";
/// All of the agents.
const ALL: &str = "All";

pub(super) fn decode_conditions(decoder: &mut Decoder<'_>) -> ConditionSet<Id> {
    let client_applications = decode_client_applications(decoder);
    let agents = decode_agents(decoder);
    let mut users =
        Users { include: decode_subjects(decoder, "include"), exclude: decode_subjects(decoder, "exclude") };
    // Beside workloads and agents, including nobody says nothing more.
    let without_users = client_applications.is_some() || agents.is_some();
    if without_users && users.include.users == [UserRef::None] && !users.include.all_guests {
        users.include.users.clear();
    }
    let mut client_app_types = decoder.list("/conditions/clientAppTypes", ClientAppType::from_graph);
    if client_app_types == [ClientAppType::All] {
        client_app_types.clear();
    }
    ConditionSet {
        users,
        applications: decode_applications(decoder),
        client_app_types,
        platforms: unless_empty(decoder.scoped(
            "/conditions/platforms",
            "Platforms",
            DevicePlatform::from_graph,
        )),
        locations: unless_empty(decoder.scoped("/conditions/locations", "Locations", decode_location)),
        device_filter: decoder.filter("/conditions/devices/deviceFilter").map(DeviceFilter::from),
        user_risk_levels: decoder.list("/conditions/userRiskLevels", RiskLevel::from_graph),
        sign_in_risk_levels: decoder.list("/conditions/signInRiskLevels", RiskLevel::from_graph),
        service_principal_risk_levels: decoder
            .list("/conditions/servicePrincipalRiskLevels", RiskLevel::from_graph),
        insider_risk_levels: decoder.flags("/conditions/insiderRiskLevels", InsiderRiskLevel::from_graph),
        agent_id_risk_levels: decoder.flags("/conditions/agentIdRiskLevels", RiskLevel::from_graph),
        authentication_flows: decoder
            .flags("/conditions/authenticationFlows/transferMethods", TransferMethod::from_graph),
        client_applications,
        agents,
    }
}

/// In the order of the documentation (graph.md §1.2).
pub(super) fn encode_conditions(conditions: &ConditionSet<Id>) -> Value {
    let mut value = json!({
        "applications": encode_applications(&conditions.applications),
        "users": encode_users(conditions),
        "clientApplications": conditions.client_applications.as_ref().and_then(encode_client_applications),
        "clientAppTypes": if conditions.client_app_types.is_empty() {
            vec![ClientAppType::All.as_graph()]
        } else {
            texts(&conditions.client_app_types, ClientAppType::as_graph)
        },
        "platforms": conditions.platforms.as_ref().and_then(|platforms| encode_scoped(platforms, "Platforms", |platform| {
            platform.as_graph().to_owned()
        })),
        "locations": conditions.locations.as_ref().and_then(|locations| encode_scoped(locations, "Locations", encode_location)),
        "devices": conditions.device_filter.as_ref().map(|filter| json!({ "deviceFilter": encode_filter(&filter.into()) })),
        "signInRiskLevels": texts(&conditions.sign_in_risk_levels, RiskLevel::as_graph),
        "userRiskLevels": texts(&conditions.user_risk_levels, RiskLevel::as_graph),
        "servicePrincipalRiskLevels": texts(&conditions.service_principal_risk_levels, RiskLevel::as_graph),
        "insiderRiskLevels": flags(&conditions.insider_risk_levels, InsiderRiskLevel::as_graph),
        "authenticationFlows": flags(&conditions.authentication_flows, TransferMethod::as_graph)
            .map(|methods| json!({ "transferMethods": methods })),
    });
    set_if_some(
        &mut value,
        "agentIdRiskLevels",
        flags(&conditions.agent_id_risk_levels, RiskLevel::as_graph).map(Value::from),
    );
    set_if_some(&mut value, "agents", conditions.agents.as_ref().and_then(encode_agents));
    value
}

fn decode_subjects(decoder: &mut Decoder<'_>, side: &str) -> Subjects<Id> {
    let named = decoder.list(&format!("/conditions/users/{side}Users"), |user| user);
    Subjects {
        all_guests: named.contains(&GUESTS_OR_EXTERNAL_USERS),
        users: named
            .into_iter()
            .filter(|user| *user != GUESTS_OR_EXTERNAL_USERS)
            .map(|user| match user {
                "All" => UserRef::All,
                "None" => UserRef::None,
                "AllAgentIdUsers" => UserRef::AllAgentIdUsers,
                id => UserRef::User(Id::parse(id)),
            })
            .collect(),
        groups: decoder.list(&format!("/conditions/users/{side}Groups"), Id::parse),
        roles: decoder.list(&format!("/conditions/users/{side}Roles"), Id::parse),
        guests: decode_guests(decoder, &format!("/conditions/users/{side}GuestsOrExternalUsers")),
    }
}

/// Policies on workloads and agents include nobody (graph.md §1.7).
fn encode_users(conditions: &ConditionSet<Id>) -> Value {
    let nobody = Subjects { users: vec![UserRef::None], ..Subjects::default() };
    let Users { include, exclude } = &conditions.users;
    let without_users = conditions.client_applications.is_some() || conditions.agents.is_some();
    let include = if without_users && include.is_empty() { &nobody } else { include };
    json!({
        "includeUsers": encode_user_refs(include),
        "excludeUsers": encode_user_refs(exclude),
        "includeGroups": texts(&include.groups, Id::to_string),
        "excludeGroups": texts(&exclude.groups, Id::to_string),
        "includeRoles": texts(&include.roles, Id::to_string),
        "excludeRoles": texts(&exclude.roles, Id::to_string),
        "includeGuestsOrExternalUsers": include.guests.as_ref().and_then(encode_guests),
        "excludeGuestsOrExternalUsers": exclude.guests.as_ref().and_then(encode_guests),
    })
}

fn encode_user_refs(subjects: &Subjects<Id>) -> Vec<String> {
    let guests = subjects.all_guests.then(|| GUESTS_OR_EXTERNAL_USERS.to_owned());
    let users = subjects.users.iter().map(|user| match user {
        UserRef::All => "All".to_owned(),
        UserRef::None => "None".to_owned(),
        UserRef::AllAgentIdUsers => "AllAgentIdUsers".to_owned(),
        UserRef::User(id) => id.to_string(),
    });
    users.chain(guests).collect()
}

fn decode_guests(decoder: &mut Decoder<'_>, pointer: &str) -> Option<Guests> {
    let types = decoder.flags(&format!("{pointer}/guestOrExternalUserTypes"), GuestType::from_graph);
    let tenants = decode_external_tenants(decoder, &format!("{pointer}/externalTenants"));
    (!types.is_empty() || tenants.is_some()).then_some(Guests { types, tenants })
}

fn encode_guests(guests: &Guests) -> Option<Value> {
    let types = flags(&guests.types, GuestType::as_graph);
    if types.is_none() && guests.tenants.is_none() {
        return None;
    }
    Some(json!({
        "guestOrExternalUserTypes": types.unwrap_or_else(|| "none".to_owned()),
        "externalTenants": guests.tenants.as_ref().map(encode_external_tenants),
    }))
}

/// The kind is in `membershipKind` and in the type; hand-written JSON often has one of them only.
fn decode_external_tenants(decoder: &mut Decoder<'_>, pointer: &str) -> Option<ExternalTenants> {
    let kind = decoder.at(&format!("{pointer}/membershipKind"));
    let of_type = match decoder.text(&format!("{pointer}/@odata.type")) {
        Some("#microsoft.graph.conditionalAccessAllExternalTenants") => Some("all"),
        Some("#microsoft.graph.conditionalAccessEnumeratedExternalTenants") => Some("enumerated"),
        Some(_) | None => None,
    };
    let kind = if is_empty(kind) { of_type } else { Some(kind.as_str().unwrap_or_default()) };
    let members = decoder.list(&format!("{pointer}/members"), Id::parse);
    let agrees = |token: &str| of_type.is_none_or(|of_type| of_type == token);
    match kind {
        Some(kind) if kind.eq_ignore_ascii_case("all") && agrees("all") && members.is_empty() => {
            Some(ExternalTenants::All)
        }
        Some(kind) if kind.eq_ignore_ascii_case("enumerated") && agrees("enumerated") => {
            Some(ExternalTenants::Enumerated(members))
        }
        None if is_empty(decoder.at(&format!("{pointer}/members"))) => None,
        Some(_) | None => {
            decoder.keep(pointer);
            None
        }
    }
}

fn encode_external_tenants(tenants: &ExternalTenants) -> Value {
    match tenants {
        ExternalTenants::All => json!({
            "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
            "membershipKind": "all",
        }),
        ExternalTenants::Enumerated(members) => json!({
            "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
            "membershipKind": "enumerated",
            "members": texts(members, Id::to_string),
        }),
    }
}

fn decode_applications(decoder: &mut Decoder<'_>) -> Applications<Id> {
    let Scoped { include, exclude } =
        decoder.scoped("/conditions/applications", "Applications", |application| match application {
            "All" => ApplicationRef::All,
            "None" => ApplicationRef::None,
            "Office365" => ApplicationRef::Office365,
            "MicrosoftAdminPortals" => ApplicationRef::MicrosoftAdminPortals,
            "AllAgentIdResources" => ApplicationRef::AllAgentIdResources,
            id => ApplicationRef::Application(Id::parse(id)),
        });
    Applications {
        include,
        exclude,
        filter: decoder.filter("/conditions/applications/applicationFilter"),
        user_actions: decoder.list("/conditions/applications/includeUserActions", decode_user_action),
        authentication_contexts: decoder
            .list("/conditions/applications/includeAuthenticationContextClassReferences", Id::parse),
    }
}

fn encode_applications(applications: &Applications<Id>) -> Value {
    let application = |application: &ApplicationRef<Id>| match application {
        ApplicationRef::All => "All".to_owned(),
        ApplicationRef::None => "None".to_owned(),
        ApplicationRef::Office365 => "Office365".to_owned(),
        ApplicationRef::MicrosoftAdminPortals => "MicrosoftAdminPortals".to_owned(),
        ApplicationRef::AllAgentIdResources => "AllAgentIdResources".to_owned(),
        ApplicationRef::Application(id) => id.to_string(),
    };
    json!({
        "includeApplications": texts(&applications.include, application),
        "excludeApplications": texts(&applications.exclude, application),
        "includeUserActions": texts(&applications.user_actions, encode_user_action),
        "includeAuthenticationContextClassReferences": texts(&applications.authentication_contexts, Id::to_string),
        "applicationFilter": applications.filter.as_ref().map(encode_filter),
    })
}

/// Policies spell user actions otherwise than the What-If does.
fn decode_user_action(action: &str) -> UserAction {
    let [register_security_information, register_or_join_devices] = USER_ACTIONS;
    if action.eq_ignore_ascii_case(register_security_information) {
        UserAction::RegisterSecurityInformation
    } else if action.eq_ignore_ascii_case(register_or_join_devices) {
        UserAction::RegisterOrJoinDevices
    } else {
        UserAction::Unknown(action.into())
    }
}

fn encode_user_action(action: &UserAction) -> &str {
    let [register_security_information, register_or_join_devices] = USER_ACTIONS;
    match action {
        UserAction::RegisterSecurityInformation => register_security_information,
        UserAction::RegisterOrJoinDevices => register_or_join_devices,
        UserAction::Unknown(action) => action,
    }
}

fn decode_location(location: &str) -> LocationRef<Id> {
    match location {
        "All" => LocationRef::All,
        "AllTrusted" => LocationRef::AllTrusted,
        MFA_TRUSTED_IPS => LocationRef::MfaTrustedIps,
        id if id.eq_ignore_ascii_case(ALL_COMPLIANT_NETWORKS) => LocationRef::AllCompliantNetworks,
        id => LocationRef::Location(Id::parse(id)),
    }
}

fn encode_location(location: &LocationRef<Id>) -> String {
    match location {
        LocationRef::All => "All".to_owned(),
        LocationRef::AllTrusted => "AllTrusted".to_owned(),
        LocationRef::MfaTrustedIps => MFA_TRUSTED_IPS.to_owned(),
        LocationRef::AllCompliantNetworks => ALL_COMPLIANT_NETWORKS.to_owned(),
        LocationRef::Location(id) => id.to_string(),
    }
}

fn decode_client_applications(decoder: &mut Decoder<'_>) -> Option<ClientApplications<Id>> {
    let parent = "/conditions/clientApplications";
    let client_applications = ClientApplications {
        service_principals: decoder
            .scoped(parent, "ServicePrincipals", |id| decode_service_principal(id, IN_MY_TENANT)),
        service_principal_filter: decoder.filter("/conditions/clientApplications/servicePrincipalFilter"),
        agent_identities: decoder
            .scoped(parent, "AgentIdServicePrincipals", |id| decode_service_principal(id, ALL)),
        agent_identity_filter: decoder.filter("/conditions/clientApplications/agentIdServicePrincipalFilter"),
    };
    (client_applications != ClientApplications::default()).then_some(client_applications)
}

/// The members for agents are of the beta endpoint.
fn encode_client_applications(client_applications: &ClientApplications<Id>) -> Option<Value> {
    if *client_applications == ClientApplications::default() {
        return None;
    }
    let service_principal = |id: &ServicePrincipalRef<Id>| encode_service_principal(id, IN_MY_TENANT);
    let agent = |id: &ServicePrincipalRef<Id>| encode_service_principal(id, ALL);
    let agents = &client_applications.agent_identities;
    let mut value = json!({
        "includeServicePrincipals": texts(&client_applications.service_principals.include, service_principal),
        "excludeServicePrincipals": texts(&client_applications.service_principals.exclude, service_principal),
        "servicePrincipalFilter": client_applications.service_principal_filter.as_ref().map(encode_filter),
    });
    if *agents != Scoped::default() {
        set_if_some(
            &mut value,
            "includeAgentIdServicePrincipals",
            Some(texts(&agents.include, agent).into()),
        );
        set_if_some(
            &mut value,
            "excludeAgentIdServicePrincipals",
            Some(texts(&agents.exclude, agent).into()),
        );
    }
    let filter = client_applications.agent_identity_filter.as_ref().map(encode_filter);
    set_if_some(&mut value, "agentIdServicePrincipalFilter", filter);
    Some(value)
}

fn decode_agents(decoder: &mut Decoder<'_>) -> Option<Agents<Id>> {
    let users = decoder.scoped("/conditions/agents", "AgentUsers", |id| decode_service_principal(id, ALL));
    let filter = decoder.filter("/conditions/agents/agentFilter");
    (users != Scoped::default() || filter.is_some()).then_some(Agents { users, filter })
}

fn encode_agents(agents: &Agents<Id>) -> Option<Value> {
    if agents.users == Scoped::default() && agents.filter.is_none() {
        return None;
    }
    let agent = |id: &ServicePrincipalRef<Id>| encode_service_principal(id, ALL);
    Some(json!({
        "includeAgentUsers": texts(&agents.users.include, agent),
        "excludeAgentUsers": texts(&agents.users.exclude, agent),
        "agentFilter": agents.filter.as_ref().map(encode_filter),
    }))
}

fn decode_service_principal(id: &str, all: &str) -> ServicePrincipalRef<Id> {
    if id == all { ServicePrincipalRef::All } else { ServicePrincipalRef::ServicePrincipal(Id::parse(id)) }
}

fn encode_service_principal(id: &ServicePrincipalRef<Id>, all: &str) -> String {
    match id {
        ServicePrincipalRef::All => all.to_owned(),
        ServicePrincipalRef::ServicePrincipal(id) => id.to_string(),
    }
}

fn encode_filter(filter: &Filter) -> Value {
    let mode = match filter.mode {
        FilterMode::Include => "include",
        FilterMode::Exclude => "exclude",
    };
    json!({ "mode": mode, "rule": filter.rule })
}

fn unless_empty<T: PartialEq>(scoped: Scoped<T>) -> Option<Scoped<T>> {
    (scoped != Scoped::default()).then_some(scoped)
}

fn encode_scoped<T>(scoped: &Scoped<T>, of: &str, text: impl Fn(&T) -> String) -> Option<Value> {
    if scoped.include.is_empty() && scoped.exclude.is_empty() {
        return None;
    }
    let mut value = json!({});
    set_if_some(&mut value, &format!("include{of}"), Some(texts(&scoped.include, &text).into()));
    set_if_some(&mut value, &format!("exclude{of}"), Some(texts(&scoped.exclude, &text).into()));
    Some(value)
}

fn set_if_some(object: &mut Value, key: &str, value: Option<Value>) {
    if let (Some(members), Some(value)) = (object.as_object_mut(), value) {
        members.insert(key.to_owned(), value);
    }
}

fn texts<'a, T, S>(items: &'a [T], text: impl Fn(&'a T) -> S) -> Vec<S> {
    items.iter().map(text).collect()
}

fn flags<'a, T>(items: &'a [T], text: impl Fn(&'a T) -> &'a str) -> Option<String> {
    (!items.is_empty()).then(|| texts(items, text).join(","))
}
