#![doc = include_str!("ca_graph_001.md")]

use crate::check::policy_shape::grant_items;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem};

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-001",
    severity: Severity::Error,
    summary: "MFA beside an authentication strength",
    explanation: include_str!("ca_graph_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let mfa = GrantItem::BuiltIn(BuiltInControl::Mfa);
    for policy in context.policies() {
        let items = grant_items(policy);
        let strength = items.iter().find(|item| matches!(item, GrantItem::AuthenticationStrength(_)));
        let (Some(strength), true) = (strength, items.contains(&mfa)) else { continue };
        found.push(
            Finding::new(
                &RULE,
                context.grant_item(policy, &mfa),
                format!("policy `{}` asks for `mfa` and for an authentication strength", policy.id),
            )
            .related(context.grant_item(policy, strength), "the authentication strength")
            .help("remove `mfa`; the strength says which methods count"),
        );
    }
}
