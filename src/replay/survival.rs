//! Whoever must still get in after the change: emergency access, whoever can undo it, the partner's technicians and
//! directory synchronization.
//!
//! Each is decided as they were last seen, from the Azure portal where it is people who administer; whoever was never
//! seen, with nothing known but who they are. One way in is enough. Nothing is compared with what is in force.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};
use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cause::Cause;
use super::comparison::{Comparison, Side};
use super::gathered::join;
use super::word;
use crate::control::Demand;
use crate::directory::Person;
use crate::engine::{Contribution, Scratch, Table};
use crate::model::{ClientAppType, Match};
use crate::sign_in::{Application, CrossTenantAccess, SignIn, UserType};

/// Who must get in, by why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Essential {
    /// The declared emergency access accounts.
    EmergencyAccess,
    /// People whose active or eligible roles can change policies.
    Administrators,
    /// Technicians of a partner, by granular delegated admin privileges.
    Technicians,
    /// The account of directory synchronization.
    DirectorySync,
}

/// Whether those who must get in do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillGetIn {
    /// Who.
    pub essential: Essential,
    /// Each of them, by name; none where it is not known who they are.
    pub people: Vec<WayIn>,
}

/// Whether somebody gets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayIn {
    /// The user principal name, or the object id where none is known.
    pub user: String,
    /// Whether they get in; unknown where what is not known decides.
    pub gets_in: Match,
    /// Recorded sign-ins that were tried; none of whoever was never seen.
    pub sign_ins: u64,
    /// The policies in their way, by index: those of the newest sign-in that was stopped.
    pub policies: Vec<usize>,
    /// Why, where they do not or may not.
    pub cause: Option<Cause>,
}

/// Who is looked out for.
pub(super) struct Watch {
    people: HashMap<Uuid, Essential>,
    /// Emergency access accounts that the directory does not know, lower case.
    names: Vec<String>,
}

/// What was gathered of each: of whom, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ways(#[serde(with = "word::map")] BTreeMap<Essential, BTreeMap<String, Tried>>);

/// Sign-ins of one person that were tried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tried {
    sign_ins: u64,
    is_in: bool,
    may_be_in: bool,
    /// The newest that was or may be stopped: of those at the same time, the one with the greatest id.
    stopped: Option<Stopped>,
}

/// The order is from the oldest to the newest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stopped {
    created: DateTime<Utc>,
    id: String,
    policies: Vec<usize>,
    #[serde(with = "word::option")]
    cause: Option<Cause>,
}

/// Roles that can change policies (Entra, permissions reference): Global, Conditional Access and Security Administrator.
const ADMINISTRATORS: [Uuid; 3] = [
    Uuid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10),
    Uuid::from_u128(0xb1be_1c3e_b65d_4f19_8427_f6fa_0d97_feb9),
    Uuid::from_u128(0x194a_e4cb_b126_40b2_bd5b_6091_b380_977d),
];
/// Directory Synchronization Accounts.
const SYNCHRONIZATION: Uuid = Uuid::from_u128(0xd29b_2b05_8046_44ba_8758_1e26_182f_cf32);
/// Azure portal, which the Entra admin center shares its id with.
const PORTAL: Uuid = Uuid::from_u128(0xc44b_4083_3bb0_49c1_b47d_974e_53cb_df3c);
/// Windows Azure Service Management API.
const MANAGEMENT: Uuid = Uuid::from_u128(0x797f_4846_ba00_4fd7_ba43_dac1_f8f6_3013);
/// Microsoft Azure Active Directory Connect.
const CONNECT: Uuid = Uuid::from_u128(0xcb10_56e2_e479_49de_ae31_7812_af01_2ed8);
/// Windows Azure Active Directory.
const DIRECTORY: Uuid = Uuid::from_u128(0x0000_0002_0000_0000_c000_0000_0000_0000);

impl Essential {
    /// All, in the order of output.
    pub const ALL: [Self; 4] =
        [Self::EmergencyAccess, Self::Administrators, Self::Technicians, Self::DirectorySync];

    /// Our token in JSON, such as `emergencyAccess`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmergencyAccess => "emergencyAccess",
            Self::Administrators => "conditionalAccessAdministrators",
            Self::Technicians => "technicians",
            Self::DirectorySync => "directorySync",
        }
    }
}

