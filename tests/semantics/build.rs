//! Short words for settings, policies and sign-ins.
//!
//! `ordinary()` is Asha, a member who can do MFA, on an unregistered Windows device in a browser, at home in India:
//! everything about it is known. Tests change what matters with struct update.

#![expect(clippy::unnecessary_wraps, reason = "sign-ins and settings hold options")]

use std::borrow::Cow;
use std::collections::BTreeSet;

use gatewright::catalogue::{self, AuthenticationMethod as Method};
use gatewright::condition::World;
use gatewright::control::{Outcome, Range};
use gatewright::directory::{
    DeviceObject, Directory, Group, InboundTrust, Person, Registration, ServicePrincipal, Trust,
};
use gatewright::engine::{Scratch, Table, Trace, trace};
use gatewright::model::*;
use gatewright::sign_in::{self, *};
use uuid::Uuid;

pub(crate) const TENANT: Uuid = Uuid::from_u128(0x1000);
pub(crate) const PARTNER: Uuid = Uuid::from_u128(0x1001);
pub(crate) const ASHA: Uuid = Uuid::from_u128(0x2000);
pub(crate) const GROUP: Uuid = Uuid::from_u128(0x3000);
pub(crate) const GLOBAL_ADMINISTRATOR: Uuid = Uuid::from_u128(0x62e90394_69f5_4237_9190_012177145e10);
pub(crate) const EXCHANGE: Uuid = Uuid::from_u128(0x00000002_0000_0ff1_ce00_000000000000);
pub(crate) const SHAREPOINT: Uuid = Uuid::from_u128(0x00000003_0000_0ff1_ce00_000000000000);
pub(crate) const MICROSOFT_GRAPH: Uuid = Uuid::from_u128(0x00000003_0000_0000_c000_000000000000);
pub(crate) const WINDOWS_AZURE_ACTIVE_DIRECTORY: Uuid =
    Uuid::from_u128(0x00000002_0000_0000_c000_000000000000);
pub(crate) const AZURE_PORTAL: Uuid = Uuid::from_u128(0xc44b4083_3bb0_49c1_b47d_974e53cbdf3c);
pub(crate) const AZURE_MANAGEMENT: Uuid = Uuid::from_u128(0x797f4846_ba00_4fd7_ba43_dac1f8f63013);
pub(crate) const AZURE_CLI: Uuid = Uuid::from_u128(0x04b07795_8ddb_461a_bbee_02f9e1bf7b46);

pub(crate) const GRANTED: Range<Outcome> = Range::certain(Outcome::Granted);
pub(crate) const PROMPTED: Range<Outcome> = Range::certain(Outcome::Prompted);
pub(crate) const NEEDS_REGISTRATION: Range<Outcome> = Range::certain(Outcome::NeedsRegistration);
pub(crate) const UNSATISFIABLE: Range<Outcome> = Range::certain(Outcome::Unsatisfiable);
pub(crate) const BLOCKED: Range<Outcome> = Range::certain(Outcome::Blocked);

/// From one outcome to another.
pub(crate) fn between(best: Range<Outcome>, worst: Range<Outcome>) -> Range<Outcome> {
    Range::between(best.best(), worst.worst())
}

