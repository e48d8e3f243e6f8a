//! Removals for a pull request: the sum, then what nothing notices.

use std::fmt::Write;

use super::{Mutation, place, word};
use crate::report::markdown::{code, escape};
use crate::source::SourceMap;

/// Renders removals as Markdown.
pub fn markdown(sources: &SourceMap, mutations: &[Mutation]) -> String {
    let mut out = String::new();
    for mutation in mutations {
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "**{}: {}**\n", escape(&mutation.tenant), escape(&mutation.sum()));
        for note in mutation.notes() {
            let _ = writeln!(out, "{}\n", escape(&note));
        }
        if mutation.open().next().is_none() {
            continue;
        }
        out.push_str("| | Without | Where |\n| --- | --- | --- |\n");
        for (words, fate, span) in mutation.open() {
            let (file, at) = place(sources, span);
            let at = code(&format!("{file}:{}", at.line));
            let _ = writeln!(out, "| {} | {} | {at} |", word(fate), escape(words));
        }
        out.push('\n');
    }
    out
}
