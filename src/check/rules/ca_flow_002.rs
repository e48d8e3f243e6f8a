#![doc = include_str!("ca_flow_002.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, TransferMethod};

pub(super) static RULE: Rule = Rule {
    id: "CA-FLOW-002",
    severity: Severity::Note,
    summary: "authentication transfer moves sign-ins",
    explanation: include_str!("ca_flow_002.md"),
    aliases: &["CIS 5.2.2.17", "ZTA 21828"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Everyone,
    sign_ins: by_transfer,
    asks: Asks::Block,
    help: "block authentication transfer",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn by_transfer(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.authentication_flows = vec![TransferMethod::AuthenticationTransfer];
}
