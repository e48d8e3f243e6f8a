#![doc = include_str!("ca_lock_003.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-003",
    severity: Severity::Warning,
    summary: "emergency access needs more than a key",
    explanation: include_str!("ca_lock_003.md"),
    aliases: &[],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::EmergencyAccess,
    sign_ins: posture::modern,
    asks: Asks::AtMost(posture::phishing_resistant_mfa),
    help: "ask emergency access for nothing but the strength Phishing-resistant MFA",
    needs: None,
    part_of: &["CA-LOCK-002"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
