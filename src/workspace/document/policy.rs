//! A policy document.

use super::{condition, control, read, unknown, users, write};
use crate::diagnostic::Diagnostic;
use crate::model::{Name, Policy, State, Users};
use crate::syntax::Node;
use crate::workspace::Written;
use crate::workspace::schema::{self, DocumentKind};

/// A policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyDocument {
    /// The policy, with names.
    pub policy: Policy<Name>,
    /// What the document says beyond the policy.
    pub written: Written,
}

/// Reads a policy document.
pub fn read_policy(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<PolicyDocument> {
    if !schema::validate(DocumentKind::Policy, node, diagnostics) {
        return None;
    }
    let policy = Policy {
        id: read::text(node, "id"),
        graph_id: None,
        display_name: read::text(node, "name"),
        description: read::optional_text(node, "description"),
        state: state(&read::text(node, "state")),
        conditions: condition::conditions(node),
        grant: node.get("grant").map(control::grant),
        session: node.get("session").map(control::session),
        unknown: node.get("graph").map(unknown::unknown).unwrap_or_default(),
    };
    let emergency_access = node.get("emergencyAccess");
    let written = Written {
        report_only_since: read::date(node, "reportOnlySince"),
        contingency: read::flag(node, "contingency"),
        emergency_access_included: emergency_access.map(|included| read::text(included, "reason")),
        exclusions: node.get("users").map(users::exclusions).unwrap_or_default(),
    };
    Some(PolicyDocument { policy, written })
}

/// Writes a policy document. The object id is not part of it: the lock file holds that.
pub fn write_policy(policy: &Policy<Name>, written: &Written) -> Node {
    let conditions = &policy.conditions;
    let other_target = unknown::holds_condition(&policy.unknown);
    let other_subjects =
        conditions.client_applications.is_some() || conditions.agents.is_some() || other_target;
    let users = (conditions.users != Users::default() || !other_subjects)
        .then(|| users::users_node(&conditions.users, &written.exclusions));
    let emergency_access = written.emergency_access_included.as_ref().map(|reason| {
        write::mapping([("included", Some(write::flag(true))), ("reason", Some(write::text(reason)))])
    });
    let mut entries = vec![
        ("id", Some(write::text(&policy.id))),
        ("name", Some(write::text(&policy.display_name))),
        ("description", policy.description.as_deref().map(write::text)),
        ("state", Some(write::text(&state_word(&policy.state)))),
        ("reportOnlySince", written.report_only_since.map(write::date)),
        ("contingency", written.contingency.then(|| write::flag(true))),
        ("users", users),
    ];
    entries.extend(condition::target_entries(&conditions.applications, !other_target));
    entries.extend(condition::condition_entries(conditions));
    entries.extend([
        ("grant", policy.grant.as_ref().map(control::grant_node)),
        ("session", policy.session.as_ref().map(control::session_node)),
        ("emergencyAccess", emergency_access),
        ("graph", unknown::unknown_node(&policy.unknown)),
    ]);
    write::mapping(entries)
}

fn state(word: &str) -> State {
    match word {
        "reportOnly" => State::ReportOnly,
        word => State::from_graph(condition::token(word)),
    }
}

fn state_word(state: &State) -> String {
    match state {
        State::Enabled => "enabled".to_owned(),
        State::ReportOnly => "reportOnly".to_owned(),
        State::Disabled => "disabled".to_owned(),
        State::Unknown(token) => condition::word(token, false),
    }
}
