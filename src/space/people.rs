//! Who may sign in: everyone of the directory or, without one, anyone whom the conditions can tell apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use crate::condition::{AnyDimension, Class, DIMENSIONS, Draft, GuestKinds, Who, World};
use crate::model::{ConditionSet, ExternalTenants, Id, Name, ReferenceKind, UserRef};
use crate::sign_in::Subject;

/// Someone who stands for all whom the conditions cannot tell apart.
#[derive(Clone, Debug)]
pub(super) struct Someone {
    /// A sign-in by them of which nothing else is known.
    pub(super) draft: Draft,
    /// Those of the directory whom they stand for, by position.
    pub(super) people: Vec<u32>,
}

/// Ids for whoever is in no export.
const INVENTED: u128 = 0x6761_7465_0000_0000_0000_0000_0000_0000;

/// Everyone whom these conditions can tell apart.
pub(super) fn everyone(
    world: &World<'_>,
    conditions: &[&ConditionSet<Id>],
    names: &BTreeMap<(ReferenceKind, Id), Name>,
) -> Vec<Someone> {
    let candidates = if world.directory.people().is_empty() {
        strangers(world, conditions, names)
    } else {
        people(world, conditions)
    };
    let workloads =
        DIMENSIONS.iter().filter(|dimension| matches!(dimension.member(), "clientApplications" | "agents"));
    let about_workloads = workloads
        .clone()
        .any(|dimension| conditions.iter().any(|conditions| dimension.is_configured(conditions)));
    let others =
        [Subject::ServicePrincipal, Subject::Agent].into_iter().filter(|_| about_workloads).map(|subject| {
            let mut draft = Draft::default();
            draft.sign_in.subject = subject;
            Someone { draft, people: Vec::new() }
        });
    let candidates: Vec<Someone> = candidates.into_iter().chain(others).collect();
    // Classes are cut for one tenant: where another declares other accounts, only what policies say tells people apart.
    if world.all_tenants().any(|other| other.emergency_access != world.tenant.emergency_access) {
        return candidates;
    }
    merge(world, conditions, candidates)
}

/// Keeps one of each class, with the people of all.
fn merge(world: &World<'_>, conditions: &[&ConditionSet<Id>], candidates: Vec<Someone>) -> Vec<Someone> {
    let Some(classifier) = users().and_then(|users| users.classify(world, conditions)) else {
        return candidates;
    };
    let mut known: HashMap<(Subject, Vec<Class>), usize> = HashMap::new();
    let mut kept: Vec<Someone> = Vec::new();
    for candidate in candidates {
        let mut classes = Vec::new();
        classifier.classes(world, &candidate.draft.sign_in, &mut |class| classes.push(class));
        let place = *known.entry((candidate.draft.sign_in.subject, classes)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some(one) => one.people.extend(candidate.people),
            None => kept.push(candidate),
        }
    }
    kept
}

pub(super) fn users() -> Option<&'static dyn AnyDimension> {
    DIMENSIONS.first().copied()
}

/// Everyone of the directory who can sign in, as each kind that they may be of.
fn people(world: &World<'_>, conditions: &[&ConditionSet<Id>]) -> Vec<Someone> {
    let homes = homes(conditions);
    let mut found = Vec::new();
    for (position, person) in world.directory.people().iter().enumerate() {
        if person.enabled == Some(false) {
            continue;
        }
        let mut draft = Draft::default();
        draft.sign_in.subject_id = Some(person.id);
        draft.sign_in.user_principal_name = person.user_principal_name.clone().into();
        draft.sign_in.display_name = person.display_name.clone().into();
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        for kind in Who::of_person(world, person).guest.each() {
            as_kind(&draft, kind, &homes, vec![position], &mut found);
        }
    }
    found
}

/// Anyone, everyone whom a condition names, and every declared emergency access account.
fn strangers(
    world: &World<'_>,
    conditions: &[&ConditionSet<Id>],
    names: &BTreeMap<(ReferenceKind, Id), Name>,
) -> Vec<Someone> {
    let homes = homes(conditions);
    let mut found = Vec::new();
    let mut add = |id: Uuid, name: String| {
        let mut draft = Draft::default();
        draft.sign_in.subject_id = Some(id);
        draft.sign_in.user_principal_name = name.into();
        for kind in GuestKinds::known() {
            as_kind(&draft, kind, &homes, Vec::new(), &mut found);
        }
    };
    let domain = world.tenant.domain.as_deref().unwrap_or("example.com");
    add(Uuid::from_u128(INVENTED), format!("somebody@{domain}"));
    let in_conditions = named_users(conditions);
    for (id, name) in &in_conditions {
        let known = names.get(&(ReferenceKind::User, name.clone()));
        add(*id, known.cloned().unwrap_or_else(|| format!("{id}@{domain}")));
    }
    let id_of = |account: &str| {
        let mut users = names.iter().filter(|((kind, _), _)| *kind == ReferenceKind::User);
        users.find(|(_, name)| name.eq_ignore_ascii_case(account)).and_then(|((_, id), _)| id.guid())
    };
    let declared = world.all_tenants().filter_map(|tenant| tenant.emergency_access.as_ref());
    let accounts: BTreeSet<&String> = declared.flat_map(|access| &access.accounts).collect();
    for (number, account) in accounts.into_iter().enumerate() {
        let id = id_of(account).unwrap_or(Uuid::from_u128(INVENTED + 1 + number as u128));
        if !in_conditions.contains_key(&id) {
            add(id, account.clone());
        }
    }
    found
}

/// The same someone as a kind of guest, from every tenant that conditions tell apart where it is a kind from outside.
fn as_kind(draft: &Draft, kind: GuestKinds, homes: &[Uuid], people: Vec<u32>, found: &mut Vec<Someone>) {
    let mut draft = draft.clone();
    // One that no sign-in tells is left as not known.
    kind.put(&mut draft);
    if kind.is_external() == crate::model::Match::No {
        found.push(Someone { draft, people });
        return;
    }
    for home in homes {
        let mut draft = draft.clone();
        draft.sign_in.home_tenant = Some(*home);
        found.push(Someone { draft, people: people.clone() });
    }
}

/// A tenant that no condition names, and every one that some condition does.
fn homes(conditions: &[&ConditionSet<Id>]) -> Vec<Uuid> {
    let sides = conditions.iter().flat_map(|of| [&of.users.include, &of.users.exclude]);
    let named: BTreeSet<Uuid> = sides
        .filter_map(|side| side.guests.as_ref())
        .filter_map(|guests| match &guests.tenants {
            Some(ExternalTenants::Enumerated(tenants)) => Some(tenants),
            Some(ExternalTenants::All) | None => None,
        })
        .flatten()
        .filter_map(Id::guid)
        .collect();
    [Uuid::from_u128(INVENTED)].into_iter().chain(named).collect()
}

fn named_users(conditions: &[&ConditionSet<Id>]) -> BTreeMap<Uuid, Id> {
    let sides = conditions.iter().flat_map(|of| [&of.users.include, &of.users.exclude]);
    sides
        .flat_map(|side| &side.users)
        .filter_map(|user| match user {
            UserRef::User(id) => Some((id.guid()?, id.clone())),
            UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
        })
        .collect()
}
