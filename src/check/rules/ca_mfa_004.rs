#![doc = include_str!("ca_mfa_004.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-004",
    severity: Severity::Note,
    summary: "members sign in with MFA that can be phished",
    explanation: include_str!("ca_mfa_004.md"),
    aliases: &["MS.AAD.3.1v1"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::phishing_resistant_mfa),
    help: "ask everybody for the strength Phishing-resistant MFA",
    needs: None,
    part_of: &["CA-MFA-001"],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
