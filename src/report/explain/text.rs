//! An explanation for a terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Cell, Explanation, Matrix, MatrixRow, PolicyExplanation, Row, summary};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, inert, wrap, wrap_name};

/// Renders explanations for a terminal, a tenant each.
pub fn text(explanations: &[Explanation], style: Style) -> String {
    let mut page = Page { style, lines: Vec::new() };
    for explanation in explanations {
        if !page.lines.is_empty() {
            page.lines.push(String::new());
        }
        page.explanation(explanation);
    }
    page.lines.push(String::new());
    page.lines.join("\n")
}

struct Page {
    style: Style,
    lines: Vec<String>,
}

impl Page {
    fn explanation(&mut self, explanation: &Explanation) {
        let title = paint(self.style, Paint::Bold, &inert(&explanation.title));
        self.lines.push(format!("{title}   {}", summary(&explanation.policies)));
        if let Some(matrix) = &explanation.matrix {
            self.matrix(matrix);
        }
        for policy in &explanation.policies {
            self.policy(policy);
        }
        if !explanation.locations.is_empty() {
            self.heading("NAMED LOCATIONS");
            self.table(None, &explanation.locations);
        }
        self.heading("HOW TO READ THIS");
        for note in &explanation.notes {
            self.hanging("- ", 2, note);
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        self.heading("WHO IS ASKED FOR WHAT");
        for line in READING {
            self.hanging("", 0, line);
        }
        for row in &matrix.rows {
            self.lines.push(String::new());
            let who = match row.people {
                None => row.who.clone(),
                Some(people) => format!("{} ({})", row.who, crate::report::words::people(people)),
            };
            let who: Vec<String> = wrap(&inert(&who), COLUMNS);
            self.lines.extend(who.iter().map(|line| paint(self.style, Paint::Bold, line)));
            self.row(matrix, row);
        }
        if !matrix.footnotes.is_empty() {
            self.heading("UNDER CONDITIONS");
            let width = matrix.footnotes.len().to_string().len();
            for (index, footnote) in matrix.footnotes.iter().enumerate() {
                let number = format!("{:>width$}  ", index + 1);
                self.hanging(&number, width + 2, &footnote.footnote());
            }
        }
        if !matrix.exemptions.is_empty() {
            self.heading("WHO IS LEFT OUT");
            for exemption in &matrix.exemptions {
                self.hanging("", 2, &format!("{}: {}", exemption.who, exemption.from()));
            }
        }
    }

    /// Eighty columns have no room for a table: what is asked for the same columns is told together.
    fn row(&mut self, matrix: &Matrix, row: &MatrixRow) {
        for (columns, cell) in by_columns(row) {
            self.hanging("  ", 4, &format!("for {}:", column_words(matrix, &columns)));
            for statement in &cell.always {
                self.hanging("      ", 8, &statement.words());
            }
            match (cell.always.is_empty(), cell.sometimes.is_empty()) {
                (true, true) => self.hanging("      ", 8, NO_POLICY),
                (_, true) => {}
                (_, false) => {
                    self.hanging("      ", 8, &format!("under conditions: {}", cell.footnote_numbers()));
                }
            }
        }
    }

    fn policy(&mut self, policy: &PolicyExplanation) {
        self.lines.push(String::new());
        let name = wrap_name(&inert(&policy.display_name), COLUMNS);
        self.lines.extend(name.iter().map(|line| paint(self.style, Paint::Bold, line)));
        self.hanging("  ", 2, &policy.sentence);
        for note in &policy.notes {
            self.hanging("  ", 2, note);
        }
        if let Some(file) = &policy.file {
            self.hanging("  ", 2, file);
        }
        self.lines.push(String::new());
        self.table(policy.file.as_deref(), &policy.rows);
        if let Some(people) = policy.people {
            self.entry("People", &people.words());
        }
    }

    fn table(&mut self, file: Option<&str>, rows: &[Row]) {
        for row in rows {
            let mut label = row.label.as_str();
            for value in &row.values {
                self.entry(label, &value.text);
                label = "";
                if let Some(place) = &value.place {
                    self.place(&format!("[{}]", inert(&place.words(file))));
                }
            }
        }
    }

    /// A label and what is said of it beside, or below a label that is long.
    fn entry(&mut self, label: &str, text: &str) {
        let label = inert(label);
        if label.chars().count() + 4 > LABEL {
            self.hanging("  ", 4, &label);
            self.hanging(&" ".repeat(LABEL), LABEL, text);
        } else {
            let width = LABEL - 2;
            self.hanging(&format!("  {label:width$}"), LABEL, text);
        }
    }

    /// A place, beside the value where the line has room for it.
    fn place(&mut self, place: &str) {
        match self.lines.last_mut() {
            Some(line) if line.chars().count() + 2 + place.chars().count() <= COLUMNS => {
                line.push_str(&format!("  {}", paint(self.style, Paint::Dim, place)));
            }
            Some(_) | None => self.lines.extend(
                wrap(place, COLUMNS - LABEL)
                    .iter()
                    .map(|line| format!("{:LABEL$}{}", "", paint(self.style, Paint::Dim, line))),
            ),
        }
    }

    fn heading(&mut self, heading: &str) {
        self.lines.extend([String::new(), paint(self.style, Paint::Cyan, heading)]);
    }

    /// A paragraph after a start, its further lines indented.
    fn hanging(&mut self, start: &str, indent: usize, text: &str) {
        let before = start.chars().count();
        let width = COLUMNS.saturating_sub(before.max(indent));
        let told = wrap(&inert(text), width);
        for (index, line) in told.iter().enumerate() {
            let start = if index == 0 { start.to_owned() } else { " ".repeat(indent) };
            self.lines.push(format!("{start}{line}"));
        }
    }
}

/// Where values start in a table.
const LABEL: usize = 26;

/// How the matrix is read, for every format.
pub(super) const READING: [&str; 2] = [
    "Each row is about someone of whom only that holds. Whoever several rows describe is asked for all that they say, except by policies that leave them out, which are listed below.",
    "Policies in report-only ask for nothing yet. Disabled policies are not in it.",
];

/// What a cell says that no policy is for.
pub(super) const NO_POLICY: &str = "no policy";

/// What is asked of a row, by the columns that it is asked for: what is asked for the most columns comes first, and
/// columns without any policy last.
fn by_columns(row: &MatrixRow) -> Vec<(Vec<usize>, Cell)> {
    let columns = |has: &dyn Fn(&Cell) -> bool| -> Vec<usize> {
        row.cells.iter().enumerate().filter(|(_, cell)| has(cell)).map(|(column, _)| column).collect()
    };
    let mut asked: BTreeMap<(Reverse<usize>, Vec<usize>), Cell> = BTreeMap::new();
    let mut together = |columns: Vec<usize>, add: &dyn Fn(&mut Cell)| {
        add(asked.entry((Reverse(columns.len()), columns)).or_default());
    };
    for cell in &row.cells {
        for statement in &cell.always {
            together(columns(&|other| other.always.contains(statement)), &|group| {
                if !group.always.contains(statement) {
                    group.always.push(statement.clone());
                }
            });
        }
        for footnote in &cell.sometimes {
            together(columns(&|other| other.sometimes.contains(footnote)), &|group| {
                if !group.sometimes.contains(footnote) {
                    group.sometimes.push(*footnote);
                }
            });
        }
    }
    let silent = columns(&|cell| *cell == Cell::default());
    let silent = (!silent.is_empty()).then(|| (silent, Cell::default()));
    let asked = asked.into_iter().map(|((_, columns), mut cell)| {
        cell.sometimes.sort_unstable();
        (columns, cell)
    });
    asked.chain(silent).collect()
}

/// Columns in words; all of those that are resources are every resource.
fn column_words(matrix: &Matrix, columns: &[usize]) -> String {
    let is_resource = |column: &usize| *column < matrix.resources;
    let every = matrix.resources > 1
        && columns.iter().filter(|column| is_resource(column)).count() == matrix.resources;
    let shown = columns.iter().filter(|column| !(every && is_resource(column)));
    let names = shown.filter_map(|column| matrix.columns.get(*column)).map(String::as_str);
    every.then_some("every resource").into_iter().chain(names).collect::<Vec<_>>().join("; ")
}
