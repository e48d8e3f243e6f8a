#![doc = include_str!("ca_geo_003.md")]

use crate::catalogue::Feature;
use crate::check::posture::{self, Asks, Promise, Who};
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{ConditionSet, Id, LocationRef, Scoped};

pub(super) static RULE: Rule = Rule {
    id: "CA-GEO-003",
    severity: Severity::Note,
    summary: "workload identities sign in from anywhere",
    explanation: include_str!("ca_geo_003.md"),
    aliases: &["ZTA 21884"],
    options: &[],
    check,
};

pub(super) static PROMISE: Promise = Promise {
    rule: &RULE,
    who: Who::ServicePrincipals,
    sign_ins: elsewhere,
    asks: Asks::Block,
    help: "block service principals outside the networks they run in",
    needs: Some(Feature::WorkloadIdentitiesPremium),
    part_of: &[],
    is_advanced: true,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    posture::check(context, &PROMISE, found);
}

fn elsewhere(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    let locations = context.workspace.locations.iter();
    let exclude = locations.map(|location| LocationRef::Location(location.id.clone())).collect();
    conditions.locations = Some(Scoped { include: vec![LocationRef::All], exclude });
}
