#![doc = include_str!("ca_net_012.md")]

use crate::catalogue::{Role, roles};
use crate::check::policy_shape::{includes_role, requires_mfa, secures_role};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, LocationKind, LocationRef, State};

pub(super) static RULE: Rule = Rule {
    id: "CA-NET-012",
    severity: Severity::Warning,
    summary: "admins without MFA in trusted places",
    explanation: include_str!("ca_net_012.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let is_block = policy.grant.as_ref().is_some_and(|grant| grant.is_block());
        let targets = &policy.conditions.applications.include;
        let is_on_resources = targets.iter().any(|target| *target != ApplicationRef::None);
        let Some(locations) = &policy.conditions.locations else { continue };
        if policy.state == State::Disabled || is_block || !requires_mfa(policy) || !is_on_resources {
            continue;
        }
        let Some(trusted) = locations.exclude.iter().position(|entry| is_trusted(context, entry)) else {
            continue;
        };
        let is_left_alone = |role: &&Role| {
            let id = Id::Guid(role.id);
            includes_role(&policy.conditions.users, &id)
                && !context.policies().any(|other| secures_role(other, &id))
        };
        let mut left_alone = admin_roles().filter(is_left_alone);
        let Some(first) = left_alone.next() else { continue };
        let others = match left_alone.count() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let message = format!(
            "policy `{}` asks no MFA in a trusted place, nor does another of the role `{}`{others}",
            policy.id, first.display_name,
        );
        found.push(
            Finding::new(&RULE, context.item(policy, "/locations/exclude", trusted), message)
                .help("ask admin roles for MFA on all resources, whatever the place, in another policy"),
        );
    }
}

/// The roles of Microsoft's template "Require multifactor authentication for admins".
fn admin_roles() -> impl Iterator<Item = &'static Role> {
    roles().iter().filter(|role| role.in_mfa_template)
}

fn is_trusted(context: &Context<'_>, entry: &LocationRef<Id>) -> bool {
    match entry {
        LocationRef::AllTrusted | LocationRef::MfaTrustedIps => true,
        LocationRef::All | LocationRef::AllCompliantNetworks => false,
        LocationRef::Location(id) => {
            let deployed =
                context.workspace.deployed.as_ref().map_or(&[][..], |deployed| &deployed.locations);
            let mut locations = context.workspace.locations.iter().chain(deployed);
            locations.find(|location| location.id == *id).is_some_and(|location| match location.kind {
                LocationKind::Ip { trusted, .. } => trusted,
                LocationKind::CompliantNetwork { .. }
                | LocationKind::Country { .. }
                | LocationKind::Unknown => false,
            })
        }
    }
}
