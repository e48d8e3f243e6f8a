#![doc = include_str!("ca_dev_001.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-DEV-001",
    severity: Severity::Note,
    summary: "admins work on devices that nobody manages",
    explanation: include_str!("ca_dev_001.md"),
    aliases: &["MT.1014"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Roles(posture::admins),
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::managed_device),
    help: "ask admin roles for a compliant or hybrid joined device",
    needs: Some(Feature::Intune),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
