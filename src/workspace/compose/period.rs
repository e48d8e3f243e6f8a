//! The days on which a change, an exclusion or an exception counts.

use chrono::{Days, NaiveDate};

use crate::diagnostic::Diagnostic;
use crate::syntax::Node;

/// The days from `from` to `until`, both included, UTC. An absent end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
}

/// Where a day lies relative to a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The period has not begun.
    Ahead,
    /// It counts.
    InForce,
    /// It has ended.
    Over,
}

impl Period {
    /// Reads `from` and `until` of a mapping. A malformed date is left to the schema.
    pub(crate) fn of(node: &Node) -> Self {
        let date = |key| node.get(key).and_then(Node::as_str).and_then(|text| text.parse().ok());
        Self { from: date("from"), until: date("until") }
    }

    pub(crate) fn on(self, day: NaiveDate) -> Standing {
        if self.until.is_some_and(|until| until < day) {
            Standing::Over
        } else if self.from.is_some_and(|from| from > day) {
            Standing::Ahead
        } else {
            Standing::InForce
        }
    }

    /// The first day after the given one on which the period begins or has ended.
    pub(crate) fn next_change(self, after: NaiveDate) -> Option<NaiveDate> {
        let ended = self.until.and_then(|until| until.checked_add_days(Days::new(1)));
        [self.from, ended].into_iter().flatten().filter(|day| *day > after).min()
    }

    /// Refuses a period that ends before it begins.
    pub(crate) fn check(self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        let (Some(from), Some(until)) = (self.from, self.until) else { return };
        if until < from {
            let span = node.get("until").map_or(node.span, |until| until.span);
            diagnostics.push(
                Diagnostic::error("empty-period", span, format!("`until` {until} is before `from` {from}"))
                    .help("`until` is the last day that counts"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_day_still_counts() {
        let period = Period { from: Some(day("2026-12-10")), until: Some(day("2026-12-20")) };
        assert_eq!(period.on(day("2026-12-09")), Standing::Ahead);
        assert_eq!(period.on(day("2026-12-10")), Standing::InForce);
        assert_eq!(period.on(day("2026-12-20")), Standing::InForce);
        assert_eq!(period.on(day("2026-12-21")), Standing::Over);
    }

    #[test]
    fn the_next_change_is_the_first_day_that_differs() {
        let period = Period { from: Some(day("2026-12-10")), until: Some(day("2026-12-20")) };
        assert_eq!(period.next_change(day("2026-12-01")), Some(day("2026-12-10")));
        assert_eq!(period.next_change(day("2026-12-10")), Some(day("2026-12-21")));
        assert_eq!(period.next_change(day("2026-12-21")), None);
    }
}
