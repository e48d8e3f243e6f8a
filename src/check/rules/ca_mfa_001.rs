#![doc = include_str!("ca_mfa_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-001",
    severity: Severity::Warning,
    summary: "members sign in without MFA",
    explanation: include_str!("ca_mfa_001.md"),
    aliases: &["MT.1007", "MS.AAD.3.2v2", "CIS 5.2.2.2", "CAPA 5.3.1"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::mfa),
    help: "ask everybody for MFA on all resources, in a policy of its own",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
