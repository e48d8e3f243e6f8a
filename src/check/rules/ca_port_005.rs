#![doc = include_str!("ca_port_005.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Policy};
use crate::workspace::{Place, PlaceRoot};

pub(super) static RULE: Rule = Rule {
    id: "CA-PORT-005",
    severity: Severity::Warning,
    summary: "an export that hides something",
    explanation: include_str!("ca_port_005.md"),
    aliases: &[],
    options: &[],
    check,
};

/// What Graph writes for a value that is newer than what the request asked to see.
const HIDDEN: &str = "unknownFutureValue";

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        context.each_text(&PlaceRoot::Policy(policy.id.clone()), |pointer, text| {
            if text.as_str().is_some_and(|text| text.contains(HIDDEN) && !is_prose(pointer)) {
                let message =
                    format!("policy `{}` holds `{HIDDEN}`, which stands for a hidden value", policy.id);
                found.push(
                    Finding::new(&RULE, Place::policy(&policy.id, pointer), message)
                        .severity(Severity::Error)
                        .help("export again with the header `Prefer: include-unknown-enum-members`, and import that"),
                );
            }
        });
    }
    let Some(deployed) = &context.workspace.deployed else { return };
    if deployed.policies.iter().any(|exported| !beta_members(exported).is_empty()) {
        return;
    }
    for policy in context.policies() {
        let is_exported =
            |exported: &&Policy<Id>| policy.graph_id.is_some() && exported.graph_id == policy.graph_id;
        let Some(member) = beta_members(policy).first().copied() else { continue };
        if deployed.policies.iter().any(|exported| is_exported(&exported)) {
            let message = format!(
                "policy `{}` has what only the beta endpoint shows, and the export in `deployed/` does not",
                policy.id,
            );
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, member).key(), message)
                    .severity(Severity::Note)
                    .help("export from the beta endpoint, unless this is not deployed yet"),
            );
        }
    }
}

fn is_prose(pointer: &str) -> bool {
    matches!(pointer, "/name" | "/description")
}

/// The keys of a policy that only the beta endpoint shows (Graph metadata, v1.0 of 2026-08-20).
fn beta_members(policy: &Policy<Id>) -> Vec<&'static str> {
    let conditions = &policy.conditions;
    let session = policy.session.as_ref();
    let has_agents = conditions.client_applications.as_ref().is_some_and(|clients| {
        !clients.agent_identities.include.is_empty() || clients.agent_identity_filter.is_some()
    });
    let present = [
        (
            "/session/continuousAccessEvaluation",
            session.is_some_and(|session| session.continuous_access_evaluation.is_some()),
        ),
        (
            "/session/globalSecureAccessProfile",
            session.is_some_and(|session| session.global_secure_access_profile.is_some()),
        ),
        ("/agentIdRiskLevels", !conditions.agent_id_risk_levels.is_empty()),
        ("/agentIdentities", has_agents),
        ("/agents", conditions.agents.is_some()),
    ];
    present.into_iter().filter(|(_, is_present)| *is_present).map(|(member, _)| member).collect()
}
