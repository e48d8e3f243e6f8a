#![doc = include_str!("ca_str_002.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, Subjects, UnknownPart, UserRef};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-002",
    severity: Severity::Error,
    summary: "nobody in scope",
    explanation: include_str!("ca_str_002.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let conditions = &policy.conditions;
        let is_for_users = conditions.client_applications.is_none() && conditions.agents.is_none();
        // Whom an unknown member brings in is not known.
        if !is_for_users || policy.unknown.touches(UnknownPart::Conditions) {
            continue;
        }
        let include = &conditions.users.include;
        if include.is_empty() {
            found.push(
                Finding::new(
                    &RULE,
                    Place::policy(&policy.id, "/users"),
                    format!("policy `{}` includes nobody", policy.id),
                )
                .help("say who under `users.include`, or `include: all`"),
            );
        } else if is_nobody(include) {
            let message = format!("policy `{}` includes nobody, so it never applies", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/users/include"), message)
                    .severity(Severity::Warning)
                    .help("say who, or remove the policy"),
            );
        } else if excludes_all_of(&conditions.users.exclude, include) {
            let message =
                format!("policy `{}` excludes everybody it includes, so it never applies", policy.id);
            found.push(
                Finding::new(&RULE, Place::policy(&policy.id, "/users/include"), message)
                    .severity(Severity::Warning)
                    .related(Place::policy(&policy.id, "/users/exclude"), "excluded here")
                    .help("include somebody who is not excluded, or remove the policy"),
            );
        }
    }
}

fn is_nobody(include: &Subjects<Id>) -> bool {
    let others = Subjects { users: Vec::new(), ..include.clone() };
    others.is_empty() && include.users.iter().all(|user| *user == UserRef::None)
}

/// Whether each included subject is excluded under the same name. Membership is not looked at.
fn excludes_all_of(exclude: &Subjects<Id>, include: &Subjects<Id>) -> bool {
    include.users.iter().all(|user| *user == UserRef::None || exclude.users.contains(user))
        && include.groups.iter().all(|group| exclude.groups.contains(group))
        && include.roles.iter().all(|role| exclude.roles.contains(role))
        && (!include.all_guests || exclude.all_guests)
        && (include.guests.is_none() || include.guests == exclude.guests)
}
