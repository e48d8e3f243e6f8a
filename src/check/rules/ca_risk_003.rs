#![doc = include_str!("ca_risk_003.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, RiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-003",
    severity: Severity::Note,
    summary: "sign-ins at high risk are not blocked",
    explanation: include_str!("ca_risk_003.md"),
    aliases: &["MS.AAD.2.3v1", "CIS 5.2.2.8"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: at_risk,
    asks: Asks::Block,
    help: "block high sign-in risk",
    needs: Some(Feature::EntraIdP2),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    conditions.sign_in_risk_levels = vec![RiskLevel::High];
}
