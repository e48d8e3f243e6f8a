#![doc = include_str!("ca_sd_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::{self, Place};

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
    // Policies that nothing here manages stay, and count too.
    let proposed = workspace::proposed(context.workspace, context.workspace.deployed.as_ref());
    let Some((index, policy)) =
        proposed.policies.iter().enumerate().find(|(_, policy)| policy.state == State::Enabled)
    else {
        return;
    };
    let place = Place::tenant("/platform/securityDefaults");
    let finding = if index < context.workspace.policies.len() {
        let message = format!("security defaults are on, and policy `{}` is enabled", policy.id);
        Finding::new(&RULE, place, message).related(Place::policy(&policy.id, "/state"), "enabled here")
    } else {
        let message = format!(
            "security defaults are on, and `{}`, a deployed policy that nothing here manages, is enabled",
            policy.display_name,
        );
        Finding::new(&RULE, place, message)
    };
    found.push(finding.help("turn security defaults off when the policies that replace them are on"));
}
