#![doc = include_str!("ca_str_002.md")]

use crate::check::policy_shape::is_for_users;
use crate::check::scope::names_all_of;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::directory::{Directory, Person};
use crate::model::{Id, Match, Subjects, UnknownPart, UserRef, Users};
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
        // Whom an unknown member brings in is not known.
        if !is_for_users(conditions) || policy.unknown.touches(UnknownPart::Conditions) {
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
                    .help(
                        "say who, or remove the policy; if it was for workload identities or agents, export it from \
                         the beta endpoint, since v1.0 leaves them out",
                    ),
            );
        } else {
            let users = &conditions.users;
            let people = context.directory.and_then(|directory| people_left_out(directory, users));
            let message = match people {
                _ if names_all_of(&users.exclude, include) => {
                    format!("policy `{}` excludes everybody it includes, so it never applies", policy.id)
                }
                Some(people) => format!(
                    "policy `{}` excludes everybody it includes, who in the export are {people}",
                    policy.id,
                ),
                None => continue,
            };
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

/// How many people are included, if each of them is surely excluded. Of guests, who may come from anywhere, and where
/// not all people are known, nothing is said.
fn people_left_out(directory: &Directory, users: &Users<Id>) -> Option<String> {
    let include = &users.include;
    if !directory.people_known || include.all_guests || include.guests.is_some() {
        return None;
    }
    let mut included = 0;
    for person in directory.people() {
        let names = |subjects| names(directory, subjects, person);
        match names(include) {
            Match::No => continue,
            Match::Yes => included += 1,
            Match::Unknown => {}
        }
        if names(&users.exclude) != Match::Yes {
            return None;
        }
    }
    match included {
        0 => None,
        1 => Some("1 person".to_owned()),
        _ => Some(format!("{included} people")),
    }
}

/// Whether one side of `users` names a person, guest types aside.
fn names(directory: &Directory, subjects: &Subjects<Id>, person: &Person) -> Match {
    let user = |user: &UserRef<Id>| match user {
        UserRef::All => Match::Yes,
        UserRef::None | UserRef::AllAgentIdUsers => Match::No,
        UserRef::User(id) => Match::from(id.guid() == Some(person.id)),
    };
    // What a placeholder stands for is not known.
    let group = |id: &Id| id.guid().map_or(Match::Unknown, |group| directory.in_group(person, group));
    let role = |id: &Id| id.guid().map_or(Match::Unknown, |role| directory.has_role(person, role));
    let users = subjects.users.iter().map(user);
    let all = users.chain(subjects.groups.iter().map(group)).chain(subjects.roles.iter().map(role));
    Match::any(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{directory, loaded, policy_file};

    const STAFF: &str = "bbbbbbbb-0000-4000-8000-000000000001";
    const EVERYONE: &str = "bbbbbbbb-0000-4000-8000-000000000002";

    #[test]
    fn people_of_whom_everyone_is_excluded_are_nobody() {
        let directory = directory(3, &[(STAFF, &[0, 1]), (EVERYONE, &[0, 1, 2])]);
        let fires = |include: &str, exclude: &str| {
            let users = format!(
                "users: {{ include: {{ groups: [{include}] }}, exclude: {{ groups: [{exclude}] }} }}\n"
            );
            let tenant = loaded(&policy_file(&users));
            let mut found = Vec::new();
            check(&Context::new(&tenant, Some(&directory)), &mut found);
            found.first().map(|finding| finding.message.clone())
        };
        assert_eq!(fires(EVERYONE, STAFF), None);
        assert_eq!(
            fires(STAFF, EVERYONE).unwrap(),
            "policy `CA001` excludes everybody it includes, who in the export are 2 people"
        );
    }
}
