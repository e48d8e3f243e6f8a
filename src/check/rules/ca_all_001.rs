#![doc = include_str!("ca_all_001.md")]

use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::SessionControls;
use crate::space::Asked;

pub(super) static RULE: Rule = Rule {
    id: "CA-ALL-001",
    severity: Severity::Note,
    summary: "sign-ins of which nothing is asked",
    explanation: include_str!("ca_all_001.md"),
    aliases: &["MT.1003", "MT.1004"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::People,
    sign_ins: posture::any,
    asks: Asks::AtLeast(is_something),
    help: "write one policy for everybody on all resources",
    needs: None,
    part_of: &["CA-MFA-001", "CA-MFA-006"],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn is_something(asked: &Asked) -> bool {
    !asked.requirement.is_nothing() || asked.session.controls != SessionControls::default()
}
