//! Law: what is written reads back as it was, whatever it is.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::device_filter;
use crate::model::*;
use crate::source::SourceMap;
use crate::syntax::{self, Node};
use crate::workspace::schema::{DocumentKind, sort_keys};
use crate::workspace::{Exclusion, ExclusionSubject, Written};

/// The keys of what is written are in the order of the language, so that formatting it changes nothing.
fn assert_ordered(kind: DocumentKind, node: &Node) {
    let mut sorted = node.clone();
    sort_keys(kind, &mut sorted);
    assert_eq!(syntax::emit_node(&sorted), syntax::emit_node(node));
}

/// The tree as it is after a file was written and read.
fn through_yaml(node: &Node) -> Node {
    let mut sources = SourceMap::default();
    let text = syntax::emit_node(node);
    let file = sources.add("document.yaml", text.clone());
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics);
    assert_eq!(diagnostics, [], "{text}");
    document.unwrap().root
}

fn read<T>(read: fn(&Node, &mut Vec<crate::diagnostic::Diagnostic>) -> Option<T>, node: &Node) -> T {
    let mut diagnostics = Vec::new();
    let document = read(node, &mut diagnostics);
    assert_eq!(diagnostics, [], "{}", syntax::emit_node(node));
    document.unwrap()
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9][A-Za-z0-9 :#'\"-]{0,8}x",
        Just("<EmergencyAccessAccountsGroup>".to_owned()),
        Just("no".to_owned()),
        Just("2027-01-31".to_owned()),
        Just("101".to_owned()),
        Just("graph:NewKeyword".to_owned()),
    ]
}

fn person() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,5}@contoso\\.com", Just("<EmergencyAccessAccount>".to_owned()), guid_text()]
}

fn guid_text() -> impl Strategy<Value = String> {
    any::<u128>().prop_map(|bits| Uuid::from_u128(bits).hyphenated().to_string())
}

/// Graph's tokens, those that this version knows and others.
fn token<T: std::fmt::Debug>(
    known: &'static [&'static str],
    from_graph: fn(&str) -> T,
) -> impl Strategy<Value = T> {
    prop_oneof![4 => proptest::sample::select(known).prop_map(str::to_owned), 1 => "[a-z:]{0,6}"]
        .prop_map(move |token| from_graph(&token))
}

fn list<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    vec(of, 0..3)
}

