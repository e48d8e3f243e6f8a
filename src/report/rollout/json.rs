//! A rollout as JSON, for programs.

use chrono::NaiveDate;
use serde::Serialize;

use super::Report;
use crate::replay::Affected;
use crate::replay::rollout::{Prediction, Step};
use crate::report::{pretty, pretty_of_several};

/// The whole document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    tenant: &'a str,
    as_of: NaiveDate,
    most_locked_out: usize,
    most_asked: usize,
    sign_ins: u64,
    changed: Effect<'a>,
    steps: Vec<OneStep<'a>>,
    held: Vec<Held<'a>>,
}

#[derive(Serialize)]
struct OneStep<'a> {
    step: usize,
    kind: &'static str,
    policies: &'a [String],
    people: Vec<&'a str>,
    effect: Option<Effect<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Effect<'a> {
    locked_out: Vec<Person<'a>>,
    register_first: Vec<&'a str>,
    newly_prompted: Vec<&'a str>,
}

#[derive(Serialize)]
struct Person<'a> {
    user: &'a str,
    certainty: &'static str,
    cause: &'static str,
    remedy: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Held<'a> {
    policy: &'a str,
    locked_out: Vec<Person<'a>>,
}

#[derive(Serialize)]
struct Total {
    tenants: usize,
    policies: usize,
    held: usize,
}

/// Renders a rollout as one JSON object; `schemas/results/rollout.schema.json` describes it.
pub fn json(report: &Report<'_>) -> String {
    pretty(&document(report))
}

/// Renders the rollouts of several tenants as one JSON object, with those of which there is none.
pub fn json_of_several(reports: &[Report<'_>], failed: &[String]) -> String {
    let waves = reports.iter().flat_map(|report| &report.rollout.waves);
    pretty_of_several(
        reports.iter().map(document),
        failed,
        Total {
            tenants: reports.len() + failed.len(),
            policies: waves.map(|wave| wave.policies.len()).sum(),
            held: reports.iter().map(|report| report.rollout.held.len()).sum(),
        },
    )
}

fn document<'a>(report: &Report<'a>) -> Document<'a> {
    let rollout = report.rollout;
    let steps = rollout.steps().into_iter().enumerate().map(|(index, step)| {
        let (kind, policies, people, effect): (_, &[String], &[Affected], _) = match step {
            Step::ReportOnly(policies) => ("reportOnly", policies, &[], None),
            Step::Register(affected) => ("register", &[], affected, None),
            Step::Pilot(policies) => ("pilot", policies, &[], None),
            Step::Wave(wave) => ("wave", &wave.policies, &[], Some(self::effect(&wave.predicted))),
        };
        let mut people: Vec<&str> = people.iter().map(|one| one.user.as_str()).collect();
        people.dedup();
        OneStep { step: index + 1, kind, policies, people, effect }
    });
    Document {
        tenant: report.tenant,
        as_of: report.as_of,
        most_locked_out: report.bounds.locked_out,
        most_asked: report.bounds.asked,
        sign_ins: report.got_in,
        changed: effect(&rollout.changed),
        steps: steps.collect(),
        held: rollout
            .held
            .iter()
            .map(|held| Held { policy: &held.policy, locked_out: persons(&held.locked_out) })
            .collect(),
    }
}

fn effect(predicted: &Prediction) -> Effect<'_> {
    Effect {
        locked_out: persons(&predicted.locked_out),
        register_first: predicted.must_register.iter().map(String::as_str).collect(),
        newly_prompted: predicted.prompted.iter().map(String::as_str).collect(),
    }
}

fn persons(affected: &[Affected]) -> Vec<Person<'_>> {
    affected.iter().map(person).collect()
}

fn person(one: &Affected) -> Person<'_> {
    Person {
        user: &one.user,
        certainty: one.certainty.as_str(),
        cause: one.cause.as_str(),
        remedy: &one.remedy,
    }
}
