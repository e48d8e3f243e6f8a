//! What changes, for programs.

use serde::Serialize;

use crate::compare::{Difference, Meaning};
use crate::control::{Outcome, Range};
use crate::report::whatif::facts;
use crate::sign_in::SignIn;
use crate::space::{Direction, Words};

#[derive(Serialize)]
pub(in crate::report) struct OutcomeJson {
    best: &'static str,
    worst: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct SignInJson {
    user_principal_name: String,
    facts: Vec<String>,
}

/// What changes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::report) struct MeaningJson<'a> {
    differences: Vec<DifferenceJson<'a>>,
    equal: Vec<EqualJson<'a>>,
    complete: bool,
    left_out: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DifferenceJson<'a> {
    direction: Option<&'static str>,
    effect: &'a str,
    regions: Vec<String>,
    more: bool,
    people: usize,
    seen: Option<SeenJson>,
    policies_before: &'a [String],
    policies_after: &'a [String],
    own_before: &'a str,
    own_after: &'a str,
    before: &'a str,
    after: &'a str,
    certain: bool,
    sign_in: SignInJson,
    outcome_before: OutcomeJson,
    outcome_after: OutcomeJson,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SeenJson {
    sign_ins: u64,
    possible: u64,
    people: usize,
}

#[derive(Serialize)]
struct EqualJson<'a> {
    before: &'a [String],
    after: &'a [String],
}

pub(in crate::report) fn meaning_json(meaning: &Meaning) -> MeaningJson<'_> {
    MeaningJson {
        differences: meaning.differences.iter().map(difference).collect(),
        equal: meaning
            .equal
            .iter()
            .map(|equal| EqualJson { before: &equal.before, after: &equal.after })
            .collect(),
        complete: meaning.is_complete,
        left_out: &meaning.left_out,
    }
}

fn difference(difference: &Difference) -> DifferenceJson<'_> {
    let [policies_before, policies_after] = &difference.policies;
    DifferenceJson {
        direction: difference.direction.map(|direction| match direction {
            Direction::Tightens => "tightens",
            Direction::Loosens => "loosens",
            Direction::Mixed => "mixed",
            Direction::Equal => "equal",
        }),
        effect: &difference.effect,
        regions: difference.parts.iter().map(Words::to_string).collect(),
        more: difference.has_more,
        people: difference.people.len(),
        seen: difference.seen.as_ref().map(|seen| SeenJson {
            sign_ins: seen.sign_ins,
            possible: seen.possible,
            people: seen.people.len(),
        }),
        policies_before,
        policies_after,
        own_before: &difference.own_before,
        own_after: &difference.own_after,
        before: &difference.before,
        after: &difference.after,
        certain: difference.is_certain,
        sign_in: sign_in(&difference.example.sign_in),
        outcome_before: outcome(difference.outcomes.0),
        outcome_after: outcome(difference.outcomes.1),
    }
}

pub(in crate::report) fn sign_in(of: &SignIn<'_>) -> SignInJson {
    SignInJson { user_principal_name: of.user_principal_name.to_string(), facts: facts(of).0 }
}

pub(in crate::report) fn outcome(of: Range<Outcome>) -> OutcomeJson {
    OutcomeJson { best: of.best().as_str(), worst: of.worst().as_str() }
}