impl Watch {
    pub(super) fn new(proposed: Side<'_>) -> Self {
        let world = proposed.world;
        let mut people = HashMap::default();
        for person in world.directory.people().iter().filter(|person| person.enabled != Some(false)) {
            let is_emergency_access = world.is_emergency_access(&person.user_principal_name) == Match::Yes;
            let holds = |role| person.roles.contains(role) || person.eligible_roles.contains(role);
            let is_sync = holds(&SYNCHRONIZATION) || person.user_principal_name.starts_with("sync_");
            let essential = if is_emergency_access {
                Essential::EmergencyAccess
            } else if ADMINISTRATORS.iter().any(holds) {
                Essential::Administrators
            } else if is_sync {
                Essential::DirectorySync
            } else {
                continue;
            };
            people.insert(person.id, essential);
        }
        let accounts = world.tenant.emergency_access.iter().flat_map(|access| &access.accounts);
        let names = accounts.filter(|account| world.directory.person_by_name(account).is_none());
        Self { people, names: names.map(|name| name.to_lowercase()).collect() }
    }

    fn essential(&self, sign_in: &SignIn<'_>) -> Option<Essential> {
        if sign_in.cross_tenant_access == Some(CrossTenantAccess::ServiceProvider) {
            return Some(Essential::Technicians);
        }
        let known = sign_in.subject_id.and_then(|id| self.people.get(&id)).copied();
        let is_named = || self.names.iter().any(|name| **name == *sign_in.user_principal_name);
        known.or_else(|| is_named().then_some(Essential::EmergencyAccess))
    }

    /// Tries a sign-in that got in, if it is by somebody who must.
    pub(super) fn observe(
        &self,
        ways: &mut Ways,
        proposed: Side<'_>,
        table: &Table<'_>,
        scratch: &mut Scratch,
        sign_in: &SignIn<'_>,
    ) {
        let Some(essential) = self.essential(sign_in) else { return };
        let name = match proposed.world.person(sign_in) {
            Some(person) => person.user_principal_name.clone(),
            None if sign_in.user_principal_name.is_empty() => {
                sign_in.subject_id.map_or(String::new(), |id| id.to_string())
            }
            None => sign_in.user_principal_name.to_string(),
        };
        let tried = ways.0.entry(essential).or_default().entry(name).or_default();
        match essential {
            Essential::EmergencyAccess | Essential::Administrators => {
                tried.add(proposed, table, scratch, &at_portal(sign_in.clone()));
            }
            Essential::Technicians | Essential::DirectorySync => {
                tried.add(proposed, table, scratch, sign_in);
            }
        }
    }

    /// Everybody, those who were never seen included.
    ///
    /// Policies are changed with the role active, so whoever may activate it is tried as if they had.
    pub(super) fn finish(
        &self,
        ways: Ways,
        comparison: &Comparison<'_>,
        activated: Option<&Comparison<'_>>,
    ) -> Vec<StillGetIn> {
        let Comparison { proposed, table, .. } = comparison;
        let world = proposed.world;
        let mut tried = ways.0;
        let mut scratch = Scratch::default();
        let mut suppose = |essential, name: String, sign_in: &SignIn<'_>| {
            if let Entry::Vacant(untried) = tried.entry(essential).or_default().entry(name) {
                let mut supposed = Tried::default();
                let may_activate = world.person(sign_in).is_some_and(Person::may_activate);
                let Comparison { proposed, table, .. } =
                    activated.filter(|_| may_activate).unwrap_or(comparison);
                supposed.add(*proposed, table, &mut scratch, sign_in);
                supposed.sign_ins = 0;
                untried.insert(supposed);
            }
        };
        for person in world.directory.people() {
            let Some(essential) = self.people.get(&person.id) else { continue };
            let sign_in = match essential {
                Essential::EmergencyAccess | Essential::Administrators => at_portal(unseen(person)),
                Essential::Technicians | Essential::DirectorySync => synchronizing(unseen(person)),
            };
            suppose(*essential, person.user_principal_name.clone(), &sign_in);
        }
        for name in &self.names {
            let sign_in = SignIn {
                user_principal_name: name.as_str().into(),
                user_type: Some(UserType::Member),
                cross_tenant_access: Some(CrossTenantAccess::None),
                ..SignIn::blank()
            };
            suppose(Essential::EmergencyAccess, name.clone(), &at_portal(sign_in));
        }
        let is_technician_seen = tried.contains_key(&Essential::Technicians);
        if let Some(partner) = world.tenant.partner.as_ref().filter(|_| !is_technician_seen) {
            let sign_in = SignIn {
                cross_tenant_access: Some(CrossTenantAccess::ServiceProvider),
                home_tenant: partner.tenants.first().copied(),
                resource_tenant: world.tenant.tenant_id,
                ..SignIn::blank()
            };
            let mut supposed = Tried::default();
            supposed.add(*proposed, table, &mut Scratch::default(), &at_portal(sign_in));
            supposed.sign_ins = 0;
            tried.insert(Essential::Technicians, BTreeMap::from([(String::new(), supposed)]));
        }
        // That nobody can change policies is worth saying, and that it is not known who can, too.
        tried.entry(Essential::Administrators).or_default();
        let still_get_in = |(essential, people): (Essential, BTreeMap<String, Tried>)| StillGetIn {
            essential,
            people: people.into_iter().map(|(user, tried)| tried.way_in(user)).collect(),
        };
        tried.into_iter().map(still_get_in).collect()
    }
}

