//! What the simulations of several tenants come to.

use std::fmt::Write;

use serde::Serialize;

use super::json::document;
use super::{Report, Verdict, people};
use crate::replay::Affected;
use crate::report::diagnostics::Style;
use crate::report::markdown::escape;
use crate::report::paint::{Paint, paint};
use crate::report::pretty_of_several;
use crate::report::words::{COLUMNS, counted, list, short, wrap};

/// Simulations of several tenants.
#[derive(Clone, Copy, Debug)]
pub struct Several<'a> {
    /// Those that were done, in order.
    pub reports: &'a [Report<'a>],
    /// The names of the tenants of which there is none.
    pub failed: &'a [String],
}

/// The sums.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    tenants: usize,
    people: usize,
    sign_ins: u64,
    locked_out_for_certain: usize,
    locked_out_at_most: usize,
    register_first: usize,
    newly_prompted: usize,
    newly_free: usize,
}

impl Several<'_> {
    /// Renders them all as one JSON object; `schemas/results/simulate.schema.json` describes it.
    pub fn json(&self) -> String {
        pretty_of_several(self.reports.iter().map(document), self.failed, self.total())
    }

    /// Renders what they come to, for a terminal.
    pub fn text(&self, style: Style) -> String {
        let mut out = String::new();
        let heading = paint(style, Paint::Bold, &self.heading());
        for line in std::iter::once(heading).chain(self.lines().iter().flat_map(|line| indented(line))) {
            out.push_str(&line);
            out.push('\n');
        }
        out
    }

    /// Renders what they come to, for a pull request.
    pub fn markdown(&self) -> String {
        let mut out = format!("<!-- gatewright:simulate -->\n**{}**\n\n", self.heading());
        for line in self.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "- {}", escape(&line));
        }
        out
    }

    pub(super) fn heading(&self) -> String {
        let total = self.total();
        let tenants = counted(wide(total.tenants), "tenant", "tenants");
        let (certain, at_most) = (total.locked_out_for_certain, total.locked_out_at_most);
        let locked_out = match (certain, at_most) {
            (0, 0) => "nobody is known to be locked out".to_owned(),
            (certain, at_most) if certain == at_most => {
                format!("{} locked out for certain", super::super::words::people(certain))
            }
            (certain, at_most) => {
                format!("{} locked out for certain, {at_most} at most", super::super::words::people(certain))
            }
        };
        format!("{tenants}: {locked_out}")
    }

    /// The tenants by what was found, a line for each finding that any has.
    fn lines(&self) -> Vec<String> {
        let mut locked_out = Vec::new();
        let (mut nobody, mut undecided, mut unseen) = (Vec::new(), Vec::new(), Vec::new());
        for report in self.reports {
            let name = short(report.tenant, 40);
            match report.verdict() {
                Verdict::LockedOut { certain, at_most } if certain == at_most => {
                    locked_out.push(format!("{name} {certain}"));
                }
                Verdict::LockedOut { certain, at_most } => {
                    locked_out.push(format!("{name} {certain} to {at_most}"));
                }
                Verdict::Possible { at_most } => locked_out.push(format!("{name} 0 to {at_most}")),
                Verdict::Undecided(_) => undecided.push(name),
                Verdict::NoEvidence => unseen.push(name),
                Verdict::Acknowledged { .. } | Verdict::Nobody => nobody.push(name),
            }
        }
        let failed: Vec<String> = self.failed.iter().map(|name| short(name, 40)).collect();
        [
            ("locked out", locked_out),
            ("not decided", undecided),
            ("nobody locked out", nobody),
            ("no sign-ins", unseen),
            ("not simulated", failed),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(label, names)| format!("{label}: {}", list(&names)))
        .collect()
    }

    fn total(&self) -> Total {
        let sum = |of: &dyn Fn(&Report<'_>) -> usize| self.reports.iter().map(of).sum();
        let affected = |of: fn(&super::Summary) -> &Vec<Affected>| {
            sum(&|report: &Report<'_>| people(of(report.summary).iter()))
        };
        Total {
            tenants: self.reports.len() + self.failed.len(),
            people: sum(&|report| report.summary.people),
            sign_ins: self.reports.iter().map(|report| report.summary.counts.read).sum(),
            locked_out_for_certain: sum(&|report| report.locked_out_for_certain()),
            locked_out_at_most: sum(&|report| report.locked_out_at_most()),
            register_first: affected(|summary| &summary.must_register),
            newly_prompted: affected(|summary| &summary.newly_prompted),
            newly_free: affected(|summary| &summary.newly_free),
        }
    }
}

fn indented(text: &str) -> Vec<String> {
    let lines = wrap(text, COLUMNS - 4).into_iter().enumerate();
    lines.map(|(index, line)| if index == 0 { format!("  {line}") } else { format!("    {line}") }).collect()
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
