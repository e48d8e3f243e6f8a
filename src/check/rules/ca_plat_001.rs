#![doc = include_str!("ca_plat_001.md")]

use crate::check::policy_shape::{is_in_use, narrowing_conditions};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, DevicePlatform, Id, Platforms, Policy, Subjects, UserRef};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-PLAT-001",
    severity: Severity::Note,
    summary: "a platform that nothing asks anything of",
    explanation: include_str!("ca_plat_001.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    // A policy that could not be loaded may be the one that is missed.
    if !context.workspace.complete {
        return;
    }
    for policy in context.policies().filter(|policy| is_in_use(policy) && policy.grant.is_some()) {
        let Some(platforms) = policy.conditions.platforms.as_ref().filter(|platforms| names_some(platforms))
        else {
            continue;
        };
        if context.policies().any(|other| is_in_use(other) && catches(other, policy)) {
            continue;
        }
        let named: Vec<&str> = platforms.include.iter().map(DevicePlatform::as_graph).collect();
        let message = format!(
            "policy `{}` is for `{}`, and no policy for the same people is for devices that say they are another",
            policy.id,
            named.join("`, `"),
        );
        found.push(
            Finding::new(&RULE, Place::policy(&policy.id, "/platforms/include"), message).help(
                "add a policy that blocks the others: `platforms: { include: all, exclude: [android, iOS, windows, macOS, linux] }`",
            ),
        );
    }
}

fn names_some(platforms: &Platforms) -> bool {
    !platforms.include.is_empty() && !platforms.include.contains(&DevicePlatform::All)
}

/// Whether whoever gets around a policy by claiming another platform meets this one: it is for the same people and
/// resources at least, and for any platform, or for any but those it leaves out.
fn catches(other: &Policy<Id>, policy: &Policy<Id>) -> bool {
    let for_any_platform = other.conditions.platforms.as_ref().is_none_or(|platforms| !names_some(platforms));
    let narrowed = narrowing_conditions(&other.conditions)
        .into_iter()
        .any(|condition| !matches!(condition, "platforms" | "clientAppTypes"));
    for_any_platform
        && !narrowed
        && other.grant.is_some()
        && includes_all_of(&other.conditions.users.include, &policy.conditions.users.include)
        && targets_all_of(other, policy)
}

fn includes_all_of(wider: &Subjects<Id>, narrower: &Subjects<Id>) -> bool {
    wider.users.contains(&UserRef::All)
        || narrower.users.iter().all(|user| wider.users.contains(user))
            && narrower.groups.iter().all(|group| wider.groups.contains(group))
            && narrower.roles.iter().all(|role| wider.roles.contains(role))
            && (!narrower.all_guests || wider.all_guests)
            && (narrower.guests.is_none() || wider.guests == narrower.guests)
}

fn targets_all_of(wider: &Policy<Id>, narrower: &Policy<Id>) -> bool {
    let [wider, narrower] = [wider, narrower].map(|policy| &policy.conditions.applications.include);
    wider.contains(&ApplicationRef::All)
        || !narrower.is_empty() && narrower.iter().all(|target| wider.contains(target))
}
