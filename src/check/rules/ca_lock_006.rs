#![doc = include_str!("ca_lock_006.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-LOCK-006",
    severity: Severity::Error,
    summary: "an admin role is blocked from everything",
    explanation: include_str!("ca_lock_006.md"),
    aliases: &[],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::EachRole(posture::admins),
    sign_ins: posture::any,
    asks: Asks::SomeWay,
    help: "leave the role a way in, such as from the offices",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
