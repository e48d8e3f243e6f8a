#![doc = include_str!("ca_str_004.md")]

use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem};

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-004",
    severity: Severity::Error,
    summary: "block beside other controls",
    explanation: include_str!("ca_str_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let block = GrantItem::BuiltIn(BuiltInControl::Block);
    for policy in context.policies() {
        let items = grant_items(policy);
        if !items.contains(&block) {
            continue;
        }
        let Some(other) = items.iter().find(|item| **item != block) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, &block),
                format!("policy `{}` blocks and asks for other controls", policy.id),
            )
            .related(context.grant_item(policy, other), "this can never be used")
            .help("write `grant: block` alone, or remove `block`"),
        );
    }
}
