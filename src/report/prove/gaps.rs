//! Where a password is enough, as text, JSON and Markdown.

use std::fmt::Write;

use serde::Serialize;

use super::About;
use super::json::{Example, example};
use super::text::{entry, paragraph, people_of};
use crate::promise::{Gap, Gaps};
use crate::report::markdown::escape;
use crate::report::words::{grouped, inert, list, people};
use crate::report::{pretty, pretty_of_several};
use crate::space::Words;

/// What was found of one tenant.
#[derive(Debug)]
pub struct Found<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// What was found.
    pub gaps: Gaps,
}

impl Found<'_> {
    /// `a password is enough in 12 of 340 kinds of sign-ins, for 3 people`.
    fn verdict(&self) -> String {
        let Gaps { found, classes, people: who, .. } = &self.gaps;
        if found.is_empty() {
            return "a password is never enough: proved for every sign-in by a user".to_owned();
        }
        let of = if who.is_empty() { String::new() } else { format!(", for {}", people(who.len())) };
        format!("a password is enough in {}{of}", kinds(classes.0, classes.1))
    }

    fn emergency(&self) -> Option<String> {
        let example = self.gaps.emergency_access.as_ref()?;
        Some(format!(
            "apart from that, a password is enough for emergency access, which is left open on purpose: {}",
            self.about.decided(example)
        ))
    }

    fn rest(&self) -> Vec<String> {
        let more = (!self.gaps.is_complete).then(|| "there are more, which are not told".to_owned());
        let left_out = self.gaps.left_out.iter().map(|what| format!("left out: {what}"));
        more.into_iter().chain(left_out).collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count, which is whole and positive"
)]
fn kinds(some: f64, all: f64) -> String {
    let count = |count: f64| {
        if count < 1e15 { grouped(count as u64) } else { format!("{count:.1e}") }
    };
    format!("{} of {} kinds of sign-ins", count(some), count(all))
}

pub(super) fn place(words: &Words, who: &str) -> String {
    let who = if who.is_empty() { "everyone" } else { who };
    let all: Vec<&str> = [who].into_iter().chain(words.rest.iter().map(String::as_str)).collect();
    all.join(", ")
}

fn unsure(gap: &Gap) -> &'static str {
    if gap.is_certain { "GAP" } else { "MAYBE" }
}

/// On what it depends.
fn doubt(gap: &Gap) -> Option<String> {
    if !gap.is_certain {
        return Some(format!("only supposing {}", list(&gap.example.supposed)));
    }
    (!gap.doubt.is_empty()).then(|| format!("others of them only supposing {}", list(&gap.doubt)))
}

/// Renders gaps for a terminal.
pub fn gaps_text(found: &Found<'_>) -> String {
    let Found { about, gaps } = found;
    // Writing to a string cannot fail, here and below.
    let mut out = format!("{}   {}\n", inert(about.tenant), about.heading());
    paragraph(&mut out, 0, &found.verdict());
    for gap in &gaps.found {
        entry(&mut out, 8, unsure(gap), &place(&gap.words, &gap.words.who));
        let names = about.names(&gap.example.people);
        if !names.is_empty() {
            paragraph(&mut out, 2, &format!("{}: {}", people(names.len()), people_of(&names)));
        }
        paragraph(&mut out, 2, &format!("such as {}", super::sign_in(&gap.example)));
        if let Some(doubt) = doubt(gap) {
            paragraph(&mut out, 2, &doubt);
        }
        paragraph(&mut out, 2, &about.decided(&gap.example));
        if let Some(near) = gap.example.near_miss() {
            paragraph(&mut out, 2, &format!("near miss: {}", about.near_miss(near)));
        }
    }
    for line in found.emergency().into_iter().chain(found.rest()) {
        paragraph(&mut out, 0, &line);
    }
    out
}

/// Renders gaps for a pull request.
pub fn gaps_markdown(found: &Found<'_>) -> String {
    let Found { about, gaps } = found;
    let mut out = format!("{}\n**{}**\n", about.markdown_heading(), escape(&found.verdict()));
    if !gaps.found.is_empty() {
        out.push_str("\n| | Where | People | Why |\n| --- | --- | ---: | --- |\n");
    }
    for gap in &gaps.found {
        let example = &gap.example;
        let mut why = vec![format!("such as {}", about.example(example))];
        why.extend(doubt(gap));
        why.push(about.decided(example));
        why.extend(example.near_miss().map(|near| format!("near miss: {}", about.near_miss(near))));
        let why: Vec<String> = why.iter().map(|line| escape(line)).collect();
        let count = Some(example.people.len()).filter(|count| *count > 0);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            unsure(gap),
            escape(&about.region(&gap.words)),
            count.map(|count| grouped(count as u64)).unwrap_or_default(),
            why.join("<br>")
        );
    }
    for line in found.emergency().into_iter().chain(found.rest()) {
        let _ = writeln!(out, "\n{}", escape(&line));
    }
    out
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfTenant<'a> {
    tenant: &'a str,
    policies: usize,
    people: Option<usize>,
    open_classes: f64,
    classes: f64,
    open_people: Vec<&'a str>,
    gaps: Vec<GapJson<'a>>,
    complete: bool,
    emergency_access: Option<Example<'a>>,
    left_out: &'a [String],
}

#[derive(Serialize)]
struct Total {
    tenants: usize,
    closed: usize,
}

#[derive(Serialize)]
struct GapJson<'a> {
    region: String,
    classes: f64,
    certain: bool,
    doubt: &'a [String],
    example: Example<'a>,
}

/// Renders gaps as JSON: of one tenant alone, or of several with the names of those that were not gone through.
pub fn gaps_json(found: &[Found<'_>], failed: &[String], is_one: bool) -> String {
    match found {
        [only] if is_one => pretty(&tenant(only)),
        _ => pretty_of_several(
            found.iter().map(tenant),
            failed,
            Total {
                tenants: found.len() + failed.len(),
                closed: found.iter().filter(|found| found.gaps.found.is_empty()).count(),
            },
        ),
    }
}

fn tenant<'a>(found: &'a Found<'_>) -> OfTenant<'a> {
    let Found { about, gaps } = found;
    let people = about.directory.people().len();
    let gap = |gap: &'a Gap| GapJson {
        region: place(&gap.words, &gap.words.who),
        classes: gap.classes,
        certain: gap.is_certain,
        doubt: &gap.doubt,
        example: example(about, &gap.example),
    };
    OfTenant {
        tenant: about.tenant,
        policies: about.policies.len(),
        people: (people > 0).then_some(people),
        open_classes: gaps.classes.0,
        classes: gaps.classes.1,
        open_people: about.names(&gaps.people),
        gaps: gaps.found.iter().map(gap).collect(),
        complete: gaps.is_complete,
        emergency_access: gaps.emergency_access.as_ref().map(|found| example(about, found)),
        left_out: &gaps.left_out,
    }
}
