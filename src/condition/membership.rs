//! The classes of users that conditions can tell apart: by name, group and role on one side, by type of guest and home
//! tenant on the other.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use uuid::Uuid;

use super::users::{has_role, is_guest, is_guid};
use super::{Class, GuestKinds, Partition, Who, World};
use crate::directory::Person;
use crate::model::{ExternalTenants, Id, Match, Subjects, UserRef, Users};
use crate::sign_in::Subject;

/// The product of who someone is and what kind of guest they may be.
pub(super) struct UserClasses {
    subjects: Vec<Representative>,
    by_id: HashMap<Uuid, usize>,
    guests: GuestClasses,
}

/// Someone who stands for all whom the conditions cannot tell apart, guests aside.
#[derive(Clone)]
struct Representative {
    subject: Subject,
    id: Option<Uuid>,
    person: Option<Person>,
    is_emergency_access: Match,
}

// INVARIANT: the first subjects stand for whoever is found by what they are, not by who they are. A user whom the
// directory does not know comes three times: no, unknown, and yes to being a declared emergency access account.
const SERVICE_PRINCIPAL: usize = 0;
const MANAGED_IDENTITY: usize = 1;
const AGENT: usize = 2;
const NOBODY_KNOWN: usize = 3;
const STRANGER: usize = 6;

impl UserClasses {
    pub(super) fn new(world: &World<'_>, conditions: &[&Users<Id>]) -> Self {
        let sides: Vec<&Subjects<Id>> =
            conditions.iter().flat_map(|condition| [&condition.include, &condition.exclude]).collect();
        let named = distinct(sides.iter().flat_map(|side| &side.users).filter_map(|user| match user {
            UserRef::User(id) => Some(id),
            UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
        }));
        let groups = distinct(sides.iter().flat_map(|side| &side.groups));
        let roles = distinct(sides.iter().flat_map(|side| &side.roles));

        let mut classes =
            Self { subjects: Vec::new(), by_id: HashMap::default(), guests: GuestClasses::new(&sides) };
        for subject in [Subject::ServicePrincipal, Subject::ManagedIdentity, Subject::Agent] {
            classes.subjects.push(Representative {
                subject,
                id: None,
                person: None,
                is_emergency_access: Match::No,
            });
        }
        classes.push_unknown_user(None);
        classes.push_unknown_user(Some(a_stranger(&named, world)));

        let mut seen: HashMap<Vec<Match>, usize> = HashMap::default();
        for person in world.directory.people() {
            let who = Who {
                subject: Subject::User,
                id: Some(person.id),
                person: Some(person),
                guest: GuestKinds(0),
                home_tenant: None,
                is_emergency_access: world.is_emergency_access(&person.user_principal_name),
            };
            let in_groups = groups.iter().map(|group| world.in_group(who, group));
            let in_roles = roles.iter().map(|role| has_role(world, Some(person), role));
            let by_name = named.iter().map(|id| is_guid(id, Some(person.id)));
            let answers: Vec<Match> = by_name.chain(in_groups).chain(in_roles).collect();
            let class = *seen.entry(answers).or_insert(classes.subjects.len());
            classes.by_id.insert(person.id, class);
            if class == classes.subjects.len() {
                classes.subjects.push(Representative {
                    subject: Subject::User,
                    id: Some(person.id),
                    person: Some(person.clone()),
                    is_emergency_access: world.is_emergency_access(&person.user_principal_name),
                });
            }
        }
        for id in named.iter().filter_map(|id| id.guid()) {
            if classes.by_id.contains_key(&id) {
                continue;
            }
            classes.by_id.insert(id, classes.subjects.len());
            classes.push_unknown_user(Some(id));
        }
        classes
    }

    fn push_unknown_user(&mut self, id: Option<Uuid>) {
        for is_emergency_access in [Match::No, Match::Unknown, Match::Yes] {
            self.subjects.push(Representative {
                subject: Subject::User,
                id,
                person: None,
                is_emergency_access,
            });
        }
    }
}

impl Partition for UserClasses {
    type Value<'a> = Who<'a>;

    fn class_count(&self) -> usize {
        self.subjects.len() * self.guests.representatives.len()
    }

