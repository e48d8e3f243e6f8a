#![doc = include_str!("ca_ses_002.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ClientAppType, ConditionSet, Id, PersistentBrowser};
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-SES-002",
    severity: Severity::Note,
    summary: "browsers stay signed in on devices that nobody manages",
    explanation: include_str!("ca_ses_002.md"),
    aliases: &["MT.1017"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: in_browsers,
    asks: Asks::AtLeast(is_forgotten),
    help: "set persistentBrowser to never on devices that are not managed",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn in_browsers(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::unmanaged(context, conditions);
    conditions.client_app_types = vec![ClientAppType::Browser];
}

fn is_forgotten(asked: &Asked) -> bool {
    asked.session.controls.persistent_browser == Some(PersistentBrowser::Never)
}