/// What policies are decided against.
pub(crate) struct Setting {
    pub(crate) people: Vec<Person>,
    pub(crate) groups: Vec<(Uuid, bool)>,
    pub(crate) roles_known: bool,
    pub(crate) devices: Vec<(&'static str, DeviceObject)>,
    pub(crate) inbound_trust: Option<InboundTrust>,
    pub(crate) locations: Vec<NamedLocation>,
    pub(crate) strengths: Vec<AuthenticationStrength>,
    pub(crate) emergency_access: Option<EmergencyAccess>,
    pub(crate) unattended: Vec<String>,
    pub(crate) resource_exclusions: ResourceExclusions,
    pub(crate) security_defaults: bool,
    pub(crate) roles_activated: bool,
    pub(crate) service_principals: Vec<(Uuid, ServicePrincipal)>,
    pub(crate) mandatory_mfa: bool,
    pub(crate) mfa_trusted_ips: Option<NamedLocation>,
}

/// A tenant of one person, Asha, with a known group and known roles.
impl Default for Setting {
    fn default() -> Self {
        Self {
            people: vec![asha()],
            groups: vec![(GROUP, true)],
            roles_known: true,
            devices: Vec::new(),
            inbound_trust: None,
            locations: Vec::new(),
            strengths: Vec::new(),
            emergency_access: None,
            unattended: Vec::new(),
            resource_exclusions: ResourceExclusions::Enforced,
            security_defaults: false,
            roles_activated: false,
            service_principals: Vec::new(),
            mandatory_mfa: true,
            mfa_trusted_ips: None,
        }
    }
}

impl Setting {
    pub(crate) fn of(person: Person) -> Self {
        Self { people: vec![person], ..Self::default() }
    }

    pub(crate) fn at(locations: impl IntoIterator<Item = NamedLocation>) -> Self {
        Self { locations: locations.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn with_strength(id: Uuid, combinations: &[&str]) -> Self {
        Self { strengths: vec![strength(id, combinations)], ..Self::default() }
    }

    /// What becomes of a sign-in, by the masks; the trace must agree.
    pub(crate) fn outcome<'p>(
        &self,
        policies: impl IntoIterator<Item = &'p Built>,
        sign_in: &SignIn<'_>,
    ) -> Range<Outcome> {
        let policies: Vec<_> = policies.into_iter().map(|built| built.0.clone()).collect();
        self.with_world(|world| {
            let table = Table::new(world, &policies);
            let mut scratch = Scratch::default();
            let outcome = table.decide(&mut scratch, sign_in).outcome;
            assert_eq!(trace(world, &policies, sign_in).outcome, outcome, "trace and masks agree");
            outcome
        })
    }

    pub(crate) fn trace<'p>(
        &self,
        policies: impl IntoIterator<Item = &'p Built>,
        sign_in: &SignIn<'_>,
    ) -> Trace {
        let policies: Vec<_> = policies.into_iter().map(|built| built.0.clone()).collect();
        self.with_world(|world| trace(world, &policies, sign_in))
    }

    /// Whether a policy applies; masks and trace must agree.
    pub(crate) fn applies(&self, policy: &Built, sign_in: &SignIn<'_>) -> Match {
        let applies = self.trace([policy], sign_in).policies[0].applies;
        self.with_world(|world| {
            let table = Table::new(world, std::slice::from_ref(&policy.0));
            let mut scratch = Scratch::default();
            let contributions = table.decide_by_all(&mut scratch, sign_in).contributions;
            let by_masks = contributions.first().map_or(Match::No, |contribution| contribution.applies);
            assert_eq!(by_masks, applies, "trace and masks agree");
        });
        applies
    }

