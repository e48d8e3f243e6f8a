#![doc = include_str!("ca_str_014.md")]

use crate::check::{Context, Finding, Rule};
use crate::condition::World;
use crate::diagnostic::Severity;
use crate::directory::Directory;
use crate::model::{Id, Policy};
use crate::space::{DEFAULT_BOUND, Idle, Settings, Space, Version};
use crate::workspace::{Place, proposed};
use uuid::Uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-014",
    severity: Severity::Warning,
    summary: "policy that changes no outcome",
    explanation: include_str!("ca_str_014.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let workspace = context.workspace;
    // A policy that could not be loaded may be the one that another needs.
    if !workspace.complete {
        return;
    }
    // Whoever is in which group: what holds of anybody goes on holding when members change.
    let nobody = Directory::default();
    let mut set = proposed(workspace, workspace.deployed.as_ref());
    if set.policies.len() > MOST_POLICIES {
        found.push(not_decided(&format!("there are more than {MOST_POLICIES} policies")));
        return;
    }
    let mut new_groups = Vec::new();
    set.policies.iter_mut().for_each(|policy| fill_new_groups(policy, &mut new_groups));
    let world = World::new(&nobody, &workspace.tenant, &set.locations, &workspace.strengths);
    let version = Version { world: &world, policies: &set.policies };
    let settings = Settings { names: &workspace.names, bound: DEFAULT_BOUND };
    let idle = Space::new(&[version], &[], settings).and_then(|(mut space, _)| space.idle(0));
    match idle {
        Ok(idle) => found.extend(idle.iter().filter_map(|idle| {
            let key = |place: usize| set.policies.get(place).map_or("", |policy| policy.id.as_str());
            let policy = key(idle.policy);
            let is_ours = context.policies().any(|other| other.id == policy);
            let others: Vec<&str> = idle.others.iter().map(|place| key(*place)).collect();
            is_ours.then(|| finding(idle, policy, &others))
        })),
        Err(too_large) => found.push(not_decided(&too_large.to_string())),
    }
}

/// More than a tenant can hold. Each is compared with all others: a thousand would take minutes.
const MOST_POLICIES: usize = 250;

fn not_decided(why: &str) -> Finding {
    let message = format!("whether every policy is needed is not decided: {why}");
    Finding::new(&RULE, Place::tenant("/tenant").key(), message)
        .severity(Severity::Note)
        .help("`gatewright prove --policies` takes the time that it needs")
}

/// Makes of groups that do not exist yet, of which nobody is a member, groups that anybody may be in.
fn fill_new_groups(policy: &mut Policy<Id>, known: &mut Vec<Id>) {
    let users = &mut policy.conditions.users;
    for group in users.include.groups.iter_mut().chain(&mut users.exclude.groups) {
        if group.guid().is_none() {
            let number = known.iter().position(|other| other == group).unwrap_or_else(|| {
                known.push(group.clone());
                known.len() - 1
            });
            *group = Id::Guid(Uuid::from_u128(NEW_GROUPS + number as u128));
        }
    }
}

/// Ids from here on are nobody's.
const NEW_GROUPS: u128 = 0xffff_ffff_0000_4000_8000 << 48;

fn finding(idle: &Idle, policy: &str, others: &[&str]) -> Finding {
    let place = Place::policy(policy, "/id");
    let names: Vec<String> = others.iter().map(|other| format!("`{other}`")).collect();
    let message = match names.as_slice() {
        [] => format!("policy `{policy}` asks nothing of any sign-in"),
        [other] => format!("policy {other} asks at least as much wherever `{policy}` asks something"),
        [first @ .., last] => {
            let first = first.join(", ");
            format!("policies {first} and {last} together ask at least as much as `{policy}`")
        }
    };
    let finding = Finding::new(&RULE, place, message);
    if idle.others.is_empty() {
        finding.help("mend its conditions, or remove it")
    } else {
        finding.severity(Severity::Note).help("remove it, or say in its description what it is kept for")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{valid_policy, workspace};

    fn messages(policies: usize) -> Vec<String> {
        let policies = (0..policies).map(|number| valid_policy(&format!("CA{number}"))).collect();
        let mut found = Vec::new();
        check(&Context::new(&workspace(policies), None), &mut found);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn of_more_policies_than_a_tenant_holds_nothing_is_decided_which_is_said() {
        let said = "whether every policy is needed is not decided: there are more than 250 policies";
        assert_eq!(messages(251), [said]);
        assert!(messages(3).iter().all(|message| message != said));
    }
}
