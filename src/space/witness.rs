//! A sign-in that shows a claim, with what the directory has to hold for it; the engine decides it again.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use super::ends::{Asked, NOTHING};
use super::level::Kind;
use super::{Atom, Space, Version};
use crate::catalogue::Enforcement;
use crate::condition::{Draft, World};
use crate::control::{Ability, Outcome, Range, Requirement, platform_demands};
use crate::directory::{Directory, Person};
use crate::engine::{Scratch, Table};
use crate::model::{ClientAppType, Id, Match, NamedLocation};
use crate::sign_in::{Flow, SignIn, Subject};

/// A sign-in that shows a claim.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The sign-in.
    pub sign_in: SignIn<'static>,
    /// What has to be so beside it.
    pub supposed: Vec<(Atom, bool)>,
    /// The one of the directory who signs in, by position, where it is one of them.
    pub person: Option<u32>,
    point: Vec<usize>,
    draft: Draft,
}

/// The engine decides a sign-in otherwise than the diagram says: a mistake in this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What differs, in words.
    pub message: String,
}

impl Space<'_> {
    /// The sign-in at a point.
    pub fn witness(&self, point: Vec<usize>) -> Witness {
        let mut draft = Draft::default();
        draft.sign_in.client_app = Some(ClientAppType::Browser);
        draft.sign_in.flow = Some(Flow::Ordinary);
        let mut supposed = Vec::new();
        for (level, class) in self.levels.iter().zip(&point) {
            match &level.kind {
                Kind::Atom(atom) => supposed.push((atom.clone(), *class == 1)),
                Kind::People | Kind::Condition(..) => level.put(*class, &mut draft),
            }
        }
        if let (Some(id), true) = (draft.sign_in.resource.id, draft.sign_in.resource.display_name.is_empty())
        {
            let name = self.application_name(id).map(|name| name.to_owned().into());
            draft.sign_in.resource.display_name = name.unwrap_or_default();
        }
        if draft.sign_in.client_app_used.is_empty() {
            draft.sign_in.client_app_used = ClientAppType::Browser.as_graph().into();
        }
        let someone = self.levels.first().zip(point.first()).and_then(|(level, class)| level.someone(*class));
        Witness {
            sign_in: draft.sign_in.clone(),
            supposed,
            person: someone.and_then(|someone| someone.people.first().copied()),
            point,
            draft,
        }
    }

    /// What a version asks of a witness.
    pub fn asked(&self, version: usize, witness: &Witness) -> Option<Asked> {
        let policies = self.policies.get(version)?;
        let mut ends = policies.iter().flatten().map(|node| self.diagram.at(*node, &witness.point));
        let nothing = self.ends.asked(NOTHING)?.clone();
        ends.try_fold(nothing, |all, end| all.and(self.ends.asked(end?)?))
    }

    /// What outcomes say of a witness; `None` outside of them, and where it is not decided.
    pub fn asked_by(&self, outcomes: super::Outcomes, witness: &Witness) -> Option<&Asked> {
        self.ends.asked(self.diagram.at(self.outcomes_node(outcomes), &witness.point)?)
    }

    /// Whether a witness is in a region.
    pub fn contains(&self, region: super::Region, witness: &Witness) -> bool {
        self.diagram.at(self.region(region), &witness.point) == Some(1)
    }

    /// How many classes each level has: a point has a class of each.
    pub fn classes_by_level(&self) -> Vec<usize> {
        self.levels.iter().map(super::Level::len).collect()
    }

    /// The policies of a version that ask something of a witness.
    pub fn asking(&self, version: usize, witness: &Witness) -> Vec<usize> {
        let policies = self.policies.get(version).map_or(&[][..], Vec::as_slice);
        let asks = |(number, node): (usize, &Option<super::Node>)| {
            let end = self.diagram.at((*node)?, &witness.point)?;
            (end != NOTHING).then_some(number)
        };
        policies.iter().enumerate().filter_map(asks).collect()
    }

    /// Has the engine decide a witness under a version, and says what comes of it; an error if it is not what the diagram
    /// says.
    pub fn decide_again(&self, version: usize, witness: &Witness) -> Result<Range<Outcome>, Mismatch> {
        let Some(Version { world, policies }) = self.versions.get(version) else {
            return Err(Mismatch { message: format!("there is no version {version}") });
        };
        let directory = directory_for(world, witness);
        let locations: Vec<NamedLocation> = world.locations().cloned().collect();
        let strengths: Vec<_> = world.strengths().cloned().collect();
        let world = World::new(&directory, world.tenant, &locations, &strengths);
        let table = Table::new(&world, policies);
        let mut scratch = Scratch::default();
        let decision = table.decide(&mut scratch, &witness.sign_in);
        let ends = self.policies.get(version).map_or(&[][..], Vec::as_slice);
        let found: HashMap<usize, _> =
            decision.contributions.iter().map(|found| (found.policy, found)).collect();
        for (number, node) in ends.iter().enumerate() {
            let Some(node) = node else { continue };
            let end = self.diagram.at(*node, &witness.point);
            let asks = end.is_some_and(|end| end != NOTHING);
            let engine = found.get(&number);
            let applies = engine.map_or(Match::No, |found| found.applies);
            let comes_to_nothing = engine.is_some_and(|found| {
                found.asked.worst() == Outcome::Granted
                    || policies.get(number).is_none_or(|policy| policy.grant.is_none())
            });
            let agrees = match applies {
                Match::No => !asks,
                Match::Unknown => true,
                Match::Yes => asks || comes_to_nothing,
            };
            if !agrees {
                let name = policies.get(number).map_or("", |policy| policy.id.as_str());
                let says = if asks { "applies" } else { "does not apply" };
                let engine = applies.as_str();
                let message = format!("policy `{name}` {says} by the diagram; by the engine: {engine}");
                return Err(Mismatch { message });
            }
        }
        let is_certain = decision.contributions.iter().all(|found| found.applies == Match::Yes);
        if let (true, Some(asked)) = (is_certain, self.asked(version, witness)) {
            let ability = Ability::of(&world, &witness.sign_in);
            let expected = self.outcome(&asked.requirement, &ability);
            // What Microsoft demands beside the policies is no part of the diagram.
            let granted = Range::certain(Outcome::Granted);
            let decided =
                decision.contributions.iter().map(|found| found.outcome()).fold(granted, Range::max);
            if !is_same(expected, decided) {
                let words =
                    |range: Range<Outcome>| format!("{}..{}", range.best().as_str(), range.worst().as_str());
                let message = format!(
                    "the diagram leads to {}, the engine decides {}",
                    words(expected),
                    words(decided)
                );
                return Err(Mismatch { message });
            }
        }
        Ok(decision.outcome)
    }

    /// What Microsoft demands of a witness beside the policies of a version.
    pub fn platform_demands(&self, version: usize, witness: &Witness) -> Vec<Enforcement> {
        let Some(Version { world, .. }) = self.versions.get(version) else { return Vec::new() };
        let directory = directory_for(world, witness);
        let world = World::new(&directory, world.tenant, &[], &[]);
        let ability = Ability::of(&world, &witness.sign_in);
        let mut demands = Vec::new();
        platform_demands(&world, &witness.sign_in, &&ability, &mut |demand| {
            if demand.outcome.worst() > Outcome::Granted {
                demands.push(demand.enforcement);
            }
        });
        demands
    }

    /// What comes of a requirement for someone.
    pub(super) fn outcome(&self, requirement: &Requirement, ability: &Ability<'_>) -> Range<Outcome> {
        let anything = Range::between(Outcome::Granted, Outcome::Blocked);
        requirement.fold_outcome(Outcome::Granted, Outcome::Blocked, |claim| {
            self.claims.kind(claim).map_or(anything, |kind| ability.outcome(kind))
        })
    }
}

