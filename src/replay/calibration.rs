//! How often the engine agrees with what Entra itself recorded, policy by policy and condition by condition.
//!
//! What is in force is decided for every recorded sign-in and compared with `appliedConditionalAccessPolicies`. Where the
//! engine cannot tell and the recorded result is one of those it allows, that is undecided: neither an agreement nor a
//! disagreement. What is gathered can be merged; nothing here is printed.

mod addresses;
mod compared;
mod conditions;
mod judge;
mod sample;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use self::addresses::Addresses;
use self::compared::Tallies;
use self::conditions::PolicyConditions;
use self::judge::{Verdict, judge};
use super::comparison::Side;
use super::person::Example;
use crate::catalogue::{ErrorClass, error_class};
use crate::engine::{Scratch, Table};
use crate::model::{Id, Match};
use crate::sign_in::SignIn;
use crate::sign_in::recorded::{AppliedPolicy, AppliedResult, RecordedCondition};

pub use addresses::{SeenAddresses, StaleLocation};
pub use judge::Results;
pub use sample::Score;

pub(super) use judge::Named;
pub(super) use sample::Sample;

/// A set in force, compared with what was recorded.
pub struct Calibration<'w> {
    side: Side<'w>,
    table: Table<'w>,
    named: Named,
    conditions: Vec<PolicyConditions>,
    addresses: Addresses,
    /// The day of the last change of each policy, by Graph id.
    changed: &'w BTreeMap<Id, NaiveDate>,
    scratch: Scratch,
    tallies: Tallies,
}

/// How often something was as it was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// It was.
    pub agreed: u64,
    /// It may have been: the engine cannot tell, and allows what was recorded.
    pub undecided: u64,
    /// It was not.
    pub disagreed: u64,
}

/// How often the engine agrees with Entra.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibrated {
    /// Sign-ins that reached Conditional Access.
    pub sign_ins: u64,
    /// Those of them with recorded results.
    pub recorded: u64,
    /// From the first of these to the last.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Results of policies.
    pub results: Agreement,
    /// Results by policy of the set, in its order; those that were recorded only.
    pub policies: Vec<PolicyAgreement>,
    /// Conditions, in the order of Graph's bits; those that were recorded only.
    pub conditions: Vec<ConditionAgreement>,
    /// Results that are not as they were recorded, most frequent first.
    pub disagreements: Vec<Disagreement>,
    /// Conditions that are not as they were recorded, most frequent first.
    pub condition_disagreements: Vec<ConditionDisagreement>,
    /// Named locations that do not match as Entra recorded.
    pub stale_locations: Vec<StaleLocation>,
    /// Recorded policies that the set does not have, by id: the name and how many results.
    pub not_in_set: Vec<(Id, String, u64)>,
    /// Policies of the set that were never recorded, by index.
    pub never_recorded: Vec<usize>,
    /// Results that say nothing: `unknown`.
    pub unknown: u64,
    /// Results that say nothing because newer members were not asked for: `unknownFutureValue`. Of report-only policies it
    /// is every result, unless Graph is asked with `Prefer: include-unknown-enum-members`.
    pub unknown_future: u64,
}

/// How often one policy's result was as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyAgreement {
    /// The policy, by index.
    pub policy: usize,
    /// How often.
    pub results: Agreement,
}

/// How often one condition matched as it was recorded, in all policies that configure it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionAgreement {
    /// The condition.
    pub condition: RecordedCondition,
    /// `conditionsSatisfied` and `conditionsNotSatisfied`.
    pub matches: Agreement,
    /// `includeRulesSatisfied` and `excludeRulesSatisfied`.
    pub rules: Agreement,
}

/// Results of one policy that are not as they were recorded, for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The policy, by index.
    pub policy: usize,
    /// What most likely explains it.
    pub reason: Reason,
    /// What was recorded.
    pub recorded: AppliedResult,
    /// What the engine allows.
    pub decided: Results,
    /// How often, and the newest.
    pub seen: Seen,
}

