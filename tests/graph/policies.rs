//! Laws over random policies: reading is the inverse of writing, whatever is unknown.

use std::collections::BTreeMap;

use gatewright::compare::{self, Entry};
use gatewright::graph::{canonical_named_location, canonical_policy, named_location, policy};
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
use serde_json::{Value, json};
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
            let nobody = Subjects { users: vec![UserRef::None], ..Subjects::default() };
            if (client_applications.is_some() || agents.is_some()) && include == nobody {
                include = Subjects::default();
            }
            client_app_types =
                if client_app_types == [ClientAppType::All] { Vec::new() } else { client_app_types };
            ConditionSet {
                users: Users { include, exclude },
                applications,
                client_app_types,
                platforms: unless_empty(platforms),
                locations: unless_empty(locations),
                device_filter,
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

fn json_value() -> impl Strategy<Value = Value> {
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

fn policies() -> impl Strategy<Value = Policy<Id>> {
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

/// One change at a random place: a value replaced, a member added or taken away.
fn mutated(value: &mut Value, choice: usize, key: &str, with: Value) {
    let mut places = Vec::new();
    collect(value, "", &mut places);
    let place = &places[choice % places.len()];
    let target = value.pointer_mut(place).unwrap();
    match (choice % 3, target.as_object_mut()) {
        (0, Some(members)) => {
            members.insert(key.to_owned(), with);
        }
        (1, Some(members)) if !members.is_empty() => {
            let key = members.keys().nth(choice % members.len()).unwrap().clone();
            members.shift_remove(&key);
        }
        _ => *target = with,
    }
}

fn collect(value: &Value, pointer: &str, places: &mut Vec<String>) {
    places.push(pointer.to_owned());
    for (key, member) in value.as_object().into_iter().flatten() {
        collect(member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), places);
    }
}

const KEYS: &[&str] = &[
    "new",
    "@odata.type",
    "@odata.context",
    "x@odata.bind",
    "isEnabled",
    "mode",
    "operator",
    "id",
    "description",
    "includeUsers",
    "times",
    "deviceStates",
    "agents",
    "networkAccess",
    "authenticationStrength",
    "frequencyInterval",
    "membershipKind",
    "members",
];

proptest! {
    #[test]
    fn reading_is_the_inverse_of_writing(policy in policies()) {
        let written = policy::encode(&policy);
        prop_assert_eq!(&policy::decode(&written).0, &policy, "{:#}", written);
    }

    #[test]
    fn writing_back_any_json_says_the_same(
        policy in policies(),
        changes in vec((any::<usize>(), select(KEYS), json_value()), 1..5),
    ) {
        let mut original = policy::encode(&policy);
        for (choice, key, with) in changes {
            mutated(&mut original, choice, key, with);
        }
        let written = policy::encode(&policy::decode(&original).0);
        prop_assert_eq!(canonical_policy(&original), canonical_policy(&written), "{:#}", original);
    }

    #[test]
    fn the_canonical_form_is_its_own(policy in policies(), change in (any::<usize>(), select(KEYS), json_value())) {
        let mut original = policy::encode(&policy);
        mutated(&mut original, change.0, change.1, change.2);
        let canonical = canonical_policy(&original);
        prop_assert_eq!(canonical_policy(&canonical), canonical);
    }

    #[test]
    fn named_locations_come_back_whatever_is_in_them(
        of in select(vec!["#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation",
            "#microsoft.graph.compliantNetworkNamedLocation", "#microsoft.graph.newNamedLocation"]),
        changes in vec((any::<usize>(), select(vec!["new", "ipRanges", "countriesAndRegions", "isTrusted", "compliantNetworkType"]),
            json_value()), 0..4),
    ) {
        let mut original = json!({
            "@odata.type": of, "displayName": "A", "isTrusted": true,
            "ipRanges": [{"cidrAddress": "2001:db8::/32"}, {"cidrAddress": "192.0.2.1/24"}],
            "countriesAndRegions": ["in", "AE"], "includeUnknownCountriesAndRegions": true, "countryLookupMethod": "new",
        });
        for (choice, key, with) in changes {
            mutated(&mut original, choice, key, with);
        }
        let (location, _) = named_location::decode(&original);
        let written = named_location::encode(&location);
        let canonical = canonical_named_location(&original);
        prop_assert_eq!(&canonical, &canonical_named_location(&written), "{:#}", original);
        prop_assert_eq!(&canonical_named_location(&canonical), &canonical);
    }

    #[test]
    fn a_set_does_not_differ_from_itself_and_differences_mirror(
        before in vec(policies(), 0..4),
        after in vec(policies(), 0..4),
        names in vec(0..3_u8, 8),
    ) {
        // Few names, so that sets share some and repeat some.
        let side = |policies: &[Policy<Id>], names: &[u8]| -> Vec<Entry> {
            let named = policies.iter().zip(names);
            named.map(|(policy, name)| Entry::policy(&Policy { display_name: name.to_string(), ..policy.clone() })).collect()
        };
        let (before, after) = (side(&before, &names), side(&after, &names[4..]));
        let itself = compare::fields(&before, &before);
        prop_assert_eq!((itself.changed.len(), itself.added.len(), itself.removed.len()), (0, 0, 0));
        prop_assert_eq!(itself.unchanged.len(), before.len());

        let (there, back) = (compare::fields(&before, &after), compare::fields(&after, &before));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.changed.len(), back.changed.len());
        for change in &there.changed {
            let mirrored = back.changed.iter().find(|back| back.before == change.after && back.after == change.before);
            let fields: Vec<_> = change.fields.iter().map(|f| (&f.pointer, &f.before, &f.after, &f.added_items)).collect();
            let mirrored_fields: Vec<_> =
                mirrored.unwrap().fields.iter().map(|f| (&f.pointer, &f.after, &f.before, &f.removed_items)).collect();
            prop_assert_eq!(fields, mirrored_fields);
        }
    }
}
