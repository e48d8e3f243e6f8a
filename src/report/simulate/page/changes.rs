//! Whose outcome changes, over everything that the policies can tell apart: the regions in words, then the people.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::{Changes, Report};
use super::list::{List, is_short, json};
use crate::compare::{Difference, Meaning};
use crate::report::html::escape;
use crate::report::meaning::{self, Names, example, grade, more_of, parts, refactoring, sentence};
use crate::report::words::{counted, grouped};

/// So many changes are in sight at once; the others are folded.
const FIRST: usize = 8;

/// So many people are listed: a page has to open.
const MOST_PEOPLE: usize = 2_000;

// Writing to a string cannot fail, here and below.
pub(super) fn write(body: &mut String, index: usize, report: &Report<'_>) {
    let Some(Changes { meaning, .. }) = report.changes else { return };
    let _ = writeln!(
        body,
        "<section class=\"changes\" aria-labelledby=\"t{index}-changes\">\n<h2 id=\"t{index}-changes\">What changes</h2>"
    );
    match meaning {
        Ok(meaning) => {
            let _ = writeln!(
                body,
                "<p class=\"hint\">Of every sign-in that the policies can tell apart, not only of those that were \
                 recorded: {}.</p>",
                escape(meaning::verdict(meaning).trim_start_matches("outcomes: "))
            );
            regions(body, index, meaning);
        }
        Err(why) => {
            let _ = writeln!(body, "<p>Whose outcome changes was not decided: {}.</p>", escape(why));
        }
    }
    body.push_str("</section>\n");
    if let Ok(meaning) = meaning {
        people(body, index, report, meaning);
    }
}

fn regions(body: &mut String, index: usize, meaning: &Meaning) {
    let rows: Vec<String> = meaning
        .differences
        .iter()
        .enumerate()
        .map(|(number, difference)| region(&format!("t{index}-c{number}"), difference))
        .collect();
    let (first, others) = rows.split_at(rows.len().min(FIRST));
    if !first.is_empty() {
        table(body, first);
    }
    if !others.is_empty() {
        let _ = writeln!(body, "<details>\n<summary>{} more</summary>", others.len());
        table(body, others);
        body.push_str("</details>\n");
    }
    let equal = meaning.equal.iter().map(|equal| format!("{}: proved to ask the same.", refactoring(equal)));
    let left_out = meaning.left_out.iter().map(|left_out| format!("Left out: {left_out}."));
    let notes: Vec<String> = equal.chain(more_of(meaning)).chain(left_out).collect();
    if !notes.is_empty() {
        let _ = writeln!(body, "<ul class=\"notes\">{}</ul>", items(&notes));
    }
}

fn items(texts: &[String]) -> String {
    texts.iter().map(|text| format!("<li>{}</li>", escape(text))).collect::<Vec<_>>().concat()
}

fn table(body: &mut String, rows: &[String]) {
    let _ = write!(
        body,
        "<div class=\"wide\"><table class=\"list regions\">\n<thead><tr><th scope=\"col\">Grade</th>\
         <th scope=\"col\">What changes</th><th scope=\"col\">Asked before</th><th scope=\"col\">Asked after</th>\
         <th scope=\"col\">People</th></tr></thead>\n<tbody>\n{}</tbody>\n</table></div>\n",
        rows.concat()
    );
}

fn region(id: &str, difference: &Difference) -> String {
    let mut body = String::new();
    let _ = write!(
        body,
        "<tr id=\"{id}\" class=\"{}\"><th scope=\"row\">{}</th><td>{}",
        class(difference),
        grade(difference.direction),
        escape(&sentence(difference, Names::Told)),
    );
    if !difference.is_certain {
        body.push_str(" <span class=\"state\">depends on what is not known</span>");
    }
    let parts = parts(difference, Names::Told);
    if !parts.is_empty() {
        let _ = write!(body, "<ul>{}</ul>", items(&parts));
    }
    let _ = write!(body, "<small>such as {}</small>", escape(&example(difference, Names::Told)));
    let people = match difference.people.len() {
        0 => String::new(),
        count => grouped(count as u64),
    };
    let _ = writeln!(
        body,
        "</td><td>{}</td><td>{}</td><td class=\"number\">{people}</td></tr>",
        escape(&difference.own_before),
        escape(&difference.own_after),
    );
    body
}

