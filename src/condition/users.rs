//! `users`: who signs in, by name, group, role or type of guest.
//!
//! Included is the union of everything included, excluded the union of everything excluded, and exclude wins
//! (Entra, concept-conditional-access-users-groups, 2024-01).

use uuid::Uuid;

use super::agents::Agents;
use super::client_applications::ClientApplications;
use super::membership::UserClasses;
use super::{Dimension, Draft, World};
use crate::directory::Person;
use crate::model::{self, ConditionSet, ExternalTenants, GuestType, Guests, Id, Match, Subjects, UserRef};
use crate::sign_in::{CrossTenantAccess, SignIn, Subject, UserType};

pub(super) struct Users;

/// Who signs in, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Who<'a> {
    /// What kind of subject.
    pub subject: Subject,
    /// The object id.
    pub id: Option<Uuid>,
    /// What the directory says.
    pub person: Option<&'a Person>,
    /// Which types of guest it may be.
    pub guest: GuestKinds,
    /// The home tenant.
    pub home_tenant: Option<Uuid>,
    /// Whether it is a declared emergency access account.
    pub is_emergency_access: Match,
}

impl Dimension for Users {
    type Condition = model::Users<Id>;
    type Value<'a> = Who<'a>;
    type Partition = UserClasses;
    const MEMBER: &'static str = "users";
    const REASON: &'static str = "users";

    /// A policy on workloads or agents includes no users and says so with `None`; it is then not about users.
    fn condition(of: &ConditionSet<Id>) -> Option<&model::Users<Id>> {
        let other_subjects = ClientApplications::condition(of).is_some() || Agents::condition(of).is_some();
        let Subjects { users, groups, roles, all_guests, guests } = &of.users.include;
        let nobody = users.iter().all(|user| *user == UserRef::None)
            && groups.is_empty()
            && roles.is_empty()
            && !all_guests
            && guests.is_none();
        (!(other_subjects && nobody)).then_some(&of.users)
    }

    fn values<'a>(world: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(Who::of(world, sign_in));
    }

    /// A user by kind and, where there is one, by id: whom the directory holds is for the caller to say.
    fn put(who: Who<'_>, draft: &mut Draft) -> bool {
        let sign_in = &mut draft.sign_in;
        sign_in.subject = who.subject;
        sign_in.subject_id = who.id;
        if let Some(person) = who.person {
            sign_in.user_principal_name = person.user_principal_name.clone().into();
        }
        sign_in.home_tenant = who.home_tenant;
        who.guest.put(draft)
    }

    fn matches(world: &World<'_>, condition: &model::Users<Id>, who: Who<'_>) -> Match {
        match who.subject {
            Subject::ServicePrincipal | Subject::ManagedIdentity => Match::No,
            Subject::User | Subject::Agent => {
                includes(world, &condition.include, who).and(includes(world, &condition.exclude, who).not())
            }
        }
    }

    fn partition(world: &World<'_>, conditions: &[&model::Users<Id>]) -> Option<UserClasses> {
        Some(UserClasses::new(world, conditions))
    }
}

impl<'a> Who<'a> {
    /// Who a sign-in is by.
    pub fn of(world: &World<'a>, sign_in: &SignIn<'_>) -> Self {
        let person = (sign_in.subject == Subject::User).then(|| world.person(sign_in)).flatten();
        let name = person.map_or(&*sign_in.user_principal_name, |person| &person.user_principal_name);
        Self {
            subject: sign_in.subject,
            id: sign_in.subject_id.or(person.map(|person| person.id)),
            person,
            guest: GuestKinds::of(world, sign_in, person),
            home_tenant: sign_in.home_tenant,
            is_emergency_access: world.is_emergency_access(name),
        }
    }

    /// Someone of the directory, whatever they sign in to.
    pub fn of_person(world: &World<'_>, person: &'a Person) -> Self {
        let name = &person.user_principal_name;
        Self {
            subject: Subject::User,
            id: Some(person.id),
            person: Some(person),
            guest: of_home(person.user_type, name, Some(person)),
            home_tenant: None,
            is_emergency_access: world.is_emergency_access(name),
        }
    }
}

/// Whether someone is among the users that a policy is for; nobody is, of a policy on workloads or agents.
pub fn is_in_scope(world: &World<'_>, conditions: &ConditionSet<Id>, who: Who<'_>) -> Match {
    Users::condition(conditions).map_or(Match::No, |users| Users::matches(world, users, who))
}

