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
        is_companion: |item| matches!(item, GrantItem::AuthenticationStrength(_)),
        companion: "an authentication strength",
    };
    for policy in requirements.policies(context) {
        requirements.check(context, policy, found);
    }
}
