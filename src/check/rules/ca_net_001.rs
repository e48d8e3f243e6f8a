#![doc = include_str!("ca_net_001.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, LocationRef, Scoped};

pub(super) static RULE: Rule = Rule {
    id: "CA-NET-001",
    severity: Severity::Note,
    summary: "sign-ins from networks that are not compliant",
    explanation: include_str!("ca_net_001.md"),
    aliases: &["ZTA 25379"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Members,
    sign_ins: elsewhere,
    asks: Asks::Block,
    help: "block all networks but compliant ones",
    needs: Some(Feature::GlobalSecureAccess),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn elsewhere(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    let exclude = vec![LocationRef::AllCompliantNetworks];
    conditions.locations = Some(Scoped { include: vec![LocationRef::All], exclude });
}
