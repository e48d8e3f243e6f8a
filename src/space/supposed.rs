//! What no sign-in settles, each a level of two ways: whether someone is in a group of which no export tells, whether an
//! application is one of Office 365, what JSON that this version does not know does.
//!
//! The same thing in two policies is the same level, so that it cancels. What a condition comes to once one of them is
//! supposed is still asked of the condition's own definition: an entry that is supposed to hold gives way to one that
//! does.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::condition::{AnyDimension, Draft, World};
use crate::model::{
    ApplicationRef, ConditionSet, Filter, FilterMode, Id, LocationKind, LocationRef, Match, NamedLocation,
    Scoped, Subjects, Unknown, UserRef,
};
use crate::sign_in::Subject;

/// Something that no sign-in settles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Atom {
    /// Who signs in is in one of some groups, or holds one of some roles, which no condition tells apart.
    Membership {
        /// The groups.
        groups: Vec<Id>,
        /// The roles.
        roles: Vec<Id>,
    },
    /// Who signs in is the user that a placeholder stands for.
    User(Id),
    /// What is signed in to is among what an entry of `applications` stands for, by that entry's text.
    Application(String),
    /// What is signed in to matches a filter over custom security attributes, by its text.
    ApplicationFilter(String),
    /// A network is in what an entry of `locations` stands for, by that entry's text.
    Location(String),
    /// A condition matches, by Graph's member and its text.
    Condition(&'static str, String),
    /// What this version does not know lets a policy apply, by its text.
    Json(String),
}

/// Where a group or role stands: in which conditions, and whether it is excluded there.
type Places = BTreeSet<(usize, bool)>;

/// Stands for nobody and for no application.
const NONE: Id = Id::Guid(Uuid::max());

/// A location that holds no network, which every world has to have.
pub(super) fn nowhere() -> NamedLocation {
    NamedLocation {
        id: nowhere_id(),
        display_name: String::new(),
        kind: LocationKind::Ip { ranges: Vec::new(), trusted: false },
        unknown: Unknown::default(),
    }
}

fn nowhere_id() -> Id {
    Id::Text("<nowhere>".into())
}

/// The groups and roles of some conditions of which it is open for somebody whether they are in them: as one those that
/// stand together wherever they stand.
pub(super) fn memberships(
    conditions: &[&ConditionSet<Id>],
    is_open: &dyn Fn(&ConditionSet<Id>) -> bool,
) -> Vec<Atom> {
    let mut places: BTreeMap<(bool, &Id), Places> = BTreeMap::new();
    for (number, conditions) in conditions.iter().enumerate() {
        for (is_excluded, side) in [(false, &conditions.users.include), (true, &conditions.users.exclude)] {
            for group in &side.groups {
                places.entry((false, group)).or_default().insert((number, is_excluded));
            }
            for role in &side.roles {
                places.entry((true, role)).or_default().insert((number, is_excluded));
            }
        }
    }
    places.retain(|(is_role, id), _| {
        let mut alone = ConditionSet::default();
        let subjects = &mut alone.users.include;
        if *is_role { &mut subjects.roles } else { &mut subjects.groups }.push((*id).clone());
        is_open(&alone)
    });
    let mut together: BTreeMap<Places, (Vec<Id>, Vec<Id>)> = BTreeMap::new();
    for ((is_role, id), places) in places {
        let (groups, roles) = together.entry(places).or_default();
        if is_role { roles } else { groups }.push(id.clone());
    }
    together.into_values().map(|(groups, roles)| Atom::Membership { groups, roles }).collect()
}

/// The entries of a condition that are not settled for a draft, each by itself, and each once.
pub(super) fn free_atoms(
    world: &World<'_>,
    dimension: &dyn AnyDimension,
    conditions: &ConditionSet<Id>,
    draft: &Draft,
    memberships: &[Atom],
) -> Vec<Atom> {
    let mut atoms = match dimension.member() {
        // Of an agent nothing is known, so that no supposition settles anything: the condition is one thing as a whole.
        "users" if draft.sign_in.subject == Subject::Agent => Vec::new(),
        "users" => users(conditions, memberships),
        "applications" => applications(conditions),
        "locations" => locations(conditions),
        _ => Vec::new(),
    };
    atoms.sort();
    atoms.dedup();
    atoms.retain(|atom| {
        let alone = alone(atom, conditions);
        dimension.trace(world, &alone, &draft.sign_in) == Match::Unknown
    });
    atoms
}

