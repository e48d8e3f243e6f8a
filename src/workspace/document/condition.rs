//! The conditions of a policy beside its users.

use super::{read, write};
use crate::model::{
    Agents, ApplicationRef, Applications, ClientAppType, ClientApplications, ConditionSet, DeviceFilter,
    DevicePlatform, Filter, FilterMode, InsiderRiskLevel, LocationRef, Locations, Name, Platforms, RiskLevel,
    Scoped, ServicePrincipalRef, TransferMethod, UserAction, device_filter,
};
use crate::syntax::Node;

pub(super) use super::users::subjects;

/// Reads the conditions of a policy.
pub(super) fn conditions(node: &Node) -> ConditionSet<Name> {
    ConditionSet {
        users: node.get("users").map(super::users::users).unwrap_or_default(),
        applications: applications(node),
        client_app_types: tokens(node.get("clientAppTypes"), ClientAppType::from_graph),
        platforms: node.get("platforms").map(platforms),
        locations: node.get("locations").map(locations),
        device_filter: node.get("deviceFilter").and_then(read_device_filter),
        user_risk_levels: tokens(node.get("userRiskLevels"), RiskLevel::from_graph),
        sign_in_risk_levels: tokens(node.get("signInRiskLevels"), RiskLevel::from_graph),
        service_principal_risk_levels: tokens(node.get("servicePrincipalRiskLevels"), RiskLevel::from_graph),
        insider_risk_levels: tokens(node.get("insiderRiskLevels"), InsiderRiskLevel::from_graph),
        agent_id_risk_levels: tokens(node.get("agentIdRiskLevels"), RiskLevel::from_graph),
        authentication_flows: tokens(node.get("authenticationFlows"), TransferMethod::from_graph),
        client_applications: client_applications(node),
        agents: node.get("agents").map(|agents| Agents { users: identities(agents), filter: filter(agents) }),
    }
}

/// Writes the conditions beside users and applications, in the language's order.
pub(super) fn condition_entries(conditions: &ConditionSet<Name>) -> Vec<(&'static str, Option<Node>)> {
    macro_rules! tokens {
        ($list:expr) => {
            (!$list.is_empty())
                .then(|| token_list($list.iter().map(|token| (token.as_graph(), token.is_known()))))
        };
    }
    let clients = conditions.client_applications.as_ref();
    let agent_identities = clients.filter(|clients| {
        clients.agent_identities != Scoped::default() || clients.agent_identity_filter.is_some()
    });
    let service_principals = clients.filter(|clients| {
        clients.service_principals != Scoped::default()
            || clients.service_principal_filter.is_some()
            || agent_identities.is_none()
    });
    vec![
        ("clientAppTypes", tokens!(conditions.client_app_types)),
        ("platforms", conditions.platforms.as_ref().map(platforms_node)),
        ("locations", conditions.locations.as_ref().map(locations_node)),
        ("deviceFilter", conditions.device_filter.as_ref().map(device_filter_node)),
        ("userRiskLevels", tokens!(conditions.user_risk_levels)),
        ("signInRiskLevels", tokens!(conditions.sign_in_risk_levels)),
        ("servicePrincipalRiskLevels", tokens!(conditions.service_principal_risk_levels)),
        ("insiderRiskLevels", tokens!(conditions.insider_risk_levels)),
        ("agentIdRiskLevels", tokens!(conditions.agent_id_risk_levels)),
        ("authenticationFlows", tokens!(conditions.authentication_flows)),
        (
            "servicePrincipals",
            service_principals.map(|clients| {
                identities_node(&clients.service_principals, clients.service_principal_filter.as_ref())
            }),
        ),
        (
            "agentIdentities",
            agent_identities.map(|clients| {
                identities_node(&clients.agent_identities, clients.agent_identity_filter.as_ref())
            }),
        ),
        (
            "agents",
            conditions.agents.as_ref().map(|agents| identities_node(&agents.users, agents.filter.as_ref())),
        ),
    ]
}

/// Writes `applications`, `userActions` or `authenticationContexts`; `applications` if there is no target at all and
/// `required` is set.
pub(super) fn target_entries(
    applications: &Applications<Name>,
    required: bool,
) -> Vec<(&'static str, Option<Node>)> {
    let actions = &applications.user_actions;
    let contexts = &applications.authentication_contexts;
    let named = !applications.include.is_empty()
        || !applications.exclude.is_empty()
        || applications.filter.is_some()
        || (required && actions.is_empty() && contexts.is_empty());
    let user_actions = (!actions.is_empty())
        .then(|| token_list(actions.iter().map(|action| (action.as_graph(), action.is_known()))));
    vec![
        ("applications", named.then(|| applications_node(applications))),
        ("userActions", user_actions),
        ("authenticationContexts", write::nonempty_texts(contexts)),
    ]
}

