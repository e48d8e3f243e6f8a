#![doc = include_str!("ca_ses_005.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, ClientAppType, ConditionSet, Id};
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-005",
    severity: Severity::Note,
    summary: "files are downloaded to devices that nobody manages",
    explanation: include_str!("ca_ses_005.md"),
    aliases: &["MT.1019"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: in_browsers,
    asks: Asks::AtLeast(is_restricted),
    help: "set applicationEnforcedRestrictions on Office 365",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn in_browsers(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::unmanaged(context, conditions);
    posture::to(conditions, &[ApplicationRef::Office365]);
    conditions.client_app_types = vec![ClientAppType::Browser];
}

fn is_restricted(asked: &Asked) -> bool {
    asked.session.controls.application_enforced_restrictions
}
