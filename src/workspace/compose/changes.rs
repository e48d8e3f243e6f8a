//! The `changes` of a tenant: add, remove or set at a key of a policy.
//!
//! What a change writes keeps its place in `tenant.yaml`, so a fault in it is shown there.

mod conflict;

use chrono::NaiveDate;

use self::conflict::{Edit, Edits};
use super::draft::Draft;
use super::period::{Period, Standing};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::source::Span;
use crate::syntax::{Entry, Node, Value};
use crate::workspace::document::EditKind;

/// Applies the changes that are in force on a day, in the order written. Returns the dates on which that differs.
///
/// Where something could not be read, a policy that is not there may be in it, and nothing is said of it.
pub(super) fn apply(
    tenant: &Node,
    as_of: NaiveDate,
    diagnostics: &mut Vec<Diagnostic>,
    policies: &mut [Draft],
    unread: bool,
) -> Vec<NaiveDate> {
    let mut dates = Vec::new();
    let mut edits = Edits::default();
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
            if !unread {
                diagnostics.push(unknown_policy(id, policy.span, tenant, policies));
            }
            continue;
        };
        if standing == Standing::Ahead {
            continue;
        }
        for kind in EditKind::ALL.iter().copied() {
            for entry in change.get(kind.as_str()).map_or(&[][..], Node::entries) {
                if !edits.admit(Edit { policy: id, kind, entry }, diagnostics) {
                    continue;
                }
                match kind {
                    EditKind::Set => set(draft, entry, diagnostics),
                    EditKind::Remove => remove(draft, entry, diagnostics),
                    EditKind::Add => add(draft, entry, diagnostics),
                }
            }
        }
    }
    dates
}

fn over(change: &Node, id: &str, period: Period) -> Diagnostic {
    let until = period.until.map(|until| until.to_string()).unwrap_or_default();
    let span = change.get("until").map_or(change.span, |until| until.span);
    Diagnostic::warning("expired-change", span, format!("the change to `{id}` ended on {until}"))
        .help("it is not applied; remove it, or give it a later `until`")
}

fn unknown_policy(id: &str, span: Span, tenant: &Node, policies: &[Draft]) -> Diagnostic {
    let uses = tenant.get("baselines").map_or(&[][..], Node::items).iter();
    let mut omitted = uses.filter_map(|used| used.get("omit")).flat_map(Node::entries);
    if let Some(omitted) = omitted.find(|omitted| omitted.key == id) {
        let message = format!("policy `{id}` is left out, so there is nothing to change");
        return Diagnostic::error("unknown-policy", span, message)
            .related(omitted.key_span, "left out here")
            .help("remove the change, or use the policy");
    }
    let diagnostic = Diagnostic::error("unknown-policy", span, format!("there is no policy `{id}`"));
    match did_you_mean(id, policies.iter().map(|draft| draft.key.as_str())) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("a policy that `omit` leaves out cannot be changed"),
    }
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
        Value::Sequence(items) => {
            let mut there = Vec::new();
            for addition in added {
                match items.iter().find(|item| item.to_json() == addition.to_json()) {
                    Some(item) => there.push((addition, item.span)),
                    None => items.push(addition.clone()),
                }
            }
            let repeated = |(addition, there)| repeated(&draft.key, entry, addition, there);
            diagnostics.extend(there.into_iter().map(repeated));
        }
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

fn repeated(id: &str, entry: &Entry, addition: &Node, there: Span) -> Diagnostic {
    let message = format!("`{}` of policy `{id}` holds `{}` already", entry.key, written(addition));
    Diagnostic::warning("repeated-change", addition.span, message)
        .related(there, "it is written here")
        .help("remove it from the change")
}

/// A value as a message shows it.
fn written(value: &Node) -> String {
    value.as_str().map_or_else(|| value.to_json().to_string(), str::to_owned)
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
    let written = written(unwanted);
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
