//! Which of day and month comes first in the dates of a table that have slashes.
//!
//! `03/04/2026 08:00` is of March or of April: spreadsheets save dates in the order of their region. What writes a table
//! writes all its dates alike, so that one with a part above 12 settles the order of every other. Where none does, the
//! month is taken to be first and that is said; a date that contradicts is the end of the file, for then others before it
//! may have been read wrong.

use std::borrow::Cow;
use std::io;

/// What a time and its zone are written with, besides digits: text behind a date is no time.
const TIME: &str = " ,:.+-AaPpMmUTCZ\u{202f}\u{a0}";
/// The latest month.
const DECEMBER: u32 = 12;

/// Which of the two comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    MonthFirst,
    DayFirst,
}

/// What is known of the order of a table's dates.
#[derive(Debug, Default)]
pub(super) struct Dates {
    known: Option<Known>,
    /// Whether there is any date with slashes.
    are_any: bool,
}

/// The order, and the date that it is known by.
#[derive(Debug)]
struct Known {
    order: Order,
    date: String,
    is_assumed: bool,
}

/// A date with slashes, before a time.
struct Slashed<'t> {
    first: &'t str,
    second: &'t str,
    /// From the year on.
    rest: &'t str,
}

impl Dates {
    /// Looks at a value ahead of its being read.
    pub(super) fn look_at(&mut self, value: &str) {
        let Some(date) = Slashed::of(value) else { return };
        self.are_any = true;
        if let (None, Some(order)) = (&self.known, date.order()) {
            self.known = Some(Known { order, date: value.to_owned(), is_assumed: false });
        }
    }

    /// Whether looking further ahead is of no use after some rows.
    pub(super) fn are_settled(&self) -> bool {
        self.known.is_some() || !self.are_any
    }

    /// The value with the month first, if it is a date with slashes. What has to be assumed for that is said in `note`,
    /// once. Fails where the table has dates of either order.
    pub(super) fn month_first<'t>(
        &mut self,
        value: Cow<'t, str>,
        line: u64,
        note: &mut Option<String>,
    ) -> io::Result<Cow<'t, str>> {
        let Some(date) = Slashed::of(&value) else { return Ok(value) };
        match (&self.known, date.order()) {
            (Some(known), Some(order)) if known.order != order => {
                return Err(io::Error::other(contradiction(known, &value, line)));
            }
            (Some(Known { is_assumed: false, .. }), _) | (Some(_), None) => {}
            (_, Some(order)) => {
                self.known = Some(Known { order, date: value.to_string(), is_assumed: false });
            }
            (None, None) if !date.may_be_either() => {}
            (None, None) => {
                if !date.is_american() {
                    *note = Some(format!(
                        "no date shows whether the month or the day is first in `{value}`, so that the month is taken to \
                         be; write dates as `2026-11-22 08:00` to settle it"
                    ));
                }
                let order = Order::MonthFirst;
                self.known = Some(Known { order, date: value.to_string(), is_assumed: true });
            }
        }
        match self.known {
            Some(Known { order: Order::DayFirst, .. }) => {
                Ok(Cow::Owned(format!("{}/{}/{}", date.second, date.first, date.rest)))
            }
            Some(Known { order: Order::MonthFirst, .. }) | None => Ok(value),
        }
    }
}

fn contradiction(known: &Known, value: &str, line: u64) -> String {
    let date = &known.date;
    let (here, there) = match known.order {
        Order::MonthFirst => ("day", "month"),
        Order::DayFirst => ("month", "day"),
    };
    let why = if known.is_assumed { "was taken to have" } else { "has" };
    format!(
        "line {line} has a date with the {here} first, `{value}`, but `{date}` {why} the {there} first; write dates as \
         `2026-11-22 08:00`, for their days are not known otherwise"
    )
}

impl<'t> Slashed<'t> {
    fn of(value: &'t str) -> Option<Self> {
        let (first, rest) = value.trim().split_once('/')?;
        let (second, rest) = rest.split_once('/')?;
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_part = |text: &str| matches!(text.len(), 1 | 2) && are_digits(text);
        let (year, time) = rest.split_at_checked(4)?;
        let is_time = time.starts_with([' ', ','])
            && time.chars().all(|character| character.is_ascii_digit() || TIME.contains(character));
        let is_date = is_part(first) && is_part(second) && are_digits(year) && is_time;
        is_date.then_some(Self { first, second, rest })
    }