/// A condition of one policy that is not as it was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionDisagreement {
    /// The policy, by index.
    pub policy: usize,
    /// The condition.
    pub condition: RecordedCondition,
    /// What was recorded of it.
    pub recorded: RecordedMatch,
    /// How often, and the newest.
    pub seen: Seen,
}

/// What was recorded of a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordedMatch {
    /// It was satisfied.
    Satisfied,
    /// It was not.
    NotSatisfied,
    /// Something included was met: `ruleSatisfied`.
    Included(String),
    /// Something excluded was met: `ruleSatisfied`.
    Excluded(String),
}

/// How often something was seen, with the newest of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// How often.
    pub sign_ins: u64,
    /// The first.
    pub first: DateTime<Utc>,
    /// The last.
    pub last: DateTime<Utc>,
    /// Who the newest is by: the user principal name, else the display name.
    pub user: String,
    /// The newest; of those at the same time, the one with the greatest id.
    pub example: Example,
}

/// What most likely explains a disagreement. The order is that in which they are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The recorded result is of another state: the policy was switched on, off or to report-only since.
    StateChanged,
    /// The policy was changed on that day or later.
    PolicyModified,
    /// Who the policy is about was recorded otherwise: membership, roles or the policy's users changed since, or the
    /// export of them is of another time.
    Membership,
    /// A named location does not match the address as Entra recorded: its ranges are not those of that time.
    NamedLocation,
    /// Another condition was recorded otherwise.
    Condition(RecordedCondition),
    /// The policy applies as was recorded, and its controls come to something else: registration, compliance or terms of
    /// use changed since, or Entra counts something that no export holds.
    Controls,
    /// Nothing that was recorded tells.
    Unexplained,
}

impl Agreement {
    /// How many there were.
    pub fn total(self) -> u64 {
        self.agreed + self.undecided + self.disagreed
    }

    /// Of a thousand, how many agree: rounded down, so that only all is 1,000. `None` of nothing.
    pub fn per_mille(self) -> Option<u64> {
        let total = u128::from(self.total());
        let per_mille = (u128::from(self.agreed) * 1000).checked_div(total)?;
        u64::try_from(per_mille).ok()
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Agreed => self.agreed += 1,
            Verdict::Undecided => self.undecided += 1,
            Verdict::Disagreed => self.disagreed += 1,
            Verdict::NotComparable => {}
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.agreed += other.agreed;
        self.undecided += other.undecided;
        self.disagreed += other.disagreed;
    }
}

impl Reason {
    /// Our token in JSON, such as `namedLocation`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateChanged => "stateChanged",
            Self::PolicyModified => "policyModified",
            Self::Membership => "membership",
            Self::NamedLocation => "namedLocation",
            Self::Condition(_) => "condition",
            Self::Controls => "controls",
            Self::Unexplained => "unexplained",
        }
    }
}

impl<'w> Calibration<'w> {
    /// Starts a comparison of a set that is in force, with the days on which its policies were last changed.
    pub fn new(side: Side<'w>, changed: &'w BTreeMap<Id, NaiveDate>) -> Self {
        Self {
            side,
            table: Table::new(side.world, side.policies),
            named: Named::new(side.policies),
            conditions: side.policies.iter().map(PolicyConditions::of).collect(),
            addresses: Addresses::new(side.world),
            changed,
            scratch: Scratch::default(),
            tallies: Tallies::default(),
        }
    }

