#![doc = include_str!("ca_graph_002.md")]

use crate::check::risk_control::RiskControl;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantItem};

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-002",
    severity: Severity::Error,
    summary: "risk remediation without what it needs",
    explanation: include_str!("ca_graph_002.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let requirements = RiskControl {
        rule: &RULE,
        control: BuiltInControl::RiskRemediation,
        // Graph's page asks for a strength alone. An external authentication method meets none, and a tenant that has one
        // was seen in August 2026 with `mfa` in its place.
        is_companion: |item| {
            matches!(item, GrantItem::AuthenticationStrength(_) | GrantItem::BuiltIn(BuiltInControl::Mfa))
        },
        companion: "an authentication strength",
    };
    for policy in requirements.policies(context) {
        requirements.check(context, policy, found);
    }
}