    /// Entra's word for what one policy did.
    pub(crate) fn result(&self, policy: &Built, sign_in: &SignIn<'_>) -> &'static str {
        self.trace([policy], sign_in).policies[0].result
    }

    pub(crate) fn with_world<T>(&self, then: impl FnOnce(&World<'_>) -> T) -> T {
        let mut directory = Directory::default();
        directory.roles_known = self.roles_known;
        directory.per_user_mfa_known = true;
        directory.inbound_trust.clone_from(&self.inbound_trust);
        for person in &self.people {
            assert!(directory.add(person.clone()), "people are distinct");
        }
        for (id, members_known) in &self.groups {
            let group = Group { members_known: *members_known, ..Group::default() };
            directory.groups.insert(*id, group);
        }
        directory.service_principals = self.service_principals.iter().cloned().collect();
        directory.devices =
            Some(self.devices.iter().map(|(id, device)| ((*id).to_owned(), device.clone())).collect());
        let tenant = Tenant {
            name: "contoso".into(),
            domain: None,
            tenant_id: Some(TENANT),
            licenses: Vec::new(),
            emergency_access: self.emergency_access.clone(),
            partner: None,
            unattended: self.unattended.clone(),
            platform: PlatformSettings {
                security_defaults: self.security_defaults,
                resource_exclusions: self.resource_exclusions.clone(),
                mandatory_mfa: MandatoryMfa { phase1: self.mandatory_mfa, phase2: self.mandatory_mfa },
                mfa_trusted_ips: self.mfa_trusted_ips.clone(),
            },
            unmanaged_policies: UnmanagedPolicies::Keep,
        };
        let world = World::new(&directory, &tenant, &self.locations, &self.strengths);
        then(&if self.roles_activated { world.with_roles_activated() } else { world })
    }
}

pub(crate) fn outcome<'p>(
    policies: impl IntoIterator<Item = &'p Built>,
    sign_in: &SignIn<'_>,
) -> Range<Outcome> {
    Setting::default().outcome(policies, sign_in)
}

pub(crate) fn applies(policy: &Built, sign_in: &SignIn<'_>) -> Match {
    Setting::default().applies(policy, sign_in)
}

pub(crate) fn result(policy: &Built, sign_in: &SignIn<'_>) -> &'static str {
    Setting::default().result(policy, sign_in)
}

/// Can do MFA, by an app or by text message.
pub(crate) fn asha() -> Person {
    Person {
        id: ASHA,
        user_principal_name: "asha@contoso.com".into(),
        display_name: "Asha".into(),
        user_type: Some(UserType::Member),
        enabled: Some(true),
        created: None,
        hired: None,
        groups: BTreeSet::new(),
        roles: BTreeSet::new(),
        eligible_roles: BTreeSet::new(),
        registration: Some(registered(&[Method::MicrosoftAuthenticatorPush, Method::Sms])),
        user_risk: None,
        per_user_mfa: None,
        licenses: None,
    }
}

/// Asha, with nothing registered.
pub(crate) fn newcomer() -> Person {
    Person { registration: Some(Registration::default()), ..asha() }
}

pub(crate) fn registered(methods: &[Method]) -> Registration {
    Registration { is_mfa_capable: true, is_mfa_registered: true, methods: methods.to_vec() }
}

/// A sign-in by Asha of which everything is known.
pub(crate) fn ordinary() -> SignIn<'static> {
    SignIn {
        subject_id: Some(ASHA),
        user_principal_name: "asha@contoso.com".into(),
        user_type: Some(UserType::Member),
        cross_tenant_access: Some(CrossTenantAccess::None),
        home_tenant: Some(TENANT),
        resource_tenant: Some(TENANT),
        resource: application(EXCHANGE),
        scopes: Some(vec!["Mail.Read".into()]),
        client_app: Some(ClientAppType::Browser),
        platform: Some(Platform::Known(DevicePlatform::Windows)),
        device: Some(Device::default()),
        ip_address: address("203.0.113.9"),
        country: country("IN"),
        compliant_network: Some(false),
        sign_in_risk: Some(RiskLevel::None),
        user_risk: Some(RiskLevel::None),
        insider_risk: Some(InsiderRisk::None),
        flow: Some(Flow::Ordinary),
        authentication: Authentication { multifactor: Some(false), methods: vec![Method::Password] },
        ..SignIn::blank()
    }
}

/// A guest by B2B collaboration, whom the directory does not know.
pub(crate) fn guest() -> SignIn<'static> {
    SignIn {
        subject_id: Some(Uuid::from_u128(0x2100)),
        user_principal_name: "ravi_fabrikam.com#ext#@contoso.com".into(),
        user_type: Some(UserType::Guest),
        cross_tenant_access: Some(CrossTenantAccess::B2bCollaboration),
        home_tenant: Some(PARTNER),
        ..ordinary()
    }
}

/// The directory's user object of [`guest`], with nothing registered here.
pub(crate) fn guest_person() -> Person {
    Person {
        id: Uuid::from_u128(0x2100),
        user_principal_name: "ravi_fabrikam.com#ext#@contoso.com".into(),
        user_type: Some(UserType::Guest),
        ..newcomer()
    }
}

/// Someone who reaches a shared channel and has no user object here.
pub(crate) fn direct_connect() -> SignIn<'static> {
    SignIn {
        subject_id: None,
        user_principal_name: "ravi@fabrikam.com".into(),
        cross_tenant_access: Some(CrossTenantAccess::B2bDirectConnect),
        ..guest()
    }
}

