//! Removals for a terminal: the sum, then what nothing notices.

use std::fmt::Write;

use super::{Mutation, place};
use crate::promise::Fate;
use crate::report::words::{COLUMNS, inert, wrap};
use crate::source::SourceMap;

/// Renders removals for a terminal.
pub fn text(sources: &SourceMap, mutations: &[Mutation]) -> String {
    let mut out = String::new();
    for mutation in mutations {
        paragraph(&mut out, 0, &format!("{}   {}", mutation.tenant, mutation.sum()));
        for note in mutation.notes() {
            paragraph(&mut out, 0, &note);
        }
        for (words, fate, span) in mutation.open() {
            let heading = if *fate == Fate::Survives { "SURVIVES" } else { "NOT DECIDED" };
            paragraph(&mut out, 0, &format!("{heading} without {words}"));
            let (file, at) = place(sources, span);
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {}:{}", inert(file), at.line);
        }
    }
    out
}

fn paragraph(out: &mut String, indent: usize, text: &str) {
    for (number, line) in wrap(&inert(text), COLUMNS - indent - 2).into_iter().enumerate() {
        let indent = if number == 0 { indent } else { indent + 2 };
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}
