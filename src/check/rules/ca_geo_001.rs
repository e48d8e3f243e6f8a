#![doc = include_str!("ca_geo_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, LocationRef, Scoped};

pub(super) static RULE: Rule = Rule {
    id: "CA-GEO-001",
    severity: Severity::Note,
    summary: "sign-ins from places that no location names",
    explanation: include_str!("ca_geo_001.md"),
    aliases: &["CIS 5.2.2.15", "CIS Azure 6.2.2", "CAPA 5.3.8"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: elsewhere,
    asks: Asks::Block,
    help: "block everywhere but the named locations that people work from",
    needs: None,
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn elsewhere(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    posture::modern(context, conditions);
    let locations = context.workspace.locations.iter();
    let exclude = locations.map(|location| LocationRef::Location(location.id.clone())).collect();
    conditions.locations = Some(Scoped { include: vec![LocationRef::All], exclude });
}
