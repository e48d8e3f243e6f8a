#![doc = include_str!("ca_mfa_005.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ApplicationRef, ConditionSet, Id};
use uuid::uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-MFA-005",
    severity: Severity::Warning,
    summary: "admin portals open without MFA",
    explanation: include_str!("ca_mfa_005.md"),
    aliases: &["MT.1008", "CIS Azure 6.2.6", "CIS Azure 6.2.7"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: portals,
    asks: Asks::Grant(posture::mfa),
    help: "ask everybody for MFA on Azure management and the admin portals",
    needs: None,
    part_of: &["CA-MFA-001", "CA-MFA-006"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn portals(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    let azure = posture::application(uuid!("797f4846-ba00-4fd7-ba43-dac1f8f63013"));
    posture::to(conditions, &[ApplicationRef::MicrosoftAdminPortals, azure]);
}