pub(crate) fn with_multifactor(methods: &[Method]) -> Authentication {
    Authentication { multifactor: Some(true), methods: methods.to_vec() }
}

pub(crate) fn registered_device() -> Device<'static> {
    Device { id: Some(Cow::Borrowed("d1")), ..Device::default() }
}

#[expect(clippy::unnecessary_wraps, reason = "as sign-ins hold it")]
pub(crate) fn compliant_device() -> Option<Device<'static>> {
    Some(Device {
        is_compliant: true,
        is_managed: true,
        trust: Some(TrustType::AzureAd),
        ..registered_device()
    })
}

#[expect(clippy::unnecessary_wraps, reason = "as sign-ins hold it")]
pub(crate) fn hybrid_device() -> Option<Device<'static>> {
    Some(Device { trust: Some(TrustType::ServerAd), ..registered_device() })
}

pub(crate) fn application(id: Uuid) -> sign_in::Application<'static> {
    sign_in::Application { id: Some(id), display_name: Cow::Borrowed("") }
}

pub(crate) fn address(text: &str) -> Option<std::net::IpAddr> {
    Some(text.parse().unwrap())
}

pub(crate) fn country(code: &str) -> Option<Country> {
    Some(Country::parse(code))
}

#[expect(clippy::unnecessary_wraps, reason = "as directories hold it")]
pub(crate) fn trusting(trust: Trust) -> Option<InboundTrust> {
    Some(InboundTrust { default: trust, ..InboundTrust::default() })
}

pub(crate) fn strength(id: Uuid, combinations: &[&str]) -> AuthenticationStrength {
    AuthenticationStrength {
        id: Id::Guid(id),
        display_name: String::new(),
        allowed_combinations: combinations.iter().map(|&combination| combination.into()).collect(),
        restricted: false,
    }
}

pub(crate) fn built_in_strength(name: &str) -> Uuid {
    catalogue::strength_by_name(name).unwrap().id
}

pub(crate) fn ip_location(id: u128, ranges: &[&str], trusted: bool) -> NamedLocation {
    let ranges = ranges.iter().map(|range| IpRange::Cidr(range.parse().unwrap())).collect();
    location(id, LocationKind::Ip { ranges, trusted })
}

pub(crate) fn country_location(id: u128, countries: &[&str], include_unknown: bool) -> NamedLocation {
    location(
        id,
        LocationKind::Country {
            countries: countries.iter().map(|&country| country.into()).collect(),
            include_unknown,
            lookup: CountryLookup::ClientIpAddress,
        },
    )
}

pub(crate) fn location(id: u128, kind: LocationKind) -> NamedLocation {
    NamedLocation {
        id: Id::Guid(Uuid::from_u128(id)),
        display_name: String::new(),
        kind,
        unknown: Unknown::default(),
    }
}

pub(crate) fn at(id: u128) -> LocationRef<Id> {
    LocationRef::Location(Id::Guid(Uuid::from_u128(id)))
}

/// A policy under construction. It starts enabled, on all users and all resources, asking nothing.
#[derive(Clone)]
pub(crate) struct Built(pub(crate) Policy<Id>);

