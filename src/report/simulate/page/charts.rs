//! When, where and with what the change is met: bars whose numbers can be read beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::NaiveDate;

use super::super::Report;
use super::people::label;
use crate::catalogue;
use crate::replay::{Affected, Tally};
use crate::report::html::escape;
use crate::report::words::{counted, grouped};

/// A class, the words of the key, and how many of a tally.
type Kind = (&'static str, &'static str, fn(&Tally) -> u64);

/// What is told apart, the worst first.
const KINDS: [Kind; 5] = [
    ("out", "locked out", |tally| tally.locked_out),
    ("maybe", "possibly locked out", |tally| tally.possibly_locked_out),
    ("register", "must register", |tally| tally.must_register),
    ("prompted", "prompted", |tally| tally.prompted),
    ("freed", "asked for less", |tally| tally.freed),
];

/// Rows of a chart; the rest is added up.
const SHOWN: usize = 12;

pub(super) fn write(body: &mut String, report: &Report<'_>) {
    let breakdown = &report.summary.breakdown;
    if breakdown.days.iter().all(|(_, tally)| tally.changed() == 0) {
        return;
    }
    body.push_str("<h2>Which sign-ins meet the change</h2>\n<p class=\"key\" aria-hidden=\"true\">");
    for (class, words, _) in
        KINDS.iter().filter(|(_, _, of)| breakdown.days.iter().any(|(_, tally)| of(tally) > 0))
    {
        let _ = write!(body, "<span class=\"{class}\">{words}</span> ");
    }
    body.push_str("</p>\n");
    by_day(body, &breakdown.days);
    body.push_str("<div class=\"charts\">\n");
    let country = |code: &String| match catalogue::country_by_code(code) {
        Some(country) => country.name.to_owned(),
        None if code.is_empty() => "country not known".to_owned(),
        None => code.clone(),
    };
    by_name(
        body,
        "By country",
        "Country",
        breakdown.countries.iter().map(|(code, tally)| (country(code), *tally)),
    );
    by_name(body, "By application", "Application", breakdown.applications.iter().cloned());
    by_policy(body, report);
    body.push_str("</div>\n");
}

/// One column a day. The drawing is for eyes; the table below it says the same.
fn by_day(body: &mut String, days: &[(NaiveDate, Tally)]) {
    const HEIGHT: u64 = 120;
    const STEP: usize = 10;
    let most = days.iter().map(|(_, tally)| tally.changed()).max().unwrap_or(0).max(1);
    let total: u64 = days.iter().map(|(_, tally)| tally.changed()).sum();
    let width = days.len() * STEP;
    let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else {
        return;
    };
    let _ = write!(
        body,
        "<figure>\n<figcaption>By day: {}, at most {} a day</figcaption>\n\
         <svg viewBox=\"0 0 {width} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"A column for each day; the table below says the same\">\n",
        counted(total, "sign-in", "sign-ins"),
        grouped(most),
    );
    for (number, (day, tally)) in days.iter().enumerate() {
        let mut below = 0;
        for (class, words, of) in KINDS.iter().rev() {
            let count = of(tally);
            if count == 0 {
                continue;
            }
            // What is there is seen, however little it is.
            let height = (count * HEIGHT / most).max(2).min(HEIGHT - below);
            below += height;
            let _ = writeln!(
                body,
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{height}\"><title>{}: {} {words}</title></rect>",
                number * STEP + 1,
                HEIGHT - below,
                day.format("%-d %b"),
                grouped(count),
            );
        }
    }
    let _ = write!(
        body,
        "</svg>\n<p class=\"axis\" aria-hidden=\"true\"><span>{}</span><span>{}</span></p>\n\
         <details class=\"numbers-of\"><summary>The numbers</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Day</th>",
        first.format("%-d %b"),
        last.format("%-d %b"),
    );
    for (_, words, _) in KINDS {
        let _ = write!(body, "<th scope=\"col\">{words}</th>");
    }
    body.push_str("<th scope=\"col\">no change</th></tr></thead>\n<tbody>\n");
    for (day, tally) in days {
        let _ = write!(body, "<tr><th scope=\"row\">{}</th>", day.format("%a %-d %b %Y"));
        for count in KINDS.iter().map(|(_, _, of)| of(tally)).chain([tally.same]) {
            let _ = write!(body, "<td class=\"number\">{}</td>", grouped(count));
        }
        body.push_str("</tr>\n");
    }
    body.push_str("</tbody>\n</table></div>\n</details>\n</figure>\n");
}

