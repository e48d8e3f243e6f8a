//! What a calibration gathers, which can be merged, and what it comes to.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::addresses::{AddressTallies, Addresses};
use super::judge::{Results, Verdict};
use super::{
    Agreement, AppliedPolicy, Calibrated, ConditionAgreement, ConditionDisagreement, Disagreement,
    PolicyAgreement, Reason, RecordedMatch, Seen,
};
use crate::model::Id;
use crate::sign_in::SignIn;
use crate::sign_in::recorded::{AppliedResult, RecordedCondition};

/// Of one policy, for one reason, one recorded result, and what the engine allows.
type Key = (usize, Reason, AppliedResult, Results);

#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) sign_ins: u64,
    pub(super) addresses: AddressTallies,
    recorded: u64,
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    policies: BTreeMap<usize, Agreement>,
    /// What was recorded of conditions, and of their rules.
    conditions: BTreeMap<RecordedCondition, (Agreement, Agreement)>,
    disagreements: BTreeMap<Key, Seen>,
    condition_disagreements: BTreeMap<(usize, RecordedCondition, RecordedMatch), Seen>,
    not_in_set: BTreeMap<Id, (String, u64)>,
    unknown: u64,
    unknown_future: u64,
}

impl Tallies {
    /// A sign-in with recorded results.
    pub(super) fn record(&mut self, sign_in: &SignIn<'_>) {
        self.recorded += 1;
        let created = sign_in.created;
        let (first, last) = self.span.unwrap_or((created, created));
        self.span = Some((first.min(created), last.max(created)));
    }

    pub(super) fn not_in_set(&mut self, applied: &AppliedPolicy) {
        let (name, count) = self.not_in_set.entry(applied.id.clone()).or_default();
        // Of a policy that was renamed, the same name in whatever order its rows come.
        if applied.display_name > *name {
            name.clone_from(&applied.display_name);
        }
        *count += 1;
    }

    pub(super) fn result(&mut self, policy: usize, recorded: AppliedResult, verdict: Verdict) {
        match recorded {
            AppliedResult::Unknown => self.unknown += 1,
            AppliedResult::UnknownFutureValue => self.unknown_future += 1,
            AppliedResult::Success
            | AppliedResult::Failure
            | AppliedResult::NotApplied
            | AppliedResult::NotEnabled
            | AppliedResult::ReportOnlySuccess
            | AppliedResult::ReportOnlyFailure
            | AppliedResult::ReportOnlyNotApplied
            | AppliedResult::ReportOnlyInterrupted => {}
        }
        self.policies.entry(policy).or_default().count(verdict);
    }

    pub(super) fn condition(
        &mut self,
        policy: usize,
        condition: RecordedCondition,
        recorded: RecordedMatch,
        verdict: Verdict,
        sign_in: &SignIn<'_>,
    ) {
        let (matches, rules) = self.conditions.entry(condition).or_default();
        match recorded {
            RecordedMatch::Satisfied | RecordedMatch::NotSatisfied => matches.count(verdict),
            RecordedMatch::Included(_) | RecordedMatch::Excluded(_) => rules.count(verdict),
        }
        if verdict == Verdict::Disagreed {
            add(&mut self.condition_disagreements, (policy, condition, recorded), sign_in);
        }
    }

    pub(super) fn disagree(&mut self, key: Key, sign_in: &SignIn<'_>) {
        add(&mut self.disagreements, key, sign_in);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.sign_ins += other.sign_ins;
        self.recorded += other.recorded;
        self.unknown += other.unknown;
        self.unknown_future += other.unknown_future;
        self.addresses.merge(other.addresses);
        self.span = match (self.span, other.span) {
            (Some((first, last)), Some((earlier, later))) => Some((first.min(earlier), last.max(later))),
            (one, other) => one.or(other),
        };
        for (policy, results) in other.policies {
            self.policies.entry(policy).or_default().merge(results);
        }
        for (condition, (matches, rules)) in other.conditions {
            let own = self.conditions.entry(condition).or_default();
            own.0.merge(matches);
            own.1.merge(rules);
        }
        merge_seen(&mut self.disagreements, other.disagreements);
        merge_seen(&mut self.condition_disagreements, other.condition_disagreements);
        for (id, (name, count)) in other.not_in_set {
            let own = self.not_in_set.entry(id).or_default();
            own.0 = own.0.clone().max(name);
            own.1 += count;
        }
    }

    pub(super) fn calibrated(self, policies: usize, addresses: &Addresses) -> Calibrated {
        let never_recorded = (0..policies).filter(|policy| !self.policies.contains_key(policy)).collect();
        let mut results = Agreement::default();
        self.policies.values().for_each(|policy| results.merge(*policy));
        let mut disagreements: Vec<Disagreement> = self
            .disagreements
            .into_iter()
            .map(|((policy, reason, recorded, decided), seen)| Disagreement {
                policy,
                reason,
                recorded,
                decided,
                seen,
            })
            .collect();
        // The sort is stable: those that are as frequent stay in the order of policies.
        disagreements.sort_by_key(|one| std::cmp::Reverse(one.seen.sign_ins));
        let mut condition_disagreements: Vec<ConditionDisagreement> = self
            .condition_disagreements
            .into_iter()
            .map(|((policy, condition, recorded), seen)| ConditionDisagreement {
                policy,
                condition,
                recorded,
                seen,
            })
            .collect();
        condition_disagreements.sort_by_key(|one| std::cmp::Reverse(one.seen.sign_ins));
        Calibrated {
            sign_ins: self.sign_ins,
            recorded: self.recorded,
            span: self.span,
            results,
            policies: self
                .policies
                .into_iter()
                .map(|(policy, results)| PolicyAgreement { policy, results })
                .collect(),
            conditions: self
                .conditions
                .into_iter()
                .map(|(condition, (matches, rules))| ConditionAgreement { condition, matches, rules })
                .collect(),
            disagreements,
            condition_disagreements,
            stale_locations: addresses.stale(self.addresses),
            not_in_set: self.not_in_set.into_iter().map(|(id, (name, count))| (id, name, count)).collect(),
            never_recorded,
            unknown: self.unknown,
            unknown_future: self.unknown_future,
        }
    }
}

fn add<K: Ord>(seen: &mut BTreeMap<K, Seen>, key: K, sign_in: &SignIn<'_>) {
    seen.entry(key).and_modify(|seen| seen.count(sign_in)).or_insert_with(|| Seen::one(sign_in));
}

fn merge_seen<K: Ord>(seen: &mut BTreeMap<K, Seen>, other: BTreeMap<K, Seen>) {
    for (key, more) in other {
        match seen.entry(key) {
            std::collections::btree_map::Entry::Occupied(mut own) => own.get_mut().merge(more),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(more);
            }
        }
    }
}
