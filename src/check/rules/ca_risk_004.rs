#![doc = include_str!("ca_risk_004.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, RiskLevel};

pub(super) static RULE: Rule = Rule {
    id: "CA-RISK-004",
    severity: Severity::Note,
    summary: "risky workload identities sign in",
    explanation: include_str!("ca_risk_004.md"),
    aliases: &["ZTA 21883"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::ServicePrincipals,
    sign_ins: at_risk,
    asks: Asks::Block,
    help: "block service principals at medium and high risk",
    needs: Some(Feature::WorkloadIdentitiesPremium),
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn at_risk(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.service_principal_risk_levels = vec![RiskLevel::Medium, RiskLevel::High];
}
