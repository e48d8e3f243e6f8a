//! Random settings, policies and sign-ins over small pools, so that they meet often.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::net::IpAddr;

use gatewright::catalogue::AuthenticationMethod;
use gatewright::condition::World;
use gatewright::directory::{Directory, Group, InboundTrust, Person, Registration, Trust};
use gatewright::model::*;
use gatewright::sign_in::{self, *};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// What policies are decided against.
#[derive(Debug)]
pub(crate) struct Setting {
    directory: Directory,
    tenant: Tenant,
    locations: Vec<NamedLocation>,
}

impl Setting {
    /// Whether whoever signs in is known to be able to do MFA, or nothing is known of it.
    pub(crate) fn has_method(&self, sign_in: &SignIn<'_>) -> bool {
        let world = self.world();
        let registration = world.person(sign_in).and_then(|person| person.registration.as_ref());
        registration.is_none_or(|registration| registration.is_mfa_capable)
    }

    /// Whether a hybrid joined device is on a platform that has none.
    pub(crate) fn is_hybrid_joined_elsewhere(&self, sign_in: &SignIn<'_>) -> bool {
        let windows = Platform::Known(DevicePlatform::Windows);
        let device = sign_in.device.as_ref();
        let joined = device.and_then(|device| self.world().trust_type(device));
        joined == Some(TrustType::ServerAd)
            && sign_in.platform.as_ref().is_some_and(|platform| *platform != windows)
    }

    pub(crate) fn world(&self) -> World<'_> {
        World::new(&self.directory, &self.tenant, &self.locations, &[])
    }
}

const TENANT: u128 = 0x1111;
const PARTNER: u128 = 0x2222;
const PEOPLE: std::ops::Range<u128> = 0x100..0x108;
const GUESTS: std::ops::Range<u128> = 0x106..0x108;
const GROUPS: std::ops::Range<u128> = 0x200..0x204;
const ROLES: std::ops::Range<u128> = 0x300..0x302;
const LOCATIONS: std::ops::Range<u128> = 0x400..0x406;

fn guid(pool: std::ops::Range<u128>) -> impl Strategy<Value = Uuid> + Clone {
    pool.prop_map(Uuid::from_u128)
}

fn id(pool: std::ops::Range<u128>) -> impl Strategy<Value = Id> + Clone {
    prop_oneof![9 => guid(pool).prop_map(Id::Guid), 1 => Just(Id::Text("<somebody>".into()))]
}

pub(crate) fn setting() -> impl Strategy<Value = Setting> {
    let people = PEOPLE.map(person).collect::<Vec<_>>();
    let trust = option::of((any::<bool>(), any::<bool>()).prop_map(|(mfa, compliant_device)| {
        let default = Trust { mfa, compliant_device, hybrid_joined_device: false };
        InboundTrust { default, ..InboundTrust::default() }
    }));
    let locations = LOCATIONS.map(location).collect::<Vec<_>>();
    let exclusions = select(vec![
        ResourceExclusions::Enforced,
        ResourceExclusions::Legacy,
        ResourceExclusions::Custom(Id::Guid(Uuid::from_u128(0x500))),
    ]);
    (people, vec(any::<Option<bool>>(), 4), any::<bool>(), trust, locations, exclusions).prop_map(
        |(people, groups, roles_known, inbound_trust, locations, exclusions)| {
            let mut directory = Directory::default();
            directory.roles_known = roles_known;
            directory.inbound_trust = inbound_trust;
            people.into_iter().flatten().for_each(|person| assert!(directory.add(person)));
            for (group, known) in GROUPS.zip(groups) {
                if let Some(members_known) = known {
                    let display_name = group.to_string();
                    let group_object = Group { display_name, members_known, ..Group::default() };
                    directory.groups.insert(Uuid::from_u128(group), group_object);
                }
            }
            Setting { directory, tenant: tenant(exclusions), locations }
        },
    )
}

