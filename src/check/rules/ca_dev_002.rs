#![doc = include_str!("ca_dev_002.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    id: "CA-DEV-002",
    severity: Severity::Note,
    summary: "members work on devices that nobody manages",
    explanation: include_str!("ca_dev_002.md"),
    aliases: &["MS.AAD.3.7v1", "CIS 5.2.2.9", "ZTA 24824"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: posture::modern,
    asks: Asks::Grant(posture::managed_device),
    help: "ask everybody for a compliant or hybrid joined device",
    needs: Some(Feature::Intune),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}
