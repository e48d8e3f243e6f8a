#![doc = include_str!("ca_ses_004.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id};
use crate::space::Asked;
use uuid::uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-004",
    severity: Severity::Note,
    summary: "enrolment reuses an old sign-in",
    explanation: include_str!("ca_ses_004.md"),
    aliases: &["CIS 5.2.2.11"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: enrolling,
    asks: Asks::AtLeast(is_every_time),
    help: "set signInFrequency to everyTime on Microsoft Intune Enrollment",
    needs: Some(Feature::Intune),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn enrolling(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    posture::to(conditions, &[posture::application(uuid!("d4ebce55-015a-49b5-a083-c84d1797ae8c"))]);
}

fn is_every_time(asked: &Asked) -> bool {
    asked.session.lasts_at_most(0)
}
