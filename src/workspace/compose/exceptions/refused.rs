//! What no exception can open: it would open more than some countries, or nothing.

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::{Node, Value};
use crate::workspace::compose::draft::Draft;
use crate::workspace::compose::exclusions::excludes;

/// Why an exception cannot open a policy.
pub(super) fn policy(draft: &Draft, opens: Span) -> Option<Diagnostic> {
    let Draft { key, key_span, tree, .. } = draft;
    let (message, help) = if tree.get("users").is_none() {
        (format!("policy `{key}` is not on users"), "an exception is for people")
    } else if !is_block(tree) {
        (
            format!("policy `{key}` does not block, so there is no block to open"),
            "leave it out of `opens`; from what it asks, people are excluded by `changes`, with `until`",
        )
    } else if tree.get("locations").is_none_or(|locations| locations.value == Value::Null) {
        (
            format!("policy `{key}` blocks wherever people are, so no country can be opened in it"),
            "leave it out of `opens`; people are excluded from it everywhere by `changes`, with `until`",
        )
    } else {
        return None;
    };
    Some(Diagnostic::error("wide-exception", opens, message).related(*key_span, "the policy").help(help))
}

/// Why an exception cannot open a policy for a person.
pub(super) fn person(
    tenant: &Node,
    draft: &Draft,
    as_of: NaiveDate,
    (person, who): (&str, Span),
) -> Option<Diagnostic> {
    let accounts = tenant.at("/emergencyAccess/accounts").map_or(&[][..], Node::items);
    let is_person = |account: &&Node| account.as_str().is_some_and(|name| name.eq_ignore_ascii_case(person));
    if let Some(account) = accounts.iter().find(is_person) {
        let message = format!("`{person}` is an emergency access account, which no exception is for");
        return Some(
            Diagnostic::error("wide-exception", who, message)
                .related(account.span, "declared here")
                .help("take it out of `who`"),
        );
    }
    let excluded = excludes(&draft.tree, person, as_of)?;
    let message = format!("policy `{}` excludes `{person}` already, in every country", draft.key);
    Some(
        Diagnostic::error("idle-exception", who, message)
            .related(excluded, "excluded here")
            .help("remove that exclusion, or take the person out of `who`"),
    )
}

fn is_block(tree: &Node) -> bool {
    let is = |node: &Node| node.as_str() == Some("block");
    tree.get("grant").is_some_and(|grant| {
        let mut lists = ["anyOf", "allOf"].iter().filter_map(|key| grant.get(key));
        is(grant) || lists.any(|list| matches!(list.items(), [only] if is(only)))
    })
}
