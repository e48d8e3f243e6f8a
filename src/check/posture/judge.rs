//! Judges promises: first of anybody, whoever may be in which group, and what is not kept then of the people exported.

use std::collections::BTreeMap;

use super::judging::Judging;
use super::scopes::{Emergency, set_apart, unattended};
use super::set::{ACTUAL, Sets};
use super::{Posture, Promise, Verdict, promises};
use crate::catalogue::Feature;
use crate::check::entitlements::Entitlements;
use crate::check::{Context, settings};
use crate::condition::World;
use crate::directory::Directory;
use crate::model::Match;
use crate::space::{DEFAULT_BOUND, Failure, Scope, Scoped, Settings, Space, Version};

/// Judges every promise that a tenant is held to.
pub(in crate::check) fn judge(context: &Context<'_>) -> Posture {
    let workspace = context.workspace;
    let held = promises().iter().copied().filter(|promise| settings::is_on(&workspace.rules, promise.rule));
    let unknown = if !workspace.complete {
        Some("not all policies could be read, and one of those may keep it")
    } else if workspace.tenant.platform.security_defaults {
        Some("security defaults are on, and what they ask is not gone through")
    } else {
        None
    };
    if let Some(why) = unknown {
        let verdicts = held.map(|promise| (promise.rule.id, Verdict::Unknown(why.to_owned())));
        return Posture { verdicts: verdicts.collect() };
    }
    let entitlements = Entitlements::of(context);
    let is_missing = |feature: Feature| {
        entitlements.as_ref().is_some_and(|entitlements| entitlements.bring(feature) == Match::No)
    };
    // Without Conditional Access at all, CA-LIC-003 says so once.
    if is_missing(Feature::EntraIdP1) {
        let verdicts = held.map(|promise| (promise.rule.id, Verdict::NotLicensed(Feature::EntraIdP1)));
        return Posture { verdicts: verdicts.collect() };
    }
    let mut verdicts = BTreeMap::new();
    let mut open = Vec::new();
    for promise in held {
        match promise.needs {
            Some(feature) if is_missing(feature) => {
                verdicts.insert(promise.rule.id, Verdict::NotLicensed(feature));
            }
            Some(_) if entitlements.is_none() => {
                let why = "tenant.yaml does not say which licenses there are".to_owned();
                verdicts.insert(promise.rule.id, Verdict::Unknown(why));
            }
            Some(_) | None => open.push(promise),
        }
    }
    let sets = Sets::of(context);
    let nobody = Directory::default();
    let mut found = judge_over(context, &sets, &nobody, &open);
    if let Some(directory) = context.directory.filter(|directory| !directory.people().is_empty()) {
        let is_left = |promise: &&Promise| {
            let verdict = found.iter().find(|(id, _)| *id == promise.rule.id).map(|(_, verdict)| verdict);
            !matches!(verdict, Some(Some(Verdict::Kept)))
        };
        let left: Vec<&Promise> = open.iter().copied().filter(is_left).collect();
        // Of whom nobody is exported, what was found of anybody stands.
        let of_people = judge_over(context, &sets, directory, &left);
        for (id, verdict) in of_people.into_iter().filter(|(_, verdict)| verdict.is_some()) {
            found.retain(|(known, _)| *known != id);
            found.push((id, verdict));
        }
    }
    verdicts.extend(found.into_iter().filter_map(|(id, verdict)| Some((id, verdict?))));
    let order = promises().iter().map(|promise| promise.rule.id);
    Posture { verdicts: order.filter_map(|id| Some((id, verdicts.remove(id)?))).collect() }
}

/// What comes of promises over a directory, which may be empty; `None` of one that speaks of nobody there.
fn judge_over(
    context: &Context<'_>,
    sets: &Sets,
    directory: &Directory,
    promises: &[&Promise],
) -> Vec<(&'static str, Option<Verdict>)> {
    let all =
        |verdict: &Verdict| promises.iter().map(|promise| (promise.rule.id, Some(verdict.clone()))).collect();
    if promises.is_empty() {
        return Vec::new();
    }
    let workspace = context.workspace;
    let world = World::new(directory, &workspace.tenant, &sets.locations, &workspace.strengths);
    let versions: Vec<Version<'_>> =
        sets.versions.iter().map(|policies| Version { world: &world, policies }).collect();
    let emergency = Emergency::of(context);
    let mut wanted = vec![emergency.accounts(), emergency.group(), unattended(context), set_apart(sets)];
    let is_of_anybody = directory.people().is_empty();
    let own: Vec<Vec<Scope>> =
        promises.iter().map(|promise| promise.scopes(context, sets, is_of_anybody)).collect();
    let counts: Vec<usize> = own.iter().map(Vec::len).collect();
    wanted.extend(own.into_iter().flatten());
    let settings = Settings { names: &workspace.names, bound: DEFAULT_BOUND };
    let (space, scoped) = match Space::new(&versions, &wanted, settings) {
        Ok(space) => space,
        Err(too_large) => return all(&Verdict::Undecided(too_large.to_string())),
    };
    let [accounts, group, unattended, set_apart, scoped @ ..] = scoped.as_slice() else { return Vec::new() };
    let [accounts, group, unattended, set_apart] =
        [accounts, group, unattended, set_apart].map(|scope| scope.region);
    let policies = sets.versions.get(ACTUAL).map_or(&[][..], Vec::as_slice);
    let mut space = space;
    let (excepted, emergency) = match emergency.regions(&mut space, accounts, group, is_of_anybody) {
        Ok(regions) => regions,
        Err(too_large) => return all(&Verdict::Undecided(too_large.to_string())),
    };
    let mut judging =
        Judging { space, sets, policies, excepted, emergency, unattended, set_apart, is_of_anybody };
    let mut scoped = scoped.iter();
    let verdicts = promises.iter().zip(counts).map(|(promise, count)| {
        let own: Vec<&Scoped> = scoped.by_ref().take(count).collect();
        let verdict = judging.verdict_of_each(promise, &own).unwrap_or_else(|failure| {
            Some(match failure {
                Failure::TooLarge => Verdict::Undecided(failure.to_string()),
                Failure::Mismatch(message) => Verdict::Mismatch(message),
            })
        });
        (promise.rule.id, verdict)
    });
    verdicts.collect()
}
