//! Random policies, in the form that reading gives.

use std::collections::BTreeMap;

use gatewright::model::{
    Agents, ApplicationRef, Applications, BuiltInControl, ClientAppType, ClientApplications,
    CloudAppSecurity, ConditionSet, ContinuousAccessEvaluation, DevicePlatform, ExternalTenants, Filter,
    FilterMode, FrequencyUnit, GrantControls, GrantItem, GuestType, Guests, Id, InsiderRiskLevel,
    LocationRef, Operator, PersistentBrowser, Policy, RiskLevel, Scoped, ServicePrincipalRef,
    SessionControls, SignInFrequency, SignInFrequencyAuthentication, State, Subjects, TransferMethod,
    Unknown, UserAction, UserRef, Users,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use uuid::Uuid;

fn id() -> impl Strategy<Value = Id> {
    prop_oneof![
        (1..u128::MAX).prop_map(|number| Id::Guid(Uuid::from_u128(number))),
        "<group:[A-Za-z0-9 ]{1,6}>".prop_map(|text| Id::Text(text.into())),
    ]
}

/// Known tokens, and now and then one that is not.
fn tokens<T: Clone + std::fmt::Debug + 'static>(
    known: &'static [&'static str],
    read: fn(&str) -> T,
) -> impl Strategy<Value = T> + Clone {
    let known = select(known).prop_map(str::to_owned);
    prop_oneof![9 => known, 1 => "new[a-z]{1,3}"].prop_map(move |token| read(&token))
}

fn few<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    vec(of, 0..3)
}

