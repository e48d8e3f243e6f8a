//! What a tenant promises: invariants that hold for every sign-in, proved or shown to fail.
//!
//! A proof is read off the space of all sign-ins; a failure is a sign-in that the engine decided again, with the policy
//! that all but covers it. What depends on something that is not known is neither.

mod exception;
mod gaps;
mod invariant;
mod loss;
mod mutation;
mod names;
mod needless;
mod repair;
pub mod scenario;

use std::collections::BTreeSet;

use crate::catalogue::Enforcement;
use crate::control::{Outcome, Range};
use crate::model::{ConditionSet, GrantControls, Id, NamedLocation};
use crate::space::{Failure, NearMiss, Part, Scope, Space, Witness};
use crate::workspace::document::InvariantKind;

use self::gaps::of_users;
use self::names::everyone;

pub use exception::{Exempted, exception_faults, exceptions};
pub use gaps::{Gap, Gaps, gaps};
pub use invariant::{Attacker, Supposing, prove};
pub use loss::{Crippled, Loss, Lost, LostRegion, lost};
pub use mutation::{Fate, MOST_MUTANTS, Mutant, Mutated, mutate};
pub use names::{Unresolved, resolve};
pub use needless::{Needless, Shut, needless};
pub use repair::{
    Candidate, MOST_TRIED, Repair, Repairs, Tried, edits, harms_emergency_access, is_emergency_access, search,
};

/// An invariant with its names resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Promise {
    /// What is promised.
    pub name: String,
    /// Whose promise it is.
    pub owner: Option<String>,
    /// Why it is promised.
    pub reason: Option<String>,
    /// How it holds.
    pub kind: InvariantKind,
    /// What is promised.
    pub outcome: Promised,
    /// The sign-ins it speaks of: those of all of these at once.
    pub scopes: Vec<ConditionSet<Id>>,
    /// Users it does not speak of.
    pub except: Option<ConditionSet<Id>>,
    /// Named locations of its own.
    pub locations: Vec<NamedLocation>,
    /// The file that says it, and where in it.
    pub place: (String, String),
}

/// What is promised of a sign-in.
#[derive(Clone, Debug, PartialEq)]
pub enum Promised {
    /// It is blocked.
    Blocked,
    /// It is not blocked.
    Granted,
    /// This is asked for at least.
    Requires(GrantControls<Id>, String),
}

/// A promise, and what came of it.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The promise.
    pub promise: Promise,
    /// What came of it.
    pub verdict: Verdict,
    /// What would have it kept; `None` where that was not looked for.
    pub repairs: Option<Repairs>,
}

/// What came of a promise.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It holds for every sign-in.
    Proved,
    /// It fails for some sign-in, whatever is not known.
    Fails(Box<Counterexample>),
    /// Whether it fails depends on what is not known.
    Unknown(Box<Counterexample>),
    /// It speaks of no sign-in at all, so that it says nothing.
    Nobody,
    /// There is no sign-in of which it would hold.
    NoPath,
    /// There is one of which it holds.
    Path(Box<Counterexample>),
    /// It was not decided, and why.
    Undecided(String),
}

/// A sign-in that shows what came of a promise.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The sign-ins like it, in plain words; `None` for all that the promise speaks of.
    pub region: Option<String>,
    /// The people of the directory with such sign-ins, by position there.
    pub people: BTreeSet<u32>,
    /// The sign-in.
    pub witness: Witness,
    /// What has to be so that no export tells, in words.
    pub supposed: Vec<String>,
    /// What is asked of it, in words.
    pub asked: String,
    /// What the engine decides.
    pub outcome: Range<Outcome>,
    /// What Microsoft demands of it beside the policies.
    pub platform: Vec<Enforcement>,
    /// The policies that ask something of it, by place.
    pub asking: Vec<usize>,
    /// The policies that would cover it, but for something, the nearest first.
    pub near_misses: Vec<NearMiss>,
}

impl Counterexample {
    /// The policy that all but covers it.
    pub fn near_miss(&self) -> Option<&NearMiss> {
        self.near_misses.first()
    }
}

impl Verdict {
    /// Whether the promise is kept.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Proved | Self::Path(_))
    }

    /// Whether it was left undecided.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Self::Undecided(_))
    }

    /// Our word in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Fails(_) => "fails",
            Self::Unknown(_) => "unknown",
            Self::Nobody => "nobody",
            Self::NoPath => "noPath",
            Self::Path(_) => "path",
            Self::Undecided(_) => "undecided",
        }
    }

    /// The sign-in that shows it.
    pub fn example(&self) -> Option<&Counterexample> {
        match self {
            Self::Fails(example) | Self::Unknown(example) | Self::Path(example) => Some(example),
            Self::Proved | Self::Nobody | Self::NoPath | Self::Undecided(_) => None,
        }
    }
}

impl Promise {
    /// What a policy would have to ask of whatever fails; `None` of a promise that something is possible, which more
    /// policies never keep.
    fn missing(&self) -> Option<&Promised> {
        match (self.kind, &self.outcome) {
            (InvariantKind::Always, Promised::Blocked | Promised::Requires(..)) => Some(&self.outcome),
            (InvariantKind::Never, Promised::Granted) => Some(&Promised::Blocked),
            (InvariantKind::Always, Promised::Granted)
            | (InvariantKind::Never, Promised::Blocked | Promised::Requires(..))
            | (InvariantKind::SomePath, _) => None,
        }
    }

    /// The scopes that a space has to know for this promise: one for what is asked, those it speaks of, and then whom it
    /// does not.
    fn wanted(&self) -> Vec<Scope> {
        let grant = match &self.outcome {
            Promised::Requires(grant, _) => Some(grant.clone()),
            Promised::Blocked | Promised::Granted => None,
        };
        let asked = Scope { grant, ..of_users(everyone().users.include) };
        let own = self.scopes.iter().enumerate().map(|(number, conditions)| Scope {
            conditions: conditions.clone(),
            grant: None,
            locations: if number == 0 { self.locations.clone() } else { Vec::new() },
        });
        let except = self.except.iter().cloned().map(|conditions| Scope { conditions, ..Scope::default() });
        [asked].into_iter().chain(own).chain(except).collect()
    }
}

/// An example of a part of a region, decided again by the engine.
fn example(space: &Space<'_>, version: usize, part: &Part) -> Result<Option<Counterexample>, Failure> {
    let Some(point) = space.point_of(part) else { return Ok(None) };
    let witness = space.witness(point);
    let outcome = space.decide_again(version, &witness)?;
    let supposed = space.supposes(part);
    let asked = space
        .asked(version, &witness)
        .map_or_else(|| "more than can be gone through".to_owned(), |asked| space.asked_words(&asked));
    Ok(Some(Counterexample {
        region: space.describe(part),
        people: space.people_in(part),
        supposed: supposed.iter().map(|(atom, holds)| space.atom_words(atom, *holds)).collect(),
        asked,
        outcome,
        platform: space.platform_demands(version, &witness),
        asking: space.asking(version, &witness),
        near_misses: Vec::new(),
        witness,
    }))
}