fn tenant(resource_exclusions: ResourceExclusions) -> Tenant {
    Tenant {
        name: "contoso".into(),
        domain: None,
        tenant_id: Some(Uuid::from_u128(TENANT)),
        licenses: Vec::new(),
        emergency_access: Some(EmergencyAccess {
            accounts: vec![name(0x100), name(0x107)],
            group: Some("emergency".into()),
            group_id: Some(Id::Guid(Uuid::from_u128(0x200))),
        }),
        partner: None,
        unattended: vec![name(0x101)],
        platform: PlatformSettings { resource_exclusions, ..PlatformSettings::default() },
        unmanaged_policies: UnmanagedPolicies::Keep,
    }
}

/// The last two of the people are guests by invitation.
fn name(person: u128) -> String {
    let invited = if GUESTS.contains(&person) { "#ext#" } else { "" };
    format!("p{person:x}{invited}@contoso.com")
}

/// Whatever the source, the same for a person.
fn user_type(person: u128) -> UserType {
    if person.is_multiple_of(2) { UserType::Member } else { UserType::Guest }
}

fn person(id: u128) -> impl Strategy<Value = Option<Person>> {
    let sets = (any::<u8>(), any::<u8>());
    option::weighted(0.8, (sets, any::<bool>(), option::weighted(0.8, registration()))).prop_map(
        move |person| {
            let ((groups, roles), says_type, registration) = person?;
            let chosen = |bits: u8, pool: std::ops::Range<u128>| -> BTreeSet<Uuid> {
                pool.enumerate()
                    .filter(|(bit, _)| bits & (1 << bit) != 0)
                    .map(|(_, id)| Uuid::from_u128(id))
                    .collect()
            };
            Some(Person {
                id: Uuid::from_u128(id),
                user_principal_name: name(id),
                display_name: String::new(),
                user_type: says_type.then_some(user_type(id)),
                enabled: None,
                created: None,
                hired: None,
                groups: chosen(groups, GROUPS),
                roles: chosen(roles, ROLES),
                eligible_roles: BTreeSet::new(),
                registration,
                user_risk: None,
                per_user_mfa: None,
                licenses: None,
            })
        },
    )
}

fn registration() -> impl Strategy<Value = Registration> {
    (any::<bool>(), vec(select(&AuthenticationMethod::ALL[..]), 0..3)).prop_map(|(capable, methods)| {
        Registration { is_mfa_capable: capable, is_mfa_registered: capable, methods }
    })
}

fn location(id: u128) -> impl Strategy<Value = NamedLocation> {
    let range = select(vec![
        "192.0.2.0/24",
        "192.0.2.128/25",
        "198.51.100.0/24",
        "2001:db8::/32",
        "2001:db8:1::/48",
        "0.0.0.0/1",
        "::ffff:192.0.2.0/120",
    ]);
    let ip = (vec(range, 0..3), any::<bool>()).prop_map(|(ranges, trusted)| LocationKind::Ip {
        ranges: ranges.iter().map(|range| IpRange::Cidr(range.parse().unwrap())).collect(),
        trusted,
    });
    let lookup =
        prop_oneof![9 => Just(CountryLookup::ClientIpAddress), 1 => Just(CountryLookup::AuthenticatorAppGps)];
    let country = (vec(select(vec!["IN", "AE", "TH"]), 0..3), any::<bool>(), lookup).prop_map(
        |(countries, include_unknown, lookup)| LocationKind::Country {
            countries: countries.into_iter().map(str::to_owned).collect(),
            include_unknown,
            lookup,
        },
    );
    let compliant = any::<bool>().prop_map(|trusted| LocationKind::CompliantNetwork { trusted });
    prop_oneof![4 => ip, 4 => country, 1 => compliant, 1 => Just(LocationKind::Unknown)].prop_map(
        move |kind| NamedLocation {
            id: Id::Guid(Uuid::from_u128(id)),
            display_name: id.to_string(),
            kind,
            unknown: Unknown::default(),
        },
    )
}

