#![doc = include_str!("ca_reg_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{BuiltInControl, ConditionSet, GrantControls, Id, LocationRef, Scoped, UserAction};

pub(super) static RULE: Rule = Rule {
    id: "CA-REG-001",
    severity: Severity::Note,
    summary: "security information is registered from anywhere",
    explanation: include_str!("ca_reg_001.md"),
    aliases: &["MT.1011", "MS.AAD.3.8v1", "CIS 5.2.2.10", "ZTA 21806"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: registering,
    asks: Asks::Grant(protection),
    help: "ask for MFA, or block, on registerSecurityInformation outside trusted places",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn registering(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::action(conditions, UserAction::RegisterSecurityInformation);
    conditions.locations =
        Some(Scoped { include: vec![LocationRef::All], exclude: vec![LocationRef::AllTrusted] });
}

fn protection() -> GrantControls<Id> {
    posture::any_of(&[
        BuiltInControl::Mfa,
        BuiltInControl::CompliantDevice,
        BuiltInControl::DomainJoinedDevice,
    ])
}
