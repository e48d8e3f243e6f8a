#![doc = include_str!("ca_lock_001.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
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
