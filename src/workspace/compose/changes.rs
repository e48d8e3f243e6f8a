//! The `changes` of a tenant: add, remove or set at a key of a policy.
//!
//! What a change writes keeps its place in `tenant.yaml`, so a fault in it is shown there.

use chrono::NaiveDate;

use super::draft::Draft;
use super::period::{Period, Standing};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};

/// Applies the changes that are in force on a day, in the order written. Returns the dates on which that differs.
pub(super) fn apply(
    tenant: &Node,
    as_of: NaiveDate,
    diagnostics: &mut Vec<Diagnostic>,
    policies: &mut [Draft],
) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut sets: Vec<Set<'_>> = Vec::new();
    for change in tenant.get("changes").map_or(&[][..], Node::items) {
        let period = Period::of(change);
        period.check(change, diagnostics);
        dates.extend(period.next_change(as_of));
        let Some(policy) = change.get("policy") else { continue };
        let Some(id) = policy.as_str() else { continue };
        let standing = period.on(as_of);
        if standing == Standing::Over {
            diagnostics.push(over(change, id, period));
            continue;
        }
        let Some(draft) = policies.iter_mut().find(|draft| draft.key == id) else {
            diagnostics.push(unknown_policy(id, policy.span, policies));
            continue;
        };
        if standing == Standing::Ahead {
            continue;
        }
        for entry in change.get("set").map_or(&[][..], Node::entries) {
            if !conflicts(&sets, id, entry, diagnostics) {
                sets.push(Set { policy: id, entry });
                set(draft, entry, diagnostics);
            }
        }
        for entry in change.get("remove").map_or(&[][..], Node::entries) {
            remove(draft, entry, diagnostics);
        }
        for entry in change.get("add").map_or(&[][..], Node::entries) {
            add(draft, entry, diagnostics);
        }
    }
    dates
}

/// A key that a change sets.
struct Set<'a> {
    policy: &'a str,
    entry: &'a Entry,
}

fn over(change: &Node, id: &str, period: Period) -> Diagnostic {
    let until = period.until.map(|until| until.to_string()).unwrap_or_default();
    let span = change.get("until").map_or(change.span, |until| until.span);
    Diagnostic::warning("expired-change", span, format!("the change to `{id}` ended on {until}"))
        .help("it is not applied; remove it, or give it a later `until`")
}

fn unknown_policy(id: &str, span: Span, policies: &[Draft]) -> Diagnostic {
    let diagnostic = Diagnostic::error("unknown-policy", span, format!("there is no policy `{id}`"));
    match did_you_mean(id, policies.iter().map(|draft| draft.key.as_str())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("a policy that `omit` leaves out cannot be changed"),
    }
}

