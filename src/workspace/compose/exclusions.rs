//! Exclusions that composition makes or leaves out: emergency access, and entries with dates.

use chrono::NaiveDate;

use super::changes::subject;
use super::draft::Draft;
use super::period::{Period, Standing};
use crate::diagnostic::Diagnostic;
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
    let Some(users) = child(&mut draft.tree, "users") else { return };
    let Value::Mapping(entries) = &mut users.value else { return };
    let made = |value| Node { span: group.span, value };
    if !entries.iter().any(|entry| entry.key == "exclude") {
        let value = made(Value::Mapping(Vec::new()));
        entries.push(Entry { key: "exclude".to_owned(), key_span: group.span, value });
    }
    let Some(exclude) = child(users, "exclude") else { return };
    if exclude.value == Value::Null {
        exclude.value = Value::Mapping(Vec::new());
    }
    let Value::Mapping(entries) = &mut exclude.value else { return };
    let Some(groups) = entries.iter_mut().find(|entry| entry.key == "groups") else {
        let value = made(Value::Sequence(vec![group.clone()]));
        entries.push(Entry { key: "groups".to_owned(), key_span: group.span, value });
        return;
    };
    match &mut groups.value.value {
        Value::Null => groups.value.value = Value::Sequence(vec![group.clone()]),
        Value::Sequence(items) => {
            let name = group.as_str();
            let excludes = |item: &Node| {
                // An entry that does not count excludes nobody.
                subject(item).and_then(Node::as_str) == name
                    && Period::of(item).on(as_of) == Standing::InForce
            };
            if !items.iter().any(excludes) {
                items.push(group.clone());
            }
        }
        // Any other shape is the schema's to refuse.
        Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {}
    }
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
        items.sort_by_key(|item| Period::of(item).on(as_of) != Standing::InForce);
    }
}

/// How many entries of an exclude list count on a day; they come first.
pub(crate) fn in_force(tree: &Node, list: &str, as_of: NaiveDate) -> usize {
    let items = tree.at(&format!("/users/exclude/{list}")).map_or(&[][..], Node::items);
    items.iter().filter(|item| Period::of(item).on(as_of) == Standing::InForce).count()
}

fn child<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    let Value::Mapping(entries) = &mut node.value else { return None };
    entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
}
