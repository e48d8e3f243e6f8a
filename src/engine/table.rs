//! A policy set compiled to masks.

use std::cell::LazyCell;
use std::sync::OnceLock;

use super::bits::{and, clear, contains, copy, indices, insert, mark, or};
use crate::condition::{AnyDimension, Class, Classifier, DIMENSIONS, World};
use crate::control::{Ability, Claim, ClaimTable, Demand, Outcome, Range, Requirement, platform_demands};
use crate::model::{ConditionSet, Id, Match, Policy, State, UnknownPart};
use crate::sign_in::SignIn;

/// A set of policies, by their index in the table they were compiled to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySet {
    words: Vec<u64>,
}

/// Policies compiled for deciding many sign-ins.
pub struct Table<'w> {
    world: &'w World<'w>,
    len: usize,
    columns: Vec<Column>,
    all: PolicySet,
    /// Policies that decide.
    enabled: PolicySet,
    /// Policies of which nothing that could make them apply is unknown to this version.
    understood: PolicySet,
    grants: Vec<Grant>,
    /// What is asked, each once.
    requirements: Vec<Requirement>,
    claims: ClaimTable,
    /// What the policies say, for masks that are yet to be made.
    conditions: Vec<ConditionSet<Id>>,
}

/// One dimension's masks.
struct Column {
    dimension: &'static dyn AnyDimension,
    /// `None` where the classes are too many to list; then every sign-in is matched by itself.
    classes: Option<Classes>,
}

/// The masks of every class.
struct Classes {
    classifier: Box<dyn Classifier>,
    /// By class, each made when a sign-in first needs it: of tens of thousands, a tenant meets a few.
    rows: Vec<OnceLock<Row>>,
}

/// The policies that match a class for certain, and those that may.
struct Row {
    certain: Vec<u64>,
    possible: Vec<u64>,
}

/// What a policy asks for.
#[derive(Clone, Copy, Debug)]
enum Grant {
    /// A requirement, by its number.
    Requirement(usize),
    /// Too much, or something this version does not know: it may be anything.
    Undecided,
}

/// Room to decide in, used again for every sign-in.
#[derive(Debug, Default)]
pub struct Scratch {
    certain: Vec<u64>,
    possible: Vec<u64>,
    row_certain: Vec<u64>,
    row_possible: Vec<u64>,
    outcomes: Vec<Option<Range<Outcome>>>,
    /// By claim, once it is asked for: many requirements share theirs.
    claims: Vec<Option<Range<Outcome>>>,
    contributions: Vec<Contribution>,
    platform: Vec<Demand>,
}

/// What one policy contributes to a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The policy's index.
    pub policy: usize,
    /// Whether it applies: yes or unknown.
    pub applies: Match,
    /// What comes of its controls where it applies.
    pub asked: Range<Outcome>,
}

/// What becomes of a sign-in under enabled policies.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'s> {
    /// From the best it may be to the worst.
    pub outcome: Range<Outcome>,
    /// Every policy that applies or may, in order.
    pub contributions: &'s [Contribution],
    /// What Microsoft demands beside the policies.
    pub platform: &'s [Demand],
}

impl Contribution {
    /// What the policy adds: nothing at best, if it may not apply.
    pub fn outcome(self) -> Range<Outcome> {
        match self.applies {
            Match::Yes => self.asked,
            Match::Unknown | Match::No => Range::between(Outcome::Granted, self.asked.worst()),
        }
    }
}

impl<'w> Table<'w> {
    /// Compiles policies. Their order is the order of indices.
    pub fn new(world: &'w World<'w>, policies: &[Policy<Id>]) -> Self {
        Self::beside(world, policies, ClaimTable::default())
    }

