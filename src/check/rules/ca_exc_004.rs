#![doc = include_str!("ca_exc_004.md")]

use std::collections::BTreeSet;

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ReferenceKind, State};

pub(super) static RULE: Rule = Rule {
    id: "CA-EXC-004",
    severity: Severity::Note,
    summary: "a group that many may change",
    explanation: include_str!("ca_exc_004.md"),
    aliases: &["MT.1035"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(directory) = context.directory else { return };
    let emergency_access = context.workspace.tenant.emergency_access.as_ref();
    let emergency_group = emergency_access.and_then(|emergency| emergency.group_id.as_ref());
    let mut said = BTreeSet::new();
    for policy in context.policies().filter(|policy| policy.state != State::Disabled) {
        let users = &policy.conditions.users;
        let sides = [
            ("exclude", &users.exclude.groups, "take people out of"),
            ("include", &users.include.groups, "take people into or out of"),
        ];
        for (side, groups, effect) in sides {
            for (index, group) in groups.iter().enumerate() {
                let Some(id) = group.guid() else { continue };
                let is_open = directory.groups.get(&id).is_some_and(|group| group.protected == Some(false));
                if !is_open || !said.insert(id) {
                    continue;
                }
                let name = context.name(ReferenceKind::Group, group);
                let message = format!(
                    "whoever may manage groups may {effect} policy `{}` by way of group `{name}`",
                    policy.id,
                );
                let place = context.item(policy, &format!("/users/{side}/groups"), index);
                let is_emergency_access = Some(group) == emergency_group;
                let severity = if is_emergency_access { Severity::Warning } else { Severity::Note };
                found.push(Finding::new(&RULE, place, message).severity(severity).help(
                    "create it anew as role-assignable, or put it into a restricted management administrative unit",
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{loaded, policy_file};
    use crate::directory;

    const GROUP: &str = "bbbbbbbb-0000-4000-8000-000000000001";

    fn severities(members: &str, tenant: &str) -> Vec<Severity> {
        let users = format!("users: {{ include: all, exclude: {{ groups: [{GROUP}] }} }}\n");
        let files = policy_file(&users)
            .with("tenant.yaml", format!("tenant: contoso.onmicrosoft.com\n{tenant}"))
            .with("policies/CA002.yaml", format!("id: CA002\nname: CA002\nstate: enabled\n{users}applications: {{ include: all }}\ngrant: mfa\n"));
        let export = format!(r#"[{{"id": "{GROUP}", "displayName": "Exclude"{members}}}]"#);
        let (directory, _) = directory::read(&[("groups.json".to_owned(), export.into_bytes())]);
        let mut found = Vec::new();
        check(&Context::new(&loaded(&files), Some(&directory)), &mut found);
        found.into_iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn only_what_the_export_tells_counts() {
        assert_eq!(severities("", ""), []);
        assert_eq!(severities(r#", "isAssignableToRole": null"#, ""), []);
        assert_eq!(severities(r#", "isAssignableToRole": true"#, ""), []);
        assert_eq!(severities(r#", "isAssignableToRole": null, "isManagementRestricted": true"#, ""), []);
        assert_eq!(
            severities(r#", "isAssignableToRole": null, "isManagementRestricted": false"#, ""),
            [Severity::Note]
        );
    }

    #[test]
    fn an_open_emergency_access_group_is_worse() {
        let tenant =
            format!("emergencyAccess: {{ accounts: [bg1@contoso.com, bg2@contoso.com], group: {GROUP} }}\n");
        assert_eq!(
            severities(r#", "isAssignableToRole": false, "isManagementRestricted": null"#, &tenant),
            [Severity::Warning]
        );
    }
}