pub(crate) fn policies() -> impl Strategy<Value = Vec<Policy<Id>>> {
    vec((conditions(), option::of(grant()), state()), 1..6).prop_map(|policies| {
        let policy = |(index, (conditions, grant, state)): (usize, (ConditionSet<Id>, _, _))| Policy {
            id: index.to_string(),
            graph_id: None,
            display_name: index.to_string(),
            description: None,
            state,
            conditions,
            grant,
            session: None,
            unknown: Unknown::default(),
        };
        policies.into_iter().enumerate().map(policy).collect()
    })
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![8 => Just(State::Enabled), 1 => Just(State::ReportOnly), 1 => Just(State::Disabled)]
}

fn conditions() -> impl Strategy<Value = ConditionSet<Id>> {
    let first = (
        users(),
        applications(),
        few(client_app()),
        option::weighted(0.3, scoped(platform())),
        option::weighted(0.4, scoped(location_ref())),
    );
    let second = (
        option::weighted(0.2, device_filter()),
        few(risk()),
        few(risk()),
        few(select(vec![InsiderRiskLevel::Minor, InsiderRiskLevel::Elevated])),
        few(select(vec![
            TransferMethod::DeviceCodeFlow,
            TransferMethod::AuthenticationTransfer,
            TransferMethod::Unknown("new".into()),
        ])),
    );
    (first, second).prop_map(
        |(
            (users, applications, client_app_types, platforms, locations),
            (device_filter, user_risk_levels, sign_in_risk_levels, insider_risk_levels, authentication_flows),
        )| ConditionSet {
            users,
            applications,
            client_app_types,
            platforms,
            locations,
            device_filter,
            user_risk_levels,
            sign_in_risk_levels,
            insider_risk_levels,
            authentication_flows,
            ..ConditionSet::default()
        },
    )
}

fn few<T: Clone + std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![7 => Just(None), 1 => vec(of, 1..3).prop_map(Some)].prop_map(Option::unwrap_or_default)
}