/// Whether one side of a condition names who signs in.
fn includes(world: &World<'_>, subjects: &Subjects<Id>, who: Who<'_>) -> Match {
    let users = subjects.users.iter().map(|user| match (user, who.subject) {
        (UserRef::None, _) => Match::No,
        // Nothing is known of agents yet.
        (_, Subject::Agent) => Match::Unknown,
        (UserRef::All, _) => Match::Yes,
        (UserRef::AllAgentIdUsers, _) => Match::No,
        (UserRef::User(id), _) => is_guid(id, who.id),
    });
    let groups = subjects.groups.iter().map(|group| world.in_group(who, group));
    let roles = subjects.roles.iter().map(|role| has_role(world, who.person, role));
    Match::any(users.chain(groups).chain(roles)).or(is_guest(subjects, who))
}

/// Whether an id that a policy holds is that of whoever signs in, or of where they come from.
pub(super) fn is_guid(id: &Id, of: Option<Uuid>) -> Match {
    match (id, of) {
        (Id::Guid(id), Some(of)) => (*id == of).into(),
        // A placeholder may stand for anyone.
        (Id::Guid(_), None) | (Id::Text(_), _) => Match::Unknown,
    }
}

pub(super) fn has_role(world: &World<'_>, person: Option<&Person>, role: &Id) -> Match {
    match (role, person) {
        (Id::Guid(role), Some(person)) => world.has_role(person, *role),
        (Id::Guid(_), None) | (Id::Text(_), _) => Match::Unknown,
    }
}

/// Whether one side of a condition names guests of the kind that signs in.
pub(super) fn is_guest(subjects: &Subjects<Id>, who: Who<'_>) -> Match {
    let any = if subjects.all_guests { who.guest.among(GuestKinds::GUESTS) } else { Match::No };
    any.or(subjects.guests.as_ref().map_or(Match::No, |guests| is_among(guests, who)))
}

fn is_among(guests: &Guests, who: Who<'_>) -> Match {
    let known = guests.types.iter().filter_map(GuestKinds::of_type).fold(GuestKinds(0), GuestKinds::union);
    let mut is_type = who.guest.among(known);
    // A type this version does not know may be what this guest is.
    if guests.types.iter().any(|guest| !guest.is_known()) {
        is_type = is_type.or(who.guest.among(GuestKinds::GUESTS).and(Match::Unknown));
    }
    let is_from = match &guests.tenants {
        None | Some(ExternalTenants::All) => Match::Yes,
        Some(ExternalTenants::Enumerated(tenants)) => {
            Match::any(tenants.iter().map(|tenant| is_guid(tenant, who.home_tenant)))
        }
    };
    is_type.and(is_from)
}

/// The kinds a user may be of: an ordinary member, or one of the types of guest. Several where it is not known.
///
/// INVARIANT: never empty for someone who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GuestKinds(pub(super) u8);

impl GuestKinds {
    const MEMBER: Self = Self(1);
    const INTERNAL_GUEST: Self = Self(1 << 1);
    const B2B_GUEST: Self = Self(1 << 2);
    const B2B_MEMBER: Self = Self(1 << 3);
    const DIRECT_CONNECT: Self = Self(1 << 4);
    const OTHER_EXTERNAL: Self = Self(1 << 5);
    const SERVICE_PROVIDER: Self = Self(1 << 6);
    const EVERY: Self = Self(0b111_1111);
    /// Every type of guest.
    const GUESTS: Self = Self(0b111_1110);
    /// How many sets of kinds there are.
    pub(super) const SETS: u8 = 1 << 7;

    /// The kinds the one who signs in may be of.
    ///
    /// Derived from the definitions in Entra, external-id/authentication-conditional-access, 2024-05.
    fn of(world: &World<'_>, sign_in: &SignIn<'_>, person: Option<&Person>) -> Self {
        let user_type = sign_in.user_type.or(person.and_then(|person| person.user_type));
        let home_is_here = sign_in
            .home_tenant
            .zip(sign_in.resource_tenant.or(world.tenant.tenant_id))
            .map(|(home, here)| home == here);
        match (sign_in.cross_tenant_access, home_is_here) {
            (Some(CrossTenantAccess::None), _) | (None, Some(true)) => {
                by_type(user_type, Self::MEMBER, Self::INTERNAL_GUEST)
            }
            (Some(CrossTenantAccess::B2bCollaboration), _) => {
                by_type(user_type, Self::B2B_MEMBER, Self::B2B_GUEST)
            }
            (Some(CrossTenantAccess::B2bDirectConnect), _) => Self::DIRECT_CONNECT,
            (Some(CrossTenantAccess::ServiceProvider), _) => Self::SERVICE_PROVIDER,
            (Some(CrossTenantAccess::Other), _) => external(user_type),
            // A user object of another home is here by collaboration.
            (None, Some(false)) if person.is_some() => by_type(user_type, Self::B2B_MEMBER, Self::B2B_GUEST),
            (None, Some(false)) => external(user_type),
            (None, None) if person.is_some() => of_home(user_type, &sign_in.user_principal_name, person),
            (None, None) => by_type(
                user_type,
                Self(!(Self::INTERNAL_GUEST.0 | Self::B2B_GUEST.0) & Self::EVERY.0),
                Self::GUESTS,
            ),
        }
    }

