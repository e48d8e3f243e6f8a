//! An explanation for a pull request or a wiki.

use std::fmt::Write;

use super::text::{NO_POLICY, READING};
use super::{Cell, Explanation, Matrix, PolicyExplanation, Row, summary};
use crate::report::markdown::{code, escape};
use crate::report::words::people;

/// Renders explanations as Markdown, a tenant each.
pub fn markdown(explanations: &[Explanation]) -> String {
    let documents: Vec<String> = explanations.iter().map(document).collect();
    documents.join("\n")
}

fn document(explanation: &Explanation) -> String {
    let mut out = format!("# {}\n\n{}\n", escape(&explanation.title), summary(&explanation.policies));
    if let Some(matrix) = &explanation.matrix {
        write_matrix(&mut out, matrix);
    }
    out.push_str("\n## Policies\n");
    for policy in &explanation.policies {
        write_policy(&mut out, policy);
    }
    if !explanation.locations.is_empty() {
        out.push_str("\n## Named locations\n\n");
        write_table(&mut out, None, &explanation.locations);
    }
    out.push_str("\n## How to read this\n\n");
    for note in &explanation.notes {
        // Backticks in notes are our own.
        let _ = writeln!(out, "- {note}");
    }
    out
}

fn write_matrix(out: &mut String, matrix: &Matrix) {
    let columns: Vec<String> = matrix.columns.iter().map(|column| escape(column)).collect();
    // Writing to a string cannot fail, here and below.
    let _ = write!(out, "\n## Who is asked for what\n\n{}\n\n", READING.join(" "));
    let _ = writeln!(out, "| | {} |", columns.join(" | "));
    let _ = writeln!(out, "| --- |{}", " --- |".repeat(columns.len()));
    for row in &matrix.rows {
        let count = row.people.map(|count| format!(" ({})", people(count))).unwrap_or_default();
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        let _ = writeln!(out, "| **{}**{count} | {} |", escape(&row.who), cells.join(" | "));
    }
    if !matrix.footnotes.is_empty() {
        out.push_str("\n### Under conditions\n\n");
        for (index, footnote) in matrix.footnotes.iter().enumerate() {
            let _ = writeln!(out, "{}. {}", index + 1, escape(&footnote.footnote()));
        }
    }
    if !matrix.exemptions.is_empty() {
        out.push_str("\n### Who is left out\n\n| Who | From |\n| --- | --- |\n");
        for exemption in &matrix.exemptions {
            let _ = writeln!(out, "| {} | {} |", escape(&exemption.who), escape(&exemption.from()));
        }
    }
}

fn cell(cell: &Cell) -> String {
    let always = cell.always.iter().map(|statement| escape(&statement.words()));
    let sometimes =
        (!cell.sometimes.is_empty()).then(|| format!("under conditions {}", cell.footnote_numbers()));
    let lines: Vec<String> = always.chain(sometimes).collect();
    if lines.is_empty() { NO_POLICY.to_owned() } else { lines.join("<br>") }
}

fn write_policy(out: &mut String, policy: &PolicyExplanation) {
    let _ = write!(out, "\n### {}\n\n{}\n\n", escape(&policy.display_name), escape(&policy.sentence));
    for note in &policy.notes {
        let _ = writeln!(out, "{}\n", escape(note));
    }
    if let Some(file) = &policy.file {
        let _ = writeln!(out, "{}\n", code(file));
    }
    write_table(out, policy.file.as_deref(), &policy.rows);
    if let Some(count) = policy.people {
        let _ = writeln!(out, "\nPeople: {}", count.words());
    }
}

fn write_table(out: &mut String, file: Option<&str>, rows: &[Row]) {
    let with_places = rows.iter().flat_map(|row| &row.values).any(|value| value.place.is_some());
    out.push_str(if with_places { "| | | Where |\n| --- | --- | --- |\n" } else { "| | |\n| --- | --- |\n" });
    for row in rows {
        let mut label = format!("**{}**", escape(&row.label));
        if with_places {
            for value in &row.values {
                let place = value.place.as_ref().map(|place| code(&place.words(file))).unwrap_or_default();
                let _ = writeln!(out, "| {label} | {} | {place} |", escape(&value.text));
                label.clear();
            }
        } else {
            let values: Vec<String> = row.values.iter().map(|value| escape(&value.text)).collect();
            let _ = writeln!(out, "| {label} | {} |", values.join("<br>"));
        }
    }
}