/// The same conditions once something is supposed to hold, or not to, for a draft.
pub(super) fn suppose(
    conditions: &ConditionSet<Id>,
    atom: &Atom,
    holds: bool,
    draft: &Draft,
) -> ConditionSet<Id> {
    let mut supposed = conditions.clone();
    let sign_in = &draft.sign_in;
    let who = sign_in.subject_id.filter(|_| holds).map_or(NONE, Id::Guid);
    let what = sign_in.resource.id.filter(|_| holds).map_or(NONE, Id::Guid);
    let place = if holds { LocationRef::All } else { LocationRef::Location(nowhere_id()) };
    let users = &mut supposed.users;
    for side in [&mut users.include, &mut users.exclude] {
        let Subjects { users, groups, roles, .. } = side;
        let entries = groups.len() + roles.len() + users.len();
        match atom {
            Atom::Membership { groups: supposed, roles: held } => {
                groups.retain(|group| !supposed.contains(group));
                roles.retain(|role| !held.contains(role));
            }
            Atom::User(user) => users.retain(|other| *other != UserRef::User(user.clone())),
            Atom::Application(_)
            | Atom::ApplicationFilter(_)
            | Atom::Location(_)
            | Atom::Condition(..)
            | Atom::Json(_) => {}
        }
        if groups.len() + roles.len() + users.len() < entries {
            users.push(UserRef::User(who.clone()));
        }
    }
    let applications = &mut supposed.applications;
    if let Atom::Application(text) = atom {
        for entry in applications.include.iter_mut().chain(&mut applications.exclude) {
            if is_written(entry, text) {
                *entry = ApplicationRef::Application(what.clone());
            }
        }
    }
    if let Atom::ApplicationFilter(text) = atom
        && let Some(filter) = applications.filter.take_if(|filter| is_written(filter, text))
    {
        let side = match filter.mode {
            FilterMode::Include => &mut applications.include,
            FilterMode::Exclude => &mut applications.exclude,
        };
        side.push(ApplicationRef::Application(what));
    }
    if let (Atom::Location(text), Some(Scoped { include, exclude })) = (atom, &mut supposed.locations) {
        for entry in include.iter_mut().chain(exclude) {
            if is_written(entry, text) {
                *entry = place.clone();
            }
        }
    }
    supposed
}

/// A condition that is nothing but one entry.
fn alone(atom: &Atom, conditions: &ConditionSet<Id>) -> ConditionSet<Id> {
    let mut alone = ConditionSet::default();
    match atom {
        Atom::Membership { groups, roles } => {
            alone.users.include.groups.clone_from(groups);
            alone.users.include.roles.clone_from(roles);
        }
        Atom::User(user) => alone.users.include.users.push(UserRef::User(user.clone())),
        Atom::Application(text) => {
            let Scoped { include, exclude } = scoped(conditions);
            let entry = include.into_iter().chain(exclude).find(|entry| is_written(entry, text));
            alone.applications.include.extend(entry);
        }
        Atom::ApplicationFilter(_) => {
            let filter = conditions.applications.filter.clone();
            alone.applications.filter = filter.map(|filter| Filter { mode: FilterMode::Include, ..filter });
        }
        Atom::Location(text) => {
            let Scoped { include, exclude } = conditions.locations.clone().unwrap_or_default();
            let entry = include.into_iter().chain(exclude).find(|entry| is_written(entry, text));
            alone.locations = Some(Scoped { include: entry.into_iter().collect(), exclude: Vec::new() });
        }
        Atom::Condition(..) | Atom::Json(_) => {}
    }
    alone
}

fn scoped(conditions: &ConditionSet<Id>) -> Scoped<ApplicationRef<Id>> {
    let applications = &conditions.applications;
    Scoped { include: applications.include.clone(), exclude: applications.exclude.clone() }
}

fn users(conditions: &ConditionSet<Id>, memberships: &[Atom]) -> Vec<Atom> {
    let sides = [&conditions.users.include, &conditions.users.exclude];
    let names = |atom: &&Atom| match atom {
        // INVARIANT: where one of them stands, all of them do.
        Atom::Membership { groups, roles } => sides.iter().any(|side| {
            groups.first().is_some_and(|group| side.groups.contains(group))
                || roles.first().is_some_and(|role| side.roles.contains(role))
        }),
        Atom::User(_)
        | Atom::Application(_)
        | Atom::ApplicationFilter(_)
        | Atom::Location(_)
        | Atom::Condition(..)
        | Atom::Json(_) => false,
    };
    let mut atoms: Vec<Atom> = memberships.iter().filter(names).cloned().collect();
    for side in sides {
        atoms.extend(side.users.iter().filter_map(|user| match user {
            UserRef::User(id) => Some(Atom::User(id.clone())),
            UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => None,
        }));
    }
    atoms
}

fn applications(conditions: &ConditionSet<Id>) -> Vec<Atom> {
    let Scoped { include, exclude } = scoped(conditions);
    let entries = include.iter().chain(&exclude).map(|entry| Atom::Application(written(entry)));
    let filter = conditions.applications.filter.iter();
    entries.chain(filter.map(|filter| Atom::ApplicationFilter(written(filter)))).collect()
}

fn locations(conditions: &ConditionSet<Id>) -> Vec<Atom> {
    let entries = conditions.locations.iter().flat_map(|scoped| scoped.include.iter().chain(&scoped.exclude));
    entries.map(|entry| Atom::Location(written(entry))).collect()
}

fn written(entry: &impl std::fmt::Debug) -> String {
    format!("{entry:?}")
}

fn is_written(entry: &impl std::fmt::Debug, text: &str) -> bool {
    written(entry) == text
}