pub(crate) fn policy() -> Built {
    Built(Policy {
        id: "CA001".into(),
        graph_id: None,
        display_name: "CA001".into(),
        description: None,
        state: State::Enabled,
        conditions: ConditionSet {
            users: Users { include: all(), exclude: Subjects::default() },
            applications: Applications { include: vec![ApplicationRef::All], ..Applications::default() },
            ..ConditionSet::default()
        },
        grant: None,
        session: None,
        unknown: Unknown::default(),
    })
}

pub(crate) fn all() -> Subjects<Id> {
    Subjects { users: vec![UserRef::All], ..Subjects::default() }
}

pub(crate) fn user(id: Uuid) -> Subjects<Id> {
    Subjects { users: vec![UserRef::User(Id::Guid(id))], ..Subjects::default() }
}

pub(crate) fn group(id: Uuid) -> Subjects<Id> {
    Subjects { groups: vec![Id::Guid(id)], ..Subjects::default() }
}

pub(crate) fn role(id: Uuid) -> Subjects<Id> {
    Subjects { roles: vec![Id::Guid(id)], ..Subjects::default() }
}

pub(crate) fn all_guests() -> Subjects<Id> {
    Subjects { all_guests: true, ..Subjects::default() }
}

pub(crate) fn guests(types: &str) -> Subjects<Id> {
    guests_from(types, None)
}

pub(crate) fn guests_from(types: &str, tenants: Option<ExternalTenants>) -> Subjects<Id> {
    let types = types.split(',').map(GuestType::from_graph).collect();
    Subjects { guests: Some(Guests { types, tenants }), ..Subjects::default() }
}

pub(crate) fn app(id: Uuid) -> ApplicationRef<Id> {
    ApplicationRef::Application(Id::Guid(id))
}

pub(crate) fn control(token: &str) -> GrantItem<Id> {
    GrantItem::BuiltIn(BuiltInControl::from_graph(token))
}

pub(crate) fn mfa() -> Built {
    policy().all_of([control("mfa")])
}

pub(crate) fn block() -> Built {
    policy().all_of([control("block")])
}

impl Built {
    fn change(mut self, change: impl FnOnce(&mut Policy<Id>)) -> Self {
        change(&mut self.0);
        self
    }

    fn conditions(self, change: impl FnOnce(&mut ConditionSet<Id>)) -> Self {
        self.change(|policy| change(&mut policy.conditions))
    }

    pub(crate) fn users(self, include: Subjects<Id>) -> Self {
        self.conditions(|conditions| conditions.users.include = include)
    }

    pub(crate) fn except(self, exclude: Subjects<Id>) -> Self {
        self.conditions(|conditions| conditions.users.exclude = exclude)
    }

    pub(crate) fn apps(self, include: impl IntoIterator<Item = ApplicationRef<Id>>) -> Self {
        self.conditions(|conditions| conditions.applications.include = include.into_iter().collect())
    }

    pub(crate) fn except_apps(self, exclude: impl IntoIterator<Item = ApplicationRef<Id>>) -> Self {
        self.conditions(|conditions| conditions.applications.exclude = exclude.into_iter().collect())
    }

    pub(crate) fn app_filter(self, mode: FilterMode) -> Self {
        let rule = r#"CustomSecurityAttribute.Apps_Tier -eq "0""#.to_owned();
        self.conditions(|conditions| conditions.applications.filter = Some(Filter { mode, rule }))
    }

    pub(crate) fn on_action(self, action: &str) -> Self {
        let user_actions = vec![UserAction::from_graph(action)];
        self.conditions(|conditions| {
            conditions.applications = Applications { user_actions, ..Applications::default() };
        })
    }

    pub(crate) fn on_context(self, context: &str) -> Self {
        let authentication_contexts = vec![Id::Text(context.into())];
        self.conditions(|conditions| {
            conditions.applications = Applications { authentication_contexts, ..Applications::default() };
        })
    }