    fn class_of(&self, who: Who<'_>) -> Class {
        let by_id = |id: Uuid| self.by_id.get(&id).copied().unwrap_or(STRANGER);
        let subject = match (who.subject, who.id, who.person) {
            (Subject::ServicePrincipal, _, _) => SERVICE_PRINCIPAL,
            (Subject::ManagedIdentity, _, _) => MANAGED_IDENTITY,
            (Subject::Agent, _, _) => AGENT,
            (Subject::User, None, _) => NOBODY_KNOWN + who.is_emergency_access as usize,
            (Subject::User, Some(id), Some(_)) => by_id(id),
            (Subject::User, Some(id), None) => by_id(id) + who.is_emergency_access as usize,
        };
        Class(subject * self.guests.representatives.len() + self.guests.class_of(who))
    }

    fn representative(&self, class: Class) -> Who<'_> {
        let guests = self.guests.representatives.len();
        let (guest, home_tenant) =
            self.guests.representatives.get(class.0 % guests).copied().unwrap_or((GuestKinds(0), None));
        let found = self.subjects.get(class.0 / guests);
        let person = found.and_then(|found| found.person.as_ref());
        Who {
            subject: found.map_or(Subject::ServicePrincipal, |found| found.subject),
            id: found.and_then(|found| found.id),
            person,
            guest,
            home_tenant,
            is_emergency_access: found.map_or(Match::Unknown, |found| found.is_emergency_access),
        }
    }
}

/// The classes of guests: what the conditions answer for every set of kinds from every tenant they name.
struct GuestClasses {
    /// Tenants that conditions name, sorted.
    tenants: Vec<Uuid>,
    /// By tenant (named ones, any other, not known), then by set of kinds.
    classes: Vec<usize>,
    representatives: Vec<(GuestKinds, Option<Uuid>)>,
}

impl GuestClasses {
    fn new(sides: &[&Subjects<Id>]) -> Self {
        let asking: Vec<&Subjects<Id>> =
            sides.iter().copied().filter(|side| side.all_guests || side.guests.is_some()).collect();
        let named: BTreeSet<Uuid> = asking
            .iter()
            .filter_map(|side| side.guests.as_ref())
            .filter_map(|guests| match &guests.tenants {
                Some(ExternalTenants::Enumerated(tenants)) => Some(tenants),
                Some(ExternalTenants::All) | None => None,
            })
            .flatten()
            .filter_map(Id::guid)
            .collect();
        let tenants: Vec<Uuid> = named.iter().copied().collect();
        let elsewhere = unused(|id| named.contains(&id));
        let mut classes = Self { tenants, classes: Vec::new(), representatives: Vec::new() };
        let mut seen: BTreeMap<Vec<Match>, usize> = BTreeMap::new();
        let homes: Vec<Option<Uuid>> =
            classes.tenants.iter().copied().map(Some).chain([Some(elsewhere), None]).collect();
        for home_tenant in homes {
            for kinds in (0..GuestKinds::SETS).map(GuestKinds) {
                let who = Who {
                    subject: Subject::User,
                    id: None,
                    person: None,
                    guest: kinds,
                    home_tenant,
                    is_emergency_access: Match::No,
                };
                let answers = asking.iter().map(|side| is_guest(side, who)).collect();
                let class = *seen.entry(answers).or_insert(classes.representatives.len());
                if class == classes.representatives.len() {
                    classes.representatives.push((kinds, home_tenant));
                }
                classes.classes.push(class);
            }
        }
        classes
    }

    fn class_of(&self, who: Who<'_>) -> usize {
        let home = match who.home_tenant {
            Some(tenant) => self.tenants.binary_search(&tenant).unwrap_or(self.tenants.len()),
            None => self.tenants.len() + 1,
        };
        let index = home * usize::from(GuestKinds::SETS) + usize::from(who.guest.0);
        self.classes.get(index).copied().unwrap_or(0)
    }
}

fn distinct<'a>(ids: impl Iterator<Item = &'a Id>) -> Vec<&'a Id> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

/// An id that neither a condition nor the directory knows.
fn a_stranger(named: &[&Id], world: &World<'_>) -> Uuid {
    unused(|id| named.contains(&&Id::Guid(id)) || world.directory.person(id).is_some())
}

pub(super) fn unused(is_used: impl Fn(Uuid) -> bool) -> Uuid {
    let mut id = 1_u128;
    while is_used(Uuid::from_u128(id)) {
        id += 1;
    }
    Uuid::from_u128(id)
}
