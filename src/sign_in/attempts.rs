//! Which rows of an export are one attempt, and which attempts never came to an end.
//!
//! A sign-in that is interrupted, for MFA say, leaves a row, and its completion another: the rows of one correlation id
//! and one person, up to 30 minutes apart, are one attempt, and its last row is what became of it. Memory is bounded:
//! an attempt counts as two that is completed more than about 30,000 successes away from where it was stopped, or goes on
//! more than 8,192 unfinished attempts away.

mod successes;

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use self::successes::Successes;
use super::{Country, SignIn};
use crate::catalogue::{ErrorClass, error_class};

/// Attempts that are not finished that are held at a time.
const REMEMBERED: usize = 1 << 13;

/// The longest time between rows of one attempt.
const WINDOW: TimeDelta = TimeDelta::minutes(30);

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// A token was issued.
    Success,
    /// The attempt was interrupted or stopped here, and no row seen so far completes it.
    Unfinished,
    /// The attempt was interrupted or stopped here, and a row seen before completes it.
    Completed,
    /// The first factor failed: Conditional Access never ran.
    FirstFactorFailed,
    /// It failed for a reason that has nothing to do with Conditional Access, or is ordinary traffic.
    Other,
}

/// Follows the rows of an export, newest first or oldest first.
#[derive(Debug, Default)]
pub struct Attempts {
    people: Vec<Unfinished>,
    by_name: HashMap<Box<str>, usize>,
    successes: Successes,
    pending: Remembered<Pending>,
}

/// Attempts of one person that were never completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The person's object id.
    pub subject_id: Option<Uuid>,
    /// The person's user principal name, lower case.
    pub user_principal_name: Box<str>,
    /// How many.
    pub attempts: u64,
    /// Where they came from.
    pub countries: BTreeSet<Country>,
    /// When the newest was, for an example.
    pub newest: DateTime<Utc>,
    /// `status.errorCode` of the newest.
    pub error_code: i32,
}

/// An attempt that nothing has completed.
#[derive(Debug)]
struct Pending {
    person: usize,
    rows: Span,
    error_code: i32,
    country: Option<Country>,
}

/// From the first row to the last.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: DateTime<Utc>,
    last: DateTime<Utc>,
}

impl Attempts {
    /// Takes the next row.
    pub fn observe(&mut self, sign_in: &SignIn<'_>) -> Verdict {
        match error_class(sign_in.error_code) {
            ErrorClass::Success => {
                self.succeed(sign_in);
                Verdict::Success
            }
            ErrorClass::Interrupt(_) | ErrorClass::ConditionalAccess(_) | ErrorClass::SecurityDefaults => {
                self.stop(sign_in)
            }
            ErrorClass::PreConditionalAccess => Verdict::FirstFactorFailed,
            ErrorClass::Neutral | ErrorClass::NotConditionalAccess | ErrorClass::Unknown => Verdict::Other,
        }
    }

    /// Everyone with attempts that were never completed, by name.
    pub fn unfinished(mut self) -> Vec<Unfinished> {
        for key in std::mem::take(&mut self.pending.order) {
            if let Some(pending) = self.pending.entries.remove(&key) {
                self.give_up(&pending);
            }
        }
        let mut people: Vec<Unfinished> =
            self.people.into_iter().filter(|person| person.attempts > 0).collect();
        people.sort_by(|a, b| a.user_principal_name.cmp(&b.user_principal_name));
        people
    }

    fn succeed(&mut self, sign_in: &SignIn<'_>) {
        let Some(key) = key(sign_in) else { return };
        let time = sign_in.created;
        if self.pending.entries.get(&key).is_some_and(|pending| pending.rows.is_completed_at(time)) {
            self.pending.entries.remove(&key);
        }
        self.successes.add(key, time);
    }

    fn stop(&mut self, sign_in: &SignIn<'_>) -> Verdict {
        let time = sign_in.created;
        let key = key(sign_in);
        if let Some(successes) = key.and_then(|key| self.successes.get(key))
            && (Span::at(time).is_completed_at(successes.first)
                || Span::at(time).is_completed_at(successes.last))
        {
            return Verdict::Completed;
        }
        if let Some(pending) = key.and_then(|key| self.pending.entries.get_mut(&key)) {
            if time >= pending.rows.last {
                pending.error_code = sign_in.error_code;
                pending.country = sign_in.country;
            }
            pending.rows.extend(time);
            return Verdict::Unfinished;
        }
        let pending = Pending {
            person: self.person(sign_in),
            rows: Span::at(time),
            error_code: sign_in.error_code,
            country: sign_in.country,
        };
        // A row without correlation id is an attempt of its own.
        let given_up = match key {
            Some(key) => self.pending.insert(key, pending),
            None => Some(pending),
        };
        if let Some(pending) = given_up {
            self.give_up(&pending);
        }
        Verdict::Unfinished
    }

    fn person(&mut self, sign_in: &SignIn<'_>) -> usize {
        let name: Box<str> = match sign_in.subject_id {
            Some(id) => id.to_string().into(),
            None => (&*sign_in.user_principal_name).into(),
        };
        *self.by_name.entry(name).or_insert_with(|| {
            self.people.push(Unfinished {
                subject_id: sign_in.subject_id,
                user_principal_name: (&*sign_in.user_principal_name).into(),
                attempts: 0,
                countries: BTreeSet::new(),
                newest: DateTime::<Utc>::MIN_UTC,
                error_code: 0,
            });
            self.people.len() - 1
        })
    }

