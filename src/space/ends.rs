//! What policies ask of a sign-in all together: the ends of the diagrams, each once.

use std::collections::{BTreeSet, HashMap};

use super::diagram::Node;
use super::hashing::FastMap;
use crate::control::{Requirement, merge_sessions};
use crate::model::{
    CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, Id, PersistentBrowser, SessionControls,
    SignInFrequencyAuthentication,
};

/// What is asked of a sign-in.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What must be shown.
    pub requirement: Requirement,
    /// How the session is limited.
    pub session: Session,
}

/// Session controls of several policies, as far as how they merge is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// The strictest of each.
    pub controls: SessionControls<Id>,
    /// Settings that no order is known for, each as it is written.
    pub others: BTreeSet<String>,
}

/// How one outcome compares to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// More is asked.
    Tightens,
    /// Less is asked.
    Loosens,
    /// Something else is asked.
    Mixed,
    /// The same is asked.
    Equal,
}

/// The ends of diagrams over outcomes.
#[derive(Debug)]
pub(super) struct Ends {
    asked: Vec<Asked>,
    requirements: HashMap<Requirement, Vec<u32>>,
    both: FastMap<(u32, u32), u32>,
    are_decided: bool,
}

/// Outside of what is looked at.
pub(super) const OUTSIDE: u32 = 0;
/// Nothing is asked.
pub(super) const NOTHING: u32 = 1;
/// Access is blocked, so that nothing else matters.
pub(super) const BLOCK: u32 = 2;
/// More is asked than can be gone through.
pub(super) const UNDECIDED: u32 = 3;

impl Session {
    pub(super) fn of(controls: &SessionControls<Id>) -> Self {
        let mut controls = controls.clone();
        let mut others = BTreeSet::new();
        if let Some(profile) = controls.global_secure_access_profile.take() {
            others.insert(format!("globalSecureAccessFilteringProfile {profile}"));
        }
        if let Some(frequency) = &mut controls.sign_in_frequency {
            if let Some((value, FrequencyUnit::Days)) = frequency.period {
                frequency.period = Some((value.saturating_mul(24), FrequencyUnit::Hours));
            }
            frequency.authentication.get_or_insert(SignInFrequencyAuthentication::PrimaryAndSecondary);
            if matches!(frequency.period, Some((_, FrequencyUnit::Unknown(_))))
                || matches!(frequency.authentication, Some(SignInFrequencyAuthentication::Unknown(_)))
            {
                others.insert(format!("signInFrequency {frequency:?}"));
                controls.sign_in_frequency = None;
            }
        }
        if let Some(PersistentBrowser::Unknown(token)) = &controls.persistent_browser {
            others.insert(format!("persistentBrowser {token}"));
            controls.persistent_browser = None;
        }
        if let Some(CloudAppSecurity::Unknown(token)) = &controls.cloud_app_security {
            others.insert(format!("cloudAppSecurity {token}"));
            controls.cloud_app_security = None;
        }
        if let Some(ContinuousAccessEvaluation::Unknown(token)) = &controls.continuous_access_evaluation {
            others.insert(format!("continuousAccessEvaluation {token}"));
            controls.continuous_access_evaluation = None;
        }
        Self { controls, others }
    }

    /// Whether a sign-in is asked again after so many hours, or sooner.
    pub fn lasts_at_most(&self, hours: u32) -> bool {
        self.controls.sign_in_frequency.as_ref().is_some_and(|frequency| {
            frequency.period.as_ref().is_none_or(|(value, _)| *value <= hours && hours > 0)
        })
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            controls: merge_sessions([&self.controls, &other.controls]).controls,
            others: self.others.union(&other.others).cloned().collect(),
        }
    }

    /// Whether it is at least as strict in everything.
    pub(super) fn implies(&self, other: &Self) -> bool {
        let merged = merge_sessions([&self.controls, &other.controls]);
        let frequencies = [&self.controls, &other.controls].map(|of| of.sign_in_frequency.as_ref());
        // A shorter one that asks for less again is not stricter.
        let is_ordered = match frequencies {
            [Some(one), Some(other)] => {
                one.authentication == other.authentication
                    || other.authentication != Some(SignInFrequencyAuthentication::PrimaryAndSecondary)
            }
            [_, None] | [None, Some(_)] => true,
        };
        is_ordered && merged.controls == self.controls && other.others.is_subset(&self.others)
    }
}