impl Ways {
    pub(super) fn merge(&mut self, other: Self) {
        join(&mut self.0, other.0, |own, other| join(own, other, Tried::merge));
    }
}

impl Tried {
    fn add(&mut self, proposed: Side<'_>, table: &Table<'_>, scratch: &mut Scratch, sign_in: &SignIn<'_>) {
        self.sign_ins += 1;
        let decision = table.decide(scratch, sign_in);
        let (best, worst) = (decision.outcome.best(), decision.outcome.worst());
        self.is_in |= !worst.is_locked_out();
        self.may_be_in |= !best.is_locked_out();
        if !worst.is_locked_out() {
            return;
        }
        let of = |contribution: &Contribution| {
            let outcome = contribution.outcome();
            if best.is_locked_out() { outcome.best() } else { outcome.worst() }
        };
        let mut in_the_way: Vec<&Contribution> =
            decision.contributions.iter().filter(|contribution| of(contribution).is_locked_out()).collect();
        in_the_way.sort_by_key(|contribution| std::cmp::Reverse(of(contribution)));
        let cause = in_the_way.first().and_then(|contribution| {
            let policy = proposed.policies.get(contribution.policy)?;
            Some(Cause::general_of(proposed.world, policy, sign_in, of(contribution)))
        });
        let cause = cause.or_else(|| {
            let is_in_the_way = |demand: &&Demand| {
                let outcome = demand.outcome;
                if best.is_locked_out() { outcome.best() } else { outcome.worst() }.is_locked_out()
            };
            decision.platform.iter().find(is_in_the_way).map(|demand| Cause::of_platform(demand.enforcement))
        });
        let mut policies: Vec<usize> = in_the_way.iter().map(|contribution| contribution.policy).collect();
        policies.sort_unstable();
        self.stop(Stopped { created: sign_in.created, id: sign_in.id.to_string(), policies, cause });
    }

    fn stop(&mut self, stopped: Stopped) {
        self.stopped = self.stopped.take().max(Some(stopped));
    }

    fn merge(&mut self, other: Self) {
        self.sign_ins += other.sign_ins;
        self.is_in |= other.is_in;
        self.may_be_in |= other.may_be_in;
        self.stopped = self.stopped.take().max(other.stopped);
    }

    fn way_in(self, user: String) -> WayIn {
        let gets_in = match (self.is_in, self.may_be_in) {
            (true, _) => Match::Yes,
            (false, true) => Match::Unknown,
            (false, false) => Match::No,
        };
        let stopped = self.stopped.filter(|_| gets_in != Match::Yes);
        let (policies, cause) =
            stopped.map_or((Vec::new(), None), |stopped| (stopped.policies, stopped.cause));
        WayIn { user, gets_in, sign_ins: self.sign_ins, policies, cause }
    }
}

/// The same by whom and from where, in the Azure portal.
fn at_portal(sign_in: SignIn<'_>) -> SignIn<'_> {
    SignIn {
        is_interactive: true,
        application: Application { id: Some(PORTAL), display_name: "Azure portal".into() },
        resource: Application {
            id: Some(MANAGEMENT),
            display_name: "Windows Azure Service Management API".into(),
        },
        audiences: vec![PORTAL, MANAGEMENT],
        scopes: None,
        user_action: None,
        authentication_contexts: Vec::new(),
        client_app: Some(ClientAppType::Browser),
        ..sign_in
    }
}

/// The same by whom, as the account of directory synchronization signs in.
fn synchronizing(sign_in: SignIn<'_>) -> SignIn<'_> {
    SignIn {
        application: Application {
            id: Some(CONNECT),
            display_name: "Microsoft Azure Active Directory Connect".into(),
        },
        resource: Application { id: Some(DIRECTORY), display_name: "Windows Azure Active Directory".into() },
        client_app: Some(ClientAppType::MobileAppsAndDesktopClients),
        is_ropc: true,
        ..sign_in
    }
}

/// Somebody of whose sign-ins nothing is known.
fn unseen(person: &Person) -> SignIn<'_> {
    SignIn {
        subject_id: Some(person.id),
        user_principal_name: person.user_principal_name.as_str().into(),
        display_name: person.display_name.as_str().into(),
        user_type: person.user_type,
        cross_tenant_access: (person.user_type == Some(UserType::Member)).then_some(CrossTenantAccess::None),
        ..SignIn::blank()
    }
}
