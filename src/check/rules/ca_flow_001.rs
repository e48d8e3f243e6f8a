#![doc = include_str!("ca_flow_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, TransferMethod};

pub(super) static RULE: Rule = Rule {
    id: "CA-FLOW-001",
    severity: Severity::Note,
    summary: "device code flow needs no managed device",
    explanation: include_str!("ca_flow_001.md"),
    aliases: &["MT.1052", "MS.AAD.3.9v1", "CIS 5.2.2.12", "ZTA 21808"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Everyone,
    sign_ins: by_device_code,
    asks: Asks::Grant(posture::managed_device),
    help: "block device code flow for all who do not need it",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn by_device_code(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.authentication_flows = vec![TransferMethod::DeviceCodeFlow];
}
