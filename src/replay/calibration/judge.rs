//! Whether a policy's recorded result is one that the engine allows.

use std::collections::BTreeMap;

use crate::catalogue::{ErrorClass, error_class};
use crate::control::Outcome;
use crate::engine::Contribution;
use crate::model::{Id, Match, Policy, State};
use crate::sign_in::SignIn;
use crate::sign_in::recorded::{AppliedPolicy, AppliedResult};

/// A set of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Results(u16);

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replay) enum Verdict {
    Agreed,
    Undecided,
    Disagreed,
    /// What was recorded, or what the engine knows, says nothing.
    NotComparable,
}

/// Finds the policy of a set that a recorded one is: by Graph id, else by name.
#[derive(Debug)]
pub(in crate::replay) struct Named {
    by_id: BTreeMap<Id, usize>,
    by_name: BTreeMap<String, usize>,
}

impl Results {
    /// Whether a result is among them.
    pub fn contains(self, result: AppliedResult) -> bool {
        self.0 & bit(result) != 0
    }

    /// Those among them, in the order of Graph's numbers.
    pub fn iter(self) -> impl Iterator<Item = AppliedResult> {
        AppliedResult::ALL.into_iter().filter(move |result| self.contains(*result))
    }

    /// Whether they are results of a policy in the state that a recorded one is of.
    pub(super) fn are_of_state(self, recorded: AppliedResult) -> bool {
        self.iter().any(|result| is_report_only(result) == is_report_only(recorded))
            && self.contains(AppliedResult::NotEnabled) == (recorded == AppliedResult::NotEnabled)
    }

    fn add(&mut self, result: AppliedResult) {
        self.0 |= bit(result);
    }
}

impl FromIterator<AppliedResult> for Results {
    fn from_iter<I: IntoIterator<Item = AppliedResult>>(results: I) -> Self {
        Self(results.into_iter().fold(0, |bits, result| bits | bit(result)))
    }
}

impl Named {
    pub(in crate::replay) fn new(policies: &[Policy<Id>]) -> Self {
        let mut named = Self { by_id: BTreeMap::new(), by_name: BTreeMap::new() };
        for (index, policy) in policies.iter().enumerate() {
            match &policy.graph_id {
                Some(id) => named.by_id.entry(id.clone()).or_insert(index),
                None => named.by_name.entry(policy.display_name.to_lowercase()).or_insert(index),
            };
        }
        named
    }

    pub(in crate::replay) fn position(&self, applied: &AppliedPolicy) -> Option<usize> {
        let by_name = || self.by_name.get(&applied.display_name.to_lowercase());
        self.by_id.get(&applied.id).or_else(by_name).copied()
    }
}

/// Compares a recorded result with what the engine decides, and tells what that allows.
///
/// `contribution` is the policy's, decided as if it were enabled; none where it does not apply.
pub(in crate::replay) fn judge(
    policy: &Policy<Id>,
    contribution: Option<&Contribution>,
    recorded: AppliedResult,
    sign_in: &SignIn<'_>,
) -> (Verdict, Results) {
    let (allowed, is_certain) = allowed(policy, contribution, sign_in);
    let is_on_user_action = !policy.conditions.applications.user_actions.is_empty();
    let says_nothing = matches!(recorded, AppliedResult::Unknown | AppliedResult::UnknownFutureValue)
        || matches!(policy.state, State::Unknown(_))
        || policy.state == State::ReportOnly && is_on_user_action;
    let verdict = if says_nothing {
        Verdict::NotComparable
    } else if !allowed.contains(recorded) {
        Verdict::Disagreed
    } else if is_certain {
        Verdict::Agreed
    } else {
        Verdict::Undecided
    };
    (verdict, allowed)
}

/// The results that what is known allows, and whether the engine is sure.
fn allowed(
    policy: &Policy<Id>,
    contribution: Option<&Contribution>,
    sign_in: &SignIn<'_>,
) -> (Results, bool) {
    let is_report_only = policy.state == State::ReportOnly;
    if policy.state == State::Disabled {
        return (Results::from_iter([AppliedResult::NotEnabled]), true);
    }
    let not_applied =
        if is_report_only { AppliedResult::ReportOnlyNotApplied } else { AppliedResult::NotApplied };
    let Some(contribution) = contribution else {
        return (Results::from_iter([not_applied]), true);
    };
    let mut allowed = Results::default();
    let is_applied = contribution.applies == Match::Yes;
    if !is_applied {
        allowed.add(not_applied);
    }
    let is_finished = error_class(sign_in.error_code) == ErrorClass::Success;
    let (best, worst) = (contribution.asked.best(), contribution.asked.worst());
    for outcome in OUTCOMES.into_iter().filter(|outcome| (best..=worst).contains(outcome)) {
        if is_report_only {
            allowed.add(report_only_result(outcome));
        } else {
            for result in enabled_results(outcome, is_finished) {
                allowed.add(*result);
            }
        }
    }
    (allowed, is_applied && best == worst)
}

const OUTCOMES: [Outcome; 5] = [
    Outcome::Granted,
    Outcome::Prompted,
    Outcome::NeedsRegistration,
    Outcome::Unsatisfiable,
    Outcome::Blocked,
];

/// A row at which the person was still being asked records what they have yet to give as a failure.
fn enabled_results(outcome: Outcome, is_finished: bool) -> &'static [AppliedResult] {
    match (outcome, is_finished) {
        (Outcome::Granted, _) | (Outcome::Prompted, true) => &[AppliedResult::Success],
        (Outcome::Prompted, false) => &[AppliedResult::Success, AppliedResult::Failure],
        (Outcome::NeedsRegistration | Outcome::Unsatisfiable | Outcome::Blocked, _) => {
            &[AppliedResult::Failure]
        }
    }
}

fn report_only_result(outcome: Outcome) -> AppliedResult {
    match outcome {
        Outcome::Granted => AppliedResult::ReportOnlySuccess,
        Outcome::Prompted | Outcome::NeedsRegistration => AppliedResult::ReportOnlyInterrupted,
        Outcome::Unsatisfiable | Outcome::Blocked => AppliedResult::ReportOnlyFailure,
    }
}

fn is_report_only(result: AppliedResult) -> bool {
    match result {
        AppliedResult::ReportOnlySuccess
        | AppliedResult::ReportOnlyFailure
        | AppliedResult::ReportOnlyNotApplied
        | AppliedResult::ReportOnlyInterrupted => true,
        AppliedResult::Success
        | AppliedResult::Failure
        | AppliedResult::NotApplied
        | AppliedResult::NotEnabled
        | AppliedResult::Unknown
        | AppliedResult::UnknownFutureValue => false,
    }
}

fn bit(result: AppliedResult) -> u16 {
    1 << (result as u16)
}