fn by_name(body: &mut String, title: &str, heading: &str, rows: impl Iterator<Item = (String, Tally)>) {
    let rows: Vec<(String, Tally)> = rows.collect();
    let most = rows.iter().map(|(_, tally)| tally.changed()).max().unwrap_or(0).max(1);
    let _ = write!(
        body,
        "<figure>\n<figcaption>{title}</figcaption>\n<table class=\"bars\">\n<thead><tr><th scope=\"col\">{heading}</th>\
         <th scope=\"col\">Sign-ins</th></tr></thead>\n<tbody>\n"
    );
    for (name, tally) in rows.iter().take(SHOWN) {
        let _ = write!(
            body,
            "<tr><th scope=\"row\">{}</th><td>",
            escape(if name.is_empty() { "(no name)" } else { name })
        );
        bar(body, KINDS.iter().map(|(class, words, of)| (*class, *words, of(tally))), most);
        body.push_str("</td></tr>\n");
    }
    rest(
        body,
        rows.len().saturating_sub(SHOWN),
        rows.iter().skip(SHOWN).map(|(_, tally)| tally.changed()).sum(),
    );
    body.push_str("</tbody>\n</table>\n</figure>\n");
}

/// People rather than sign-ins: a policy is judged by whom it meets.
fn by_policy(body: &mut String, report: &Report<'_>) {
    let summary = report.summary;
    let lists: [(&str, &str, &[Affected]); 3] = [
        ("out", "locked out", &summary.locked_out),
        ("register", "must register", &summary.must_register),
        ("prompted", "prompted", &summary.newly_prompted),
    ];
    let mut people: BTreeMap<usize, [BTreeSet<&str>; 3]> = BTreeMap::new();
    for (kind, (_, _, affected)) in lists.iter().enumerate() {
        for one in *affected {
            for policy in &one.policies {
                if let Some(of_kind) = people.entry(*policy).or_default().get_mut(kind) {
                    of_kind.insert(&one.user);
                }
            }
        }
    }
    let count = |kinds: &[BTreeSet<&str>; 3]| kinds.iter().map(BTreeSet::len).sum::<usize>() as u64;
    let mut rows: Vec<_> = people.iter().collect();
    rows.sort_by_key(|(_, kinds)| std::cmp::Reverse(count(kinds)));
    if rows.is_empty() {
        return;
    }
    let most = rows.first().map_or(1, |(_, kinds)| count(kinds)).max(1);
    body.push_str(
        "<figure>\n<figcaption>By policy</figcaption>\n<table class=\"bars\">\n<thead><tr><th scope=\"col\">Policy</th>\
         <th scope=\"col\">People</th></tr></thead>\n<tbody>\n",
    );
    for (policy, kinds) in rows.iter().take(SHOWN) {
        let Some(policy) = report.policies.get(**policy) else {
            continue;
        };
        let name = if policy.display_name.is_empty() { &policy.id } else { &policy.display_name };
        let _ = write!(
            body,
            "<tr><th scope=\"row\" title=\"{}\">{}</th><td>",
            escape(name),
            escape(label(policy))
        );
        let parts = lists
            .iter()
            .zip(kinds.iter())
            .map(|((class, words, _), people)| (*class, *words, people.len() as u64));
        bar(body, parts, most);
        body.push_str("</td></tr>\n");
    }
    rest(
        body,
        rows.len().saturating_sub(SHOWN),
        rows.iter().skip(SHOWN).map(|(_, kinds)| count(kinds)).sum(),
    );
    body.push_str("</tbody>\n</table>\n</figure>\n");
}

/// A bar of parts, and the same in words.
fn bar<'a>(body: &mut String, parts: impl Iterator<Item = (&'a str, &'a str, u64)> + Clone, most: u64) {
    body.push_str("<div class=\"bar\" aria-hidden=\"true\">");
    let mut words = Vec::new();
    for (class, word, count) in parts.filter(|(_, _, count)| *count > 0) {
        let permille = count * 1000 / most;
        let _ = write!(
            body,
            "<span class=\"{class}\" style=\"width:{}.{}%\"></span>",
            permille / 10,
            permille % 10
        );
        words.push(format!("{} {word}", grouped(count)));
    }
    let _ = write!(body, "</div><small>{}</small>", words.join(", "));
}

fn rest(body: &mut String, more: usize, count: u64) {
    if more > 0 {
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{more} more</th><td><small>{}</small></td></tr>",
            grouped(count)
        );
    }
}
