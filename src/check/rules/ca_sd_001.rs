#![doc = include_str!("ca_sd_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-SD-001",
    severity: Severity::Error,
    summary: "security defaults on beside enabled policies",
    explanation: include_str!("ca_sd_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    if !context.workspace.tenant.platform.security_defaults {
        return;
    }
    let Some(policy) = context.policies().find(|policy| policy.state == State::Enabled) else { return };
    found.push(
        Finding::new(
            &RULE,
            Place::tenant("/platform/securityDefaults"),
            format!("security defaults are on, and policy `{}` is enabled", policy.id),
        )
        .related(Place::policy(&policy.id, "/state"), "enabled here")
        .help("turn security defaults off when the policies that replace them are on"),
    );
}
