#![doc = include_str!("ca_risk_001.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, ConditionSet, GrantControls, Id, RiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-001",
    severity: Severity::Warning,
    summary: "users at high risk sign in as ever",
    explanation: include_str!("ca_risk_001.md"),
    aliases: &["MT.1013", "MS.AAD.2.1v1", "CIS 5.2.2.6", "ZTA 21797"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: at_risk,
    asks: Asks::Grant(remediation),
    help: "ask users at high risk for a password change with MFA, or block them",
    needs: Some(Feature::EntraIdP2),
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    conditions.user_risk_levels = vec![RiskLevel::High];
}

fn remediation() -> GrantControls<Id> {
    posture::any_of(&[BuiltInControl::PasswordChange, BuiltInControl::RiskRemediation])
}