impl Asked {
    /// What session controls ask by themselves.
    pub fn of_session(controls: &SessionControls<Id>) -> Self {
        Self { requirement: Requirement::nothing(), session: Session::of(controls) }
    }

    /// How another outcome compares to this one.
    pub fn direction(&self, after: &Self) -> Direction {
        let stricter = after.implies(self);
        let milder = self.implies(after);
        match (stricter, milder) {
            (true, true) => Direction::Equal,
            (true, false) => Direction::Tightens,
            (false, true) => Direction::Loosens,
            (false, false) => Direction::Mixed,
        }
    }

    /// What both ask together; `None` where that is too much to go through.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let requirement = self.requirement.and(&other.requirement).ok()?;
        let is_shut = requirement.is_block();
        let session = if is_shut { Session::default() } else { self.session.and(&other.session) };
        Some(Self { requirement, session })
    }

    /// Whether whoever meets it meets the other.
    pub fn implies(&self, other: &Self) -> bool {
        if self.requirement.is_block() {
            return true;
        }
        self.requirement.implies(&other.requirement) && self.session.implies(&other.session)
    }
}

impl Ends {
    pub(super) fn new() -> Self {
        let nothing = Asked { requirement: Requirement::nothing(), session: Session::default() };
        let block = Asked { requirement: Requirement::block(), session: Session::default() };
        // What is outside and what is not decided have no outcome; theirs is never looked at.
        let asked = vec![nothing.clone(), nothing.clone(), block.clone(), nothing];
        let requirements =
            HashMap::from([(Requirement::nothing(), vec![NOTHING]), (Requirement::block(), vec![BLOCK])]);
        Self { asked, requirements, both: FastMap::default(), are_decided: true }
    }

    /// The end for an outcome.
    pub(super) fn keep(&mut self, asked: Asked) -> u32 {
        let asked =
            if asked.requirement.is_block() { Asked { session: Session::default(), ..asked } } else { asked };
        let alike = self.requirements.entry(asked.requirement.clone()).or_default();
        let is_same = |number: &&u32| self.asked.get(**number as usize) == Some(&asked);
        if let Some(known) = alike.iter().find(is_same) {
            return *known;
        }
        let number = u32::try_from(self.asked.len()).unwrap_or(UNDECIDED);
        alike.push(number);
        self.asked.push(asked);
        number
    }

    /// The outcome of an end; `None` where it is outside or not decided.
    pub(super) fn asked(&self, number: u32) -> Option<&Asked> {
        if number == OUTSIDE || number == UNDECIDED { None } else { self.asked.get(number as usize) }
    }

    /// The end for what is not decided.
    pub(super) fn undecided(&mut self) -> u32 {
        self.are_decided = false;
        UNDECIDED
    }

    /// Whether nothing was undecided so far.
    pub(super) fn are_decided(&self) -> bool {
        self.are_decided
    }

    /// What comes of both together.
    pub(super) fn and(&mut self, one: u32, other: u32) -> u32 {
        match (one, other) {
            (OUTSIDE, _) | (_, OUTSIDE) => return OUTSIDE,
            (BLOCK, _) | (_, BLOCK) => return BLOCK,
            (UNDECIDED, _) | (_, UNDECIDED) => return UNDECIDED,
            (NOTHING, number) | (number, NOTHING) => return number,
            (one, other) if one == other => return one,
            (_, _) => {}
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.both.get(&key) {
            return *known;
        }
        let both = match (self.asked(one), self.asked(other)) {
            (Some(one), Some(other)) => one.and(other),
            (None, _) | (_, None) => None,
        };
        let number = match both {
            Some(both) => self.keep(both),
            None => self.undecided(),
        };
        self.both.insert(key, number);
        number
    }

    /// What is clear of two nodes without looking into them. Where the first is a block, the other must not
    /// lead outside.
    pub(super) fn combine(&mut self, so_far: Node, policy: Node) -> Option<Node> {
        const OUT: Node = Node::end(OUTSIDE);
        const FREE: Node = Node::end(NOTHING);
        const SHUT: Node = Node::end(BLOCK);
        match (so_far, policy) {
            (OUT | SHUT, _) | (_, FREE) => Some(so_far),
            (FREE, _) | (_, OUT) => Some(policy),
            (_, _) => Some(Node::end(self.and(so_far.number()?, policy.number()?))),
        }
    }
}
