#![doc = include_str!("ca_leg_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ClientAppType, ConditionSet, Id};

pub(super) static RULE: Rule = Rule {
    id: "CA-LEG-001",
    severity: Severity::Warning,
    summary: "legacy clients sign in",
    explanation: include_str!("ca_leg_001.md"),
    aliases: &["MT.1009", "MT.1010", "MS.AAD.1.1v1", "CIS 5.2.2.3", "ZTA 21796"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::Everyone,
    sign_ins: legacy,
    asks: Asks::Block,
    help: "block the clients exchangeActiveSync and other for everybody",
    needs: None,
    part_of: &[],
    is_advanced: false,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn legacy(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.client_app_types = vec![ClientAppType::ExchangeActiveSync, ClientAppType::Other];
}
