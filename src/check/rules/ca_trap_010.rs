#![doc = include_str!("ca_trap_010.md")]

use crate::check::policy_shape::{is_in_use, needed_control};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, DevicePlatform, GrantItem};

pub(super) static RULE: Rule = Rule {
    id: "CA-TRAP-010",
    severity: Severity::Note,
    summary: "a hybrid joined device where there is none",
    explanation: include_str!("ca_trap_010.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies().filter(|policy| is_in_use(policy)) {
        let Some(platforms) = &policy.conditions.platforms else { continue };
        // Without Windows nobody gets in, which is CA-GRAPH-019's to say.
        if !platforms.include.iter().any(may_be_joined) {
            continue;
        }
        let hybrid = GrantItem::BuiltIn(BuiltInControl::DomainJoinedDevice);
        let Some(control) = needed_control(policy, |item| *item == hybrid) else { continue };
        for platform in platforms.include.iter().filter(|platform| !may_be_joined(platform)) {
            if platforms.exclude.contains(platform) {
                continue;
            }
            let platform = platform.as_graph();
            let message = format!("policy `{}` asks for a hybrid joined device on `{platform}`", policy.id);
            found.push(
                Finding::new(&RULE, context.grant_item(policy, control), message)
                    .related(context.entry(policy, "/platforms/include", platform), "on this platform")
                    .help("offer `compliantDevice` beside it with `anyOf`, or leave the platform out"),
            );
        }
    }
}

/// Only Windows is joined to a domain and to Entra.
fn may_be_joined(platform: &DevicePlatform) -> bool {
    match platform {
        DevicePlatform::Windows | DevicePlatform::All | DevicePlatform::Unknown(_) => true,
        DevicePlatform::Android
        | DevicePlatform::IOS
        | DevicePlatform::WindowsPhone
        | DevicePlatform::MacOS
        | DevicePlatform::Linux => false,
    }
}
