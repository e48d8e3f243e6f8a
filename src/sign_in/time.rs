//! Times as exports and the tools that keep them write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// With a zone.
const ZONED: [&str; 2] = ["%m/%d/%Y %I:%M:%S%.f %p %:z", "%Y-%m-%d %H:%M:%S%.f %:z"];

/// Without, which is UTC. The portal and Log Analytics write the month first, and tables that have the day first are
/// turned before. With points the day is first, wherever dates are written so.
const UTC: [&str; 9] = [
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%m/%d/%Y %I:%M:%S%.f %p",
    "%m/%d/%Y %H:%M:%S%.f",
    "%b %d %Y %I:%M:%S%.f %p",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y %H:%M:%S%.f",
    "%d.%m.%Y %H:%M",
];

/// Reads a time, or says what is wrong with it.
pub(super) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    if let Some(time) = to_the_second(text) {
        return Ok(time);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    if text.is_empty() {
        return Err("the sign-in has no `createdDateTime`".to_owned());
    }
    spelled(text.trim()).ok_or_else(|| {
        if is_day_first(text) {
            format!(
                "the time is `{text}`, which has no month first; days before the 13th may be read as months"
            )
        } else {
            format!("the time is `{text}`, which is no time")
        }
    })
}

/// `2026-11-22T08:00:00Z`, as nearly every time is written, several times as fast as any other.
fn to_the_second(text: &str) -> Option<DateTime<Utc>> {
    let [c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] =
        *text.as_bytes()
    else {
        return None;
    };
    let two = |tens: u8, ones: u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
    };
    let year = i32::try_from(two(c1, c2)? * 100 + two(y1, y2)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, two(m1, m2)?, two(d1, d2)?)?;
    Some(date.and_hms_opt(two(h1, h2)?, two(n1, n2)?, two(s1, s2)?)?.and_utc())
}

fn spelled(text: &str) -> Option<DateTime<Utc>> {
    // The portal writes a comma after the date, browsers a narrow space before AM and PM.
    let text = text.replace(',', "").replace(['\u{202f}', '\u{a0}'], " ");
    let text = text.trim_end_matches(" UTC").trim_end_matches('Z');
    if let Some(time) = milliseconds(text) {
        return Some(time);
    }
    let zoned = || ZONED.iter().find_map(|format| DateTime::parse_from_str(text, format).ok());
    UTC.iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(|time| time.and_utc())
        .or_else(|| zoned().map(|time| time.to_utc()))
}

/// `/Date(1795334400000)/`, as Windows PowerShell's `ConvertTo-Json` writes a time; a zone in it is only for display.
fn milliseconds(text: &str) -> Option<DateTime<Utc>> {
    let number = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let number =
        number.rfind(['+', '-']).filter(|at| *at > 0).and_then(|at| number.get(..at)).unwrap_or(number);
    DateTime::from_timestamp_millis(number.parse().ok()?)
}

/// Whether a date has slashes and what comes first is no month.
fn is_day_first(text: &str) -> bool {
    let first = text.trim().split_once('/').and_then(|(first, _)| first.parse::<u32>().ok());
    first.is_some_and(|first| (13..=31).contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        for (text, expected) in [
            ("11/22/2026, 8:00:00 AM", "2026-11-22T08:00:00Z"),
            ("11/22/2026, 12:13:19.483 PM", "2026-11-22T12:13:19.483Z"),
            ("11/22/2026, 8:00:00\u{202f}PM", "2026-11-22T20:00:00Z"),
            ("1/9/2026 9:41:00 AM", "2026-01-09T09:41:00Z"),
            ("01/09/2026 09:41:00", "2026-01-09T09:41:00Z"),
            ("1/9/2026 9:41 PM", "2026-01-09T21:41:00Z"),
            ("1/9/2026 10:41:00 AM +01:00", "2026-01-09T09:41:00Z"),
            ("2026-01-09T09:41:00", "2026-01-09T09:41:00Z"),
            ("2026-01-09T09:41:00.535404056Z", "2026-01-09T09:41:00.535404056Z"),
            ("2026-01-09T11:41:00+02:00", "2026-01-09T09:41:00Z"),
            ("2026-01-09 09:41:00.983201900", "2026-01-09T09:41:00.983201900Z"),
            ("2026-01-09 09:41:00Z", "2026-01-09T09:41:00Z"),
            ("/Date(1795334400123)/", "2026-11-22T08:00:00.123Z"),
            ("/Date(1795334400000+0100)/", "2026-11-22T08:00:00Z"),
            ("2026-01-09 09:41:00.5 UTC", "2026-01-09T09:41:00.500Z"),
            ("Nov 22, 2026 8:00:00 AM", "2026-11-22T08:00:00Z"),
            ("03.04.2026 08:00:00", "2026-04-03T08:00:00Z"),
            ("3.4.2026, 08:00", "2026-04-03T08:00:00Z"),
        ] {
            assert_eq!(time(text), Ok(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_time_to_the_second_is_what_it_is_read_as_otherwise() {
        for (text, is_to_the_second) in [
            ("2026-11-22T08:00:00Z", true),
            ("2024-02-29T23:59:59Z", true),
            ("0000-01-01T00:00:00Z", true),
            ("2026-02-29T08:00:00Z", false),
            ("2026-11-22T24:00:00Z", false),
            ("2026-11-22T08:00:60Z", false),
            ("2026-11-22T08:00:00z", false),
            ("+026-11-22T08:00:00Z", false),
            ("2026-11-22 08:00:00Z", false),
        ] {
            let otherwise = DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc());
            assert_eq!(to_the_second(text).is_some(), is_to_the_second, "{text}");
            assert!(to_the_second(text).is_none() || to_the_second(text) == otherwise, "{text}");
        }
    }

    #[test]
    fn a_date_with_the_day_first_is_refused_and_never_guessed() {
        let message = time("22/11/2026 08:00:00").unwrap_err();
        assert!(message.contains("no month first"), "{message}");
        assert_eq!(
            time("04.13.2026 08:00:00").unwrap_err(),
            "the time is `04.13.2026 08:00:00`, which is no time"
        );
        assert_eq!(time("yesterday").unwrap_err(), "the time is `yesterday`, which is no time");
    }
}