/// Graph's token for a word of the language, which marks those that this version does not know.
pub(super) fn token(word: &str) -> &str {
    word.strip_prefix("graph:").unwrap_or(word)
}

/// The word of the language for Graph's token.
pub(super) fn word(token: &str, known: bool) -> String {
    if known { token.to_owned() } else { format!("graph:{token}") }
}

/// A list of words for Graph's tokens, each with whether this version knows it.
pub(super) fn token_list<'a>(tokens: impl Iterator<Item = (&'a str, bool)>) -> Node {
    write::sequence(tokens.map(|(token, known)| write::text(&word(token, known))))
}

/// `include` and `exclude`.
pub(super) fn scoped_node(include: Option<Node>, exclude: Option<Node>) -> Node {
    write::mapping([("include", include), ("exclude", exclude)])
}

/// Entries of `applications`: a list, or a keyword for a list of that alone.
pub(super) fn application_refs(node: &Node) -> Vec<ApplicationRef<Name>> {
    one_or_many(node).map(|word| application_ref(&word)).collect()
}

/// Entries of `platforms`: a list, or `all`.
pub(super) fn platform_list(node: &Node) -> Vec<DevicePlatform> {
    one_or_many(node).map(|word| DevicePlatform::from_graph(token(&word))).collect()
}

fn one_or_many(node: &Node) -> impl Iterator<Item = String> {
    let items = if node.as_str().is_some() { std::slice::from_ref(node) } else { node.items() };
    items.iter().map(read::scalar)
}

fn tokens<T>(node: Option<&Node>, from_graph: fn(&str) -> T) -> Vec<T> {
    node.map_or(&[][..], Node::items).iter().map(|item| from_graph(token(&read::scalar(item)))).collect()
}

fn scoped<T>(node: &Node, parse: impl Fn(&str) -> T) -> Scoped<T> {
    let list = |key| node.get(key).map(|list| one_or_many(list).map(|word| parse(&word)).collect());
    Scoped { include: list("include").unwrap_or_default(), exclude: list("exclude").unwrap_or_default() }
}

fn applications(node: &Node) -> Applications<Name> {
    let target = node.get("applications");
    let scope = target.map(|target| scoped(target, application_ref)).unwrap_or_default();
    Applications {
        include: scope.include,
        exclude: scope.exclude,
        filter: target.and_then(filter),
        user_actions: tokens(node.get("userActions"), UserAction::from_graph),
        authentication_contexts: read::texts(node, "authenticationContexts"),
    }
}

fn applications_node(applications: &Applications<Name>) -> Node {
    let include: Vec<&str> = applications.include.iter().map(application_word).collect();
    let exclude: Vec<&str> = applications.exclude.iter().map(application_word).collect();
    write::mapping([
        (
            "include",
            (!include.is_empty() || applications.filter.is_none()).then(|| keyword_or_list(&include)),
        ),
        ("exclude", write::nonempty_texts(&exclude)),
        ("filter", applications.filter.as_ref().map(filter_node)),
    ])
}

fn application_ref(name: &str) -> ApplicationRef<Name> {
    match name {
        "all" => ApplicationRef::All,
        "none" => ApplicationRef::None,
        "office365" => ApplicationRef::Office365,
        "microsoftAdminPortals" => ApplicationRef::MicrosoftAdminPortals,
        "allAgentIdResources" => ApplicationRef::AllAgentIdResources,
        name => ApplicationRef::Application(name.to_owned()),
    }
}

fn application_word(application: &ApplicationRef<Name>) -> &str {
    match application {
        ApplicationRef::All => "all",
        ApplicationRef::None => "none",
        ApplicationRef::Office365 => "office365",
        ApplicationRef::MicrosoftAdminPortals => "microsoftAdminPortals",
        ApplicationRef::AllAgentIdResources => "allAgentIdResources",
        ApplicationRef::Application(name) => name,
    }
}

/// `all` and `none` alone are written short.
fn keyword_or_list(words: &[&str]) -> Node {
    match words {
        [only @ ("all" | "none")] => write::text(only),
        words => write::texts(words),
    }
}

fn platforms(node: &Node) -> Platforms {
    scoped(node, |word| DevicePlatform::from_graph(token(word)))
}