fn scoped<T: std::fmt::Debug + Clone>(
    of: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Scoped<T>> {
    (list(of.clone()), list(of)).prop_map(|(include, exclude)| Scoped { include, exclude })
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        Just(1.5.into()),
        "[a-z:\\n é]{0,6}".prop_map(Into::into),
        Just("json:1".into()),
    ];
    leaf.prop_recursive(12, 24, 2, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Into::into),
            btree_map("[a-zA-Z@.]{1,5}", inner, 0..3)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn unknown() -> impl Strategy<Value = Unknown> {
    let pointer = "/(conditions|grantControls|[a-z]{1,5})/[a-z@.~0]{1,5}";
    btree_map(pointer, json(), 0..3).prop_map(Unknown)
}

fn guests() -> impl Strategy<Value = Guests> {
    let tenants = prop_oneof![
        Just(ExternalTenants::All),
        list(prop_oneof![guid_text(), Just("<Tenant>".to_owned()), Just("odd".to_owned())])
            .prop_map(|ids| ExternalTenants::Enumerated(ids.iter().map(|id| Id::parse(id)).collect())),
    ];
    (list(token(GuestType::KNOWN, GuestType::from_graph)), option::of(tenants))
        .prop_map(|(types, tenants)| Guests { types, tenants })
}

fn subjects() -> impl Strategy<Value = Subjects<Name>> {
    let user = prop_oneof![
        Just(UserRef::All),
        Just(UserRef::None),
        Just(UserRef::AllAgentIdUsers),
        person().prop_map(UserRef::User),
    ];
    (list(user), list(name()), list(name()), any::<bool>(), option::of(guests())).prop_map(
        |(users, groups, roles, all_guests, guests)| Subjects { users, groups, roles, all_guests, guests },
    )
}

fn users() -> impl Strategy<Value = Users<Name>> {
    (subjects(), subjects()).prop_map(|(include, exclude)| Users { include, exclude })
}

fn filter() -> impl Strategy<Value = Filter> {
    (prop_oneof![Just(FilterMode::Include), Just(FilterMode::Exclude)], "[a-zA-Z. -]{1,12}")
        .prop_map(|(mode, rule)| Filter { mode, rule })
}

/// Exactly one kind of target, or none beside an unknown one.
fn applications() -> impl Strategy<Value = Applications<Name>> {
    let application = prop_oneof![
        Just(ApplicationRef::All),
        Just(ApplicationRef::None),
        Just(ApplicationRef::Office365),
        Just(ApplicationRef::MicrosoftAdminPortals),
        Just(ApplicationRef::AllAgentIdResources),
        name().prop_map(ApplicationRef::Application),
    ];
    let named = (scoped(application), option::of(filter())).prop_map(|(scope, filter)| Applications {
        include: scope.include,
        exclude: scope.exclude,
        filter,
        ..Applications::default()
    });
    prop_oneof![
        named,
        list(token(UserAction::KNOWN, UserAction::from_graph))
            .prop_map(|user_actions| Applications { user_actions, ..Applications::default() }),
        list(name()).prop_map(|authentication_contexts| Applications {
            authentication_contexts,
            ..Applications::default()
        }),
    ]
}

fn identity() -> impl Strategy<Value = ServicePrincipalRef<Name>> + Clone {
    prop_oneof![
        Just(ServicePrincipalRef::All),
        "[A-Z][a-z ]{0,4}x".prop_map(ServicePrincipalRef::ServicePrincipal),
    ]
}

fn client_applications() -> impl Strategy<Value = ClientApplications<Name>> {
    (scoped(identity()), option::of(filter()), scoped(identity()), option::of(filter())).prop_map(
        |(service_principals, service_principal_filter, agent_identities, agent_identity_filter)| {
            ClientApplications {
                service_principals,
                service_principal_filter,
                agent_identities,
                agent_identity_filter,
            }
        },
    )
}

/// Users, or workloads and agents in their place.
fn who() -> impl Strategy<Value = (Users<Name>, Option<ClientApplications<Name>>, Option<Agents<Name>>)> {
    let agents =
        || (scoped(identity()), option::of(filter())).prop_map(|(users, filter)| Agents { users, filter });
    prop_oneof![
        3 => (users(), option::of(agents())).prop_map(|(users, agents)| (users, None, agents)),
        1 => (client_applications(), option::of(agents()))
            .prop_map(|(clients, agents)| (Users::default(), Some(clients), agents)),
    ]
}

fn locations() -> impl Strategy<Value = Locations<Name>> {
    scoped(prop_oneof![
        Just(LocationRef::All),
        Just(LocationRef::AllTrusted),
        Just(LocationRef::MfaTrustedIps),
        Just(LocationRef::AllCompliantNetworks),
        "[A-Z][a-z ]{0,4}x".prop_map(LocationRef::Location),
    ])
}

fn conditions() -> impl Strategy<Value = ConditionSet<Name>> {
    let platform = proptest::sample::select(DevicePlatform::KNOWN).prop_map(DevicePlatform::from_graph);
    let risk = || list(token(RiskLevel::KNOWN, RiskLevel::from_graph));
    (
        who(),
        applications(),
        list(token(ClientAppType::KNOWN, ClientAppType::from_graph)),
        option::of(scoped(platform)),
        option::of(locations()),
        option::of(filter()),
        (risk(), risk(), risk(), risk()),
        list(token(InsiderRiskLevel::KNOWN, InsiderRiskLevel::from_graph)),
        list(token(TransferMethod::KNOWN, TransferMethod::from_graph)),
    )
        .prop_map(
            |(who, applications, client_app_types, platforms, locations, filter, risks, insider, flows)| {
                ConditionSet {
                    users: who.0,
                    client_applications: who.1,
                    agents: who.2,
                    applications,
                    client_app_types,
                    platforms,
                    locations,
                    device_filter: filter.map(|filter| DeviceFilter {
                        mode: filter.mode,
                        rule: device_filter::parse(&filter.rule).0,
                    }),
                    user_risk_levels: risks.0,
                    sign_in_risk_levels: risks.1,
                    service_principal_risk_levels: risks.2,
                    agent_id_risk_levels: risks.3,
                    insider_risk_levels: insider,
                    authentication_flows: flows,
                }
            },
        )
}

fn grant() -> impl Strategy<Value = GrantControls<Name>> {
    let item = prop_oneof![
        token(BuiltInControl::KNOWN, BuiltInControl::from_graph).prop_map(GrantItem::BuiltIn),
        name().prop_map(GrantItem::AuthenticationStrength),
        name().prop_map(GrantItem::TermsOfUse),
        name().prop_map(GrantItem::CustomControl),
    ];
    (prop_oneof![Just(Operator::And), Just(Operator::Or)], list(item))
        .prop_map(|(operator, items)| GrantControls { operator, items })
}

fn session() -> impl Strategy<Value = SessionControls<Name>> {
    let frequency = (
        option::of((any::<u32>(), token(FrequencyUnit::KNOWN, FrequencyUnit::from_graph))),
        option::of(token(SignInFrequencyAuthentication::KNOWN, SignInFrequencyAuthentication::from_graph)),
    )
        .prop_map(|(period, authentication)| SignInFrequency { period, authentication });
    (
        option::of(frequency),
        option::of(token(PersistentBrowser::KNOWN, PersistentBrowser::from_graph)),
        option::of(token(CloudAppSecurity::KNOWN, CloudAppSecurity::from_graph)),
        option::of(token(ContinuousAccessEvaluation::KNOWN, ContinuousAccessEvaluation::from_graph)),
        any::<[bool; 3]>(),
        option::of(name()),
    )
        .prop_map(|(sign_in_frequency, browser, cloud, evaluation, flags, profile)| SessionControls {
            sign_in_frequency,
            persistent_browser: browser,
            application_enforced_restrictions: flags[0],
            cloud_app_security: cloud,
            continuous_access_evaluation: evaluation,
            token_protection: flags[1],
            disable_resilience_defaults: flags[2],
            global_secure_access_profile: profile,
        })
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Enabled),
        Just(State::ReportOnly),
        Just(State::Disabled),
        "[a-z]{1,4}".prop_map(|token| State::from_graph(&token)),
    ]
}

