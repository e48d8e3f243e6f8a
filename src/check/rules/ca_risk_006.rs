#![doc = include_str!("ca_risk_006.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, ConditionSet, Id, InsiderRiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-006",
    severity: Severity::Note,
    summary: "people at elevated insider risk sign in",
    explanation: include_str!("ca_risk_006.md"),
    aliases: &[],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: at_risk,
    asks: Asks::Block,
    help: "block Office 365 at elevated insider risk",
    needs: Some(Feature::InsiderRisk),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    posture::to(conditions, &[ApplicationRef::Office365]);
    conditions.insider_risk_levels = vec![InsiderRiskLevel::Elevated];
}
