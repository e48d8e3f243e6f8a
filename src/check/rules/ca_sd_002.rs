#![doc = include_str!("ca_sd_002.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::State;
use crate::workspace::{self, Place, PlaceRoot};

pub(super) static RULE: Rule = Rule {
    id: "CA-SD-002",
    severity: Severity::Warning,
    summary: "neither security defaults nor an enabled policy",
    explanation: include_str!("ca_sd_002.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    // A policy that could not be loaded may be the one that is missed.
    if !context.workspace.complete {
        return;
    }
    let workspace = context.workspace;
    // Where nobody says that they are off, or what is deployed, it is not known.
    let Some(deployed) = &workspace.deployed else { return };
    let is_written = workspace
        .trees
        .get(&PlaceRoot::Tenant)
        .is_some_and(|tree| tree.at("/platform/securityDefaults").is_some());
    if workspace.tenant.platform.security_defaults || !is_written || !workspace.complete {
        return;
    }
    let proposed = workspace::proposed(workspace, Some(deployed));
    let is_off = |state: &State| match state {
        State::Disabled | State::ReportOnly => true,
        State::Enabled | State::Unknown(_) => false,
    };
    if proposed.policies.iter().all(|policy| is_off(&policy.state)) {
        found.push(
            Finding::new(
                &RULE,
                Place::tenant("/platform/securityDefaults"),
                "security defaults are off, and no policy is enabled",
            )
            .help("turn security defaults on until the policies that replace them are on"),
        );
    }
}
