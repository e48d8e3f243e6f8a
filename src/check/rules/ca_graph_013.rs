#![doc = include_str!("ca_graph_013.md")]

use crate::check::policy_shape::{narrowing_conditions, targets_every_resource};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ContinuousAccessEvaluation, Id, Policy};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-013",
    severity: Severity::Error,
    summary: "continuous access evaluation where it cannot be set",
    explanation: include_str!("ca_graph_013.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let mode = policy.session.as_ref().and_then(|session| session.continuous_access_evaluation.as_ref());
        match mode {
            Some(ContinuousAccessEvaluation::Disabled) => check_disabled(policy, found),
            Some(ContinuousAccessEvaluation::StrictLocation) => check_strict(context, policy, found),
            Some(ContinuousAccessEvaluation::StrictEnforcement | ContinuousAccessEvaluation::Unknown(_))
            | None => {}
        }
    }
}

/// Turning it off is for all resources and under no condition (Entra, concept-conditional-access-session).
fn check_disabled(policy: &Policy<Id>, found: &mut Vec<Finding>) {
    let setting = Place::policy(&policy.id, "/session/continuousAccessEvaluation");
    let message =
        format!("policy `{}` turns continuous access evaluation off for less than everything", policy.id);
    if !targets_every_resource(&policy.conditions.applications) {
        found.push(
            Finding::new(&RULE, setting.clone(), message.clone())
                .help("write `applications: { include: all }`, with no exclusion and no filter"),
        );
    }
    for condition in narrowing_conditions(&policy.conditions) {
        found.push(
            Finding::new(&RULE, setting.clone(), message.clone())
                .related(Place::policy(&policy.id, format!("/{condition}")).key(), "a condition")
                .help(format!("remove `{condition}`")),
        );
    }
}

/// Strict location enforces location policies at once; it needs one, here or in another policy.
fn check_strict(context: &Context<'_>, policy: &Policy<Id>, found: &mut Vec<Finding>) {
    if context.policies().any(|policy| policy.conditions.locations.is_some()) {
        return;
    }
    let message = format!("policy `{}` enforces locations strictly, and no policy has a location", policy.id);
    found.push(
        Finding::new(&RULE, Place::policy(&policy.id, "/session/continuousAccessEvaluation"), message)
            .severity(Severity::Warning)
            .help("add a policy with `locations`, or remove `continuousAccessEvaluation`"),
    );
}