/// The directory as far as a witness needs it: who signs in, with what is supposed of them, and their device.
pub(super) fn directory_for(world: &World<'_>, witness: &Witness) -> Directory {
    let from = world.directory;
    let mut directory = from.without_people();
    let sign_in = &witness.sign_in;
    let mut person = witness.person.and_then(|position| from.people().get(position as usize)).cloned();
    if person.is_none() && sign_in.subject == Subject::User && !witness.supposed.is_empty() {
        person = sign_in.subject_id.map(|id| stranger(id, sign_in));
    }
    for (atom, holds) in &witness.supposed {
        match atom {
            Atom::Membership { groups, roles } => {
                let groups: Vec<_> = groups.iter().filter_map(Id::guid).collect();
                let roles: Vec<_> = roles.iter().filter_map(Id::guid).collect();
                for group in &groups {
                    directory.groups.entry(*group).or_default().members_known = true;
                }
                directory.roles_known |= !roles.is_empty();
                directory.roles_in_doubt.retain(|role| !roles.contains(role));
                if let (true, Some(person)) = (*holds, &mut person) {
                    match (groups.first(), roles.first()) {
                        (Some(group), _) => person.groups.extend([*group]),
                        (None, role) => person.roles.extend(role),
                    }
                }
            }
            Atom::User(_)
            | Atom::Application(_)
            | Atom::ApplicationFilter(_)
            | Atom::Location(_)
            | Atom::Condition(..)
            | Atom::Json(_) => {}
        }
    }
    if let Some(person) = person {
        directory.add(person);
    }
    let id = sign_in.device.as_ref().and_then(|device| device.id.clone());
    directory.devices =
        id.zip(witness.draft.device.clone()).map(|(id, device)| HashMap::from([(id.into_owned(), device)]));
    directory
}

/// Whether two outcomes are the same, but for who blocks and for where registering is allowed.
fn is_same(expected: Range<Outcome>, decided: Range<Outcome>) -> bool {
    let end = |end: Outcome| if end.is_locked_out() { Outcome::Unsatisfiable } else { end };
    let registers = |range: Range<Outcome>| {
        range.best() == Outcome::NeedsRegistration || range.worst() == Outcome::NeedsRegistration
    };
    let same = |one: Outcome, other: Outcome| end(one) == end(other);
    registers(expected)
        || registers(decided)
        || (same(expected.best(), decided.best()) && same(expected.worst(), decided.worst()))
}

fn stranger(id: uuid::Uuid, sign_in: &SignIn<'_>) -> Person {
    Person {
        id,
        user_principal_name: sign_in.user_principal_name.to_lowercase(),
        display_name: String::new(),
        user_type: sign_in.user_type,
        enabled: None,
        created: None,
        hired: None,
        groups: BTreeSet::new(),
        roles: BTreeSet::new(),
        eligible_roles: BTreeSet::new(),
        registration: None,
        licenses: None,
        user_risk: None,
        per_user_mfa: None,
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}
