#![doc = include_str!("ca_mfa_003.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-003",
    severity: Severity::Note,
    summary: "admins sign in with MFA that can be phished",
    explanation: include_str!("ca_mfa_003.md"),
    aliases: &["MS.AAD.3.6v1", "CIS 5.2.2.5", "ZTA 21783"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Roles(posture::admins),
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::phishing_resistant_mfa),
    help: "ask admin roles for the strength Phishing-resistant MFA on all resources",
    needs: None,
    part_of: &["CA-MFA-001", "CA-MFA-002"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
