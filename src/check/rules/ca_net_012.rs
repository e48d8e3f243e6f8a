#![doc = include_str!("ca_net_012.md")]

use crate::catalogue::{Role, roles};
use crate::check::policy_shape::{blocks, includes_role, requires_mfa, requires_mfa_everywhere};
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
    // A policy that could not be loaded may be the one that is missed.
    if !context.workspace.complete {
        return;
    }
    let everywhere: Vec<_> = context.policies().filter(|policy| requires_mfa_everywhere(policy)).collect();
    for policy in context.policies() {
        let targets = &policy.conditions.applications.include;
        let is_on_resources = targets.iter().any(|target| *target != ApplicationRef::None);
        let Some(locations) = &policy.conditions.locations else { continue };
        if policy.state == State::Disabled || blocks(policy) || !requires_mfa(policy) || !is_on_resources {
            continue;
        }
        let Some(trusted) = locations.exclude.iter().position(|entry| is_trusted(context, entry)) else {
            continue;
        };
        let is_left_alone = |role: &&Role| {
            let id = Id::Guid(role.id);
            includes_role(&policy.conditions.users, &id)
                && !everywhere.iter().any(|other| includes_role(&other.conditions.users, &id))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};

    /// Whether it fires beside a policy that asks everyone for MFA, with a fragment after it.
    fn fires_beside(fragment: &str) -> bool {
        let everyone = format!(
            "id: CA002\nname: CA002\nstate: enabled\ngrant: mfa\nusers: {{ include: all }}\n{fragment}"
        );
        let files = policy_file("locations: { include: all, exclude: [allTrusted] }\n")
            .with("policies/CA002.yaml", everyone);
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), None), &mut found);
        !found.is_empty()
    }

    #[test]
    fn narrowing_the_other_policy_never_silences_it() {
        assert!(!fires_beside("applications: { include: all }\n"));
        for narrower in [
            "applications: { include: [office365] }\n",
            "applications: { include: all, exclude: [office365] }\n",
            "userActions: [registerSecurityInformation]\n",
            "applications: { include: all }\nclientAppTypes: [browser]\n",
            "applications: { include: all }\nplatforms: { include: [windows] }\n",
            "applications: { include: all }\nlocations: { include: all, exclude: [allTrusted] }\n",
            "applications: { include: all }\nsignInRiskLevels: [high]\n",
            "applications: { include: all }\nauthenticationFlows: [deviceCodeFlow]\n",
            "applications: { include: all }\ndeviceFilter: { include: 'device.isCompliant -eq True' }\n",
        ] {
            assert!(fires_beside(narrower), "{narrower}");
        }
    }

    #[test]
    fn a_policy_that_cannot_be_loaded_may_be_the_one_that_asks() {
        assert!(fires_beside("applications: { include: [office365] }\n"));
        assert!(!fires_beside("applications: { include: [Office 36] }\n"));
    }
}