    fn of_type(guest: &GuestType) -> Option<Self> {
        match guest {
            GuestType::InternalGuest => Some(Self::INTERNAL_GUEST),
            GuestType::B2bCollaborationGuest => Some(Self::B2B_GUEST),
            GuestType::B2bCollaborationMember => Some(Self::B2B_MEMBER),
            GuestType::B2bDirectConnectUser => Some(Self::DIRECT_CONNECT),
            GuestType::OtherExternalUser => Some(Self::OTHER_EXTERNAL),
            GuestType::ServiceProvider => Some(Self::SERVICE_PROVIDER),
            GuestType::Unknown(_) => None,
        }
    }

    const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether whoever is of one of these kinds is of one of those.
    fn among(self, kinds: Self) -> Match {
        match self.0 & kinds.0 {
            0 => Match::No,
            common if common == self.0 => Match::Yes,
            _ => Match::Unknown,
        }
    }

    /// Each of the kinds by itself.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..7).map(|bit| Self(1 << bit)).filter(move |kind| self.0 & kind.0 != 0)
    }

    /// Every kind that a sign-in can tell.
    pub fn known() -> impl Iterator<Item = Self> {
        Self(Self::EVERY.0 & !Self::OTHER_EXTERNAL.0).each()
    }

    /// Writes the kind into a draft; `false` if it is not one, or one that no sign-in tells.
    pub fn put(self, draft: &mut Draft) -> bool {
        let (access, user_type) = match self {
            Self::MEMBER => (CrossTenantAccess::None, Some(UserType::Member)),
            Self::INTERNAL_GUEST => (CrossTenantAccess::None, Some(UserType::Guest)),
            Self::B2B_GUEST => (CrossTenantAccess::B2bCollaboration, Some(UserType::Guest)),
            Self::B2B_MEMBER => (CrossTenantAccess::B2bCollaboration, Some(UserType::Member)),
            Self::DIRECT_CONNECT => (CrossTenantAccess::B2bDirectConnect, None),
            Self::SERVICE_PROVIDER => (CrossTenantAccess::ServiceProvider, None),
            _ => return false,
        };
        draft.sign_in.cross_tenant_access = Some(access);
        draft.sign_in.user_type = user_type;
        true
    }

    /// Whether it is someone from outside: not known to be a member or an internal guest.
    pub fn is_external(self) -> Match {
        self.among(Self(Self::GUESTS.0 & !Self::INTERNAL_GUEST.0))
    }

    /// Whether it is someone who has no user object here.
    pub fn is_direct_connect(self) -> Match {
        self.among(Self::DIRECT_CONNECT)
    }
}

fn by_type(user_type: Option<UserType>, member: GuestKinds, guest: GuestKinds) -> GuestKinds {
    match user_type {
        Some(UserType::Member) => member,
        Some(UserType::Guest) => guest,
        None => member.union(guest),
    }
}

/// Of someone from outside of whom no more is known.
fn external(user_type: Option<UserType>) -> GuestKinds {
    let any = GuestKinds(GuestKinds::GUESTS.0 & !GuestKinds::INTERNAL_GUEST.0);
    by_type(user_type, GuestKinds(any.0 & !GuestKinds::B2B_GUEST.0), any)
}

/// Of someone in the directory, with nothing said about tenants: `#EXT#` marks whoever was invited.
fn of_home(user_type: Option<UserType>, user_principal_name: &str, person: Option<&Person>) -> GuestKinds {
    let invited = |name: &str| name.to_ascii_lowercase().contains("#ext#");
    if invited(user_principal_name) || person.is_some_and(|person| invited(&person.user_principal_name)) {
        by_type(user_type, GuestKinds::B2B_MEMBER, GuestKinds::B2B_GUEST)
    } else {
        by_type(user_type, GuestKinds::MEMBER, GuestKinds::INTERNAL_GUEST)
    }
}