    /// Compiles policies whose requirements are to be compared with another table's: claims are numbered on from it.
    pub fn beside(world: &'w World<'w>, policies: &[Policy<Id>], claims: ClaimTable) -> Self {
        let len = policies.len();
        let conditions: Vec<_> = policies.iter().map(|policy| &policy.conditions).collect();
        let columns = DIMENSIONS
            .iter()
            .filter(|dimension| conditions.iter().any(|conditions| dimension.is_configured(conditions)))
            .map(|dimension| Column {
                dimension: *dimension,
                classes: dimension.classify(world, &conditions).map(Classes::new),
            })
            .collect();
        let mut table = Self {
            world,
            len,
            columns,
            all: PolicySet::of(len, policies, |_| true),
            enabled: PolicySet::deciding(policies),
            understood: PolicySet::of(len, policies, |policy| {
                let unknown = &policy.unknown;
                !matches!(policy.state, State::Unknown(_))
                    && !unknown.touches(UnknownPart::Conditions)
                    && !unknown.touches(UnknownPart::Root)
            }),
            grants: Vec::with_capacity(len),
            requirements: Vec::new(),
            claims,
            conditions: policies.iter().map(|policy| policy.conditions.clone()).collect(),
        };
        for policy in policies {
            let grant = table.grant(policy);
            table.grants.push(grant);
        }
        table
    }

    fn grant(&mut self, policy: &Policy<Id>) -> Grant {
        if policy.unknown.touches(UnknownPart::Grant) || policy.unknown.touches(UnknownPart::Root) {
            return Grant::Undecided;
        }
        let requirement = match &policy.grant {
            None => Ok(Requirement::nothing()),
            Some(grant) => self.claims.requirement(self.world, grant),
        };
        let Ok(requirement) = requirement else {
            return Grant::Undecided;
        };
        let number = self.requirements.iter().position(|known| *known == requirement);
        Grant::Requirement(number.unwrap_or_else(|| {
            self.requirements.push(requirement);
            self.requirements.len() - 1
        }))
    }

    /// The claims that the policies ask for, and those of the table this one was compiled beside.
    pub fn claims(&self) -> &ClaimTable {
        &self.claims
    }

    /// What the policies ask for, each requirement once.
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The number of what a policy asks for; `None` where it is not decided.
    pub fn requirement(&self, policy: usize) -> Option<usize> {
        match self.grants.get(policy) {
            Some(Grant::Requirement(number)) => Some(*number),
            Some(Grant::Undecided) | None => None,
        }
    }

    /// What becomes of whoever signs in if they register a method where they are.
    pub fn decide_registering(&self, sign_in: &SignIn<'_>) -> Range<Outcome> {
        let registering = super::registration::registering(sign_in);
        self.decide_here(&mut Scratch::default(), &registering, &self.enabled)
    }

    /// The enabled policies that may keep whoever signs in from registering a method where they are.
    pub fn registration_blockers(&self, sign_in: &SignIn<'_>) -> Vec<usize> {
        let mut scratch = Scratch::default();
        self.decide_here(&mut scratch, &super::registration::registering(sign_in), &self.enabled);
        let blocks = |contribution: &&Contribution| contribution.outcome().worst().is_locked_out();
        scratch.contributions.iter().filter(blocks).map(|contribution| contribution.policy).collect()
    }

    /// How many policies there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What becomes of a sign-in under the enabled policies.
    pub fn decide<'s>(&self, scratch: &'s mut Scratch, sign_in: &SignIn<'_>) -> Decision<'s> {
        self.decide_for(scratch, sign_in, &self.enabled, &self.enabled)
    }

