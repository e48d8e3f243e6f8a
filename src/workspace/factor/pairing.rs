//! Which policy of an export is which of a shared set.
//!
//! By the key that a display name begins with, by the whole display name, then by what the policies say. Where two could
//! be meant, neither is taken.

use std::collections::BTreeSet;

use super::facts::{Fact, Facts, Meaning, without};
use crate::model::is_named_for;

/// How alike two policies are at least that a name pairs. Below, a name is used for something else, and the policy is
/// shorter on its own than as changes.
const ALIKE: f64 = 0.5;

/// How alike two policies are at least that nothing but what they say pairs.
const THE_SAME: f64 = 0.75;

/// What clients have of their own in every policy, and so tells nothing.
const TELLS_NOTHING: [&str; 4] = ["name", "state", "users.exclude.groups", "users.exclude.users"];

/// A policy of either side.
pub(super) struct Candidate<'a> {
    /// The key in its repository; only that of a shared set is compared.
    pub(super) key: &'a str,
    pub(super) display_name: &'a str,
    pub(super) facts: Facts,
}

/// What belongs together, by position.
#[derive(Debug, Default)]
pub(super) struct Pairing {
    /// Shared and exported, in the order of the shared ones.
    pub(super) pairs: Vec<(usize, usize)>,
    /// Shared policies for which several exported ones may be meant, and those.
    pub(super) ambiguous: Vec<(usize, Vec<usize>)>,
}

/// Pairs policies of shared sets with those of an export.
pub(super) fn pair(shared: &[Candidate<'_>], exported: &[Candidate<'_>]) -> Pairing {
    let mut pairing = Pairing::default();
    let alike: Vec<Vec<f64>> = shared
        .iter()
        .map(|one| exported.iter().map(|other| likeness(&one.facts, &other.facts)).collect())
        .collect();
    let alike =
        |one: usize, other: usize| alike.get(one).and_then(|row| row.get(other)).copied().unwrap_or(0.0);
    let name = |at: usize| exported.get(at).map_or("", |policy| policy.display_name);
    for (index, policy) in shared.iter().enumerate() {
        let fits = |at: &usize| alike(index, *at) >= ALIKE;
        let all = 0..exported.len();
        let exact: Vec<usize> =
            all.clone().filter(|at| name(*at) == policy.display_name).filter(fits).collect();
        let by_key: Vec<usize> = all.filter(|at| is_named_for(name(*at), policy.key)).filter(fits).collect();
        match (exact.as_slice(), by_key.as_slice()) {
            ([only], _) | ([], [only]) => pairing.pairs.push((index, *only)),
            ([], []) => {}
            (several @ [_, _, ..], _) | ([], several) => pairing.ambiguous.push((index, several.to_vec())),
        }
    }
    drop_shared_claims(&mut pairing);
    let mut taken: BTreeSet<usize> = pairing.pairs.iter().map(|(_, other)| *other).collect();
    taken.extend(pairing.ambiguous.iter().flat_map(|(_, others)| others));
    let named: BTreeSet<usize> = pairing
        .pairs
        .iter()
        .map(|(one, _)| *one)
        .chain(pairing.ambiguous.iter().map(|(one, _)| *one))
        .collect();
    let free: Vec<usize> = (0..shared.len()).filter(|one| !named.contains(one)).collect();
    let others: Vec<usize> = (0..exported.len()).filter(|other| !taken.contains(other)).collect();
    for one in &free {
        let Some(other) = best(&others, |other| alike(*one, other)) else { continue };
        if best(&free, |rival| alike(rival, other)) == Some(*one) {
            pairing.pairs.push((*one, other));
        }
    }
    pairing.pairs.sort_unstable();
    pairing
}

/// An exported policy that several shared ones claim is none of them.
fn drop_shared_claims(pairing: &mut Pairing) {
    let claims: Vec<usize> = pairing.pairs.iter().map(|(_, other)| *other).collect();
    let (sure, unsure) = std::mem::take(&mut pairing.pairs)
        .into_iter()
        .partition(|(_, other)| claims.iter().filter(|claim| *claim == other).count() == 1);
    pairing.pairs = sure;
    let unsure: Vec<(usize, usize)> = unsure;
    pairing.ambiguous.extend(unsure.into_iter().map(|(one, other)| (one, vec![other])));
}

/// The only best of some, if it is good enough.
fn best(among: &[usize], score: impl Fn(usize) -> f64) -> Option<usize> {
    let most = among.iter().map(|at| score(*at)).fold(0.0, f64::max);
    let best: Vec<usize> = among.iter().copied().filter(|at| score(*at) >= most).collect();
    match best.as_slice() {
        [only] if most >= THE_SAME => Some(*only),
        _ => None,
    }
}

/// How alike a policy of a shared set and one of an export are, from 0 to 1.
pub(super) fn likeness(shared: &Facts, exported: &Facts) -> f64 {
    let keys: BTreeSet<&String> =
        shared.keys().chain(exported.keys()).filter(|key| !TELLS_NOTHING.contains(&key.as_str())).collect();
    let score: f64 = keys
        .iter()
        .map(|key| match (shared.get(*key), exported.get(*key)) {
            (Some(shared), Some(exported)) => closeness(shared, exported),
            // A list that is only a parameter may be empty.
            (Some(shared), None) if shared.items().iter().all(is_open) => 1.0,
            (Some(_) | None, None) | (None, Some(_)) => 0.0,
        })
        .sum();
    if keys.is_empty() { 1.0 } else { score / count(keys.len()) }
}

/// How much of one list is in the other. What a shared set leaves open takes whatever is there.
fn closeness(shared: &Fact, exported: &Fact) -> f64 {
    let open = shared.items().iter().filter(|item| is_open(item)).count();
    let unmet = without(shared.items(), exported.items()).len().saturating_sub(open);
    let new = without(exported.items(), shared.items()).len();
    let taken = if open > 0 { new } else { 0 };
    let met = exported.items().len() - new + taken;
    let all = met + unmet + (new - taken);
    if all == 0 { 1.0 } else { count(met) / count(all) }
}

fn is_open(item: &super::facts::Item) -> bool {
    match item.meaning {
        Meaning::Parameter(_) | Meaning::Unknown(..) => true,
        Meaning::Object(..) | Meaning::Plain(_) => false,
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
