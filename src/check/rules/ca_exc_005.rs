#![doc = include_str!("ca_exc_005.md")]

use crate::catalogue::role_by_id;
use crate::check::policy_shape::{blocks, includes_role, requires_mfa, requires_mfa_everywhere};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, Id, Policy, State};

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-005",
    severity: Severity::Warning,
    summary: "a privileged role excluded from MFA",
    explanation: include_str!("ca_exc_005.md"),
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
    for policy in context.policies().filter(|policy| asks_everyone(policy)) {
        for (index, role) in policy.conditions.users.exclude.roles.iter().enumerate() {
            let privileged = role.guid().and_then(role_by_id).filter(|role| role.privileged);
            let Some(privileged) = privileged else { continue };
            if everywhere.iter().any(|other| includes_role(&other.conditions.users, role)) {
                continue;
            }
            let name = privileged.display_name;
            let message = format!("policy `{}` asks for MFA, but not of the role `{name}`", policy.id);
            found.push(
                Finding::new(&RULE, context.item(policy, "/users/exclude/roles", index), message).help(
                    format!(
                        "remove the exclusion, or ask `{name}` for MFA on all resources in another policy"
                    ),
                ),
            );
        }
    }
}

/// Whether a policy that decides asks for MFA on resources. Blocks are others' business.
fn asks_everyone(policy: &Policy<Id>) -> bool {
    let resources = &policy.conditions.applications.include;
    policy.state != State::Disabled
        && requires_mfa(policy)
        && !blocks(policy)
        && resources.iter().any(|target| *target != ApplicationRef::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::roles;
    use crate::check::tests::{fired, valid_policy, workspace};

    #[test]
    fn each_privileged_role_fires_and_no_other() {
        let mut policy = valid_policy("CA001");
        policy.conditions.users.exclude.roles = roles().iter().map(|role| Id::Guid(role.id)).collect();
        let privileged = roles().iter().filter(|role| role.privileged).count();
        assert_eq!(fired(&workspace(vec![policy])).len(), privileged);
    }
}
