#![doc = include_str!("ca_lock_002.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-002",
    severity: Severity::Error,
    summary: "emergency access is blocked",
    explanation: include_str!("ca_lock_002.md"),
    aliases: &[],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::EmergencyAccess,
    sign_ins: posture::modern,
    asks: Asks::NoBlock,
    help: "exclude the emergency access group",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
