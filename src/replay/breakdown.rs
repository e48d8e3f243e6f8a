//! How many sign-ins a change meets, and how: by day, by country and by application.
//!
//! What is lacking throughout an export is known only at its end, so what is gathered keeps apart what would have to be
//! known; [`Breakdown`] is what is left when that is settled.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::gathered::join;
use super::person::{Effect, Finding, SCOPE_UNKNOWN, UnknownFacts};
use crate::sign_in::{Country, SignIn};

/// How many sign-ins a change meets, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// By day (UTC), every day from the first to the last on which somebody got in.
    pub days: Vec<(NaiveDate, Tally)>,
    /// By country code, empty where Entra found none; only countries with a sign-in that is met. Most first.
    pub countries: Vec<(String, Tally)>,
    /// By the display name of the application; only applications with a sign-in that is met. Most first.
    pub applications: Vec<(String, Tally)>,
}

/// What becomes of a number of sign-ins that got in. Each is counted once, by the worst that is certain, else by the
/// worst that is possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Locked out, whatever is unknown.
    pub locked_out: u64,
    /// Locked out, or not.
    pub possibly_locked_out: u64,
    /// A method has to be registered first.
    pub must_register: u64,
    /// Something is asked that was not asked.
    pub prompted: u64,
    /// Less is asked than before.
    pub freed: u64,
    /// Nothing changes, or it is not known whether anything does.
    pub same: u64,
}

impl Tally {
    /// Sign-ins for which something changes.
    pub fn changed(&self) -> u64 {
        self.locked_out + self.possibly_locked_out + self.must_register + self.prompted + self.freed
    }
}

/// What is gathered while sign-ins go by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Fates {
    days: BTreeMap<NaiveDate, Counted>,
    countries: BTreeMap<Country, Counted>,
    applications: BTreeMap<String, Counted>,
}

/// What happens to one sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fate {
    certain: Option<Effect>,
    /// Something worse, and what would have to be known to be sure.
    possible: Option<(Effect, UnknownFacts)>,
    is_freed: bool,
}

/// A handful of fates with the number of sign-ins of each.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Counted(Vec<Of>);

/// Sign-ins of one fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Of {
    #[serde(flatten)]
    fate: Fate,
    sign_ins: u64,
}

/// In whatever order the fates came.
impl PartialEq for Counted {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |counted: &Self| {
            let mut all = counted.0.clone();
            all.sort_unstable();
            all
        };
        sorted(self) == sorted(other)
    }
}

impl Counted {
    fn add(&mut self, fate: Fate, more: u64) {
        match self.0.iter_mut().find(|of| of.fate == fate) {
            Some(of) => of.sign_ins += more,
            None => self.0.push(Of { fate, sign_ins: more }),
        }
    }

    fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|of| self.add(of.fate, of.sign_ins));
    }
}

impl Fate {
    /// `is_scope_lacking` tells of a policy whether it is known of nobody whether the policy is about them.
    pub(super) fn of(findings: &[Finding], is_freed: bool, is_scope_lacking: &[bool]) -> Self {
        let certain = findings.iter().filter(|found| found.is_certain).map(|found| found.effect).max();
        let unknown = |found: &Finding| {
            let is_lacking = found.policies.iter().any(|policy| is_scope_lacking.get(*policy) == Some(&true));
            if is_lacking { found.unknown } else { found.unknown & !SCOPE_UNKNOWN }
        };
        // Of several that are as bad, the one for which the least would have to be known.
        let possible = findings
            .iter()
            .filter(|found| !found.is_certain)
            .map(|found| (found.effect, unknown(found)))
            .max_by_key(|(effect, unknown)| (*effect, std::cmp::Reverse((unknown.count_ones(), *unknown))));
        Self { certain, possible, is_freed }
    }

    fn is_same(self) -> bool {
        self == Self::default()
    }

    fn add(self, tally: &mut Tally, lacking: UnknownFacts, count: u64) {
        let possible = self.possible.filter(|(_, unknown)| unknown & lacking == 0).map(|(effect, _)| effect);
        let into = match (self.certain, possible) {
            (Some(Effect::LockedOut), _) => &mut tally.locked_out,
            (_, Some(Effect::LockedOut)) => &mut tally.possibly_locked_out,
            (Some(Effect::MustRegister), _) | (_, Some(Effect::MustRegister)) => &mut tally.must_register,
            (Some(Effect::Prompted), _) | (_, Some(Effect::Prompted)) => &mut tally.prompted,
            (None, None) if self.is_freed => &mut tally.freed,
            (None, None) => &mut tally.same,
        };
        *into += count;
    }
}

