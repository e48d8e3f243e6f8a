#![doc = include_str!("ca_mfa_006.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-006",
    severity: Severity::Warning,
    summary: "guests sign in without MFA",
    explanation: include_str!("ca_mfa_006.md"),
    aliases: &["MT.1016", "ZTA 21851"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Guests,
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::mfa),
    help: "ask every kind of guest for MFA on all resources",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
