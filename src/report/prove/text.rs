//! Proofs for a terminal.

use std::fmt::Write;

use super::gaps::place;
use super::{MOST_NAMES, Related, Report, reason, repairs, sign_in, verdict_of_relation, verdict_words};
use crate::report::meaning::meaning_text;
use crate::report::words::{COLUMNS, inert, list, people, wrap};

/// Renders proofs for a terminal.
pub fn text(report: &Report<'_>) -> String {
    let about = &report.about;
    // Writing to a string cannot fail, here and below.
    let mut out = format!("{}   {}\n", inert(about.tenant), about.heading());
    for line in report.supposed() {
        paragraph(&mut out, 0, &line);
    }
    lost(&mut out, report);
    if report.proofs.is_empty() && report.unresolved.is_empty() {
        out.push_str("no invariants in tests/\n");
    }
    for proof in &report.proofs {
        let owner = proof.promise.owner.as_ref().map(|owner| format!(" ({owner})")).unwrap_or_default();
        let heading = verdict_words(&proof.verdict);
        let _ = writeln!(out, "{heading:<12}{}{}", inert(&proof.promise.name), inert(&owner));
        if let Some(why) = &proof.promise.reason {
            paragraph(&mut out, 2, &format!("because {}", inert(why)));
        }
        if let Some(reason) = reason(&proof.verdict) {
            paragraph(&mut out, 2, &reason);
        }
        let Some(example) = proof.verdict.example() else { continue };
        if !proof.verdict.is_kept() {
            let region = example.region.as_deref().unwrap_or("every sign-in in scope");
            let names = about.names(&example.people);
            paragraph(&mut out, 2, &counting(region, names.len()));
            if !names.is_empty() {
                paragraph(&mut out, 2, &people_of(&names));
            }
        }
        paragraph(&mut out, 2, &format!("such as {}", sign_in(example)));
        if !example.supposed.is_empty() {
            paragraph(&mut out, 2, &format!("supposing {}", list(&example.supposed)));
        }
        paragraph(&mut out, 2, &about.decided(example));
        if let Some(near) = example.near_miss() {
            paragraph(&mut out, 2, &format!("near miss: {}", about.near_miss(near)));
        }
        if let Some(repairs) = &proof.repairs {
            repairs::text(&mut out, repairs);
        }
    }
    for (name, unresolved) in &report.unresolved {
        let _ = writeln!(out, "{:<12}{}", "NOT DECIDED", inert(name));
        for missing in unresolved {
            let _ = writeln!(out, "  there is no {} `{}`", missing.kind.words(), inert(&missing.name));
        }
    }
    out
}

/// Renders how two sets compare for a terminal.
pub fn relation_text(related: &Related<'_>) -> String {
    let mut out = format!("{}\n", verdict_of_relation(related));
    meaning_text(&mut out, related.meaning);
    out
}

/// Lines of a width that a terminal shows, all but the first indented further.
pub(super) fn paragraph(out: &mut String, indent: usize, text: &str) {
    for (number, line) in wrap(&inert(text), COLUMNS - indent - 2).into_iter().enumerate() {
        let indent = if number == 0 { indent } else { indent + 2 };
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}

/// Who no longer gets in.
fn lost(out: &mut String, report: &Report<'_>) {
    let Some((_, lost)) = &report.lost else { return };
    let about = &report.about;
    let names = about.names(&lost.locked_out);
    if !names.is_empty() {
        let who = format!("{} get in nowhere: {}", people(names.len()), people_of(&names));
        entry(out, 12, "LOCKED OUT", &who);
    }
    for region in &lost.regions {
        entry(out, 12, "NO LONGER", &place(&region.words, &region.words.who));
        let count = region.example.people.len();
        if count > 0 {
            paragraph(out, 2, &people(count));
        }
        paragraph(out, 2, &format!("such as {}", sign_in(&region.example)));
        paragraph(out, 2, &about.decided(&region.example));
    }
    if !lost.is_complete {
        paragraph(out, 0, "there are more sign-ins that are no longer possible");
    }
    if let Some(line) = report.emergency() {
        paragraph(out, 0, &line);
    }
}

/// A heading with text beside it, so that all lines of the text are below each other.
pub(super) fn entry(out: &mut String, indent: usize, heading: &str, text: &str) {
    for (number, line) in wrap(&inert(text), COLUMNS - indent).into_iter().enumerate() {
        let heading = if number == 0 { heading } else { "" };
        let _ = writeln!(out, "{heading:<indent$}{line}");
    }
}

/// The first of some people, and how many more there are.
pub(super) fn people_of(names: &[&str]) -> String {
    let (shown, others) = names.split_at(names.len().min(MOST_NAMES));
    let more = if others.is_empty() { String::new() } else { format!(", {} more", others.len()) };
    format!("{}{more}", shown.join(", "))
}

fn counting(region: &str, count: usize) -> String {
    if count == 0 { region.to_owned() } else { format!("{region}: {}", people(count)) }
}
