#![doc = include_str!("ca_dev_003.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, GrantControls, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-DEV-003",
    severity: Severity::Note,
    summary: "no sign-in needs a compliant device",
    explanation: include_str!("ca_dev_003.md"),
    aliases: &["MT.1001"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: posture::modern,
    asks: Asks::Once(compliant_device),
    help: "ask for a compliant device, of admins or on Windows to begin with",
    needs: Some(Feature::Intune),
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn compliant_device() -> GrantControls<Id> {
    posture::any_of(&[BuiltInControl::CompliantDevice])
}
