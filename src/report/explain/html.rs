//! An explanation as one HTML file that needs nothing else: no script, no font, no request.
//!
//! It is read on a screen, on a phone and on paper, light or dark as the reader's system is.

use std::fmt::Write;

use super::text::{NO_POLICY, READING};
use super::{Cell, Explanation, Matrix, PolicyExplanation, Row, Statement, state_word, summary};
use crate::report::html::{Manner, escape, page};
use crate::report::words::people;

const STYLE: &str = include_str!("style.css");

/// Renders explanations as one page, a tenant each.
pub fn html(explanations: &[Explanation]) -> String {
    let titles: Vec<&str> = explanations.iter().map(|explanation| explanation.title.as_str()).collect();
    let mut body = String::new();
    for (index, explanation) in explanations.iter().enumerate() {
        Tenant { index, explanation, page: &mut body }.write();
    }
    let manner = Manner { style: STYLE, ..Manner::default() };
    page(&format!("Conditional Access: {}", titles.join(", ")), manner, &body)
}

/// A tenant's part of the page. Anchors are numbered: names are not fit for them.
struct Tenant<'a> {
    index: usize,
    explanation: &'a Explanation,
    page: &'a mut String,
}

impl Tenant<'_> {
    // Writing to a string cannot fail, here and below.
    fn write(&mut self) {
        let explanation = self.explanation;
        let _ = write!(
            self.page,
            "<h1>{}</h1>\n<p class=\"summary\">{} · {}</p>\n",
            escape(&explanation.title),
            summary(&explanation.policies),
            explanation.as_of.format("%-d %B %Y"),
        );
        if let Some(matrix) = &explanation.matrix {
            self.matrix(matrix);
        }
        self.page.push_str("<h2>Policies</h2>\n");
        for (number, policy) in explanation.policies.iter().enumerate() {
            self.policy(number, policy);
        }
        if !explanation.locations.is_empty() {
            self.page.push_str("<h2>Named locations</h2>\n");
            self.table("Named locations", None, &explanation.locations);
        }
        self.page.push_str("<h2>How to read this</h2>\n<ul class=\"notes\">\n");
        for note in &explanation.notes {
            let _ = writeln!(self.page, "<li>{}</li>", note_words(note));
        }
        self.page.push_str("</ul>\n");
    }

    fn matrix(&mut self, matrix: &Matrix) {
        self.page.push_str("<h2>Who is asked for what</h2>\n");
        for line in READING {
            let _ = writeln!(self.page, "<p class=\"hint\">{line}</p>");
        }
        self.page.push_str(
            "<div class=\"wide\" role=\"region\" aria-label=\"Who is asked for what\" tabindex=\"0\">\n\
             <table class=\"matrix\">\n<thead>\n<tr><td></td>",
        );
        for column in &matrix.columns {
            let _ = write!(self.page, "<th scope=\"col\">{}</th>", escape(column));
        }
        self.page.push_str("</tr>\n</thead>\n<tbody>\n");
        for row in &matrix.rows {
            let count = row.people.map(|count| format!(" <span class=\"count\">{}</span>", people(count)));
            let count = count.unwrap_or_default();
            let _ = write!(self.page, "<tr><th scope=\"row\">{}{count}</th>", escape(&row.who));
            for (column, cell) in matrix.columns.iter().zip(&row.cells) {
                let cell = self.cell(cell);
                let _ = write!(self.page, "<td data-column=\"{}\">{cell}</td>", escape(column));
            }
            self.page.push_str("</tr>\n");
        }
        self.page.push_str("</tbody>\n</table>\n</div>\n");
        self.footnotes(matrix);
        if !matrix.exemptions.is_empty() {
            self.page.push_str(
                "<h3>Who is left out</h3>\n<table class=\"rows\">\n<thead>\n\
                 <tr><th scope=\"col\">Who</th><th scope=\"col\">From</th></tr>\n</thead>\n<tbody>\n",
            );
            for exemption in &matrix.exemptions {
                let (who, from) = (escape(&exemption.who), escape(&exemption.from()));
                let _ = writeln!(self.page, "<tr><th scope=\"row\">{who}</th><td>{from}</td></tr>");
            }
            self.page.push_str("</tbody>\n</table>\n");
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        let always = cell.always.iter().map(|statement| {
            let class = match (&statement.state, statement.is_block) {
                (Some(_), _) => "ask planned",
                (None, true) => "ask block",
                (None, false) => "ask",
            };
            format!(
                "<p class=\"{class}\">{} <small>{}</small></p>",
                escape(&statement.text),
                self.by(statement)
            )
        });
        let marks: Vec<String> = cell
            .sometimes
            .iter()
            .map(|position| {
                let number = position + 1;
                format!("<a href=\"#t{}-n{number}\">{number}</a>", self.index)
            })
            .collect();
        let sometimes = (!marks.is_empty())
            .then(|| format!("<p class=\"conditions\">under conditions {}</p>", marks.join(" ")));
        let parts: Vec<String> = always.chain(sometimes).collect();
        if parts.is_empty() { format!("<p class=\"nothing\">{NO_POLICY}</p>") } else { parts.concat() }
    }

    fn footnotes(&mut self, matrix: &Matrix) {
        if matrix.footnotes.is_empty() {
            return;
        }
        self.page.push_str("<h3>Under conditions</h3>\n<ol class=\"footnotes\">\n");
        for (position, footnote) in matrix.footnotes.iter().enumerate() {
            let text = escape(&footnote.footnote());
            let _ = writeln!(self.page, "<li id=\"t{}-n{}\">{text}</li>", self.index, position + 1);
        }
        self.page.push_str("</ol>\n");
    }

    /// The policy of a statement, with a link to what it says.
    fn by(&self, statement: &Statement) -> String {
        let state = statement.state.as_ref().map(|state| format!(", {}", escape(state))).unwrap_or_default();
        let position = self.explanation.policies.iter().position(|policy| policy.id == statement.policy);
        let label = escape(&statement.label);
        match position {
            Some(number) => format!("<a href=\"#t{}-p{}\">{label}</a>{state}", self.index, number + 1),
            None => format!("{label}{state}"),
        }
    }

    fn policy(&mut self, number: usize, policy: &PolicyExplanation) {
        let state = state_word(&policy.state)
            .map(|state| format!(" <span class=\"state\">{}</span>", escape(&state)));
        let _ = write!(
            self.page,
            "<section class=\"policy\" id=\"t{}-p{}\">\n<h3>{}{}</h3>\n<p class=\"sentence\">{}</p>\n",
            self.index,
            number + 1,
            escape(&policy.display_name),
            state.unwrap_or_default(),
            escape(&policy.sentence),
        );
        for note in &policy.notes {
            let _ = writeln!(self.page, "<p class=\"hint\">{}</p>", escape(note));
        }
        if let Some(file) = &policy.file {
            let _ = writeln!(self.page, "<p class=\"place\">{}</p>", escape(file));
        }
        self.table(&policy.display_name, policy.file.as_deref(), &policy.rows);
        if let Some(count) = policy.people {
            let _ = writeln!(self.page, "<p class=\"hint\">For {}.</p>", count.words());
        }
        self.page.push_str("</section>\n");
    }

    fn table(&mut self, name: &str, file: Option<&str>, rows: &[Row]) {
        let _ = writeln!(self.page, "<table class=\"rows\" aria-label=\"{}\">\n<tbody>", escape(name));
        for row in rows {
            let values: Vec<String> = row.values.iter().map(|value| value_words(value, file)).collect();
            let values = match values.as_slice() {
                [only] => only.clone(),
                values => format!("<ul><li>{}</li></ul>", values.join("</li><li>")),
            };
            let _ = writeln!(
                self.page,
                "<tr><th scope=\"row\">{}</th><td>{values}</td></tr>",
                escape(&row.label)
            );
        }
        self.page.push_str("</tbody>\n</table>\n");
    }
}

fn value_words(value: &super::Value, file: Option<&str>) -> String {
    let place = value
        .place
        .as_ref()
        .map(|place| format!(" <small class=\"place\">{}</small>", escape(&place.words(file))));
    format!("{}{}", escape(&value.text), place.unwrap_or_default())
}

/// Notes have names of commands in backticks.
fn note_words(note: &str) -> String {
    let mut parts = note.split('`');
    let mut out = escape(parts.next().unwrap_or_default());
    while let Some(code) = parts.next() {
        let _ = write!(out, "<code>{}</code>{}", escape(code), escape(parts.next().unwrap_or_default()));
    }
    out
}
