#![doc = include_str!("ca_risk_005.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, RiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-005",
    severity: Severity::Note,
    summary: "agents at high risk sign in",
    explanation: include_str!("ca_risk_005.md"),
    aliases: &["MS.AAD.9.1v1", "MT.1181"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Agents,
    sign_ins: at_risk,
    asks: Asks::Block,
    help: "block agent identities at high risk",
    needs: Some(Feature::EntraIdP2),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.agent_id_risk_levels = vec![RiskLevel::High];
}
