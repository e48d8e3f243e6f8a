#![doc = include_str!("ca_risk_002.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, RiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-002",
    severity: Severity::Warning,
    summary: "risky sign-ins go on without MFA",
    explanation: include_str!("ca_risk_002.md"),
    aliases: &["MT.1012", "CIS 5.2.2.7", "ZTA 21799"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: at_risk,
    asks: Asks::Grant(posture::mfa),
    help: "ask for MFA at medium and high sign-in risk",
    needs: Some(Feature::EntraIdP2),
    part_of: &["CA-MFA-001", "CA-MFA-006"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    conditions.sign_in_risk_levels = vec![RiskLevel::Medium, RiskLevel::High];
}
