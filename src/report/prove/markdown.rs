//! Proofs for a pull request: counts in place of people's names, unless these are asked for.

use std::fmt::Write;

use super::gaps::place;
use super::{
    About, MOST_NAMES, Related, Report, reason, repairs, sign_in, verdict_of_relation, verdict_words,
};
use crate::promise::Counterexample;
use crate::report::markdown::escape;
use crate::report::meaning::{Names, brief, meaning_details, meaning_table};
use crate::report::words::{list, people};
use crate::space::Words;

/// Renders proofs for a pull request.
pub fn markdown(report: &Report<'_>) -> String {
    let about = &report.about;
    // Writing to a string cannot fail, here and below.
    let mut out = about.markdown_heading();
    for line in report.supposed() {
        let _ = writeln!(out, "\n{}", escape(&line));
    }
    lost(&mut out, report);
    if report.proofs.is_empty() && report.unresolved.is_empty() {
        out.push_str("\nNo invariants in tests/.\n");
        return out;
    }
    out.push_str("\n| | Invariant | Owner | Why |\n| --- | --- | --- | --- |\n");
    for proof in &report.proofs {
        let mut why: Vec<String> = reason(&proof.verdict).into_iter().collect();
        if let Some(example) = proof.verdict.example() {
            let names = about.names(&example.people);
            if !proof.verdict.is_kept() {
                let region = example.region.as_deref().unwrap_or("every sign-in in scope");
                let count =
                    if names.is_empty() { String::new() } else { format!(": {}", people(names.len())) };
                why.push(format!("{region}{count}"));
            }
            if about.shows_names {
                let shown: Vec<&str> = names.iter().take(MOST_NAMES).copied().collect();
                why.extend((!shown.is_empty()).then(|| shown.join(", ")));
            }
            why.push(format!("such as {}", about.example(example)));
            if !example.supposed.is_empty() {
                why.push(format!("supposing {}", list(&example.supposed)));
            }
            why.push(about.decided(example));
            why.extend(example.near_miss().map(|near| format!("near miss: {}", about.near_miss(near))));
        }
        let why: Vec<String> = why.iter().map(|line| escape(line)).collect();
        let because = proof.promise.reason.as_ref().map(|reason| format!("because {}", escape(reason)));
        let promised: Vec<String> = [escape(&proof.promise.name)].into_iter().chain(because).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            verdict_words(&proof.verdict),
            promised.join("<br>"),
            escape(proof.promise.owner.as_deref().unwrap_or("")),
            why.join("<br>")
        );
    }
    for (name, unresolved) in &report.unresolved {
        let missing: Vec<String> = unresolved
            .iter()
            .map(|missing| escape(&format!("there is no {} `{}`", missing.kind.words(), missing.name)))
            .collect();
        let _ = writeln!(out, "| NOT DECIDED | {} | | {} |", escape(name), missing.join("<br>"));
    }
    for proof in &report.proofs {
        if let Some(repairs) = &proof.repairs {
            let names = if about.shows_names { Names::Told } else { Names::Counted };
            repairs::markdown(&mut out, &proof.promise.name, repairs, names);
        }
    }
    out
}

/// Who no longer gets in.
fn lost(out: &mut String, report: &Report<'_>) {
    let Some((_, lost)) = &report.lost else { return };
    let about = &report.about;
    if !lost.locked_out.is_empty() {
        let names = about.names(&lost.locked_out);
        let who = if about.shows_names { format!(": {}", names.join(", ")) } else { String::new() };
        let _ = writeln!(out, "\n**{} get in nowhere{}**", people(names.len()), escape(&who));
    }
    if !lost.regions.is_empty() {
        out.push_str("\n| No longer | People | Why |\n| --- | ---: | --- |\n");
    }
    for region in &lost.regions {
        let count = Some(region.example.people.len()).filter(|count| *count > 0);
        let _ = writeln!(
            out,
            "| {} | {} | such as {}<br>{} |",
            escape(&about.region(&region.words)),
            count.map(|count| count.to_string()).unwrap_or_default(),
            escape(&about.example(&region.example)),
            escape(&about.decided(&region.example))
        );
    }
    if !lost.is_complete {
        out.push_str("\nThere are more sign-ins that are no longer possible.\n");
    }
    if let Some(line) = report.emergency() {
        let _ = writeln!(out, "\n{}", escape(&line));
    }
}

/// Renders how two sets compare for a pull request.
pub fn relation_markdown(related: &Related<'_>) -> String {
    let mut out = format!("**{}**\n", escape(&verdict_of_relation(related)));
    meaning_table(&mut out, related.meaning, Names::Counted);
    out.push('\n');
    meaning_details(&mut out, related.meaning, Names::Counted);
    out
}

impl About<'_> {
    /// The tenant, and over whom claims are made.
    pub(super) fn markdown_heading(&self) -> String {
        format!("## {}\n\n{}\n", escape(self.tenant), escape(&self.heading()))
    }

    /// Sign-ins, by whom without names unless these are shown.
    pub(super) fn region(&self, words: &Words) -> String {
        place(words, if self.shows_names { &words.who } else { &words.who_unnamed })
    }

    /// A sign-in, by nobody unless names are shown.
    pub(super) fn example(&self, example: &Counterexample) -> String {
        if self.shows_names { sign_in(example) } else { brief(&example.witness.sign_in, Names::Counted) }
    }
}
