//! The space of all sign-ins: what policies ask, everywhere, exactly.
//!
//! Every condition is a level of a decision diagram, cut into the classes that its own partition tells apart; a policy is
//! a product of classes, a set of policies the diagram of what all of them ask together. There are no semantics here:
//! whether a class matches is asked of its representative, and every claim is a sign-in that the engine decides again.

mod aspects;
mod build;
mod cover;
mod diagram;
mod ends;
mod equal;
mod explore;
mod facts;
mod fold;
mod freed;
mod gaps;
mod hashing;
mod idle;
mod lacking;
mod level;
mod merged;
mod near;
mod people;
mod place;
mod regions;
mod search;
mod sets;
mod supposed;
mod witness;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use self::diagram::{Diagram, Node};
use self::ends::Ends;
use self::level::Level;
use crate::condition::World;
use crate::control::{ClaimTable, Requirement};
use crate::model::{ConditionSet, GrantControls, Id, Name, NamedLocation, Policy, ReferenceKind};

pub use diagram::TooLarge;
pub use ends::{Asked, Direction, Session};
pub use equal::Equal;
pub use explore::{Choice, End, EndKind, Explorer, Place, Step, Walk, Walker};
pub use idle::Idle;
pub use lacking::{Enough, Sought};
pub use near::{NearMiss, Obstacle};
pub use place::{People, Placed};
pub use regions::{Change, Part};
pub use supposed::Atom;
pub use witness::{Mismatch, Witness};
pub use words::Words;

/// Policies and what they are decided against.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The directory, the tenant, and this version's own named locations and strengths.
    pub world: &'a World<'a>,
    /// The policies. Those that are enabled decide, and those whose state is not known.
    pub policies: &'a [Policy<Id>],
}

/// A set of sign-ins beside the policies, with something that may be asked of them.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Which sign-ins.
    pub conditions: ConditionSet<Id>,
    /// What may be asked.
    pub grant: Option<GrantControls<Id>>,
    /// Named locations that the conditions speak of and no version has.
    pub locations: Vec<NamedLocation>,
}

/// A [`Scope`] in a space.
#[derive(Clone, Debug)]
pub struct Scoped {
    /// Its sign-ins.
    pub region: Region,
    /// What meeting the grant controls comes to, and for which of them: what a sign-in shows already is not asked.
    pub demands: Vec<(Requirement, Region)>,
}

/// How to go about it.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// Names for ids.
    pub names: &'a BTreeMap<(ReferenceKind, Id), Name>,
    /// The most nodes that the diagrams may have together.
    pub bound: usize,
}

/// So many nodes are enough for hundreds of hard policies over a directory, and keep memory and time in bounds.
pub const DEFAULT_BOUND: usize = 500_000;

/// All sign-ins, with what some versions of a set of policies ask of them.
pub struct Space<'a> {
    versions: Vec<Version<'a>>,
    settings: Settings<'a>,
    levels: Vec<Level>,
    diagram: Diagram,
    ends: Ends,
    claims: ClaimTable,
    /// By version and policy: where it applies, and what it asks there. `None` for one that does not decide.
    policies: Vec<Vec<Option<Node>>>,
    /// Diagrams that are in use, by the number that stands for them outside.
    kept: Vec<Node>,
    /// From so many nodes on, those that nothing leads to are forgotten.
    worth_clearing: usize,
    words: words::Vocabulary,
    left_out: Vec<String>,
}

/// A set of sign-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region(usize);

/// What is asked of each sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcomes(usize);

impl<'a> Space<'a> {
    /// The space that some versions of a set of policies, and some sets of sign-ins beside, cut alike.
    pub fn new(
        versions: &[Version<'a>],
        scopes: &[Scope],
        settings: Settings<'a>,
    ) -> Result<(Self, Vec<Scoped>), TooLarge> {
        build::space(versions, scopes, settings)
    }

    /// Every sign-in.
    pub fn everything(&mut self) -> Region {
        self.keep_region(diagram::YES)
    }

    /// The sign-ins of both.
    pub fn both(&mut self, one: Region, other: Region) -> Result<Region, TooLarge> {
        let node = self.diagram.and(self.region(one), self.region(other))?;
        Ok(self.keep_region(node))
    }

    /// The sign-ins of either.
    pub fn either(&mut self, one: Region, other: Region) -> Result<Region, TooLarge> {
        let node = self.diagram.or(self.region(one), self.region(other))?;
        Ok(self.keep_region(node))
    }

    /// The sign-ins of one that are not of the other.
    pub fn without(&mut self, one: Region, other: Region) -> Result<Region, TooLarge> {
        let node = self.diagram.without(self.region(one), self.region(other))?;
        Ok(self.keep_region(node))
    }

    /// Whether there is no sign-in in a region.
    pub fn is_empty(&self, region: Region) -> bool {
        self.region(region) == diagram::NO
    }

    /// What was left out, in plain words, so that claims are exact but for this.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// How many nodes the diagrams have at the moment.
    pub fn size(&self) -> usize {
        self.diagram.len()
    }

    fn keep_region(&mut self, node: Node) -> Region {
        self.kept.push(node);
        Region(self.kept.len() - 1)
    }

    #[expect(clippy::indexing_slicing, reason = "a region of this space; a default would be a claim")]
    fn region(&self, region: Region) -> Node {
        self.kept[region.0]
    }

    #[expect(clippy::indexing_slicing, reason = "outcomes of this space; a default would be a claim")]
    fn outcomes_node(&self, outcomes: Outcomes) -> Node {
        self.kept[outcomes.0]
    }
}

/// Why nothing could be said of a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The policies tell too many kinds of sign-ins apart.
    TooLarge,
    /// The engine and the diagram differ: a mistake in this program.
    Mismatch(String),
}

impl From<TooLarge> for Failure {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        Self::Mismatch(mismatch.message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => TooLarge.fmt(f),
            Self::Mismatch(message) => write!(f, "the analysis and the engine differ: {message}"),
        }
    }
}

impl std::error::Error for Failure {}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the policies tell too many kinds of sign-ins apart")
    }
}

impl std::error::Error for TooLarge {}
