#![doc = include_str!("ca_dev_005.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, BuiltInControl, ConditionSet, DevicePlatform, GrantControls, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-DEV-005",
    severity: Severity::Note,
    summary: "phones read mail without app protection",
    explanation: include_str!("ca_dev_005.md"),
    aliases: &["ZTA 24827"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: on_phones,
    asks: Asks::Grant(protection),
    help: "ask phones for an app protection policy or a compliant device on Office 365",
    needs: Some(Feature::Intune),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn on_phones(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    posture::to(conditions, &[ApplicationRef::Office365]);
    posture::on(conditions, &[DevicePlatform::IOS, DevicePlatform::Android], &[]);
}

fn protection() -> GrantControls<Id> {
    posture::any_of(&[BuiltInControl::CompliantApplication, BuiltInControl::CompliantDevice])
}
