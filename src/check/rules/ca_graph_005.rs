#![doc = include_str!("ca_graph_005.md")]

use crate::check::policy_shape::{grant_items, narrowing_conditions};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, ClientApplications, GrantItem, Id, ServicePrincipalRef, SessionControls};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-005",
    severity: Severity::Error,
    summary: "workloads or agents with what only users can have",
    explanation: include_str!("ca_graph_005.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(client_applications) = &policy.conditions.client_applications else { continue };
        let subject = subject(client_applications);
        let at_subject = Place::policy(&policy.id, format!("/{subject}")).key();
        let mut fault = |place: Place, message: String, help: &str| {
            let finding = Finding::new(&RULE, place, message).help(help);
            found.push(finding.related(at_subject.clone(), "because of whom the policy is for"));
        };

        for item in grant_items(policy) {
            if !matches!(item, GrantItem::BuiltIn(BuiltInControl::Block | BuiltInControl::Unknown(_))) {
                let message =
                    format!("policy `{}` is for `{subject}` and asks for more than `block`", policy.id);
                fault(context.grant_item(policy, item), message, "write `grant: block`");
            }
        }
        if policy.session.as_ref().is_some_and(|session| *session != SessionControls::default()) {
            let message = format!("policy `{}` is for `{subject}` and has session controls", policy.id);
            fault(Place::policy(&policy.id, "/session").key(), message, "remove `session`");
        }
        for condition in narrowing_conditions(&policy.conditions) {
            if !matches!(condition, "locations" | "servicePrincipalRiskLevels" | "agentIdRiskLevels") {
                let message =
                    format!("policy `{}` is for `{subject}` and has the condition `{condition}`", policy.id);
                let place = Place::policy(&policy.id, format!("/{condition}")).key();
                fault(
                    place,
                    message,
                    "remove it; location and the risk of the workload or agent are allowed",
                );
            }
        }
        if !policy.conditions.applications.user_actions.is_empty() {
            let message = format!("policy `{}` is for `{subject}` and on a user action", policy.id);
            fault(Place::policy(&policy.id, "/userActions").key(), message, "use `applications` instead");
        }
        let principals = &client_applications.service_principals;
        if !principals.exclude.is_empty() && !principals.include.contains(&ServicePrincipalRef::All) {
            let message = format!("policy `{}` excludes from service principals that it lists", policy.id);
            let place = Place::policy(&policy.id, "/servicePrincipals/exclude").key();
            fault(place, message, "include `all`, or remove the exclusions");
        }
    }
}

/// The key that says whom the policy is for.
fn subject(client_applications: &ClientApplications<Id>) -> &'static str {
    let agents = &client_applications.agent_identities;
    let is_for_agents = !agents.include.is_empty() || client_applications.agent_identity_filter.is_some();
    let principals = &client_applications.service_principals;
    let is_for_workloads =
        !principals.include.is_empty() || client_applications.service_principal_filter.is_some();
    if is_for_agents && !is_for_workloads { "agentIdentities" } else { "servicePrincipals" }
}
