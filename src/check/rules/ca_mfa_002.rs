#![doc = include_str!("ca_mfa_002.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-002",
    severity: Severity::Warning,
    summary: "admins sign in without MFA",
    explanation: include_str!("ca_mfa_002.md"),
    aliases: &["MT.1006", "CIS 5.2.2.1"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Roles(posture::admins),
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::mfa),
    help: "ask whoever holds an admin role for MFA on all resources",
    needs: None,
    part_of: &["CA-MFA-001"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
