#![doc = include_str!("ca_lock_005.md")]

use crate::check::policy_shape::{grant_items, narrowing_conditions, targets_every_resource};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem, State, UnknownPart, UserRef};

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-005",
    severity: Severity::Error,
    summary: "everyone blocked from everything",
    explanation: include_str!("ca_lock_005.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let is_for_everyone =
            conditions.users.include.users.contains(&UserRef::All) && conditions.users.exclude.is_empty();
        if policy.state == State::Disabled
            || grant_items(policy) != [GrantItem::BuiltIn(BuiltInControl::Block)]
            || !is_for_everyone
            || !targets_every_resource(&conditions.applications)
            || !narrowing_conditions(conditions).is_empty()
            || policy.unknown.touches(UnknownPart::Conditions)
        {
            continue;
        }
        let place = context.grant_item(policy, &GrantItem::BuiltIn(BuiltInControl::Block));
        let message = format!("policy `{}` blocks everyone from everything", policy.id);
        found.push(
            Finding::new(&RULE, place, message)
                .help("exclude the emergency access group at the least, and add a condition"),
        );
    }
}
