#![doc = include_str!("ca_dev_004.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, DevicePlatform, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-DEV-004",
    severity: Severity::Note,
    summary: "platforms that are not recognized sign in",
    explanation: include_str!("ca_dev_004.md"),
    aliases: &["MT.1015"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Everyone,
    sign_ins: elsewhere,
    asks: Asks::Block,
    help: "block all platforms but android, iOS, windows, macOS and linux",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn elsewhere(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    use DevicePlatform::{All, Android, IOS, Linux, MacOS, Windows};
    posture::modern(context, conditions);
    posture::on(conditions, &[All], &[Android, IOS, Windows, MacOS, Linux]);
}
