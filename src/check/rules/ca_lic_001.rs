#![doc = include_str!("ca_lic_001.md")]

use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::license_needs::needs;
use crate::check::policy_shape::is_in_use;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::Match;

pub(super) static RULE: Rule = Rule {
    id: "CA-LIC-001",
    severity: Severity::Warning,
    summary: "a policy that needs a license the tenant lacks",
    explanation: include_str!("ca_lic_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(entitlements) = Entitlements::of(context) else { return };
    // Without Conditional Access at all, CA-LIC-003 says so once.
    if entitlements.bring(Feature::EntraIdP1) == Match::No {
        return;
    }
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        for need in needs(context, policy) {
            // A plan that is not known may bring it.
            if entitlements.bring(need.feature) != Match::No {
                continue;
            }
            let product = need.feature.words();
            let message = if need.is_sure {
                format!("policy `{}` needs {product}, which no plan of the tenant brings", policy.id)
            } else {
                format!(
                    "policy `{}` offers what needs {product}, which no plan of the tenant brings",
                    policy.id
                )
            };
            found.push(
                Finding::new(&RULE, need.place, message)
                    .severity(if need.is_sure { Severity::Warning } else { Severity::Note })
                    .help("omit the policy or do without, or add the plan to `licenses`"),
            );
        }
    }
}