fn platforms_node(platforms: &Platforms) -> Node {
    let list = |platforms: &[DevicePlatform]| match platforms {
        [] => None,
        [DevicePlatform::All] => Some(write::text("all")),
        platforms => {
            Some(token_list(platforms.iter().map(|platform| (platform.as_graph(), platform.is_known()))))
        }
    };
    scoped_node(list(&platforms.include), list(&platforms.exclude))
}

fn locations(node: &Node) -> Locations<Name> {
    let mut locations = scoped(node, location_ref);
    if node.get("include").is_none() {
        locations.include = vec![LocationRef::All];
    }
    locations
}

fn locations_node(locations: &Locations<Name>) -> Node {
    let include: Vec<&str> = locations.include.iter().map(location_word).collect();
    let exclude: Vec<&str> = locations.exclude.iter().map(location_word).collect();
    scoped_node(Some(keyword_or_list(&include)), write::nonempty_texts(&exclude))
}

fn location_ref(name: &str) -> LocationRef<Name> {
    match name {
        "all" => LocationRef::All,
        "allTrusted" => LocationRef::AllTrusted,
        "mfaTrustedIps" => LocationRef::MfaTrustedIps,
        "allCompliantNetworks" => LocationRef::AllCompliantNetworks,
        name => LocationRef::Location(name.to_owned()),
    }
}

fn location_word(location: &LocationRef<Name>) -> &str {
    match location {
        LocationRef::All => "all",
        LocationRef::AllTrusted => "allTrusted",
        LocationRef::MfaTrustedIps => "mfaTrustedIps",
        LocationRef::AllCompliantNetworks => "allCompliantNetworks",
        LocationRef::Location(name) => name,
    }
}

fn read_device_filter(node: &Node) -> Option<DeviceFilter> {
    [FilterMode::Include, FilterMode::Exclude].into_iter().find_map(|mode| {
        // What is wrong with the rule is for `check` to say.
        let (rule, _) = device_filter::parse(&read::optional_text(node, mode_word(mode))?);
        Some(DeviceFilter { mode, rule })
    })
}

fn device_filter_node(filter: &DeviceFilter) -> Node {
    write::mapping([(mode_word(filter.mode), Some(write::text(filter.rule.text())))])
}

fn filter(node: &Node) -> Option<Filter> {
    let filter = node.get("filter")?;
    let mode = match filter.get("mode")?.as_str()? {
        "exclude" => FilterMode::Exclude,
        _ => FilterMode::Include,
    };
    Some(Filter { mode, rule: read::text(filter, "rule") })
}

fn filter_node(filter: &Filter) -> Node {
    write::mapping([
        ("mode", Some(write::text(mode_word(filter.mode)))),
        ("rule", Some(write::text(&filter.rule))),
    ])
}

fn mode_word(mode: FilterMode) -> &'static str {
    match mode {
        FilterMode::Include => "include",
        FilterMode::Exclude => "exclude",
    }
}

fn client_applications(node: &Node) -> Option<ClientApplications<Name>> {
    let service_principals = node.get("servicePrincipals");
    let agents = node.get("agentIdentities");
    if service_principals.is_none() && agents.is_none() {
        return None;
    }
    Some(ClientApplications {
        service_principals: service_principals.map(identities).unwrap_or_default(),
        service_principal_filter: service_principals.and_then(filter),
        agent_identities: agents.map(identities).unwrap_or_default(),
        agent_identity_filter: agents.and_then(filter),
    })
}

fn identities(node: &Node) -> Scoped<ServicePrincipalRef<Name>> {
    scoped(node, |name| match name {
        "all" => ServicePrincipalRef::All,
        name => ServicePrincipalRef::ServicePrincipal(name.to_owned()),
    })
}

fn identities_node(identities: &Scoped<ServicePrincipalRef<Name>>, filter: Option<&Filter>) -> Node {
    let words = |list: &[ServicePrincipalRef<Name>]| -> Vec<String> {
        let word = |identity: &ServicePrincipalRef<Name>| match identity {
            ServicePrincipalRef::All => "all".to_owned(),
            ServicePrincipalRef::ServicePrincipal(name) => name.clone(),
        };
        list.iter().map(word).collect()
    };
    let include = words(&identities.include);
    let include: Vec<&str> = include.iter().map(String::as_str).collect();
    write::mapping([
        ("include", (!include.is_empty() || filter.is_none()).then(|| keyword_or_list(&include))),
        ("exclude", write::nonempty_texts(&words(&identities.exclude))),
        ("filter", filter.map(filter_node)),
    ])
}
