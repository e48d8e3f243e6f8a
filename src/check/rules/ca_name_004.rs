#![doc = include_str!("ca_name_004.md")]

use crate::check::naming::named_policies;
use crate::check::{Change, Context, Finding, Fix, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Policy, ReferenceKind};
use crate::syntax::Node;
use crate::workspace::TenantWorkspace;

pub(super) static RULE: Rule = Rule {
    id: "CA-NAME-004",
    severity: Severity::Warning,
    summary: "an exclusion group of another policy",
    explanation: include_str!("ca_name_004.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let workspace = context.workspace;
    for named in named_policies(context) {
        let policy = named.policy;
        for group in &policy.conditions.users.exclude.groups {
            let Some(name) = workspace.names.get(&(ReferenceKind::Group, group.clone())) else { continue };
            let Some(owner) = owner(workspace, name).filter(|owner| owner.id != policy.id) else { continue };
            let message =
                format!("policy `{}` excludes `{name}`, the group of policy `{}`", policy.id, owner.id);
            let place = context.entry(policy, "/users/exclude/groups", name);
            let own = name.replacen(&owner.id, &policy.id, 1);
            let is_there = workspace.groups.iter().any(|group| group.display_name == own);
            let finding = Finding::new(&RULE, place.clone(), message);
            found.push(if is_there {
                let change = Change::Replace(Node::string(own.clone()));
                finding.help(format!("exclude `{own}` instead")).fix(Fix::new(
                    format!("exclude `{own}`"),
                    place,
                    change,
                ))
            } else {
                finding.help(format!("create `{own}` in groups.yaml, and exclude it instead"))
            });
        }
    }
}

/// The policy whose id a group's name holds as a word, if it is one.
fn owner<'a>(workspace: &'a TenantWorkspace, group: &str) -> Option<&'a Policy<Id>> {
    let words: Vec<&str> = group.split(|character: char| !character.is_ascii_alphanumeric()).collect();
    let mut owners = workspace.policies.iter().filter(|policy| words.contains(&policy.id.as_str()));
    owners.next().filter(|_| owners.next().is_none())
}
