#![doc = include_str!("ca_lock_007.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{GrantControls, Id, Operator};

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-007",
    severity: Severity::Warning,
    summary: "directory synchronization is asked for what it cannot do",
    explanation: include_str!("ca_lock_007.md"),
    aliases: &["MT.1020"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Holders(posture::synchronizes),
    sign_ins: posture::modern,
    asks: Asks::AtMost(nothing),
    help: "exclude the role Directory Synchronization Accounts",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn nothing() -> GrantControls<Id> {
    GrantControls { operator: Operator::And, items: Vec::new() }
}
