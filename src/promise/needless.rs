//! Policies that could be removed, and sign-ins that nobody can complete.

use super::gaps::of_users;
use super::names::everyone;
use super::{Counterexample, example};
use crate::model::ClientAppType;
use crate::space::{Failure, Idle, Region, Settings, Space, Version, Words};

/// What a set of policies has that nobody needs.
#[derive(Clone, Debug, Default)]
pub struct Needless {
    /// Policies that could all be removed together, and no sign-in would be asked anything else.
    pub idle: Vec<Idle>,
    /// Sign-ins of which more is asked than anybody can show.
    pub shut: Vec<Shut>,
    /// Such sign-ins through legacy clients, which can show nothing; `None` where there are none.
    pub legacy: Option<Shut>,
    /// Whether these are all such sign-ins.
    pub is_complete: bool,
}

/// Some sign-ins that no policy blocks, and yet nobody can complete.
#[derive(Clone, Debug)]
pub struct Shut {
    /// Which, in plain words.
    pub words: Words,
    /// One of them, and the people.
    pub example: Counterexample,
}

/// So many regions are told.
const MOST_SHUT: usize = 6;

/// Finds what nobody needs.
pub fn needless(version: Version<'_>, settings: Settings<'_>) -> Result<Needless, Failure> {
    let users = of_users(everyone().users.include);
    let mut legacy = users.clone();
    legacy.conditions.client_app_types = vec![ClientAppType::ExchangeActiveSync, ClientAppType::Other];
    let (mut space, scoped) = Space::new(&[version], &[users, legacy], settings)?;
    let [users, legacy] = scoped.as_slice() else { return Ok(Needless::default()) };
    let idle = space.idle(0)?;
    let shut = space.beyond_anybody(0, users.region)?;
    let certain = space.certain(shut)?;
    let through_legacy = space.both(certain, legacy.region)?;
    let certain = space.without(certain, legacy.region)?;
    let (found, is_complete) = regions(&mut space, users.region, certain, MOST_SHUT)?;
    let (legacy, _) = regions(&mut space, users.region, through_legacy, 1)?;
    let legacy = legacy.into_iter().next().map(|mut shown| {
        shown.example.people = space.people(through_legacy);
        shown
    });
    Ok(Needless { idle, shut: found, legacy, is_complete })
}

/// A region of sign-ins by users, part by part.
fn regions(
    space: &mut Space<'_>,
    users: Region,
    region: Region,
    limit: usize,
) -> Result<(Vec<Shut>, bool), Failure> {
    let everything = space.everything();
    let outside = space.without(everything, users)?;
    let (parts, is_complete) = space.parts_within(region, outside, limit)?;
    let mut found = Vec::new();
    for part in &parts {
        let own = space.region_of(part)?;
        let own = space.both(own, region)?;
        let (shown, _) = space.parts(own, 1)?;
        let Some(shown) = shown.first() else { continue };
        let Some(mut example) = example(space, 0, shown)? else { continue };
        example.people = space.people(own);
        found.push(Shut { words: space.words_of(part), example });
    }
    Ok((found, is_complete))
}
