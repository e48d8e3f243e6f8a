#![doc = include_str!("ca_lock_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{EmergencyAccess, Id, Match};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-001",
    severity: Severity::Error,
    summary: "fewer than two emergency access accounts",
    explanation: include_str!("ca_lock_001.md"),
    aliases: &["MT.1005"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(emergency_access) = &context.workspace.tenant.emergency_access else {
        found.push(
            Finding::new(&RULE, Place::tenant("/tenant"), "the tenant declares no emergency access")
                .help("declare two accounts under `emergencyAccess`, and the group that holds them"),
        );
        return;
    };
    if emergency_access.group.is_none() {
        let message = "emergency access has no group, so compiled policies do not exclude it";
        found.push(
            Finding::new(&RULE, Place::tenant("/emergencyAccess").key(), message)
                .severity(Severity::Warning)
                .help("create a group for the accounts, and name it under `emergencyAccess.group`"),
        );
    }
    check_directory(context, emergency_access, found);
    let mut distinct: Vec<&str> = Vec::new();
    for (index, account) in emergency_access.accounts.iter().enumerate() {
        if distinct.iter().any(|known| known.eq_ignore_ascii_case(account)) {
            let place = Place::tenant(format!("/emergencyAccess/accounts/{index}"));
            found.push(
                Finding::new(&RULE, place, format!("emergency access account `{account}` is listed twice"))
                    .help("list each account once"),
            );
        } else {
            distinct.push(account);
        }
    }
    if distinct.len() < 2 {
        let message = match distinct.first() {
            Some(account) => format!("`{account}` is the only emergency access account"),
            None => "the tenant has no emergency access account".to_owned(),
        };
        let place = Place::tenant("/emergencyAccess/accounts").key();
        found.push(
            Finding::new(&RULE, place, message).help("add a second account, kept apart from the first"),
        );
    }
}

/// What the directory export says against an account: it is not there, disabled, or not in the group.
fn check_directory(context: &Context<'_>, emergency_access: &EmergencyAccess, found: &mut Vec<Finding>) {
    let Some(directory) = context.directory else { return };
    let group_id = emergency_access.group_id.as_ref().and_then(Id::guid);
    for (index, account) in emergency_access.accounts.iter().enumerate() {
        let mut fault = |what: &str, help: &str| {
            let place = Place::tenant(format!("/emergencyAccess/accounts/{index}"));
            let message = format!("emergency access account `{account}` {what}");
            found.push(Finding::new(&RULE, place, message).help(help));
        };
        match directory.person_by_name(account) {
            None if directory.people_known => {
                fault("is not in the directory export", "write the name of an account that exists");
            }
            None => {}
            Some(person) => {
                if person.enabled == Some(false) {
                    fault("is disabled", "enable it, or declare another one");
                }
                if group_id.is_some_and(|group| directory.in_group(person, group) == Match::No) {
                    fault("is not in the group that policies exclude", "add it to the group");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{directory, workspace};

    #[test]
    fn an_account_must_exist_be_enabled_and_be_in_the_group() {
        let group = "bbbbbbbb-0000-4000-8000-000000000001";
        let mut directory = directory(3, &[(group, &[0, 1])]);
        let mut tenant = workspace(Vec::new());
        let mut messages = |accounts: [&str; 2], directory: &crate::directory::Directory| {
            let emergency_access = tenant.tenant.emergency_access.as_mut().unwrap();
            emergency_access.accounts = accounts.map(str::to_owned).to_vec();
            emergency_access.group_id = Some(Id::parse(group));
            let mut found = Vec::new();
            check(&Context::new(&tenant, Some(directory)), &mut found);
            found.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        let [first, second] = ["user0@contoso.com", "user1@contoso.com"];
        assert_eq!(messages([first, second], &directory), Vec::<String>::new());
        assert_eq!(
            messages([first, "user2@contoso.com"], &directory),
            ["emergency access account `user2@contoso.com` is not in the group that policies exclude"]
        );
        assert_eq!(
            messages([first, "user9@contoso.com"], &directory),
            ["emergency access account `user9@contoso.com` is not in the directory export"]
        );
        let id = directory.person_by_name(second).unwrap().id;
        directory.person_mut(id).unwrap().enabled = Some(false);
        assert_eq!(
            messages([first, second], &directory),
            ["emergency access account `user1@contoso.com` is disabled"]
        );
    }
}
