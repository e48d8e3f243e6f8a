//! One sign-in in several tenants: what becomes of it where.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Report;
use super::json::document;
use crate::control::Outcome;
use crate::report::diagnostics::Style;
use crate::report::markdown::escape;
use crate::report::paint::{Paint, paint};
use crate::report::pretty_of_several;
use crate::report::words::{counted, list, paragraph, short};

/// What-ifs of one sign-in in several tenants.
#[derive(Clone, Copy, Debug)]
pub struct Several<'a> {
    /// Those that were decided, in order.
    pub reports: &'a [Report<'a>],
    /// The names of the tenants in which it was not.
    pub failed: &'a [String],
}

/// The sums.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    tenants: usize,
    locked_out_for_certain: usize,
    locked_out_at_most: usize,
}

impl Several<'_> {
    /// Renders them all as one JSON object; `schemas/results/whatif.schema.json` describes it.
    pub fn json(&self) -> String {
        let count = |of: fn(&Report<'_>) -> Outcome| {
            self.reports.iter().filter(|report| of(report).is_locked_out()).count()
        };
        pretty_of_several(
            self.reports.iter().map(document),
            self.failed,
            Total {
                tenants: self.tenants(),
                locked_out_for_certain: count(|report| report.trace.outcome.best()),
                locked_out_at_most: count(|report| report.trace.outcome.worst()),
            },
        )
    }

    /// Renders the outcomes and where they are, for a terminal.
    pub fn text(&self, style: Style) -> String {
        let mut lines = vec![paint(style, Paint::Bold, &self.heading())];
        lines.extend(self.lines().iter().flat_map(|line| paragraph(line)));
        lines.push(String::new());
        lines.join("\n")
    }

    /// Renders the outcomes and where they are, for issues and pull requests.
    pub fn markdown(&self) -> String {
        let mut out = format!("**{}**\n\n", self.heading());
        for line in self.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "- {}", escape(&line));
        }
        out
    }

    fn tenants(&self) -> usize {
        self.reports.len() + self.failed.len()
    }

    fn heading(&self) -> String {
        counted(u64::try_from(self.tenants()).unwrap_or(u64::MAX), "tenant", "tenants")
    }

    /// The tenants by outcome, the worst first.
    fn lines(&self) -> Vec<String> {
        let mut by_outcome: BTreeMap<(Outcome, Outcome), Vec<String>> = BTreeMap::new();
        for report in self.reports {
            let outcome = report.trace.outcome;
            let tenants = by_outcome.entry((outcome.worst(), outcome.best())).or_default();
            tenants.push(short(report.tenant, 40));
        }
        let outcomes = by_outcome.iter().rev().map(|((worst, best), tenants)| {
            let tenants = list(tenants);
            if best == worst {
                format!("{}: {tenants}", worst.words())
            } else {
                format!("{} at best, {} at worst: {tenants}", best.words(), worst.words())
            }
        });
        let failed: Vec<String> = self.failed.iter().map(|name| short(name, 40)).collect();
        let failed = (!failed.is_empty()).then(|| format!("not decided: {}", list(&failed)));
        outcomes.chain(failed).collect()
    }
}
