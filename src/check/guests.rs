//! Whether a policy reaches guests, and how surely that is meant.

use crate::diagnostic::Severity;
use crate::model::{Id, Policy, Subjects, UserRef};

/// How much a control that guests cannot meet matters: a warning where guests are named, a note where everyone is
/// included and no guests are excluded. None where guests are not reached, or some of them are left out on purpose.
pub(super) fn reach(policy: &Policy<Id>) -> Option<Severity> {
    let users = &policy.conditions.users;
    if names_guests(&users.exclude) {
        return None;
    }
    if names_guests(&users.include) {
        return Some(Severity::Warning);
    }
    users.include.users.contains(&UserRef::All).then_some(Severity::Note)
}

/// Whether a policy is for guests and nobody else.
pub(super) fn is_for_guests_only(policy: &Policy<Id>) -> bool {
    let include = &policy.conditions.users.include;
    let others = Subjects { all_guests: false, guests: None, ..include.clone() };
    names_guests(include) && others.is_empty()
}

/// Where a policy includes guests.
pub(super) fn includes_guests(policy: &Policy<Id>) -> &'static str {
    if names_guests(&policy.conditions.users.include) { "/users/include/guests" } else { "/users/include" }
}

fn names_guests(subjects: &Subjects<Id>) -> bool {
    subjects.all_guests || subjects.guests.is_some()
}
