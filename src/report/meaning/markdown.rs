//! What changes, for a pull request.

use std::fmt::Write;

use super::{Names, example, grade, parts, refactoring, seen, sentence, told};
use crate::compare::Meaning;
use crate::report::markdown::escape;
use crate::report::words::grouped;

/// A table of what changes, and the refactorings that were proved equal.
pub(in crate::report) fn meaning_table(out: &mut String, meaning: &Meaning, names: Names) {
    let (told, more) = told(meaning);
    if !told.is_empty() {
        out.push_str("\n| | What changes | People |\n| --- | --- | ---: |\n");
    }
    for difference in told {
        let count = match difference.people.len() {
            0 => String::new(),
            count => grouped(count as u64),
        };
        let unsure = if difference.is_certain { "" } else { " (depends on what is not known)" };
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            out,
            "| {} | {}{unsure}{} | {count} |",
            grade(difference.direction),
            escape(&sentence(difference, names)),
            seen(difference).map_or_else(String::new, |seen| format!("; {}", escape(&seen))),
        );
    }
    if let Some(more) = more {
        let _ = writeln!(out, "\n{}", escape(&more));
    }
    if !meaning.equal.is_empty() {
        out.push('\n');
    }
    for equal in &meaning.equal {
        let _ = writeln!(out, "- {}: proved to ask the same", escape(&refactoring(equal)));
    }
    if !meaning.is_complete {
        out.push_str("\nAnd more, which is not told.\n");
    }
    for left_out in &meaning.left_out {
        let _ = writeln!(out, "\nLeft out: {}", escape(left_out));
    }
}

/// Which sign-ins each change is about, with an example.
pub(in crate::report) fn meaning_details(out: &mut String, meaning: &Meaning, names: Names) {
    for difference in &meaning.differences {
        let _ =
            writeln!(out, "- **{}** {}", grade(difference.direction), escape(&sentence(difference, names)));
        for part in parts(difference, names) {
            let _ = writeln!(out, "  - {}", escape(&part));
        }
        let _ = writeln!(out, "  - such as {}", escape(&example(difference, names)));
        if let Some(seen) = seen(difference) {
            let _ = writeln!(out, "  - {}", escape(&seen));
        }
    }
}