/// Everybody whose outcome changes, each with every change that is about them.
fn people(body: &mut String, index: usize, report: &Report<'_>, meaning: &Meaning) {
    let Some(Changes { people: names, .. }) = report.changes else { return };
    let all: BTreeSet<u32> = meaning.differences.iter().flat_map(|found| &found.people).copied().collect();
    if all.is_empty() {
        return;
    }
    let mut people: Vec<_> =
        all.iter().filter_map(|place| Some((*place, names.get(*place as usize)?))).collect();
    people.sort_by(|(_, one), (_, other)| one.user_principal_name.cmp(&other.user_principal_name));
    let left_out = people.len().saturating_sub(MOST_PEOPLE);
    people.truncate(MOST_PEOPLE);
    let hint = match left_out {
        0 => "Before and after are what the policies named ask by themselves.".to_owned(),
        _ => format!(
            "Before and after are what the policies named ask by themselves. {} more are left out here; \
             gatewright diff --format json counts them all.",
            counted(left_out as u64, "person", "people")
        ),
    };
    let list = List {
        id: format!("t{index}-outcomes"),
        class: "changed",
        title: "People by outcome, before and after",
        count: all.len().to_string(),
        hint: &hint,
        is_open: is_short(people.len()),
        columns: ["Who", "What changes", "Asked before", "Asked after", "Policies"],
    };
    list.write(body, |body| {
        for (place, person) in &people {
            let own =
                meaning.differences.iter().enumerate().filter(|(_, found)| found.people.contains(place));
            let own: Vec<(usize, &Difference)> = own.collect();
            row(body, index, (&person.user_principal_name, &person.display_name), &own);
        }
    });
}

fn row(body: &mut String, index: usize, (user, name): (&str, &str), own: &[(usize, &Difference)]) {
    let policies: BTreeSet<&str> =
        own.iter().flat_map(|(_, found)| found.policies.iter().flatten()).map(String::as_str).collect();
    let causes: BTreeSet<String> = own.iter().map(|(_, found)| cause(found)).collect();
    let is_certain = own.iter().any(|(_, found)| found.is_certain);
    let _ = write!(
        body,
        "<tr data-certainty=\"{}\" data-cause=\"{}\" data-policies=\"{}\"><th scope=\"row\">{}",
        if is_certain { "certain" } else { "possible" },
        json(causes.iter().map(String::as_str)),
        json(policies.iter().copied()),
        escape(user),
    );
    if !name.is_empty() && name != user {
        let _ = write!(body, "<small>{}</small>", escape(name));
    }
    body.push_str("</th><td>");
    for (number, found) in own {
        let effect = meaning::of_one(&found.effect);
        let grade = grade(found.direction);
        let _ = write!(body, "<p><a href=\"#t{index}-c{number}\">{grade}</a>: {}</p>", escape(&effect));
    }
    for side in [|found: &Difference| found.own_before.clone(), |found: &Difference| found.own_after.clone()]
    {
        let words: Vec<String> =
            own.iter().map(|(_, found)| format!("<p>{}</p>", escape(&side(found)))).collect();
        let _ = write!(body, "</td><td>{}", words.concat());
    }
    let policies: Vec<&str> = policies.into_iter().collect();
    let _ = writeln!(body, "</td><td>{}</td></tr>", escape(&policies.join(", ")));
}

/// The choice of the filter that finds it.
fn cause(found: &Difference) -> String {
    let grade = grade(found.direction).to_lowercase();
    format!("change {grade}")
}

fn class(difference: &Difference) -> &'static str {
    use crate::space::Direction;
    match difference.direction {
        Some(Direction::Loosens) => "out",
        Some(Direction::Mixed) | None => "maybe",
        Some(Direction::Tightens) => "prompted",
        Some(Direction::Equal) => "same",
    }
}
