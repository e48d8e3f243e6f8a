#![doc = include_str!("ca_graph_011.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::RiskLevel;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-011",
    severity: Severity::Error,
    summary: "a risk level that conditions do not have",
    explanation: include_str!("ca_graph_011.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let conditions = &policy.conditions;
        for (key, levels, none_is_a_level) in [
            ("userRiskLevels", &conditions.user_risk_levels, false),
            ("signInRiskLevels", &conditions.sign_in_risk_levels, true),
            ("servicePrincipalRiskLevels", &conditions.service_principal_risk_levels, false),
            ("agentIdRiskLevels", &conditions.agent_id_risk_levels, false),
        ] {
            for level in levels {
                let is_allowed = match level {
                    RiskLevel::Low | RiskLevel::Medium | RiskLevel::High | RiskLevel::Unknown(_) => true,
                    RiskLevel::None => none_is_a_level,
                    RiskLevel::Hidden => false,
                };
                if !is_allowed {
                    let level = level.as_graph();
                    let message = format!("policy `{}` has the level `{level}` in `{key}`", policy.id);
                    found.push(
                        Finding::new(&RULE, context.entry(policy, &format!("/{key}"), level), message).help(
                            if none_is_a_level {
                                "use `low`, `medium`, `high` and `none`"
                            } else {
                                "use `low`, `medium` and `high`"
                            },
                        ),
                    );
                }
            }
        }
    }
}
