//! Proofs for a terminal.

use std::fmt::Write;

use super::{
    MOST_NAMES, Related, Report, direction_words, outcome_words, own_words, reason, sign_in,
    verdict_of_relation, verdict_words, where_words,
};
use crate::compare::Meaning;
use crate::report::whatif::facts;
use crate::report::words::{counted, inert, list, people};

/// Renders proofs for a terminal.
pub fn text(report: &Report<'_>) -> String {
    let policies = counted(report.policies.len() as u64, "policy", "policies");
    // Writing to a string cannot fail, here and below.
    let mut out = format!("{}   {policies}, {}\n", inert(report.tenant), report.whom());
    if report.proofs.is_empty() && report.unresolved.is_empty() {
        out.push_str("no invariants in tests/\n");
    }
    for proof in &report.proofs {
        let owner = proof.promise.owner.as_ref().map(|owner| format!(" ({owner})")).unwrap_or_default();
        let heading = verdict_words(&proof.verdict);
        let _ = writeln!(out, "{heading:<12}{}{}", inert(&proof.promise.name), inert(&owner));
        if let Some(reason) = reason(&proof.verdict) {
            let _ = writeln!(out, "  {}", inert(&reason));
        }
        let Some(example) = proof.verdict.example() else { continue };
        if !proof.verdict.is_kept() {
            let region = example.region.as_deref().unwrap_or("every sign-in in scope");
            let names = report.names(&example.people);
            let _ = write!(out, "  {}", inert(region));
            if !names.is_empty() {
                let _ = write!(out, ": {}", people(names.len()));
            }
            out.push('\n');
            let (shown, others) = names.split_at(names.len().min(MOST_NAMES));
            if !shown.is_empty() {
                let more = if others.is_empty() { String::new() } else { format!(", {} more", others.len()) };
                let _ = writeln!(out, "  {}{more}", inert(&shown.join(", ")));
            }
        }
        let _ = writeln!(out, "  such as {}", inert(&sign_in(example)));
        if !example.supposed.is_empty() {
            let _ = writeln!(out, "  supposing {}", inert(&list(&example.supposed)));
        }
        let _ = writeln!(out, "  {}", inert(&report.decided(example)));
        if let Some(near) = &example.near_miss {
            let _ = writeln!(out, "  near miss: {}", inert(&report.near_miss(near)));
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

/// What changes, for a terminal.
pub(in crate::report) fn meaning_text(out: &mut String, meaning: &Meaning) {
    for difference in &meaning.differences {
        let heading = direction_words(difference.direction);
        let _ = writeln!(out, "  {heading:<12}{}", inert(&own_words(difference)));
        let _ = write!(out, "      {}", inert(&where_words(difference)));
        if !difference.people.is_empty() {
            let _ = write!(out, ": {}", people(difference.people.len()));
        }
        out.push('\n');
        let (before, after) = &difference.outcomes;
        let example = facts(&difference.example.sign_in).0.join(", ");
        let _ = writeln!(out, "      such as {}:", inert(&example));
        let (old, new) = (inert(&difference.before), inert(&difference.after));
        let _ =
            writeln!(out, "        {old} ({}) -> {new} ({})", outcome_words(*before), outcome_words(*after));
        if !difference.is_certain {
            out.push_str("      this depends on what is not known\n");
        }
    }
    if !meaning.is_complete {
        out.push_str("  and more, which is not told\n");
    }
    for left_out in &meaning.left_out {
        let _ = writeln!(out, "  left out: {}", inert(left_out));
    }
}
