//! What an export of a policy lost: what the service never lets a policy be without (graph.md §1.1).
//!
//! The v1.0 endpoint leaves out what only the beta endpoint has, and writes null for values it has no word for
//! (EntraExporter#35, #39): a policy then seems to be about nothing, or to ask for nothing.

use super::Fault;
use crate::diagnostic::Severity;
use crate::model::{Applications, Id, Policy};

/// Finds what a policy as read must have had. What this version does not know may be it.
pub fn lost(policy: &Policy<Id>) -> Vec<Fault> {
    let conditions = &policy.conditions;
    let has_unknown = |pointer: &str| {
        policy.unknown.0.keys().any(|other| {
            other == pointer || other.strip_prefix(pointer).is_some_and(|rest| rest.starts_with('/'))
        })
    };
    let is_about_nobody = conditions.users.include.is_empty()
        && conditions.client_applications.is_none()
        && conditions.agents.is_none()
        && !["/conditions/users", "/conditions/clientApplications", "/conditions/agents"]
            .iter()
            .any(|pointer| has_unknown(pointer));
    let asks_nothing = policy.grant.is_none()
        && policy.session.is_none()
        && !has_unknown("/grantControls")
        && !has_unknown("/sessionControls");
    [
        (is_about_nobody, "/conditions/users", "includes nobody"),
        (
            is_about_nothing(&conditions.applications) && !has_unknown("/conditions/applications"),
            "/conditions/applications",
            "targets nothing",
        ),
        (asks_nothing, "/grantControls", "asks for nothing"),
    ]
    .into_iter()
    .filter(|(is_lost, ..)| *is_lost)
    .map(|(_, pointer, what)| Fault {
        help: Some("export it again from the beta endpoint: v1.0 leaves out what only beta has".to_owned()),
        ..Fault::new(
            Severity::Warning,
            "lost-member",
            pointer,
            format!("the policy {what}, which no policy in Entra does: the export lost something"),
        )
    })
    .collect()
}

fn is_about_nothing(applications: &Applications<Id>) -> bool {
    applications.include.is_empty()
        && applications.filter.is_none()
        && applications.user_actions.is_empty()
        && applications.authentication_contexts.is_empty()
}
