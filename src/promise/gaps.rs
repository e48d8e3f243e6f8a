//! Where a password is enough, over every sign-in by a user.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::names::everyone;
use super::{Counterexample, example};
use crate::condition::World;
use crate::model::{ConditionSet, Id, Name, Policy, ReferenceKind, Subjects, UserAction, UserRef};
use crate::space::{Failure, NearMiss, Part, Region, Scope, Settings, Space, Version, Words};

/// Sign-ins for which a password is enough.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Where they are: what is certain first, and of that what most people meet.
    pub found: Vec<Gap>,
    /// Whether these are all.
    pub is_complete: bool,
    /// Everyone of the directory with such sign-ins, by position there, but for emergency access.
    pub people: BTreeSet<u32>,
    /// How many classes of sign-ins they are, and how many the policies tell apart.
    pub classes: (f64, f64),
    /// A sign-in of an emergency access account for which a password is enough.
    pub emergency_access: Option<Counterexample>,
    /// What was left out, in words.
    pub left_out: Vec<String>,
}

/// Some of them that can be said in few words.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Which, in plain words.
    pub words: Words,
    /// How many classes of sign-ins they are.
    pub classes: f64,
    /// Whether some of them are, whatever is so that no export tells; if so, the one that is shown is.
    pub is_certain: bool,
    /// What has to be so for others of them, in words; none where all are certain.
    pub doubt: Vec<String>,
    /// One of them, and the people.
    pub example: Counterexample,
}

/// So many regions are told.
const MOST_GAPS: usize = 12;

/// Finds where a password is enough.
pub fn gaps(version: Version<'_>, settings: Settings<'_>) -> Result<Gaps, Failure> {
    let wanted = [of_users(everyone().users.include), of_users(emergency_access(version.world, settings))];
    let (mut space, scoped) = Space::new(&[version], &wanted, settings)?;
    let [users, emergency] = scoped.as_slice() else { return Ok(Gaps::default()) };
    let open = space.open_to_a_password(0, users.region)?;
    let of_emergency = space.both(open, emergency.region)?;
    let open = space.without(open, emergency.region)?;
    let everything = space.everything();
    let outside = space.without(everything, users.region)?;
    let mut gaps = Gaps {
        people: space.people(open),
        classes: (space.count(open).0, space.count(users.region).0),
        left_out: space.left_out().to_vec(),
        ..Gaps::default()
    };
    // What no export tells is left out of the words, and said beside.
    let possible = space.possible(open)?;
    let (parts, is_all) = space.parts_within(possible, outside, MOST_GAPS)?;
    gaps.is_complete = is_all;
    for part in &parts {
        gaps.found.extend(gap(&mut space, open, part)?);
    }
    gaps.found.sort_by_key(|gap| (!gap.is_certain, Reverse(gap.example.people.len())));
    let (parts, _) = space.parts_within(of_emergency, outside, 1)?;
    if let Some(part) = parts.first() {
        let gap = gap(&mut space, of_emergency, part)?;
        gaps.emergency_access = gap.map(|gap| gap.example);
    }
    Ok(gaps)
}

fn gap(space: &mut Space<'_>, open: Region, part: &Part) -> Result<Option<Gap>, Failure> {
    let own = space.region_of(part)?;
    let own = space.both(own, open)?;
    let certain = space.certain(own)?;
    let is_certain = !space.is_empty(certain);
    let possible = space.possible(own)?;
    let doubtful = space.without(possible, certain)?;
    let doubtful = space.both(doubtful, own)?;
    let doubt = match space.parts(doubtful, 1)?.0.first() {
        Some(part) => {
            space.supposes(part).iter().map(|(atom, holds)| space.atom_words(atom, *holds)).collect()
        }
        None => Vec::new(),
    };
    let (shown, _) = space.parts(if is_certain { certain } else { own }, 1)?;
    let Some(shown) = shown.first() else { return Ok(None) };
    let Some(mut example) = example(space, 0, shown)? else { return Ok(None) };
    example.people = space.people(own);
    let near_of = |is_block: bool| {
        let asks = |policy: &Policy<Id>| {
            let grant = policy.grant.as_ref().filter(|grant| !grant.items.is_empty())?;
            (grant.is_block() == is_block).then_some(0)
        };
        space.near_misses(0, &example.witness, &asks).into_iter().find(NearMiss::is_near)
    };
    // What asks for something is missed rather than what blocks.
    let near_miss = near_of(false).or_else(|| near_of(true));
    example.near_misses = near_miss.into_iter().collect();
    Ok(Some(Gap { words: space.words_of(part), classes: space.count(own).0, is_certain, doubt, example }))
}

/// Every sign-in of some users, to a resource or of an action.
pub(super) fn of_users(include: Subjects<Id>) -> Scope {
    let mut conditions = ConditionSet { applications: everyone().applications, ..ConditionSet::default() };
    conditions.users.include = include;
    let actions = [UserAction::RegisterSecurityInformation, UserAction::RegisterOrJoinDevices];
    conditions.applications.user_actions.extend(actions);
    Scope { conditions, ..Scope::default() }
}

/// The declared accounts; where nobody is exported, whoever may be in their group too.
pub(super) fn emergency_access(world: &World<'_>, settings: Settings<'_>) -> Subjects<Id> {
    let access = world.tenant.emergency_access.as_ref();
    let accounts = access.map_or(&[][..], |access| access.accounts.as_slice());
    let is_account = |name: &Name| accounts.iter().any(|account| account.eq_ignore_ascii_case(name));
    let named = settings
        .names
        .iter()
        .filter(|((kind, id), name)| *kind == ReferenceKind::User && id.guid().is_some() && is_account(name));
    let exported = accounts.iter().filter_map(|name| world.directory.person_by_name(name));
    let ids: BTreeSet<Id> =
        named.map(|((_, id), _)| id.clone()).chain(exported.map(|person| Id::Guid(person.id))).collect();
    let users = ids.into_iter().map(UserRef::User).chain([UserRef::None]).collect();
    let group = access.and_then(|access| access.group_id.clone());
    let group = group.filter(|_| world.directory.people().is_empty());
    Subjects { users, groups: group.into_iter().collect(), ..Subjects::default() }
}
