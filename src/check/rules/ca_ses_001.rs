#![doc = include_str!("ca_ses_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-001",
    severity: Severity::Note,
    summary: "admins stay signed in for long",
    explanation: include_str!("ca_ses_001.md"),
    aliases: &["CIS 5.2.2.4", "ZTA 21825", "CAPA 5.3.13"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Roles(posture::admins),
    sign_ins: posture::modern,
    asks: Asks::AtLeast(is_short),
    help: "set a sign-in frequency of at most 4 hours for admin roles",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn is_short(asked: &Asked) -> bool {
    asked.session.lasts_at_most(4)
}