    /// What becomes of a sign-in were these policies [the ones that decide](PolicySet::deciding), and no others.
    pub fn decide_by<'s>(
        &self,
        scratch: &'s mut Scratch,
        sign_in: &SignIn<'_>,
        deciding: &PolicySet,
    ) -> Decision<'s> {
        self.decide_for(scratch, sign_in, deciding, deciding)
    }

    /// What would become of a sign-in were every policy enabled, save that registering is still decided by those that
    /// are.
    pub fn decide_by_all<'s>(&self, scratch: &'s mut Scratch, sign_in: &SignIn<'_>) -> Decision<'s> {
        self.decide_for(scratch, sign_in, &self.all, &self.enabled)
    }

    fn decide_for<'s>(
        &self,
        scratch: &'s mut Scratch,
        sign_in: &SignIn<'_>,
        among: &PolicySet,
        on_registering: &PolicySet,
    ) -> Decision<'s> {
        let mut outcome = self.decide_here(scratch, sign_in, among);
        let registers = |asked: Range<Outcome>| {
            asked.best() == Outcome::NeedsRegistration || asked.worst() == Outcome::NeedsRegistration
        };
        // Of one policy it may be asked though another one blocks.
        if scratch.contributions.iter().any(|contribution| registers(contribution.asked))
            || scratch.platform.iter().any(|demand| registers(demand.outcome))
        {
            let registration = super::registration::resolve(self, sign_in, on_registering);
            outcome = super::registration::apply(outcome, registration);
            for contribution in &mut scratch.contributions {
                contribution.asked = super::registration::apply(contribution.asked, registration);
            }
            for demand in &mut scratch.platform {
                demand.outcome = super::registration::apply(demand.outcome, registration);
            }
        }
        Decision { outcome, contributions: &scratch.contributions, platform: &scratch.platform }
    }

    /// As if whoever needs to register could.
    pub(super) fn decide_here(
        &self,
        scratch: &mut Scratch,
        sign_in: &SignIn<'_>,
        among: &PolicySet,
    ) -> Range<Outcome> {
        self.apply(scratch, sign_in, among);
        scratch.outcomes.clear();
        scratch.outcomes.resize(self.requirements.len(), None);
        scratch.claims.clear();
        scratch.claims.resize(self.claims.len(), None);
        scratch.contributions.clear();
        let ability = LazyCell::new(|| Ability::of(self.world, sign_in));
        let mut outcome = Range::certain(Outcome::Granted);
        let claims = &mut scratch.claims;
        for policy in indices(&scratch.possible) {
            // INVARIANT: masks hold indices of this table only; a grant that were missing would be a policy that asks
            // for nothing.
            #[expect(clippy::indexing_slicing, reason = "an index of this table")]
            let asked = match self.grants[policy] {
                Grant::Undecided => anything(),
                Grant::Requirement(number) => *scratch.outcomes[number]
                    .get_or_insert_with(|| self.outcome_of(&self.requirements[number], &ability, claims)),
            };
            let applies = if contains(&scratch.certain, policy) { Match::Yes } else { Match::Unknown };
            let contribution = Contribution { policy, applies, asked };
            outcome = outcome.max(contribution.outcome());
            scratch.contributions.push(contribution);
        }
        scratch.platform.clear();
        platform_demands(self.world, sign_in, &ability, &mut |demand| scratch.platform.push(demand));
        scratch.platform.iter().map(|demand| demand.outcome).fold(outcome, Range::max)
    }

    fn outcome_of(
        &self,
        requirement: &Requirement,
        ability: &Ability<'_>,
        claims: &mut [Option<Range<Outcome>>],
    ) -> Range<Outcome> {
        let of = |claim: Claim| match (self.claims.kind(claim), claims.get_mut(usize::from(claim.index()))) {
            (Some(kind), Some(known)) => *known.get_or_insert_with(|| ability.outcome(kind)),
            (None, _) | (_, None) => anything(),
        };
        requirement.fold_outcome(Outcome::Granted, Outcome::Blocked, of)
    }

    /// Fills in which policies apply for certain, and which may.
    fn apply(&self, scratch: &mut Scratch, sign_in: &SignIn<'_>, among: &PolicySet) {
        copy(&mut scratch.possible, &among.words);
        copy(&mut scratch.certain, &among.words);
        and(&mut scratch.certain, &self.understood.words);
        for column in &self.columns {
            match &column.classes {
                Some(classes) => self.match_classes(classes, scratch, sign_in),
                None => self.match_each(column.dimension, scratch, sign_in),
            }
        }
    }

    fn match_classes(&self, classes: &Classes, scratch: &mut Scratch, sign_in: &SignIn<'_>) {
        // Nearly always there is one, whose row need not be copied.
        let mut only: Option<&Row> = None;
        scratch.row_certain.clear();
        scratch.row_possible.clear();
        classes.classifier.classes(self.world, sign_in, &mut |class| {
            let row = classes.row(self.world, &self.conditions, class);
            let Some(first) = only.replace(row) else { return };
            if scratch.row_possible.is_empty() {
                copy(&mut scratch.row_certain, &first.certain);
                copy(&mut scratch.row_possible, &first.possible);
            }
            or(&mut scratch.row_certain, &row.certain);
            or(&mut scratch.row_possible, &row.possible);
        });
        match only {
            Some(row) if scratch.row_possible.is_empty() => {
                and(&mut scratch.certain, &row.certain);
                and(&mut scratch.possible, &row.possible);
            }
            Some(_) => {
                and(&mut scratch.certain, &scratch.row_certain);
                and(&mut scratch.possible, &scratch.row_possible);
            }
            None => {
                scratch.certain.fill(0);
                scratch.possible.fill(0);
            }
        }
    }

    fn match_each(&self, dimension: &dyn AnyDimension, scratch: &mut Scratch, sign_in: &SignIn<'_>) {
        clear(&mut scratch.row_certain, self.words());
        clear(&mut scratch.row_possible, self.words());
        for (policy, conditions) in self.conditions.iter().enumerate() {
            let matches = dimension.trace(self.world, conditions, sign_in);
            mark(&mut scratch.row_certain, &mut scratch.row_possible, policy, matches);
        }
        and(&mut scratch.certain, &scratch.row_certain);
        and(&mut scratch.possible, &scratch.row_possible);
    }

    fn words(&self) -> usize {
        self.len.div_ceil(64)
    }
}