fn policy() -> impl Strategy<Value = Policy<Name>> {
    (
        name(),
        name(),
        option::of(name()),
        state(),
        conditions(),
        option::of(grant()),
        option::of(session()),
        unknown(),
    )
        .prop_map(|(id, display_name, description, state, conditions, grant, session, unknown)| Policy {
            id,
            graph_id: None,
            display_name,
            description,
            state,
            conditions,
            grant,
            session,
            unknown,
        })
}

/// What a document may say beyond its policy: a reason for every other excluded group.
fn written(policy: &Policy<Name>, with_dates: bool) -> Written {
    let date = "2027-01-31".parse().ok();
    let groups = policy.conditions.users.exclude.groups.iter().enumerate().step_by(2);
    Written {
        report_only_since: date.filter(|_| with_dates),
        contingency: with_dates,
        emergency_access_included: with_dates.then(|| "as deployed".to_owned()),
        exclusions: groups
            .map(|(index, group)| Exclusion {
                pointer: format!("/users/exclude/groups/{index}"),
                subject: ExclusionSubject::Group(group.clone()),
                reason: Some("moves in Q1".to_owned()),
                owner: with_dates.then(|| "ravi@contoso.com".to_owned()),
                from: None,
                until: date.filter(|_| with_dates),
            })
            .collect(),
    }
}

fn location() -> impl Strategy<Value = NamedLocation> {
    let range = prop_oneof![
        any::<u8>().prop_map(|third| IpRange::Cidr(format!("198.51.{third}.0/24").parse().unwrap())),
        any::<u16>().prop_map(|third| IpRange::Cidr(format!("2001:db8:{third:x}::/48").parse().unwrap())),
        json().prop_map(IpRange::Unknown),
    ];
    let country = prop_oneof![Just("IN".to_owned()), Just("NO".to_owned()), Just("QQ".to_owned())];
    let kind = prop_oneof![
        (list(range), any::<bool>()).prop_map(|(ranges, trusted)| LocationKind::Ip { ranges, trusted }),
        (list(country), any::<bool>(), token(CountryLookup::KNOWN, CountryLookup::from_graph)).prop_map(
            |(countries, include_unknown, lookup)| LocationKind::Country {
                countries,
                include_unknown,
                lookup
            },
        ),
        any::<bool>().prop_map(|trusted| LocationKind::CompliantNetwork { trusted }),
        Just(LocationKind::Unknown),
    ];
    (name(), kind, unknown()).prop_map(|(display_name, kind, mut unknown)| {
        if kind == LocationKind::Unknown {
            unknown.0.insert("/@odata.type".to_owned(), "#microsoft.graph.newNamedLocation".into());
        }
        NamedLocation {
            id: Id::placeholder(ReferenceKind::NamedLocation, &display_name),
            display_name,
            kind,
            unknown,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_reads_back_as_it_was_written(policy in policy(), with_dates in any::<bool>()) {
        let written = written(&policy, with_dates);
        let tree = write_policy(&policy, &written);
        assert_ordered(DocumentKind::Policy, &tree);
        let expected = PolicyDocument { policy, written };
        prop_assert_eq!(&read(read_policy, &tree), &expected);
        prop_assert_eq!(&read(read_policy, &through_yaml(&tree)), &expected);
    }

    #[test]
    fn locations_read_back_as_they_were_written(locations in list(location())) {
        let document = LocationsDocument { locations };
        let tree = write_locations(&document);
        assert_ordered(DocumentKind::Locations, &tree);
        prop_assert_eq!(&read(read_locations, &tree), &document);
        prop_assert_eq!(&read(read_locations, &through_yaml(&tree)), &document);
    }

    #[test]
    fn a_lock_reads_back_as_it_was_written(
        groups in btree_map(name(), guid_text(), 0..3),
        policies in btree_map(name(), guid_text(), 0..3),
        placeholders in vec("<[A-Za-z]{1,8}>", 0..3),
    ) {
        let ids = |names: BTreeMap<String, String>| -> BTreeMap<_, _> {
            names.into_iter().map(|(name, id)| (name, Id::parse(&id))).collect()
        };
        let groups = ids(groups);
        let document = LockDocument {
            tenant_id: Some(Uuid::from_u128(1)),
            names: if groups.is_empty() { BTreeMap::new() } else { [(ReferenceKind::Group, groups)].into() },
            policies: ids(policies),
            bound: placeholders.iter().map(|placeholder| (placeholder.clone(), "CA-X".to_owned())).collect(),
            to_bind: placeholders,
        };
        let tree = write_lock(&document);
        assert_ordered(DocumentKind::Lock, &tree);
        prop_assert_eq!(&read(read_lock, &through_yaml(&tree)), &document);
    }
}
