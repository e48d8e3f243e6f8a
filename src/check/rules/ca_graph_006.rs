#![doc = include_str!("ca_graph_006.md")]

use crate::check::policy_shape::needed_control;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, DevicePlatform, GrantItem, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-GRAPH-006",
    severity: Severity::Error,
    summary: "app protection as the only way in on macOS or Linux",
    explanation: include_str!("ca_graph_006.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(platforms) = &policy.conditions.platforms else { continue };
        let Some(needed) = needed_control(policy, is_app_control) else { continue };
        for platform in [DevicePlatform::MacOS, DevicePlatform::Linux] {
            if !platforms.include.contains(&platform) || platforms.exclude.contains(&platform) {
                continue;
            }
            let platform = platform.as_graph();
            let message = format!(
                "policy `{}` asks for app protection on `{platform}`, where there is none",
                policy.id
            );
            found.push(
                Finding::new(&RULE, context.grant_item(policy, needed), message)
                    .related(context.entry(policy, "/platforms/include", platform), "on this platform")
                    .help("offer another control beside it with `anyOf`, or leave the platform out"),
            );
        }
    }
}

fn is_app_control(item: &GrantItem<Id>) -> bool {
    matches!(
        item,
        GrantItem::BuiltIn(BuiltInControl::ApprovedApplication | BuiltInControl::CompliantApplication)
    )
}
