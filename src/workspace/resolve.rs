//! From names to ids: `Policy<Name>` to `Policy<Id>`.
//!
//! It fails closed: a name that has no id, or several, is an error at its place, and the policy is not resolved.

use std::collections::BTreeMap;

use super::Placeholder;
use super::convert::convert;
use super::names::{NameFault, Names, where_to_declare};
use crate::catalogue;
use crate::diagnostic::{Diagnostic, Fix, is_slip};
use crate::model::{Id, Name, Policy, ReferenceKind};
use crate::source::Span;
use crate::syntax::{Node, Value, pointer_push, pointer_tokens};

/// Resolves the names of one document.
pub(crate) struct Resolver<'a> {
    pub(crate) names: &'a Names<'a>,
    /// The composed tree, in which names are found again for diagnostics.
    pub(crate) tree: &'a Node,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
    placeholders: BTreeMap<String, Placeholder>,
    failed: bool,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(names: &'a Names<'a>, tree: &'a Node, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { names, tree, diagnostics, placeholders: BTreeMap::new(), failed: false }
    }

    /// The policy by ids and the placeholders it holds, or `None` if some name has no id, which is said.
    pub(crate) fn policy(
        mut self,
        policy: Policy<Name>,
    ) -> Option<(Policy<Id>, BTreeMap<String, Placeholder>)> {
        let resolved = convert(policy, &mut |kind, pointer, name: Name| self.id(kind, pointer, &name));
        (!self.failed).then_some((resolved, self.placeholders))
    }

    /// The id of a name that stands at or under a pointer; a text of no meaning if it has none, which is said.
    pub(crate) fn id(&mut self, kind: ReferenceKind, pointer: &str, name: &str) -> Id {
        match self.names.resolve(kind, name) {
            Ok(id) => {
                self.keep_placeholder(kind, name, &id);
                id
            }
            Err(fault) => {
                self.failed = true;
                let span = span_of_text(self.tree, pointer, name);
                self.diagnostics.push(diagnostic(kind, name, span, fault, self.names.directory.is_some()));
                Id::Text(name.into())
            }
        }
    }

    fn keep_placeholder(&mut self, kind: ReferenceKind, name: &str, id: &Id) {
        let Id::Text(text) = id else { return };
        let created = *id == Id::placeholder(kind, name);
        // A context's own id, such as `c1`, is no placeholder.
        if created || kind != ReferenceKind::AuthenticationContext {
            let name = created.then(|| name.to_owned());
            self.placeholders.insert(text.to_string(), Placeholder { kind, name });
        }
    }
}

/// The code of a name that nothing goes by.
pub(crate) const UNKNOWN_NAME: &str = "CA-PORT-002";

/// Whether a fix of an unknown name is right whoever reads it: roles are the same in every tenant.
pub(crate) fn is_for_everyone(found: &Diagnostic, fix: &Fix) -> bool {
    let roles = || catalogue::roles().iter().map(|role| role.display_name);
    fix.edits.iter().all(|edit| {
        found.message == missing(ReferenceKind::Role, &edit.from) && roles().any(|role| role == edit.to)
    })
}

fn missing(kind: ReferenceKind, name: &str) -> String {
    format!("there is no {} `{name}`", kind.words())
}

/// What is wrong with a name.
pub(crate) fn diagnostic(
    kind: ReferenceKind,
    name: &str,
    span: Span,
    fault: NameFault,
    has_directory: bool,
) -> Diagnostic {
    match fault {
        NameFault::Missing { near } => {
            let message = missing(kind, name);
            let declare = where_to_declare(kind, has_directory);
            let diagnostic = Diagnostic::error(UNKNOWN_NAME, span, message);
            match near {
                Some(near) => {
                    let diagnostic = diagnostic.help(format!("did you mean `{near}`? Otherwise {declare}"));
                    if is_slip(name, &near) {
                        diagnostic.fix(Fix::replace(span, name, &near))
                    } else {
                        diagnostic
                    }
                }
                None => diagnostic.help(declare),
            }
        }
        NameFault::Ambiguous(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            let message = format!("the {} `{name}` is ambiguous: {}", kind.words(), ids.join(", "));
            Diagnostic::error("CA-PORT-003", span, message).help("write the id that is meant")
        }
    }
}

/// Where a text stands at or under a pointer, whatever short form it is written in; else the nearest parent that is
/// written.
pub(crate) fn span_of_text(tree: &Node, pointer: &str, text: &str) -> Span {
    let mut nearest = tree;
    let mut path = String::new();
    for token in pointer_tokens(pointer) {
        path = pointer_push(&path, &token);
        let Some(node) = tree.at(&path) else { break };
        nearest = node;
    }
    find_text(nearest, text).unwrap_or(nearest).span
}

fn find_text<'a>(node: &'a Node, text: &str) -> Option<&'a Node> {
    match &node.value {
        Value::String(written) => written.eq_ignore_ascii_case(text).then_some(node),
        Value::Sequence(items) => items.iter().find_map(|item| find_text(item, text)),
        Value::Mapping(entries) => entries.iter().find_map(|entry| find_text(&entry.value, text)),
        Value::Null | Value::Bool(_) | Value::Integer(_) => None,
    }
}
