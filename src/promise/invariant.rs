//! Proving promises over one set of policies.

use super::{Counterexample, Promise, Promised, Proof, Verdict, example};
use crate::control::Requirement;
use crate::model::{BuiltInControl, GrantItem, Id, Policy};
use crate::space::{Enough, Failure, Region, Scope, Scoped, Settings, Space, Version};
use crate::workspace::document::InvariantKind;

/// Under what promises are proved.
#[derive(Clone, Debug, Default)]
pub struct Supposing {
    /// What an attacker may choose.
    pub attacker: Attacker,
    /// Sign-ins that there are not.
    pub gone: Vec<Scope>,
}

/// What an attacker may choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attacker {
    /// A promise is about the sign-ins that it speaks of.
    #[default]
    ChoosesNothing,
    /// It has to hold of whatever may be made in place of one of them, by saying another platform or client, or from
    /// another country.
    ChoosesConditions,
}

/// Proves promises over a set of policies, in order.
pub fn prove(
    version: Version<'_>,
    promises: &[Promise],
    supposing: &Supposing,
    settings: Settings<'_>,
) -> Result<Vec<Proof>, Failure> {
    let wanted: Vec<Vec<Scope>> = promises.iter().map(Promise::wanted).collect();
    let flat: Vec<Scope> = supposing.gone.iter().chain(wanted.iter().flatten()).cloned().collect();
    let (mut space, scoped) = Space::new(&[version], &flat, settings)?;
    let (gone, mut rest) = scoped.split_at(supposing.gone.len().min(scoped.len()));
    let mut there = space.everything();
    for scope in gone {
        there = space.without(there, scope.region)?;
    }
    let mut proofs = Vec::new();
    for (promise, wanted) in promises.iter().zip(&wanted) {
        let (own, others) = rest.split_at(wanted.len().min(rest.len()));
        rest = others;
        let verdict = match verdict(&mut space, promise, own, (there, supposing.attacker)) {
            Ok(verdict) => verdict,
            // Of one promise that is too much, others may be decided all the same.
            Err(Failure::TooLarge) => Verdict::Undecided(Failure::TooLarge.to_string()),
            Err(mismatch @ Failure::Mismatch(_)) => return Err(mismatch),
        };
        proofs.push(Proof { promise: promise.clone(), verdict, repairs: None });
    }
    Ok(proofs)
}

fn verdict(
    space: &mut Space<'_>,
    promise: &Promise,
    scoped: &[Scoped],
    (there, attacker): (Region, Attacker),
) -> Result<Verdict, Failure> {
    let Some((asked, scoped)) = scoped.split_first() else { return Ok(Verdict::Nobody) };
    let mut within = within(space, promise, scoped)?;
    // That some sign-in is possible says nothing of an attacker.
    if attacker == Attacker::ChoosesConditions && promise.kind != InvariantKind::SomePath {
        within = space.freed(within)?;
    }
    let within = space.both(within, there)?;
    if space.is_empty(within) {
        return Ok(Verdict::Nobody);
    }
    let demands = asked.demands.as_slice();
    if matches!(promise.outcome, Promised::Requires(..)) && demands.is_empty() {
        return Ok(Verdict::Undecided("what is promised has too many ways to be met".to_owned()));
    }
    match promise.kind {
        InvariantKind::Always => {
            let failing = keeping(space, &promise.outcome, demands, within, false)?;
            judged(space, promise, failing)
        }
        InvariantKind::Never => {
            let failing = keeping(space, &promise.outcome, demands, within, true)?;
            judged(space, promise, failing)
        }
        InvariantKind::SomePath => {
            let kept = keeping(space, &promise.outcome, demands, within, true)?;
            let certain = space.certain(kept)?;
            Ok(match (shown(space, certain)?, shown(space, kept)?) {
                (Some(example), _) => Verdict::Path(Box::new(example)),
                (None, Some(example)) => Verdict::Unknown(Box::new(example)),
                (None, None) => Verdict::NoPath,
            })
        }
    }
}