    /// The order, if the date itself shows it.
    fn order(&self) -> Option<Order> {
        match (self.first() > DECEMBER, self.second() > DECEMBER) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            (true, true) | (false, false) => None,
        }
    }

    /// Whether it is another date in the other order.
    fn may_be_either(&self) -> bool {
        self.first() != self.second() && self.first().max(self.second()) <= DECEMBER
    }

    /// Whether the time is as Log Analytics and American spreadsheets write it, which other regions hardly do.
    fn is_american(&self) -> bool {
        self.rest.contains("AM") || self.rest.contains("PM")
    }

    fn first(&self) -> u32 {
        self.first.parse().unwrap_or_default()
    }

    fn second(&self) -> u32 {
        self.second.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use crate::sign_in::{ReadSummary, read};

    /// The days that a table with these times has, and what is said of it.
    fn days(times: &[&str]) -> Result<(Vec<String>, ReadSummary), String> {
        let rows = times.iter().map(|time| format!("\"{time}\",r,asha@contoso.com,Success"));
        let rows: Vec<_> =
            ["Date (UTC),Request ID,Username,Status".to_owned()].into_iter().chain(rows).collect();
        let mut days = Vec::new();
        let summary = read(rows.join("\r\n").as_bytes(), |sign_in, _| {
            days.push(sign_in.created.format("%m-%d %H").to_string());
        });
        summary.map(|summary| (days, summary)).map_err(|error| error.to_string())
    }

    /// So many times at one minute, which are more than is looked at in one go where they are many.
    fn many(time: &str) -> Vec<&str> {
        vec![time; 5_000]
    }

    #[test]
    fn a_later_date_settles_the_order_of_those_before_it() {
        let (day_first, summary) =
            days(&["03/04/2026 08:00", "3/4/2026, 09:00:00", "13/04/2026 08:00"]).unwrap();
        assert_eq!(day_first, ["04-03 08", "04-03 09", "04-13 08"]);
        assert_eq!(summary.problems, []);
        let (month_first, summary) = days(&["03/04/2026 08:00", "03/13/2026 08:00"]).unwrap();
        assert_eq!(month_first, ["03-04 08", "03-13 08"]);
        assert_eq!(summary.problems, []);
    }

    #[test]
    fn the_date_that_settles_it_may_be_blocks_away_and_have_am_or_pm() {
        let mut times = many("03/04/2026 8:00:00 PM");
        times.push("13/04/2026 8:00:00 AM");
        let (days, summary) = days(&times).unwrap();
        assert_eq!(
            (days[0].as_str(), days[4_999].as_str(), days[5_000].as_str()),
            ("04-03 20", "04-03 20", "04-13 08")
        );
        assert_eq!((summary.read, summary.problems.len()), (5_001, 0));
    }

    #[test]
    fn where_no_date_settles_it_the_month_is_first_and_that_is_said_once() {
        let (days, summary) = days(&["04/04/2026 08:00", "03/04/2026 08:00", "05/06/2026 08:00"]).unwrap();
        assert_eq!(days, ["04-04 08", "03-04 08", "05-06 08"]);
        let [problem] = summary.problems.as_slice() else { panic!("{:?}", summary.problems) };
        assert_eq!(problem.line, 3);
        assert_eq!(
            problem.message,
            "no date shows whether the month or the day is first in `03/04/2026 08:00`, so that the month is taken to \
             be; write dates as `2026-11-22 08:00` to settle it"
        );
        assert_eq!((summary.read, summary.malformed), (3, 0));
    }

    #[test]
    fn nothing_is_said_where_nothing_depends_on_it() {
        for times in [
            ["11/2/2026, 8:00:00.000 AM", "11/1/2026, 8:00:00.000 PM"],
            ["04/04/2026 08:00", "05/05/2026 08:00"],
            ["2026-03-04 08:00:00", "2026-03-04T08:00:00Z"],
        ] {
            let (_, summary) = days(&times).unwrap();
            assert_eq!((summary.read, summary.problems.len()), (2, 0), "{times:?}");
        }
    }

    #[test]
    fn a_table_of_both_orders_is_refused_with_the_dates_that_show_it() {
        assert_eq!(
            days(&["03/04/2026 08:00", "13/04/2026 08:00", "04/13/2026 08:00"]).unwrap_err(),
            "line 4 has a date with the month first, `04/13/2026 08:00`, but `13/04/2026 08:00` has the day first; write \
             dates as `2026-11-22 08:00`, for their days are not known otherwise"
        );
        // No date of the first block has slashes, so that no more is looked at ahead.
        let mut times = many("2026-04-03T08:00:00Z");
        times.extend(["03/04/2026 08:00", "13/04/2026 08:00"]);
        assert_eq!(
            days(&times).unwrap_err(),
            "line 5003 has a date with the day first, `13/04/2026 08:00`, but `03/04/2026 08:00` was taken to have the \
             month first; write dates as `2026-11-22 08:00`, for their days are not known otherwise"
        );
    }

    #[test]
    fn what_is_no_date_in_either_order_or_no_time_settles_nothing() {
        let times = ["13/13/2026 08:00", "04/14/2026 see the log", "14/04/2026 08:00", "03/04/2026 08:00"];
        let (days, summary) = days(&times).unwrap();
        assert_eq!(days, ["04-14 08", "04-03 08"]);
        assert_eq!((summary.malformed, summary.problems.len()), (2, 2));
    }
}
