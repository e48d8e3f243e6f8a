#![doc = include_str!("ca_lic_003.md")]

use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::Match;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-LIC-003",
    severity: Severity::Error,
    summary: "policies without Conditional Access",
    explanation: include_str!("ca_lic_003.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let policies = context.policies().len();
    let Some(entitlements) = Entitlements::of(context).filter(|_| policies > 0) else { return };
    if entitlements.bring(Feature::EntraIdP1) != Match::No {
        return;
    }
    let count = if policies == 1 { "a policy".to_owned() } else { format!("{policies} policies") };
    found.push(
        Finding::new(
            &RULE,
            Place::tenant("/licenses").key(),
            format!("the tenant has {count}, and no plan with Microsoft Entra ID P1"),
        )
        .help(
            "use security defaults and no policies, or a plan with Entra ID P1 such as Microsoft 365 Business Premium",
        ),
    );
}