fn within(space: &mut Space<'_>, promise: &Promise, scoped: &[Scoped]) -> Result<Region, Failure> {
    let mut within = space.everything();
    for scope in scoped.iter().take(promise.scopes.len()) {
        within = space.both(within, scope.region)?;
    }
    for scope in scoped.iter().skip(promise.scopes.len()) {
        within = space.without(within, scope.region)?;
    }
    Ok(within)
}

/// The sign-ins of which it is so that a promise is kept, or of which it is not.
fn keeping(
    space: &mut Space<'_>,
    outcome: &Promised,
    demands: &[(Requirement, Region)],
    within: Region,
    is_kept: bool,
) -> Result<Region, Failure> {
    match outcome {
        Promised::Blocked | Promised::Granted => {
            let wants_block = (*outcome == Promised::Blocked) == is_kept;
            if wants_block {
                let open = space.lacking(0, within, Enough::Block)?;
                Ok(space.without(within, open)?)
            } else {
                Ok(space.lacking(0, within, Enough::Block)?)
            }
        }
        Promised::Requires(..) => {
            let mut all = space.without(within, within)?;
            for (demand, region) in demands {
                let within = space.both(within, *region)?;
                let lacking = space.lacking(0, within, Enough::Requirement(demand))?;
                let part = if is_kept { space.without(within, lacking)? } else { lacking };
                all = space.either(all, part)?;
            }
            Ok(all)
        }
    }
}

/// What failing sign-ins come to.
fn judged(space: &mut Space<'_>, promise: &Promise, failing: Region) -> Result<Verdict, Failure> {
    if space.is_empty(failing) {
        return Ok(Verdict::Proved);
    }
    let certain = space.certain(failing)?;
    let found = match shown(space, certain)? {
        Some(example) => Some((example, true)),
        None => shown(space, failing)?.map(|example| (example, false)),
    };
    let Some((mut example, is_certain)) = found else { return Ok(Verdict::Proved) };
    if space.asked(0, &example.witness).is_none() {
        return Ok(Verdict::Undecided("more is asked than can be gone through".to_owned()));
    }
    if let Some(missing) = promise.missing() {
        let rank = |policy: &Policy<Id>| covers(policy, missing);
        example.near_misses = space.near_misses(0, &example.witness, &rank);
    }
    let example = Box::new(example);
    Ok(if is_certain { Verdict::Fails(example) } else { Verdict::Unknown(example) })
}

/// How close a policy comes to asking for what is promised where it applies, the closest first; `None` of one that asks
/// for something else.
fn covers(policy: &Policy<Id>, outcome: &Promised) -> Option<u8> {
    let grant = policy.grant.as_ref()?;
    match outcome {
        Promised::Blocked => grant.is_block().then_some(0),
        Promised::Granted => None,
        Promised::Requires(wanted, _) if grant.items == wanted.items => Some(0),
        Promised::Requires(wanted, _) => match grant.items.as_slice() {
            [only] if is_at_least(only, &wanted.items) => Some(1),
            [_, ..] | [] => grant.is_block().then_some(2),
        },
    }
}

/// Whether a control is one of those wanted; every strength is MFA of some kind.
fn is_at_least(item: &GrantItem<Id>, wanted: &[GrantItem<Id>]) -> bool {
    let mfa = GrantItem::BuiltIn(BuiltInControl::Mfa);
    wanted.contains(item) || (wanted == [mfa] && matches!(item, GrantItem::AuthenticationStrength(_)))
}

/// The first part of a region, with an example.
fn shown(space: &mut Space<'_>, region: Region) -> Result<Option<Counterexample>, Failure> {
    let (parts, _) = space.parts(region, 1)?;
    match parts.first() {
        Some(part) => example(space, 0, part),
        None => Ok(None),
    }
}
