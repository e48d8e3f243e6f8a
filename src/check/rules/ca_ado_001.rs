#![doc = include_str!("ca_ado_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id};
use uuid::uuid;

pub(super) static RULE: Rule = Rule {
    id: "CA-ADO-001",
    severity: Severity::Note,
    summary: "Azure DevOps opens without MFA",
    explanation: include_str!("ca_ado_001.md"),
    aliases: &["MT.1071"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: to_it,
    asks: Asks::Grant(posture::mfa),
    help: "ask for MFA on Azure DevOps, which Azure management does not cover any more",
    needs: None,
    part_of: &["CA-MFA-001", "CA-MFA-006"],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn to_it(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    posture::to(conditions, &[posture::application(uuid!("499b84ac-1321-427f-aa17-267ca6975798"))]);
}
