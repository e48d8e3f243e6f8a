#![doc = include_str!("ca_lock_004.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-004",
    severity: Severity::Note,
    summary: "emergency access has no protection of its own",
    explanation: include_str!("ca_lock_004.md"),
    aliases: &[],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::EmergencyAccess,
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::phishing_resistant_mfa),
    help: "ask the emergency access group for the strength Phishing-resistant MFA in a policy of its own",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