fn scoped<T: std::fmt::Debug + Clone>(
    of: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Scoped<T>> {
    (few(of.clone()), few(of)).prop_map(|(include, exclude)| Scoped { include, exclude })
}

/// Nothing in it is written as nothing at all.
fn unless_empty<T: PartialEq>(scoped: Scoped<T>) -> Option<Scoped<T>> {
    (scoped != Scoped::default()).then_some(scoped)
}

fn filter() -> impl Strategy<Value = Option<Filter>> {
    let mode = select(vec![FilterMode::Include, FilterMode::Exclude]);
    option::of((mode, "[a-z. -]{0,8}").prop_map(|(mode, rule)| Filter { mode, rule }))
}

fn guests() -> impl Strategy<Value = Option<Guests>> {
    let tenants = prop_oneof![Just(ExternalTenants::All), few(id()).prop_map(ExternalTenants::Enumerated)];
    let guests = (few(tokens(GuestType::KNOWN, GuestType::from_graph)), option::of(tenants));
    guests.prop_map(|(types, tenants)| {
        (!types.is_empty() || tenants.is_some()).then_some(Guests { types, tenants })
    })
}

fn subjects() -> impl Strategy<Value = Subjects<Id>> {
    let words = select(vec![UserRef::All, UserRef::None, UserRef::AllAgentIdUsers]);
    let user = prop_oneof![words, id().prop_map(UserRef::User)];
    (few(user), few(id()), few(id()), any::<bool>(), guests()).prop_map(
        |(users, groups, roles, all_guests, guests)| Subjects { users, groups, roles, all_guests, guests },
    )
}

fn applications() -> impl Strategy<Value = Applications<Id>> {
    let words = select(vec![
        ApplicationRef::All,
        ApplicationRef::None,
        ApplicationRef::Office365,
        ApplicationRef::MicrosoftAdminPortals,
        ApplicationRef::AllAgentIdResources,
    ]);
    let application = prop_oneof![words, id().prop_map(ApplicationRef::Application)];
    let actions = tokens(UserAction::KNOWN, UserAction::from_graph);
    (
        scoped(application.boxed()),
        filter(),
        few(actions),
        few("c[1-9]".prop_map(|context| Id::Text(context.into()))),
    )
        .prop_map(|(scoped, filter, user_actions, authentication_contexts)| Applications {
            include: scoped.include,
            exclude: scoped.exclude,
            filter,
            user_actions,
            authentication_contexts,
        })
}

fn service_principals() -> impl Strategy<Value = Scoped<ServicePrincipalRef<Id>>> {
    let one =
        prop_oneof![Just(ServicePrincipalRef::All), id().prop_map(ServicePrincipalRef::ServicePrincipal)];
    scoped(one.boxed())
}

fn client_applications() -> impl Strategy<Value = Option<ClientApplications<Id>>> {
    let parts = (service_principals(), filter(), service_principals(), filter());
    let all = parts.prop_map(
        |(service_principals, service_principal_filter, agent_identities, agent_identity_filter)| {
            ClientApplications {
                service_principals,
                service_principal_filter,
                agent_identities,
                agent_identity_filter,
            }
        },
    );
    option::weighted(0.2, all).prop_map(|all| all.filter(|all| *all != ClientApplications::default()))
}

fn agents() -> impl Strategy<Value = Option<Agents<Id>>> {
    let agents = (service_principals(), filter()).prop_map(|(users, filter)| Agents { users, filter });
    option::weighted(0.2, agents)
        .prop_map(|all| all.filter(|all| all.users != Scoped::default() || all.filter.is_some()))
}

fn conditions() -> impl Strategy<Value = ConditionSet<Id>> {
    let risk = || few(tokens(RiskLevel::KNOWN, RiskLevel::from_graph));
    let location = prop_oneof![
        select(vec![
            LocationRef::All,
            LocationRef::AllTrusted,
            LocationRef::MfaTrustedIps,
            LocationRef::AllCompliantNetworks
        ]),
        id().prop_map(LocationRef::Location),
    ];
    let flags = (
        few(tokens(InsiderRiskLevel::KNOWN, InsiderRiskLevel::from_graph)),
        // `none` is no flag.
        few(tokens(&["low", "medium", "high"], RiskLevel::from_graph)),
        few(tokens(TransferMethod::KNOWN, TransferMethod::from_graph)),
    );
    let who = (subjects(), subjects(), applications(), client_applications(), agents());
    let how = (
        few(tokens(ClientAppType::KNOWN, ClientAppType::from_graph)),
        scoped(tokens(DevicePlatform::KNOWN, DevicePlatform::from_graph)),
        scoped(location.boxed()),
        filter(),
    );
    (who, how, risk(), risk(), risk(), flags).prop_map(
        |(who, how, user_risk_levels, sign_in_risk_levels, service_principal_risk_levels, flags)| {
            let (mut include, exclude, applications, client_applications, agents) = who;
            let (mut client_app_types, platforms, locations, device_filter) = how;
            let without_users = client_applications.is_some() || agents.is_some();
            if without_users && include.users == [UserRef::None] && !include.all_guests {
                include.users.clear();
            }
            client_app_types =
                if client_app_types == [ClientAppType::All] { Vec::new() } else { client_app_types };
            ConditionSet {
                users: Users { include, exclude },
                applications,
                client_app_types,
                platforms: unless_empty(platforms),
                locations: unless_empty(locations),
                device_filter: device_filter.map(Into::into),
                user_risk_levels,
                sign_in_risk_levels,
                service_principal_risk_levels,
                insider_risk_levels: flags.0,
                agent_id_risk_levels: flags.1,
                authentication_flows: flags.2,
                client_applications,
                agents,
            }
        },
    )
}

fn grant() -> impl Strategy<Value = Option<GrantControls<Id>>> {
    let controls = few(tokens(BuiltInControl::KNOWN, BuiltInControl::from_graph));
    (select(vec![Operator::And, Operator::Or]), controls, option::of(id()), few(id()), few("[A-Z][a-z]{1,5}"))
        .prop_map(|(operator, controls, strength, terms_of_use, custom)| {
            let items: Vec<GrantItem<Id>> = controls
                .into_iter()
                .map(GrantItem::BuiltIn)
                .chain(strength.map(GrantItem::AuthenticationStrength))
                .chain(terms_of_use.into_iter().map(GrantItem::TermsOfUse))
                .chain(custom.into_iter().map(GrantItem::CustomControl))
                .collect();
            (!items.is_empty()).then_some(GrantControls { operator, items })
        })
}

fn session() -> impl Strategy<Value = Option<SessionControls<Id>>> {
    let frequency = (
        option::of((any::<u32>(), tokens(FrequencyUnit::KNOWN, FrequencyUnit::from_graph))),
        option::of(tokens(SignInFrequencyAuthentication::KNOWN, SignInFrequencyAuthentication::from_graph)),
    );
    let frequency = frequency.prop_map(|(period, authentication)| SignInFrequency { period, authentication });
    (
        option::of(frequency),
        option::of(tokens(PersistentBrowser::KNOWN, PersistentBrowser::from_graph)),
        any::<(bool, bool, bool)>(),
        option::of(tokens(CloudAppSecurity::KNOWN, CloudAppSecurity::from_graph)),
        option::of(tokens(ContinuousAccessEvaluation::KNOWN, ContinuousAccessEvaluation::from_graph)),
        option::of(id()),
    )
        .prop_map(
            |(sign_in_frequency, persistent_browser, switches, cloud_app_security, evaluation, profile)| {
                let session = SessionControls {
                    sign_in_frequency,
                    persistent_browser,
                    application_enforced_restrictions: switches.0,
                    cloud_app_security,
                    continuous_access_evaluation: evaluation,
                    token_protection: switches.1,
                    disable_resilience_defaults: switches.2,
                    global_secure_access_profile: profile,
                };
                (session != SessionControls::default()).then_some(session)
            },
        )
}

pub(crate) fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-zA-Z,~/ ]{0,6}".prop_map(Value::from),
        select(vec!["All", "None", "none", "all", "everyTime", "AND", "include", "#microsoft.graph.new"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec(("[a-c~/]{1,3}", inner), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Where something unknown may stand, whatever else a policy says.
const PLACES: &[&str] = &[
    "",
    "/conditions",
    "/conditions/users",
    "/conditions/users/includeGuestsOrExternalUsers",
    "/conditions/users/excludeGuestsOrExternalUsers/externalTenants",
    "/conditions/applications",
    "/conditions/applications/applicationFilter",
    "/conditions/platforms",
    "/conditions/locations",
    "/conditions/devices",
    "/conditions/devices/deviceFilter",
    "/conditions/clientApplications",
    "/conditions/agents",
    "/conditions/authenticationFlows",
    "/sessionControls",
    "/sessionControls/signInFrequency",
    "/sessionControls/persistentBrowser",
    "/sessionControls/cloudAppSecurity",
    "/sessionControls/secureSignInSession",
];

pub(crate) fn policies() -> impl Strategy<Value = Policy<Id>> {
    let state = prop_oneof![
        select(vec![State::Enabled, State::ReportOnly, State::Disabled]),
        "new[a-z]{1,3}".prop_map(|token| State::Unknown(token.into())),
    ];
    let unknown = vec((select(PLACES), json_value()), 0..3);
    ("\\PC{1,12}", state, conditions(), grant(), session(), unknown).prop_map(
        |(display_name, state, conditions, grant, session, unknown)| Policy {
            id: String::new(),
            graph_id: None,
            display_name,
            description: None,
            state,
            conditions,
            grant,
            session,
            unknown: Unknown(
                unknown
                    .into_iter()
                    .map(|(place, value)| (format!("{place}/x-contoso"), value))
                    .collect::<BTreeMap<_, _>>(),
            ),
        },
    )
}
