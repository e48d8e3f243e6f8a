#![doc = include_str!("ca_str_005.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::RiskLevel;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-005",
    severity: Severity::Warning,
    summary: "user risk and sign-in risk in one policy",
    explanation: include_str!("ca_str_005.md"),
    aliases: &["MT.1049"],
    options: &[],
    check,
};

/// Every level of a sign-in, so that a condition on all of them is none.
const SIGN_IN_LEVELS: [RiskLevel; 4] = [RiskLevel::None, RiskLevel::Low, RiskLevel::Medium, RiskLevel::High];

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let levels = &conditions.sign_in_risk_levels;
        let narrows = !levels.is_empty() && !SIGN_IN_LEVELS.iter().all(|level| levels.contains(level));
        if !narrows || conditions.user_risk_levels.is_empty() {
            continue;
        }
        let message = format!(
            "policy `{}` applies only where the user and the sign-in are at risk at the same time",
            policy.id,
        );
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/signInRiskLevels").key(), message)
                .related(Place::policy(&policy.id, "/userRiskLevels").key(), "both conditions must match")
                .help("write one policy for each of the two risks"),
        );
    }
}