    pub(crate) fn clients(self, types: &[&str]) -> Self {
        let types = types.iter().map(|token| ClientAppType::from_graph(token)).collect();
        self.conditions(|conditions| conditions.client_app_types = types)
    }

    pub(crate) fn platforms(self, include: &[&str], exclude: &[&str]) -> Self {
        let read = |tokens: &[&str]| tokens.iter().map(|token| DevicePlatform::from_graph(token)).collect();
        let platforms = Scoped { include: read(include), exclude: read(exclude) };
        self.conditions(|conditions| conditions.platforms = Some(platforms))
    }

    pub(crate) fn locations<const I: usize, const E: usize>(
        self,
        include: [LocationRef<Id>; I],
        exclude: [LocationRef<Id>; E],
    ) -> Self {
        let locations = Scoped { include: include.into(), exclude: exclude.into() };
        self.conditions(|conditions| conditions.locations = Some(locations))
    }

    pub(crate) fn devices(self, mode: FilterMode, rule: &str) -> Self {
        let (rule, faults) = device_filter::parse(rule);
        assert!(faults.is_empty(), "the rule of a test is sound");
        self.conditions(|conditions| conditions.device_filter = Some(DeviceFilter { mode, rule }))
    }

    pub(crate) fn sign_in_risk(self, levels: &[&str]) -> Self {
        self.conditions(|conditions| conditions.sign_in_risk_levels = risk(levels))
    }

    pub(crate) fn user_risk(self, levels: &[&str]) -> Self {
        self.conditions(|conditions| conditions.user_risk_levels = risk(levels))
    }

    pub(crate) fn insider_risk(self, levels: &[&str]) -> Self {
        let levels = levels.iter().map(|level| InsiderRiskLevel::from_graph(level)).collect();
        self.conditions(|conditions| conditions.insider_risk_levels = levels)
    }

    pub(crate) fn flows(self, methods: &[&str]) -> Self {
        let methods = methods.iter().map(|method| TransferMethod::from_graph(method)).collect();
        self.conditions(|conditions| conditions.authentication_flows = methods)
    }

    pub(crate) fn workloads(self, workloads: ClientApplications<Id>) -> Self {
        self.users(Subjects { users: vec![UserRef::None], ..Subjects::default() })
            .conditions(|conditions| conditions.client_applications = Some(workloads))
    }

    pub(crate) fn all_of(self, items: impl IntoIterator<Item = GrantItem<Id>>) -> Self {
        self.grant(Operator::And, items)
    }

    pub(crate) fn any_of(self, items: impl IntoIterator<Item = GrantItem<Id>>) -> Self {
        self.grant(Operator::Or, items)
    }

    fn grant(self, operator: Operator, items: impl IntoIterator<Item = GrantItem<Id>>) -> Self {
        let grant = GrantControls { operator, items: items.into_iter().collect() };
        self.change(|policy| policy.grant = Some(grant))
    }

    pub(crate) fn strength(self, id: Uuid) -> Self {
        self.all_of([GrantItem::AuthenticationStrength(Id::Guid(id))])
    }

    pub(crate) fn session_only(self) -> Self {
        let session = SessionControls {
            persistent_browser: Some(PersistentBrowser::Never),
            ..SessionControls::default()
        };
        self.change(|policy| policy.session = Some(session))
    }

    pub(crate) fn state(self, state: &str) -> Self {
        self.change(|policy| policy.state = State::from_graph(state))
    }

    pub(crate) fn report_only(self) -> Self {
        self.state("enabledForReportingButNotEnforced")
    }

    /// With a member at a pointer that this version does not know.
    pub(crate) fn unknown(self, pointer: &str) -> Self {
        self.change(|policy| {
            policy.unknown.0.insert(pointer.to_owned(), "new".into());
        })
    }
}

fn risk(levels: &[&str]) -> Vec<RiskLevel> {
    levels.iter().map(|level| RiskLevel::from_graph(level)).collect()
}
