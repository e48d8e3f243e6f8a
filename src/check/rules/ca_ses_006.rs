#![doc = include_str!("ca_ses_006.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-006",
    severity: Severity::Note,
    summary: "guests stay signed in for days",
    explanation: include_str!("ca_ses_006.md"),
    aliases: &["ZTA 21824"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Guests,
    sign_ins: posture::modern,
    asks: Asks::AtLeast(is_short),
    help: "set a sign-in frequency of at most 24 hours for guests",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn is_short(asked: &Asked) -> bool {
    asked.session.lasts_at_most(24)
}
