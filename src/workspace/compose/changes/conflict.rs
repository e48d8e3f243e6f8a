//! Changes of one tenant that go against each other.

use super::{list_of, written};
use crate::diagnostic::Diagnostic;
use crate::syntax::{Entry, Node};
use crate::workspace::document::EditKind;

/// What a change does at one key of a policy.
#[derive(Clone, Copy)]
pub(super) struct Edit<'a> {
    pub(super) policy: &'a str,
    pub(super) kind: EditKind,
    pub(super) entry: &'a Entry,
}

/// The edits so far, in the order written.
#[derive(Default)]
pub(super) struct Edits<'a>(Vec<Edit<'a>>);

impl<'a> Edits<'a> {
    /// Remembers an edit, unless it goes against an earlier one, which is said. Returns whether it may be made.
    pub(super) fn admit(&mut self, edit: Edit<'a>, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let mut earlier = self.0.iter().filter(|earlier| earlier.policy == edit.policy);
        if let Some(conflict) = earlier.find_map(|earlier| conflict(*earlier, edit)) {
            diagnostics.push(conflict);
            return false;
        }
        self.0.push(edit);
        true
    }
}

/// How two edits of one policy go against each other, if they do.
fn conflict(earlier: Edit<'_>, edit: Edit<'_>) -> Option<Diagnostic> {
    let Edit { policy, kind, entry } = edit;
    let key = &entry.key;
    let against = |message: String, said: &str| {
        Diagnostic::error("conflicting-change", entry.key_span, message)
            .related(earlier.entry.key_span, said)
            .help("leave one of them")
    };
    match (earlier.kind, kind) {
        (EditKind::Set, EditKind::Set) => {
            let same = earlier.entry.key == *key && earlier.entry.value.to_json() == entry.value.to_json();
            let overlap = is_in(key, &earlier.entry.key) || is_in(&earlier.entry.key, key);
            (overlap && !same)
                .then(|| against(format!("two changes set `{key}` of policy `{policy}`"), "set here too"))
        }
        (EditKind::Add | EditKind::Remove, EditKind::Set) => is_in(&earlier.entry.key, key).then(|| {
            let message = format!("this sets `{key}` of policy `{policy}`, and undoes an earlier change");
            against(message, "this is undone")
        }),
        (EditKind::Add, EditKind::Remove) | (EditKind::Remove, EditKind::Add) => {
            let (wanted, unwanted) = (list_of(&entry.value), list_of(&earlier.entry.value));
            let is_same = |one: &&Node| unwanted.iter().any(|other| other.to_json() == one.to_json());
            let both = wanted.into_iter().find(is_same).filter(|_| earlier.entry.key == *key)?;
            let message =
                format!("`{}` is both added to and removed from `{key}` of policy `{policy}`", written(both));
            let said = match earlier.kind {
                EditKind::Add => "added here",
                EditKind::Remove | EditKind::Set => "removed here",
            };
            Some(Diagnostic { span: both.span, ..against(message, said) })
        }
        // What is set may be added to, or taken from, afterwards; lists may grow or shrink twice.
        (EditKind::Set, EditKind::Add | EditKind::Remove)
        | (EditKind::Add, EditKind::Add)
        | (EditKind::Remove, EditKind::Remove) => None,
    }
}

/// Whether a dotted key is another one, or a part of it.
fn is_in(key: &str, whole: &str) -> bool {
    key.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
