#![doc = include_str!("ca_exc_006.md")]

use uuid::Uuid;

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, Policy, ReferenceKind, ResourceExclusions, State};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-006",
    severity: Severity::Warning,
    summary: "an excluded resource that opens the baseline scopes",
    explanation: include_str!("ca_exc_006.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Windows Azure Active Directory, as which requests for baseline scopes are evaluated (Entra,
/// concept-enforcement-resource-exclusions, 2026-05).
const DIRECTORY: Id = Id::Guid(Uuid::from_u128(0x0000_0002_0000_0000_c000_0000_0000_0000));

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let setting = &context.workspace.tenant.platform.resource_exclusions;
    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        if policy.state == State::Disabled || !applications.include.contains(&ApplicationRef::All) {
            continue;
        }
        match setting {
            ResourceExclusions::Legacy => found.extend(legacy(policy)),
            ResourceExclusions::Enforced => found.extend(placeholder(context, policy, &DIRECTORY)),
            ResourceExclusions::Custom(id) => found.extend(placeholder(context, policy, id)),
        }
    }
}

/// Any exclusion opens the policy.
fn legacy(policy: &Policy<Id>) -> Option<Finding> {
    if policy.conditions.applications.exclude.is_empty() {
        return None;
    }
    let message = format!(
        "policy `{}` excludes a resource, so requests for baseline scopes alone escape it in this tenant",
        policy.id,
    );
    Some(
        Finding::new(&RULE, Place::policy(&policy.id, "/applications/exclude").key(), message)
            .related(Place::tenant("/platform/resourceExclusions"), "the setting of the tenant")
            .help("enable enforcement in the tenant and write `resourceExclusions: enforced`"),
    )
}

/// The exclusion of the resource that baseline scopes are evaluated as.
fn placeholder(context: &Context<'_>, policy: &Policy<Id>, id: &Id) -> Option<Finding> {
    let excluded = &policy.conditions.applications.exclude;
    let index = excluded
        .iter()
        .position(|excluded| matches!(excluded, ApplicationRef::Application(excluded) if excluded == id))?;
    let name = context.name(ReferenceKind::Application, id);
    let message = format!(
        "policy `{}` excludes `{name}`, as which requests for baseline scopes are evaluated in this tenant",
        policy.id,
    );
    Some(
        Finding::new(&RULE, context.item(policy, "/applications/exclude", index), message)
            .related(Place::tenant("/platform/resourceExclusions"), "the setting of the tenant")
            .help("remove the exclusion"),
    )
}
