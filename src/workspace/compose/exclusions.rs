//! Exclusions that composition makes or leaves out: emergency access, and entries with dates.

use chrono::NaiveDate;

use super::changes::subject;
use super::draft::Draft;
use super::period::{Period, Standing};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};

/// The lists of `users.exclude` whose entries may have dates.
pub(crate) const EXCLUDE_LISTS: [&str; 3] = ["users", "groups", "roles"];

/// Excludes the emergency access group from a user policy, unless the policy says that it is included.
///
/// The entry stands where the group is declared. A policy without `users` is one on workloads or agents.
pub(super) fn exclude_emergency_access(group: &Node, as_of: NaiveDate, draft: &mut Draft) {
    let included = draft.tree.at("/emergencyAccess/included").map(|node| &node.value);
    if included == Some(&Value::Bool(true)) {
        return;
    }
    let Some(groups) = list(&mut draft.tree, &["users", "exclude", "groups"], group.span) else { return };
    let name = group.as_str();
    // An entry that does not count excludes nobody.
    let excludes = |item: &Node| subject(item).and_then(Node::as_str) == name && is_in_force(item, as_of);
    if !groups.iter().any(excludes) {
        groups.push(group.clone());
    }
}

/// Where a person is excluded by name on a day.
pub(super) fn excludes(tree: &Node, person: &str, as_of: NaiveDate) -> Option<Span> {
    let items = tree.at("/users/exclude/users").map_or(&[][..], Node::items);
    let is_person = |item: &&Node| {
        let name = subject(item).and_then(Node::as_str);
        name.is_some_and(|name| name.eq_ignore_ascii_case(person)) && is_in_force(item, as_of)
    };
    items.iter().find(is_person).map(|item| item.span)
}

/// The list at a path of a policy, made where it is not written yet, as if it stood at a place. `None` where the policy
/// lacks the first key, and where anything has another shape, which is the schema's to refuse.
pub(super) fn list<'a>(tree: &'a mut Node, path: &[&str], place: Span) -> Option<&'a mut Vec<Node>> {
    let [first, above @ .., last] = path else { return None };
    let first = child(tree, first)?;
    let above = above.iter();
    let above =
        above.copied().try_fold(first, |node, key| made(node, key, place, Value::Mapping(Vec::new())))?;
    let items = made(above, last, place, Value::Sequence(Vec::new()))?;
    let Value::Sequence(items) = &mut items.value else { return None };
    Some(items)
}

fn is_in_force(item: &Node, as_of: NaiveDate) -> bool {
    Period::of(item).on(as_of) == Standing::InForce
}

/// Puts entries that do not count on a day behind those that do, so that a position in the list of what counts is
/// the same position in the tree. Adds the dates on which that changes.
pub(super) fn sort_by_standing(
    as_of: NaiveDate,
    dates: &mut Vec<NaiveDate>,
    diagnostics: &mut Vec<Diagnostic>,
    draft: &mut Draft,
) {
    let Some(exclude) = child(&mut draft.tree, "users").and_then(|users| child(users, "exclude")) else {
        return;
    };
    for key in EXCLUDE_LISTS {
        let Some(list) = child(exclude, key) else { continue };
        let Value::Sequence(items) = &mut list.value else { continue };
        for item in items.iter() {
            let period = Period::of(item);
            period.check(item, diagnostics);
            dates.extend(period.next_change(as_of));
        }
        items.sort_by_key(|item| !is_in_force(item, as_of));
    }
}

/// How many entries of an exclude list count on a day; they come first.
pub(crate) fn in_force(tree: &Node, list: &str, as_of: NaiveDate) -> usize {
    let items = tree.at(&format!("/users/exclude/{list}")).map_or(&[][..], Node::items);
    items.iter().filter(|item| is_in_force(item, as_of)).count()
}

fn child<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    let Value::Mapping(entries) = &mut node.value else { return None };
    entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
}

/// The value under a key of a mapping, made where it is not written or null.
fn made<'a>(node: &'a mut Node, key: &str, place: Span, empty: Value) -> Option<&'a mut Node> {
    let Value::Mapping(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
        let value = Node { span: place, value: Value::Null };
        entries.push(Entry { key: key.to_owned(), key_span: place, value });
        entries.len() - 1
    });
    let value = &mut entries.get_mut(at)?.value;
    if value.value == Value::Null {
        value.value = empty;
    }
    Some(value)
}