    /// Takes the next sign-in. One whose first factor failed never reached Conditional Access.
    pub fn observe(&mut self, sign_in: &SignIn<'_>) {
        if error_class(sign_in.error_code) == ErrorClass::PreConditionalAccess {
            return;
        }
        self.tallies.sign_ins += 1;
        let is_stale = self.addresses.observe(&mut self.tallies.addresses, sign_in);
        let Some(recorded) = sign_in.recorded.policies() else {
            return;
        };
        self.tallies.record(sign_in);
        let contributions = self.table.decide_by_all(&mut self.scratch, sign_in).contributions;
        for applied in &recorded {
            let Some(index) = self.named.position(applied) else {
                self.tallies.not_in_set(applied);
                continue;
            };
            let (Some(policy), Some(conditions)) =
                (self.side.policies.get(index), self.conditions.get(index))
            else {
                continue;
            };
            let contribution = contributions.iter().find(|contribution| contribution.policy == index);
            let (verdict, decided) = judge(policy, contribution, applied.result, sign_in);
            self.tallies.result(index, applied.result, verdict);
            let mut differing = Vec::new();
            conditions.compare(self.side.world, policy, applied, sign_in, |condition, recorded, verdict| {
                if verdict == Verdict::Disagreed {
                    differing.push(condition);
                }
                self.tallies.condition(index, condition, recorded, verdict, sign_in);
            });
            if verdict == Verdict::Disagreed {
                let applies = contribution.map_or(Match::No, |contribution| contribution.applies);
                let facts = Facts {
                    is_of_another_state: !decided.are_of_state(applied.result),
                    is_modified: is_modified(self.changed, policy.graph_id.as_ref(), sign_in),
                    is_stale,
                    differing,
                    applies,
                };
                let reason = facts.reason(applied);
                self.tallies.disagree((index, reason, applied.result, decided), sign_in);
            }
        }
    }

    /// Adds what was gathered of another part of the sign-ins, under the same set.
    pub fn merge(&mut self, other: Self) {
        self.tallies.merge(other.tallies);
    }

    /// What the comparison came to.
    pub fn finish(self) -> Calibrated {
        self.tallies.calibrated(self.side.policies.len(), &self.addresses)
    }
}

/// What is known of a disagreement.
struct Facts {
    is_of_another_state: bool,
    is_modified: bool,
    is_stale: bool,
    differing: Vec<RecordedCondition>,
    applies: Match,
}

impl Facts {
    fn reason(&self, applied: &AppliedPolicy) -> Reason {
        let differs = |condition| self.differing.contains(&condition);
        if self.is_of_another_state {
            return Reason::StateChanged;
        }
        if self.is_modified {
            return Reason::PolicyModified;
        }
        if differs(RecordedCondition::Users) || differs(RecordedCondition::ServicePrincipals) {
            return Reason::Membership;
        }
        if differs(RecordedCondition::Location) && self.is_stale {
            return Reason::NamedLocation;
        }
        if let Some(condition) = self.differing.iter().min() {
            return Reason::Condition(*condition);
        }
        match (applied.result.applied(), self.applies) {
            (Some(true), Match::Yes | Match::Unknown) => Reason::Controls,
            (_, _) => Reason::Unexplained,
        }
    }
}

/// Whether a policy was changed on the day of a sign-in or later.
fn is_modified(changed: &BTreeMap<Id, NaiveDate>, policy: Option<&Id>, sign_in: &SignIn<'_>) -> bool {
    let changed = policy.and_then(|id| changed.get(id));
    changed.is_some_and(|day| *day >= sign_in.created.date_naive())
}

impl Seen {
    fn one(sign_in: &SignIn<'_>) -> Self {
        let name = &sign_in.user_principal_name;
        Self {
            sign_ins: 1,
            first: sign_in.created,
            last: sign_in.created,
            user: if name.is_empty() { &sign_in.display_name } else { name }.to_string(),
            example: Example::of(sign_in),
        }
    }

    fn count(&mut self, sign_in: &SignIn<'_>) {
        if (sign_in.created, &*sign_in.id) > (self.example.created, &self.example.id) {
            *self =
                Self { sign_ins: self.sign_ins, first: self.first, last: self.last, ..Self::one(sign_in) };
        }
        self.sign_ins += 1;
        self.first = self.first.min(sign_in.created);
        self.last = self.last.max(sign_in.created);
    }

    fn merge(&mut self, other: Self) {
        let (sign_ins, first, last) =
            (self.sign_ins + other.sign_ins, self.first.min(other.first), self.last.max(other.last));
        if (other.example.created, &other.example.id) > (self.example.created, &self.example.id) {
            *self = other;
        }
        (self.sign_ins, self.first, self.last) = (sign_ins, first, last);
    }
}