impl Classes {
    fn new(classifier: Box<dyn Classifier>) -> Self {
        let rows = (0..classifier.class_count()).map(|_| OnceLock::new()).collect();
        Self { classifier, rows }
    }

    // INVARIANT: a classifier gives only classes that it was listed with. A default here would mean that no policy
    // applies.
    #[expect(clippy::indexing_slicing, reason = "a class of this column")]
    fn row(&self, world: &World<'_>, conditions: &[ConditionSet<Id>], class: Class) -> &Row {
        self.rows[class.0].get_or_init(|| {
            let words = conditions.len().div_ceil(64);
            let mut row = Row { certain: vec![0; words], possible: vec![0; words] };
            for (policy, conditions) in conditions.iter().enumerate() {
                let matches = self.classifier.matches(world, conditions, class);
                mark(&mut row.certain, &mut row.possible, policy, matches);
            }
            row
        })
    }
}

impl PolicySet {
    /// The policies that decide, by their states.
    pub fn deciding(policies: &[Policy<Id>]) -> Self {
        Self::of(policies.len(), policies, |policy| {
            matches!(policy.state, State::Enabled | State::Unknown(_))
        })
    }

    fn of(len: usize, policies: &[Policy<Id>], holds: impl Fn(&Policy<Id>) -> bool) -> Self {
        let mut words = vec![0; len.div_ceil(64)];
        for (index, _) in policies.iter().enumerate().filter(|(_, policy)| holds(policy)) {
            insert(&mut words, index);
        }
        Self { words }
    }

    /// Whether a policy is in the set.
    pub fn contains(&self, policy: usize) -> bool {
        contains(&self.words, policy)
    }
}

fn anything() -> Range<Outcome> {
    Range::between(Outcome::Granted, Outcome::Blocked)
}
