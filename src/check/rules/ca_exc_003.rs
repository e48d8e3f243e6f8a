#![doc = include_str!("ca_exc_003.md")]

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::check::{Context, Finding, Rule, RuleOption};
use crate::diagnostic::Severity;
use crate::directory::Directory;
use crate::model::{Id, Policy, ReferenceKind, State};

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-003",
    severity: Severity::Note,
    summary: "an excluded group that is broad, dynamic or nested",
    explanation: include_str!("ca_exc_003.md"),
    aliases: &["M365-Assess#368"],
    options: &[
        RuleOption { name: "members", default: 50, description: "members an excluded group may have" },
        RuleOption {
            name: "percent",
            default: 20,
            description: "percent of all people an excluded group of more than five may hold",
        },
    ],
    check,
};

/// Members below which a share of all people says nothing: one of four is a quarter.
const FEW: usize = 5;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(directory) = context.directory else { return };
    let groups = excluded_groups(context);
    let members = members(directory, &groups);
    for (group, exclusions) in groups {
        let Some(exported) = directory.groups.get(&group) else { continue };
        let Some((first, index)) = exclusions.first().copied() else { continue };
        let name = context.name(ReferenceKind::Group, &Id::Guid(group));
        let mut note = |what: String, help: &str| {
            let place = context.item(first, "/users/exclude/groups", index);
            let where_else = match exclusions.len() {
                1 => format!("policy `{}`", first.id),
                count => format!("policy `{}` and {} more", first.id, count - 1),
            };
            let message = format!(
                "group `{name}`, which {where_else} exclude{}, {what}",
                if exclusions.len() == 1 { "s" } else { "" }
            );
            found.push(Finding::new(&RULE, place, message).help(help));
        };
        let members = members.get(&group).copied().unwrap_or(0);
        if is_broad(context, members, directory.people().len()) {
            let people = directory.people().len();
            note(
                format!("has {members} members of {people} people exported"),
                "exclude fewer, or make sure that another policy covers them",
            );
        }
        if exported.dynamic == Some(true) {
            note(
                "is dynamic: whoever may change the attributes in its rule may exclude people".to_owned(),
                "use a group with assigned members",
            );
        }
        if exported.has_nested {
            note(
                "has groups among its members, whose owners may exclude people".to_owned(),
                "make the people themselves members",
            );
        }
    }
}

/// Groups that policies exclude, with the policies and the positions in their lists. Emergency access is excluded on
/// purpose.
fn excluded_groups<'a>(context: &Context<'a>) -> BTreeMap<Uuid, Vec<(&'a Policy<Id>, usize)>> {
    let emergency_access = context.workspace.tenant.emergency_access.as_ref();
    let emergency_group = emergency_access.and_then(|emergency| emergency.group_id.as_ref());
    let mut groups: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    for policy in context.policies().filter(|policy| policy.state != State::Disabled) {
        for (index, group) in policy.conditions.users.exclude.groups.iter().enumerate() {
            if let Some(id) = group.guid().filter(|_| Some(group) != emergency_group) {
                groups.entry(id).or_default().push((policy, index));
            }
        }
    }
    groups
}

/// How many people are in each of the groups.
fn members<T>(directory: &Directory, groups: &BTreeMap<Uuid, T>) -> BTreeMap<Uuid, usize> {
    let mut members = BTreeMap::new();
    for group in directory.people().iter().flat_map(|person| &person.groups) {
        if groups.contains_key(group) {
            *members.entry(*group).or_default() += 1;
        }
    }
    members
}

fn is_broad(context: &Context<'_>, members: usize, people: usize) -> bool {
    let at_most = |name| usize::try_from(context.option(&RULE, name)).unwrap_or(0);
    members > at_most("members") || (members > FEW && members * 100 > people * at_most("percent"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{directory, loaded, policy_file};

    const GROUP: &str = "bbbbbbbb-0000-4000-8000-000000000001";

    fn messages(directory: &Directory, exclude: &str) -> Vec<String> {
        let users = format!("users: {{ include: all, exclude: {{ groups: [{exclude}] }} }}\n");
        let mut found = Vec::new();
        check(&Context::new(&loaded(&policy_file(&users)), Some(directory)), &mut found);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn a_group_is_broad_by_members_or_by_share() {
        let of = |people: usize, members: usize| {
            let members: Vec<usize> = (0..members).collect();
            messages(&directory(people, &[(GROUP, &members)]), GROUP).len()
        };
        assert_eq!(of(1000, 50), 0);
        assert_eq!(of(1000, 51), 1);
        assert_eq!(of(40, 8), 0);
        assert_eq!(of(40, 9), 1);
        assert_eq!(of(6, 5), 0);
    }

    #[test]
    fn dynamic_and_nested_groups_are_noted() {
        let id = Uuid::parse_str(GROUP).unwrap();
        let mut directory = directory(10, &[(GROUP, &[0])]);
        assert_eq!(messages(&directory, GROUP), Vec::<String>::new());
        let group = directory.groups.get_mut(&id).unwrap();
        group.dynamic = Some(true);
        group.has_nested = true;
        assert_eq!(
            messages(&directory, GROUP),
            [
                format!(
                    "group `{GROUP}`, which policy `CA001` excludes, is dynamic: whoever may change the attributes \
                     in its rule may exclude people"
                ),
                format!(
                    "group `{GROUP}`, which policy `CA001` excludes, has groups among its members, whose owners \
                     may exclude people"
                ),
            ]
        );
    }

    #[test]
    fn more_members_never_silence_it() {
        let mut before = 0;
        for count in 0..60 {
            let members: Vec<usize> = (0..count).collect();
            let found = messages(&directory(200, &[(GROUP, &members)]), GROUP).len();
            assert!(found >= before);
            before = found;
        }
        assert_eq!(before, 1);
    }
}