fn scoped<T: Clone + std::fmt::Debug>(
    of: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Scoped<T>> {
    (vec(of.clone(), 0..3), few(of)).prop_map(|(include, exclude)| Scoped { include, exclude })
}

fn users() -> impl Strategy<Value = Users<Id>> {
    (
        prop_oneof![3 => Just(all()), 2 => subjects()],
        prop_oneof![3 => Just(Subjects::default()), 2 => subjects()],
    )
        .prop_map(|(include, exclude)| Users { include, exclude })
}

fn all() -> Subjects<Id> {
    Subjects { users: vec![UserRef::All], ..Subjects::default() }
}

pub(crate) fn user() -> impl Strategy<Value = UserRef<Id>> {
    id(PEOPLE).prop_map(UserRef::User)
}

fn subjects() -> impl Strategy<Value = Subjects<Id>> {
    let guests = (
        vec(select(GuestType::KNOWN), 1..3),
        option::of(prop_oneof![
            Just(ExternalTenants::All),
            Just(ExternalTenants::Enumerated(vec![Id::Guid(Uuid::from_u128(PARTNER))]))
        ]),
    )
        .prop_map(|(types, tenants)| Guests {
            types: types.into_iter().map(GuestType::from_graph).collect(),
            tenants,
        });
    (few(user()), few(id(GROUPS)), few(id(ROLES)), prop::bool::weighted(0.1), option::weighted(0.2, guests))
        .prop_map(|(users, groups, roles, all_guests, guests)| Subjects {
            users,
            groups,
            roles,
            all_guests,
            guests,
        })
}

/// Exchange Online, Azure management, the Azure portal, Microsoft Graph, an application of the tenant's own.
const RESOURCES: [u128; 5] = [
    0x0000_0002_0000_0ff1_ce00_0000_0000_0000,
    0x797f_4846_ba00_4fd7_ba43_dac1_f8f6_3013,
    0xc44b_4083_3bb0_49c1_b47d_974e_53cb_df3c,
    0x0000_0003_0000_0000_c000_0000_0000_0000,
    0x500,
];

fn application() -> impl Strategy<Value = ApplicationRef<Id>> + Clone {
    prop_oneof![
        2 => Just(ApplicationRef::All),
        1 => Just(ApplicationRef::Office365),
        1 => Just(ApplicationRef::MicrosoftAdminPortals),
        2 => select(&RESOURCES[..]).prop_map(|resource| ApplicationRef::Application(Id::Guid(Uuid::from_u128(resource)))),
    ]
}

fn applications() -> impl Strategy<Value = Applications<Id>> {
    let resources = scoped(application()).prop_map(|resources| Applications {
        include: resources.include,
        exclude: resources.exclude,
        ..Applications::default()
    });
    let action = select(vec![
        UserAction::RegisterSecurityInformation,
        UserAction::RegisterOrJoinDevices,
        UserAction::Unknown("new".into()),
    ]);
    let actions =
        vec(action, 1..2).prop_map(|user_actions| Applications { user_actions, ..Applications::default() });
    let contexts = Just(Applications {
        authentication_contexts: vec![Id::Text("c1".into())],
        ..Applications::default()
    });
    let everything = Just(Applications { include: vec![ApplicationRef::All], ..Applications::default() });
    prop_oneof![8 => everything, 4 => resources, 2 => actions, 1 => contexts]
}

fn client_app() -> impl Strategy<Value = ClientAppType> + Clone {
    select(ClientAppType::KNOWN).prop_map(ClientAppType::from_graph)
}

fn platform() -> impl Strategy<Value = DevicePlatform> + Clone {
    prop_oneof![9 => select(DevicePlatform::KNOWN), 1 => Just("newOS")].prop_map(DevicePlatform::from_graph)
}

fn location_ref() -> impl Strategy<Value = LocationRef<Id>> + Clone {
    prop_oneof![
        2 => Just(LocationRef::All),
        2 => Just(LocationRef::AllTrusted),
        1 => Just(LocationRef::AllCompliantNetworks),
        1 => Just(LocationRef::MfaTrustedIps),
        6 => (0x400_u128..0x407).prop_map(|id| LocationRef::Location(Id::Guid(Uuid::from_u128(id)))),
    ]
}

fn risk() -> impl Strategy<Value = RiskLevel> + Clone {
    select(RiskLevel::KNOWN).prop_map(RiskLevel::from_graph)
}

fn device_filter() -> impl Strategy<Value = DeviceFilter> {
    let rule = select(vec![
        r#"device.trustType -ne "ServerAD" -or device.isCompliant -ne True"#,
        r#"device.trustType -eq "Workplace""#,
        r#"device.displayName -startsWith "KIOSK""#,
        r#"device.extensionAttribute1 -ne "SAW""#,
    ]);
    (rule, select(vec![FilterMode::Include, FilterMode::Exclude]))
        .prop_map(|(rule, mode)| DeviceFilter { mode, rule: device_filter::parse(rule).0 })
}

fn grant() -> impl Strategy<Value = GrantControls<Id>> {
    let strength =
        (2_u128..6).prop_map(|id| GrantItem::AuthenticationStrength(Id::Guid(Uuid::from_u128(id))));
    let built_in =
        select(BuiltInControl::KNOWN).prop_map(|token| GrantItem::BuiltIn(BuiltInControl::from_graph(token)));
    let mfa = Just(GrantItem::BuiltIn(BuiltInControl::Mfa));
    let terms = Just(GrantItem::TermsOfUse(Id::Text("terms".into())));
    let item = prop_oneof![4 => mfa, 4 => built_in, 2 => strength, 1 => terms];
    (select(vec![Operator::And, Operator::Or]), vec(item, 1..3))
        .prop_map(|(operator, items)| GrantControls { operator, items })
}

#[expect(clippy::too_many_lines, reason = "one field after the other")]
pub(crate) fn sign_in() -> impl Strategy<Value = SignIn<'static>> {
    let who = (
        select(vec![
            Subject::User,
            Subject::User,
            Subject::User,
            Subject::User,
            Subject::User,
            Subject::User,
            Subject::ServicePrincipal,
            Subject::Agent,
            Subject::ManagedIdentity,
        ]),
        option::weighted(0.9, guid(0x100..0x10a)),
        any::<bool>(),
        any::<bool>(),
        select(vec![
            CrossTenantAccess::B2bDirectConnect,
            CrossTenantAccess::ServiceProvider,
            CrossTenantAccess::Other,
        ]),
        select(vec![PARTNER, 0x3333]),
        any::<(bool, bool)>(),
    );
    let what = (
        option::weighted(0.9, select(&RESOURCES[..])),
        vec(select(&RESOURCES[..]), 0..3),
        option::of(vec(select(vec!["openid", "User.Read", "User.Read.All", "Mail.Read"]), 0..3)),
        option::weighted(
            0.2,
            select(vec![UserAction::RegisterSecurityInformation, UserAction::RegisterOrJoinDevices]),
        ),
        prop::bool::weighted(0.1),
        option::weighted(0.9, prop_oneof![3 => Just(ClientAppType::Browser), 2 => client_app()]),
    );
    let place = (
        option::weighted(
            0.9,
            select(vec![
                "192.0.2.1",
                "192.0.2.200",
                "198.51.100.7",
                "203.0.113.9",
                "2001:db8::1",
                "2001:db8:1::1",
                "2001:db9::1",
            ]),
        ),
        option::weighted(0.9, prop_oneof![4 => select(vec!["IN", "AE", "TH", "US"]), 1 => Just("")]),
        option::of(any::<bool>()),
        any::<bool>(),
    );
    let device = (
        option::weighted(
            0.9,
            select(vec![
                Platform::Known(DevicePlatform::Windows),
                Platform::Known(DevicePlatform::IOS),
                Platform::Known(DevicePlatform::Linux),
                Platform::Unrecognized,
            ]),
        ),
        option::weighted(0.8, device()),
    );
    let rest = (
        option::weighted(0.7, risk()),
        option::of(risk()),
        option::of(select(vec![Flow::Ordinary, Flow::DeviceCode, Flow::Transfer])),
        prop::bool::weighted(0.05),
        option::of(any::<bool>()),
        vec(select(&AuthenticationMethod::ALL[..]), 0..2),
    );
    (who, what, place, device, rest).prop_map(|(who, what, place, device, rest)| {
        let (subject, subject_id, has_name, says_type, other_access, other_home, (says_access, says_home)) =
            who;
        // Where somebody comes from depends on who it is, as it does in real exports.
        let (access, home) = match subject_id.map(|id| id.as_u128()) {
            Some(id) if GUESTS.contains(&id) => (CrossTenantAccess::B2bCollaboration, other_home),
            Some(id) if PEOPLE.contains(&id) => (CrossTenantAccess::None, TENANT),
            Some(_) | None => (other_access, other_home),
        };
        let cross_tenant_access = says_access.then_some(access);
        let home_tenant = says_home.then_some(home);
        let (resource, audiences, scopes, user_action, context, client_app) = what;
        let (ip_address, country, compliant_network, is_outside_named_networks) = place;
        let (sign_in_risk, user_risk, flow, is_ropc, multifactor, methods) = rest;
        let (platform, device) = device;
        // The device that approves a device code does not show.
        let device = device.map(|device| match flow {
            Some(Flow::DeviceCode) => Device::default(),
            Some(Flow::Ordinary | Flow::Transfer) | None => device,
        });
        let resource =
            sign_in::Application { id: resource.map(Uuid::from_u128), display_name: Cow::Borrowed("") };
        let user_principal_name =
            subject_id.filter(|_| has_name).map_or(String::new(), |id| name(id.as_u128()));
        SignIn {
            subject,
            subject_id,
            user_principal_name: Cow::Owned(user_principal_name),
            user_type: subject_id.filter(|_| says_type).map(|id| user_type(id.as_u128())),
            cross_tenant_access,
            home_tenant: home_tenant.map(Uuid::from_u128),
            resource_tenant: Some(Uuid::from_u128(TENANT)),
            resource,
            audiences: audiences.into_iter().map(Uuid::from_u128).collect(),
            scopes: scopes.map(|scopes| scopes.into_iter().map(str::to_owned).collect()),
            user_action,
            authentication_contexts: if context { vec![Id::Text("c1".into())] } else { Vec::new() },
            client_app,
            platform,
            device,
            ip_address: ip_address.map(|address| address.parse::<IpAddr>().unwrap()),
            country: country.map(Country::parse),
            compliant_network,
            is_outside_named_networks,
            sign_in_risk: sign_in_risk.filter(|level| *level != RiskLevel::Hidden),
            user_risk,
            flow,
            is_ropc,
            authentication: Authentication { multifactor, methods },
            ..SignIn::blank()
        }
    })
}