/// Whether an earlier change sets the same key, or a part or a whole of it, to something else.
fn conflicts(sets: &[Set<'_>], id: &str, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let overlapping = |one: &str, other: &str| {
        other.strip_prefix(one).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let earlier = sets.iter().find(|set| {
        let same_place = overlapping(&set.entry.key, &entry.key) || overlapping(&entry.key, &set.entry.key);
        let same = set.entry.key == entry.key && set.entry.value.to_json() == entry.value.to_json();
        set.policy == id && same_place && !same
    });
    let Some(earlier) = earlier else { return false };
    diagnostics.push(
        Diagnostic::error(
            "conflicting-change",
            entry.key_span,
            format!("two changes set `{}` of policy `{id}`", entry.key),
        )
        .related(earlier.entry.key_span, "set here too")
        .help("leave one of them"),
    );
    true
}

fn set(draft: &mut Draft, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    if entry.key == "id" {
        draft.broken = true;
        let message = "a change cannot set the `id` of a policy";
        diagnostics.push(
            Diagnostic::error("unknown-key", entry.key_span, message)
                .help("omit the policy and write your own under `policies/`"),
        );
        return;
    }
    if entry.value.value == Value::Null {
        return unset(&mut draft.tree, &entry.key);
    }
    match slot(draft, entry, diagnostics) {
        Some(node) => *node = entry.value.clone(),
        None => draft.broken = true,
    }
}

/// Removes a key, if it is there.
fn unset(tree: &mut Node, key: &str) {
    let tokens = pointer(key);
    let Some((last, above)) = tokens.split_last() else { return };
    if let Some(Node { value: Value::Mapping(entries), .. }) = at_mut(tree, above) {
        entries.retain(|entry| entry.key != *last);
    }
}

fn add(draft: &mut Draft, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let Some(node) = slot(draft, entry, diagnostics) else {
        draft.broken = true;
        return;
    };
    let added = list_of(&entry.value);
    match &mut node.value {
        Value::Sequence(items) => items.extend(added.into_iter().cloned()),
        Value::Null => {
            *node =
                Node { span: entry.value.span, value: Value::Sequence(added.into_iter().cloned().collect()) }
        }
        Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {
            let span = node.span;
            draft.broken = true;
            diagnostics.push(
                Diagnostic::error(
                    "not-a-list",
                    entry.key_span,
                    format!(
                        "`{}` of policy `{}` is not a list, so nothing can be added to it",
                        entry.key, draft.key
                    ),
                )
                .related(span, "it is written here")
                .help("use `set` to replace it"),
            );
        }
    }
}

fn remove(draft: &mut Draft, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let pointer = pointer(&entry.key);
    let Some(node) = at_mut(&mut draft.tree, &pointer) else {
        diagnostics.push(
            Diagnostic::error(
                "nothing-to-remove",
                entry.key_span,
                format!("policy `{}` has no `{}`", draft.key, entry.key),
            )
            .related(draft.key_span, "the policy"),
        );
        draft.broken = true;
        return;
    };
    for unwanted in list_of(&entry.value) {
        let wanted = unwanted.to_json();
        let Value::Sequence(items) = &mut node.value else {
            if node.to_json() == wanted {
                node.value = Value::Null;
                continue;
            }
            diagnostics.push(absent(&draft.key, entry, unwanted, &[]));
            draft.broken = true;
            continue;
        };
        let before = items.len();
        items.retain(|item| {
            item.to_json() != wanted && subject(item).map(Node::to_json) != Some(wanted.clone())
        });
        if items.len() == before {
            let known: Vec<&str> = items.iter().filter_map(|item| subject(item)?.as_str()).collect();
            diagnostics.push(absent(&draft.key, entry, unwanted, &known));
            draft.broken = true;
        }
    }
}

fn absent(id: &str, entry: &Entry, unwanted: &Node, known: &[&str]) -> Diagnostic {
    let written = unwanted.as_str().map_or_else(|| unwanted.to_json().to_string(), str::to_owned);
    let diagnostic = Diagnostic::error(
        "nothing-to-remove",
        unwanted.span,
        format!("`{}` of policy `{id}` does not hold `{written}`", entry.key),
    );
    match did_you_mean(&written, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// The name in an entry of an exclude list, which may be a mapping with reason and dates.
pub(super) fn subject(item: &Node) -> Option<&Node> {
    match &item.value {
        Value::Mapping(_) => ["user", "group", "role"].into_iter().find_map(|key| item.get(key)),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Sequence(_) => {
            Some(item)
        }
    }
}

/// What an `add` or `remove` lists; one value stands for a list of it.
fn list_of(value: &Node) -> Vec<&Node> {
    match &value.value {
        Value::Sequence(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Mapping(_) => {
            vec![value]
        }
    }
}

/// The tokens of a dotted key. What follows `graph.` is one pointer, dots included.
fn pointer(key: &str) -> Vec<&str> {
    match key.strip_prefix("graph.") {
        Some(rest) => vec!["graph", rest],
        None => key.split('.').collect(),
    }
}

fn at_mut<'a>(tree: &'a mut Node, pointer: &[&str]) -> Option<&'a mut Node> {
    pointer.iter().try_fold(tree, |node, token| match &mut node.value {
        Value::Mapping(entries) => {
            entries.iter_mut().find(|entry| entry.key == *token).map(|entry| &mut entry.value)
        }
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) | Value::Sequence(_) => None,
    })
}

/// The value under a dotted key, made null where it is not written yet. Keys made on the way stand at the change's
/// key, where the schema then shows those it does not know.
fn slot<'a>(draft: &'a mut Draft, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) -> Option<&'a mut Node> {
    let place = entry.key_span;
    let mut node = &mut draft.tree;
    for token in pointer(&entry.key) {
        if node.value == Value::Null {
            node.value = Value::Mapping(Vec::new());
        }
        let span = node.span;
        let Value::Mapping(entries) = &mut node.value else {
            diagnostics.push(
                Diagnostic::error(
                    "not-a-mapping",
                    place,
                    format!(
                        "`{}` of policy `{}` has no keys: there is no `{token}` under it",
                        entry.key, draft.key
                    ),
                )
                .related(span, "it is written here, in its short form")
                .help("use `set` at the key above to replace all of it"),
            );
            return None;
        };
        let at = entries.iter().position(|known| known.key == token).unwrap_or_else(|| {
            let value = Node { span: place, value: Value::Null };
            entries.push(Entry { key: token.to_owned(), key_span: place, value });
            entries.len() - 1
        });
        node = &mut entries.get_mut(at)?.value;
    }
    Some(node)
}