    fn give_up(&mut self, pending: &Pending) {
        let Some(person) = self.people.get_mut(pending.person) else { return };
        person.attempts += 1;
        person.countries.extend(pending.country);
        if pending.rows.last > person.newest {
            person.newest = pending.rows.last;
            person.error_code = pending.error_code;
        }
    }
}

impl Span {
    fn at(time: DateTime<Utc>) -> Self {
        Self { first: time, last: time }
    }

    fn extend(&mut self, time: DateTime<Utc>) {
        self.first = self.first.min(time);
        self.last = self.last.max(time);
    }

    /// Whether a success then completes these rows.
    fn is_completed_at(self, success: DateTime<Utc>) -> bool {
        self.last <= success && success - self.last <= WINDOW
    }
}

/// The latest entries, at most [`REMEMBERED`].
#[derive(Debug)]
struct Remembered<T> {
    entries: HashMap<u64, T>,
    /// Keys in the order of insertion; some may have been removed since.
    order: VecDeque<u64>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { entries: HashMap::new(), order: VecDeque::new() }
    }
}

impl<T> Remembered<T> {
    /// Adds an entry whose key is not there, and returns the one that had to go for it.
    fn insert(&mut self, key: u64, entry: T) -> Option<T> {
        self.entries.insert(key, entry);
        self.order.push_back(key);
        if self.order.len() <= REMEMBERED {
            return None;
        }
        self.order.pop_front().and_then(|oldest| self.entries.remove(&oldest))
    }
}

/// What rows of one attempt share, hashed: of 65,536 attempts, the chance that two collide is one in ten thousand
/// million.
fn key(sign_in: &SignIn<'_>) -> Option<u64> {
    if sign_in.correlation_id.is_empty() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    sign_in.correlation_id.hash(&mut hasher);
    match sign_in.subject_id {
        Some(id) => id.hash(&mut hasher),
        None => sign_in.user_principal_name.hash(&mut hasher),
    }
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(correlation_id: &'static str, second: i64, error_code: i32) -> SignIn<'static> {
        SignIn {
            correlation_id: correlation_id.into(),
            user_principal_name: "meera@contoso.com".into(),
            created: DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap(),
            error_code,
            ..SignIn::blank()
        }
    }

    fn unfinished(rows: &[SignIn<'_>]) -> Vec<u64> {
        let mut attempts = Attempts::default();
        for row in rows {
            attempts.observe(row);
        }
        attempts.unfinished().iter().map(|person| person.attempts).collect()
    }

    /// Vector 36.
    #[test]
    fn an_interrupted_attempt_that_succeeds_is_one_success() {
        let mut rows = [row("a", 0, 50074), row("a", 20, 0)];
        assert!(unfinished(&rows).is_empty());
        rows.reverse();
        assert!(unfinished(&rows).is_empty());
    }

    /// Vector 37.
    #[test]
    fn an_interrupted_attempt_without_success_is_unfinished() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.observe(&row("a", 0, 50076)), Verdict::Unfinished);
        let people = attempts.unfinished();
        assert_eq!(people.len(), 1);
        assert_eq!((people[0].attempts, people[0].error_code), (1, 50076));
        assert_eq!(&*people[0].user_principal_name, "meera@contoso.com");
    }

    #[test]
    fn rows_of_one_attempt_count_once_and_the_last_says_what_became_of_it() {
        let mut attempts = Attempts::default();
        for row in [row("a", 40, 53003), row("a", 0, 50074), row("b", 10, 50076)] {
            attempts.observe(&row);
        }
        let people = attempts.unfinished();
        assert_eq!((people[0].attempts, people[0].error_code), (2, 53003));
    }

    #[test]
    fn a_success_before_or_too_late_completes_nothing() {
        assert_eq!(unfinished(&[row("a", 0, 0), row("a", 20, 50074)]), [1]);
        assert_eq!(unfinished(&[row("a", 20, 50074), row("a", 0, 0)]), [1]);
        assert_eq!(unfinished(&[row("a", 0, 50074), row("a", 1801, 0)]), [1]);
        assert!(unfinished(&[row("a", 0, 50074), row("a", 1800, 0)]).is_empty());
    }

    #[test]
    fn a_success_of_another_person_or_correlation_completes_nothing() {
        let other = SignIn { user_principal_name: "ravi@contoso.com".into(), ..row("a", 20, 0) };
        assert_eq!(unfinished(&[row("a", 0, 50074), other, row("b", 20, 0)]), [1]);
    }

    #[test]
    fn rows_without_correlation_id_stand_alone() {
        assert_eq!(unfinished(&[row("", 0, 50074), row("", 1, 50074), row("", 20, 0)]), [2]);
    }

    #[test]
    fn first_factor_failures_and_ordinary_traffic_are_no_attempts() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.observe(&row("a", 0, 50126)), Verdict::FirstFactorFailed);
        assert_eq!(attempts.observe(&row("a", 0, 50140)), Verdict::Other);
        assert_eq!(attempts.observe(&row("a", 0, 0)), Verdict::Success);
        assert_eq!(attempts.unfinished(), []);
    }

    #[test]
    fn memory_is_bounded_and_what_is_let_go_is_still_counted() {
        let mut attempts = Attempts::default();
        let more = REMEMBERED + 100;
        for number in 0..more {
            for code in [50074, 0] {
                let correlation_id = format!("{number} {code}").into();
                attempts.observe(&SignIn { correlation_id, ..row("", 0, code) });
            }
        }
        assert_eq!(attempts.pending.order.len(), REMEMBERED);
        assert_eq!(attempts.pending.entries.len(), REMEMBERED);
        assert_eq!(attempts.unfinished()[0].attempts, more as u64);
    }
}
