//! The score that a simulation quotes: agreement on a sample of its sign-ins, small enough not to slow the replay down.
//!
//! Recorded results are most of an export's bytes, so decoding all of them costs more than the replay. Which sign-ins are
//! in the sample depends on their ids alone, so the order of rows and the number of parts do not change it.

use serde::{Deserialize, Serialize};

use super::Agreement;
use super::judge::{Named, judge};
use crate::catalogue::{ErrorClass, error_class};
use crate::engine::{Scratch, Table};
use crate::model::{Id, Policy};
use crate::replay::fingerprint::{Fingerprint, mixed};
use crate::sign_in::SignIn;

/// Sign-ins of a sample, at most.
const LARGEST: u64 = 10_000;
/// Halvings of the sample: enough for more sign-ins than there can be.
const LEVELS: usize = 48;

/// How often the engine agrees with what was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Results of policies.
    pub results: Agreement,
    /// Sign-ins whose results were compared.
    pub sign_ins: u64,
    /// Whether there were more with results than were compared.
    pub is_sample: bool,
}

/// Agreement on some of the sign-ins.
///
/// A sign-in is of the level that its id is hashed to: half of them of 0, a quarter of 1, and so on. INVARIANT: those of
/// `level` and above are all counted, and are no more than [`LARGEST`]; `level` is the least for which that holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::replay) struct Sample {
    level: usize,
    /// By level: how many sign-ins, and how often they agree.
    tallies: Vec<(u64, Agreement)>,
}

impl Default for Sample {
    fn default() -> Self {
        Self { level: 0, tallies: vec![(0, Agreement::default()); LEVELS] }
    }
}

impl Sample {
    /// Takes the next sign-in, if it has recorded results and is in the sample.
    pub(in crate::replay) fn observe(
        &mut self,
        table: &Table<'_>,
        policies: &[Policy<Id>],
        named: &Named,
        scratch: &mut Scratch,
        sign_in: &SignIn<'_>,
    ) {
        let level = level(&sign_in.id);
        let is_evaluated = || error_class(sign_in.error_code) != ErrorClass::PreConditionalAccess;
        if level < self.level || !sign_in.recorded.has_policies() || !is_evaluated() {
            return;
        }
        let Some(recorded) = sign_in.recorded.policies() else { return };
        let Some((sign_ins, agreement)) = self.tallies.get_mut(level) else { return };
        let contributions = table.decide_by_all(scratch, sign_in).contributions;
        for applied in &recorded {
            let Some(index) = named.position(applied) else { continue };
            let Some(policy) = policies.get(index) else { continue };
            let contribution = contributions.iter().find(|contribution| contribution.policy == index);
            agreement.count(judge(policy, contribution, applied.result, sign_in).0);
        }
        *sign_ins += 1;
        self.shrink();
    }

    /// Adds what was gathered of another part of the sign-ins.
    pub(in crate::replay) fn merge(&mut self, other: &Self) {
        self.level = self.level.max(other.level);
        for ((sign_ins, agreement), (more, other)) in self.tallies.iter_mut().zip(&other.tallies) {
            *sign_ins += more;
            agreement.merge(*other);
        }
        self.shrink();
    }

    /// The score; `None` where nothing was compared.
    pub(in crate::replay) fn score(&self) -> Option<Score> {
        let mut score = Score { is_sample: self.level > 0, ..Score::default() };
        for (sign_ins, agreement) in self.tallies.iter().skip(self.level) {
            score.sign_ins += sign_ins;
            score.results.merge(*agreement);
        }
        (score.results.total() > 0).then_some(score)
    }

    fn shrink(&mut self) {
        let size = |level: usize| self.tallies.iter().skip(level).map(|(sign_ins, _)| sign_ins).sum::<u64>();
        while self.level < LEVELS && size(self.level) > LARGEST {
            self.level += 1;
        }
    }
}

/// The level of an id: the zeros at the end of its hash.
fn level(id: &str) -> usize {
    let hash = Fingerprint::default().with(id.as_bytes()).value();
    (mixed(hash).trailing_zeros() as usize).min(LEVELS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(ids: impl Iterator<Item = u64>) -> Sample {
        let mut sample = Sample::default();
        for id in ids {
            let level = level(&id.to_string());
            if level >= sample.level {
                sample.tallies[level].0 += 1;
                sample.tallies[level].1.agreed += 2;
                sample.shrink();
            }
        }
        sample
    }

    #[test]
    fn a_sample_does_not_depend_on_order_or_parts() {
        let all = counted(0..100_000);
        let score = all.score().unwrap();
        assert!(score.is_sample && score.sign_ins > LARGEST / 4 && score.sign_ins <= LARGEST, "{score:?}");
        assert_eq!(counted((0..100_000).rev()).score(), Some(score));
        let mut parts = counted(0..1000);
        parts.merge(&counted(1000..80_000));
        parts.merge(&counted(80_000..100_000));
        assert_eq!(parts.score(), Some(score));
    }

    #[test]
    fn few_sign_ins_are_all_compared() {
        let score = counted(0..500).score().unwrap();
        assert_eq!((score.sign_ins, score.results.agreed, score.is_sample), (500, 1000, false));
        assert_eq!(Sample::default().score(), None);
    }
}
