//! Proofs for programs.

use serde::Serialize;

use super::gaps::place;
use super::repairs::{self, RepairsJson};
use super::{About, Related, Report, obstacle_words, reason};
use crate::compare::Relation;
use crate::promise::{Attacker, Counterexample, Loss, Lost, Proof};
use crate::report::meaning::{MeaningJson, OutcomeJson, SignInJson, meaning_json, outcome, sign_in};
use crate::report::{pretty, pretty_of_several};

#[derive(Serialize)]
struct Total {
    tenants: usize,
    kept: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfTenant<'a> {
    tenant: &'a str,
    policies: usize,
    people: Option<usize>,
    kept: bool,
    invariants: Vec<Invariant<'a>>,
    unresolved: Vec<Missing<'a>>,
    adversary: bool,
    without: Option<WithoutJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WithoutJson<'a> {
    what: &'static str,
    locked_out: Vec<&'a str>,
    regions: Vec<LostJson<'a>>,
    complete: bool,
    emergency_access: Vec<Account<'a>>,
}

#[derive(Serialize)]
struct LostJson<'a> {
    region: String,
    example: Example<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    user_principal_name: &'a str,
    gets_in: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invariant<'a> {
    name: &'a str,
    owner: Option<&'a str>,
    because: Option<&'a str>,
    kind: &'static str,
    path: &'a str,
    pointer: &'a str,
    verdict: &'static str,
    reason: Option<String>,
    example: Option<Example<'a>>,
    repairs: Option<RepairsJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Example<'a> {
    region: Option<&'a str>,
    people: Vec<&'a str>,
    sign_in: SignInJson,
    supposed: &'a [String],
    asked: &'a str,
    outcome: OutcomeJson,
    platform: Vec<&'static str>,
    policies: Vec<&'a str>,
    near_miss: Option<Near<'a>>,
}

#[derive(Serialize)]
struct Near<'a> {
    policy: &'a str,
    obstacles: Vec<String>,
}

#[derive(Serialize)]
struct Missing<'a> {
    invariant: &'a str,
    names: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RelationDocument<'a> {
    one: &'a str,
    other: &'a str,
    relation: &'static str,
    holds: Option<bool>,
    #[serde(flatten)]
    meaning: MeaningJson<'a>,
}

/// Renders proofs as JSON: of one tenant alone, or of several with the names of those that were not gone through.
pub fn json(reports: &[Report<'_>], failed: &[String], is_one: bool) -> String {
    match reports {
        [report] if is_one => pretty(&tenant(report)),
        _ => pretty_of_several(
            reports.iter().map(tenant),
            failed,
            Total {
                tenants: reports.len() + failed.len(),
                kept: reports.iter().filter(|report| report.is_kept()).count(),
            },
        ),
    }
}

/// Renders how two sets compare as JSON.
pub fn relation_json(related: &Related<'_>) -> String {
    pretty(&RelationDocument {
        one: related.one,
        other: related.other,
        relation: match related.relation {
            Relation::Equivalent => "equivalent",
            Relation::Implies => "implies",
        },
        holds: related.meaning.holds(related.relation),
        meaning: meaning_json(related.meaning),
    })
}

fn tenant<'a>(report: &'a Report<'_>) -> OfTenant<'a> {
    let people = report.about.directory.people().len();
    let missing = report.unresolved.iter().map(|(invariant, names)| Missing {
        invariant,
        names: names.iter().map(|missing| missing.name.as_str()).collect(),
    });
    OfTenant {
        tenant: report.about.tenant,
        policies: report.about.policies.len(),
        people: (people > 0).then_some(people),
        kept: report.is_kept(),
        invariants: report.proofs.iter().map(|proof| invariant(report, proof)).collect(),
        unresolved: missing.collect(),
        adversary: report.attacker == Attacker::ChoosesConditions,
        without: report.lost.as_ref().map(|(loss, found)| without(report, *loss, found)),
    }
}

fn without<'a>(report: &'a Report<'_>, loss: Loss, found: &'a Lost) -> WithoutJson<'a> {
    let regions = found.regions.iter().map(|region| LostJson {
        region: place(&region.words, &region.words.who),
        example: example(&report.about, &region.example),
    });
    let accounts = found
        .emergency_access
        .iter()
        .map(|(name, gets_in)| Account { user_principal_name: name, gets_in: *gets_in });
    WithoutJson {
        what: loss.as_str(),
        locked_out: report.about.names(&found.locked_out),
        regions: regions.collect(),
        complete: found.is_complete,
        emergency_access: accounts.collect(),
    }
}

fn invariant<'a>(report: &'a Report<'_>, proof: &'a Proof) -> Invariant<'a> {
    let (path, pointer) = &proof.promise.place;
    Invariant {
        name: &proof.promise.name,
        owner: proof.promise.owner.as_deref(),
        because: proof.promise.reason.as_deref(),
        kind: proof.promise.kind.as_str(),
        path,
        pointer,
        verdict: proof.verdict.as_str(),
        reason: reason(&proof.verdict),
        example: proof.verdict.example().map(|found| example(&report.about, found)),
        repairs: proof.repairs.as_ref().map(repairs::json),
    }
}

pub(super) fn example<'a>(about: &'a About<'_>, found: &'a Counterexample) -> Example<'a> {
    Example {
        region: found.region.as_deref(),
        people: about.names(&found.people),
        sign_in: sign_in(&found.witness.sign_in),
        supposed: &found.supposed,
        asked: &found.asked,
        outcome: outcome(found.outcome),
        platform: found.platform.iter().map(|demand| demand.as_str()).collect(),
        policies: found.asking.iter().map(|place| about.policy(*place)).collect(),
        near_miss: found.near_miss().map(|near| Near {
            policy: about.policy(near.policy),
            obstacles: near.obstacles.iter().map(obstacle_words).collect(),
        }),
    }
}
