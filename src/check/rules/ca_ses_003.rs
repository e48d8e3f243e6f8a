#![doc = include_str!("ca_ses_003.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-003",
    severity: Severity::Note,
    summary: "sessions never end on devices that nobody manages",
    explanation: include_str!("ca_ses_003.md"),
    aliases: &["MT.1018", "CIS 5.2.2.13"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: posture::unmanaged,
    asks: Asks::AtLeast(has_end),
    help: "set a sign-in frequency on devices that are not managed",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn has_end(asked: &Asked) -> bool {
    asked.session.controls.sign_in_frequency.is_some()
}