/// A row of an export: some are repeated, some are of one attempt, and some never finish.
pub(crate) fn row() -> impl Strategy<Value = SignIn<'static>> {
    let codes = vec![0, 0, 0, 50074, 50076, 53003, 50126, 50140];
    let names = select(vec!["", "Outlook", "Teams"]);
    (sign_in(), 1_u128..12, select(vec!["", "a", "b", "c"]), 0_i64..40, select(codes), names).prop_map(
        |(sign_in, id, correlation_id, minute, error_code, application)| SignIn {
            id: Uuid::from_u128(id).to_string().into(),
            correlation_id: correlation_id.into(),
            created: chrono::DateTime::from_timestamp(1_795_000_000 + 60 * minute, 0).unwrap(),
            error_code,
            display_name: application.into(),
            application: Application { id: None, display_name: application.into() },
            ..sign_in
        },
    )
}

fn device() -> impl Strategy<Value = Device<'static>> {
    let trust = option::of(select(vec![TrustType::AzureAd, TrustType::ServerAd, TrustType::Workplace]));
    (
        option::weighted(0.7, select(vec!["d1", "d2"])),
        any::<bool>(),
        any::<bool>(),
        trust,
        select(vec!["", "KIOSK-1"]),
    )
        .prop_map(|(id, is_compliant, is_managed, trust, display_name)| Device {
            id: id.map(Cow::Borrowed),
            display_name: Cow::Borrowed(display_name),
            is_compliant,
            is_managed,
            trust,
            ..Device::default()
        })
}

/// The same sign-in with some of what is known hidden, by the bits of `hide`.
pub(crate) fn hide(sign_in: &SignIn<'static>, hide: u16) -> SignIn<'static> {
    let mut hidden = sign_in.clone();
    let hides = |bit: u16| hide & (1 << bit) != 0;
    if hides(0) {
        hidden.user_type = None;
    }
    if hides(1) {
        hidden.cross_tenant_access = None;
    }
    if hides(2) {
        hidden.home_tenant = None;
    }
    if hides(3) {
        hidden.client_app = None;
    }
    if hides(4) {
        hidden.platform = None;
    }
    if hides(5) {
        hidden.device = None;
    }
    if hides(6) {
        hidden.ip_address = None;
        hidden.is_outside_named_networks = false;
    }
    if hides(7) {
        hidden.country = None;
    }
    if hides(8) {
        hidden.compliant_network = None;
    }
    if hides(9) {
        hidden.sign_in_risk = None;
    }
    if hides(10) {
        hidden.user_risk = None;
    }
    if hides(11) {
        hidden.flow = None;
    }
    if hides(12) {
        hidden.authentication.multifactor = None;
    }
    if hides(13) {
        hidden.scopes = None;
    }
    hidden
}
