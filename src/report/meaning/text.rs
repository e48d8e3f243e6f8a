//! What changes, for a terminal.

use std::fmt::Write;

use super::{Names, example, grade, parts, refactoring, seen, sentence, told};
use crate::compare::Meaning;
use crate::report::words::{COLUMNS, inert, wrap};

/// Where sentences begin, behind their grade.
const INDENT: usize = 12;

/// Tells what changes.
pub(in crate::report) fn meaning_text(out: &mut String, meaning: &Meaning) {
    let (told, more) = told(meaning);
    for difference in told {
        entry(out, grade(difference.direction), &sentence(difference, Names::Told));
        for part in parts(difference, Names::Told) {
            paragraph(out, &format!("- {part}"));
        }
        paragraph(out, &format!("such as {}", example(difference, Names::Told)));
        if let Some(seen) = seen(difference) {
            paragraph(out, &seen);
        }
        if !difference.is_certain {
            paragraph(out, "this depends on what is not known");
        }
    }
    if let Some(more) = more {
        entry(out, "", &more);
    }
    for equal in &meaning.equal {
        entry(out, "Equal", &format!("{}: proved to ask the same", refactoring(equal)));
    }
    if !meaning.is_complete {
        out.push_str("  and more, which is not told\n");
    }
    for left_out in &meaning.left_out {
        entry(out, "Left out", left_out);
    }
}

/// A grade with its sentence beside it.
fn entry(out: &mut String, grade: &str, text: &str) {
    for (number, line) in wrap(&inert(text), COLUMNS - INDENT).into_iter().enumerate() {
        let grade = if number == 0 { grade } else { "" };
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(out, "  {grade:<width$}{line}", width = INDENT - 2);
    }
}

/// Lines below a sentence, all but the first indented further.
fn paragraph(out: &mut String, text: &str) {
    for (number, line) in wrap(&inert(text), COLUMNS - INDENT - 2).into_iter().enumerate() {
        let indent = if number == 0 { INDENT } else { INDENT + 2 };
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}