impl Fates {
    pub(super) fn count(&mut self, sign_in: &SignIn<'_>, fate: Fate) {
        self.days.entry(sign_in.created.date_naive()).or_default().add(fate, 1);
        if fate.is_same() {
            return;
        }
        self.countries.entry(sign_in.country.unwrap_or(Country::Undetermined)).or_default().add(fate, 1);
        let name = &*sign_in.application.display_name;
        match self.applications.get_mut(name) {
            Some(counted) => counted.add(fate, 1),
            None => self.applications.entry(name.to_owned()).or_default().add(fate, 1),
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        join(&mut self.days, other.days, Counted::merge);
        join(&mut self.countries, other.countries, Counted::merge);
        join(&mut self.applications, other.applications, Counted::merge);
    }

    /// What is left when it is known what the whole export lacks.
    pub(super) fn settle(self, lacking: UnknownFacts) -> Breakdown {
        let tally = |counted: &Counted| {
            let mut tally = Tally::default();
            for of in &counted.0 {
                of.fate.add(&mut tally, lacking, of.sign_ins);
            }
            tally
        };
        let most_first = |counted: Vec<(String, Counted)>| {
            let mut met: Vec<(String, Tally)> = counted
                .into_iter()
                .map(|(name, counted)| (name, tally(&counted)))
                .filter(|(_, tally)| tally.changed() > 0)
                .collect();
            // Stable: names stay in order among equals.
            met.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.changed()));
            met
        };
        let countries =
            self.countries.into_iter().map(|(country, counted)| (country.code().to_owned(), counted));
        Breakdown {
            days: every_day(self.days.into_iter().map(|(day, counted)| (day, tally(&counted)))),
            countries: most_first(countries.collect()),
            applications: most_first(self.applications.into_iter().collect()),
        }
    }
}

/// Days without a sign-in are days too, unless a date far off would make them too many to show.
fn every_day(days: impl Iterator<Item = (NaiveDate, Tally)>) -> Vec<(NaiveDate, Tally)> {
    const MOST: i64 = 400;
    let known: BTreeMap<NaiveDate, Tally> = days.collect();
    let (Some((first, _)), Some((last, _))) = (known.first_key_value(), known.last_key_value()) else {
        return Vec::new();
    };
    if (*last - *first).num_days() > MOST {
        return known.into_iter().collect();
    }
    let days = first.iter_days().take_while(|day| day <= last);
    days.map(|day| (day, known.get(&day).copied().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::Cause;

    fn finding(effect: Effect, is_certain: bool, unknown: UnknownFacts) -> Finding {
        Finding { effect, is_certain, cause: Cause::Block, unknown, when_activated: false, policies: vec![0] }
    }

    fn tally(findings: &[Finding], lacking: UnknownFacts) -> Tally {
        let mut fates = Fates::default();
        fates.count(&SignIn::blank(), Fate::of(findings, false, &[false]));
        fates.settle(lacking).days.first().unwrap().1
    }

    #[test]
    fn a_sign_in_counts_once_by_the_worst_that_is_certain_else_possible() {
        let prompted = finding(Effect::Prompted, true, 0);
        let maybe_out = finding(Effect::LockedOut, false, 4);
        assert_eq!(tally(std::slice::from_ref(&prompted), 0).prompted, 1);
        let both = tally(&[prompted.clone(), maybe_out.clone()], 0);
        assert_eq!((both.possibly_locked_out, both.changed()), (1, 1));
        assert_eq!(tally(&[prompted, maybe_out], 4).prompted, 1, "what the whole export lacks is nobody's");
    }

    #[test]
    fn days_without_a_sign_in_are_there() {
        let mut fates = Fates::default();
        for day in [1, 4] {
            let created = chrono::DateTime::from_timestamp(day * 86_400, 0).unwrap();
            fates.count(&SignIn { created, ..SignIn::blank() }, Fate::default());
        }
        let sames: Vec<u64> = fates.settle(0).days.iter().map(|(_, tally)| tally.same).collect();
        assert_eq!(sames, [1, 0, 0, 1]);
    }
}
