#![doc = include_str!("ca_mfa_007.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, UserAction};

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-007",
    severity: Severity::Note,
    summary: "devices are registered or joined without MFA",
    explanation: include_str!("ca_mfa_007.md"),
    aliases: &["CAPA 5.3.5"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: registering,
    asks: Asks::Grant(posture::mfa),
    help: "ask for MFA on the user action registerOrJoinDevices",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn registering(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::action(conditions, UserAction::RegisterOrJoinDevices);
}
