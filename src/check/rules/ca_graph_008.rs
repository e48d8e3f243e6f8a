#![doc = include_str!("ca_graph_008.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::DevicePlatform;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-008",
    severity: Severity::Warning,
    summary: "no platform is left",
    explanation: include_str!("ca_graph_008.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(platforms) = &policy.conditions.platforms else { continue };
        let excludes = |platform: &DevicePlatform| {
            platforms.exclude.contains(platform) || platforms.exclude.contains(&DevicePlatform::All)
        };
        // No include list means all of them, unnamed ones too.
        let is_empty = match platforms.include.as_slice() {
            [] => platforms.exclude.contains(&DevicePlatform::All),
            include => include.iter().all(excludes),
        };
        if is_empty {
            let message =
                format!("policy `{}` excludes every platform it includes, so it never applies", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/platforms/exclude"), message)
                    .help("exclude fewer platforms, or include more"),
            );
        }
    }
}
