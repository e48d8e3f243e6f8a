//! What would have a promise kept: edits of one place each, taken from the policies that all but cover a sign-in for which
//! it fails, alone and then two together.
//!
//! An edit tightens one policy. None touches an exclusion of emergency access; whether one repairs anything is proved over
//! the text that it leaves, which is the business of whoever can read it.

mod alteration;

use std::collections::BTreeSet;

use self::alteration::{alterations, fix};
use super::{Counterexample, Promise};
use crate::check::{Changed, Fix};
use crate::compare::{DocumentDiff, Meaning};
use crate::directory::Directory;
use crate::model::{Id, Policy, Subjects, UserRef};
use crate::space::Direction;
use crate::workspace::TenantWorkspace;

/// What would have a promise kept.
#[derive(Clone, Debug, Default)]
pub struct Repairs {
    /// What would, proved; what changes least comes first.
    pub found: Vec<Repair>,
    /// How many edits, or pairs of them, were tried.
    pub tried: usize,
    /// Whether these were all.
    pub is_complete: bool,
    /// Whether an emergency access account is among those for whom the promise fails: it stays excluded, so that
    /// nothing repairs that but an exception in the promise.
    pub is_for_emergency_access: bool,
}

/// Edits with which a promise is kept, and every other one as before.
#[derive(Clone, Debug)]
pub struct Repair {
    /// What each edit does, imperative, lower case.
    pub edits: Vec<String>,
    /// What changes in the files.
    pub documents: Vec<DocumentDiff>,
    /// What changes beside, in all sign-ins.
    pub meaning: Meaning,
}

/// Files with edits made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What each edit does.
    pub edits: Vec<String>,
    /// The files that changed.
    pub changed: Changed,
}

impl Candidate {
    /// The files as they are.
    pub fn nothing() -> Self {
        Self { edits: Vec::new(), changed: Changed::new() }
    }
}

/// What came of a candidate.
#[derive(Debug)]
pub enum Tried {
    /// The promise is kept.
    Kept(Box<Repair>),
    /// It still fails, and these edits more may be tried.
    Fails(Vec<Candidate>),
    /// It fails for an emergency access account.
    EmergencyAccess,
    /// It is no repair, whatever is done beside it.
    Refused,
}

/// So many edits, or pairs of them, are tried for one promise.
pub const MOST_TRIED: usize = 60;

/// So many repairs are offered.
const MOST_FOUND: usize = 2;

/// Tries edits, and then pairs of them if none alone is enough.
///
/// # Errors
///
/// Those of `attempt`.
pub fn search<E>(
    first: Vec<Candidate>,
    mut attempt: impl FnMut(&Candidate) -> Result<Tried, E>,
) -> Result<Repairs, E> {
    let mut repairs = Repairs { is_complete: true, ..Repairs::default() };
    let mut seen = BTreeSet::new();
    let mut round = first;
    for _ in 0..2 {
        let mut next = Vec::new();
        for candidate in round {
            if !seen.insert(candidate.changed.clone()) {
                continue;
            }
            if repairs.tried == MOST_TRIED {
                repairs.is_complete = false;
                break;
            }
            repairs.tried += 1;
            match attempt(&candidate)? {
                Tried::Kept(repair) => repairs.found.push(*repair),
                Tried::Fails(further) => next.extend(further),
                Tried::EmergencyAccess => repairs.is_for_emergency_access = true,
                Tried::Refused => {}
            }
        }
        if !repairs.found.is_empty() {
            break;
        }
        round = next;
    }
    // The sort is stable: of those that change as much, the nearest miss comes first.
    repairs.found.sort_by_key(|repair| reach(&repair.meaning));
    repairs.found.truncate(MOST_FOUND);
    Ok(repairs)
}

/// How much changes: whether anybody is blocked who was not, how many people meet it, and in how many ways.
fn reach(meaning: &Meaning) -> (bool, usize, usize) {
    let people: BTreeSet<u32> = meaning.differences.iter().flat_map(|found| &found.people).copied().collect();
    let blocks = meaning.differences.iter().any(|found| found.is_new_block);
    (blocks, people.len(), meaning.differences.iter().map(|found| found.parts.len()).sum())
}

/// The edits, of one place each, that may have a sign-in asked for what is promised of it: those of the nearest misses
/// first.
pub fn edits(
    workspace: &TenantWorkspace,
    policies: &[Policy<Id>],
    promise: &Promise,
    example: &Counterexample,
) -> Vec<Fix> {
    let Some(missing) = promise.missing() else { return Vec::new() };
    let found = alterations(workspace, policies, missing, example);
    found.iter().filter_map(|found| fix(workspace, &promise.name, found)).collect()
}

/// Whether an emergency access account signs in.
pub fn is_emergency_access(workspace: &TenantWorkspace, example: &Counterexample) -> bool {
    let name = &example.witness.sign_in.user_principal_name;
    let mut accounts = workspace.tenant.emergency_access.iter().flat_map(|emergency| &emergency.accounts);
    accounts.any(|account| account.eq_ignore_ascii_case(name))
}

/// Whether emergency access may meet what changes: a policy that changed and decides is not one that excludes it, or more
/// is asked of one of its accounts.
pub fn harms_emergency_access(
    workspace: &TenantWorkspace,
    directory: &Directory,
    [before, after]: [&[Policy<Id>]; 2],
    meaning: &Meaning,
) -> bool {
    let Some(emergency) = &workspace.tenant.emergency_access else { return false };
    let is_account = |name: &str| emergency.accounts.iter().any(|account| account.eq_ignore_ascii_case(name));
    let meets = |position: &u32| {
        let person = directory.people().get(*position as usize);
        person.is_some_and(|person| is_account(&person.user_principal_name))
    };
    if meaning.differences.iter().any(|found| found.people.iter().any(meets)) {
        return true;
    }
    let changed = after.iter().filter(|policy| !before.contains(policy));
    let mut exposed = changed.filter(|policy| {
        let users = &policy.conditions.users;
        let is_for_users = users.include != Subjects::default();
        let group = emergency.group_id.as_ref();
        let excludes_group = group.is_some_and(|group| users.exclude.groups.contains(group));
        let excludes = |account: &String| {
            users.exclude.users.iter().any(|user| match user {
                UserRef::User(id) => {
                    let mut names = workspace.names.iter().filter(|((_, known), _)| known == id);
                    names.any(|(_, name)| name.eq_ignore_ascii_case(account))
                }
                UserRef::All | UserRef::None | UserRef::AllAgentIdUsers => false,
            })
        };
        is_for_users && !excludes_group && !emergency.accounts.iter().all(excludes)
    });
    exposed.next().is_some()
}

impl Repair {
    /// Whether less is asked of some sign-in, or that is not decided.
    pub fn loosens(&self) -> bool {
        let is_safe = |direction| matches!(direction, Some(Direction::Tightens | Direction::Equal));
        !self.meaning.is_complete || self.meaning.differences.iter().any(|found| !is_safe(found.direction))
    }
}
