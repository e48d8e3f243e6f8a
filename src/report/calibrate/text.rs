//! A calibration as a terminal shows it: 80 columns, the answer first.

use super::{Report, words};
use crate::replay::calibration::{Agreement, Seen};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, counted, day, grouped, paragraph, short, wrap};

/// Disagreements of a kind that are shown.
const ROWS: usize = 10;
/// The column of names in tables.
const NAME: usize = 36;

/// Renders a calibration for a terminal.
pub fn text(report: &Report<'_>, style: Style) -> String {
    let mut screen = Screen { out: String::new(), style };
    let calibrated = report.calibrated;
    heading(&mut screen, report);
    screen.line("");
    let color = match calibrated.results.per_mille() {
        None => Paint::Yellow,
        Some(_) if calibrated.results.disagreed == 0 => Paint::Green,
        Some(_) => Paint::Cyan,
    };
    screen.labeled(color, "CALIBRATED   ", &words::verdict(report));
    if calibrated.results.total() > 0 {
        tables(&mut screen, report);
    }
    disagreements(&mut screen, report);
    if !calibrated.stale_locations.is_empty() {
        screen.label(Paint::Yellow, "NAMED LOCATIONS");
        calibrated.stale_locations.iter().for_each(|stale| screen.item(&words::stale(stale)));
    }
    let not_compared = words::not_compared(report);
    if !not_compared.is_empty() {
        screen.label(Paint::Cyan, "NOT COMPARED");
        for line in &not_compared {
            screen.item(line);
        }
    }
    screen.out
}

fn heading(screen: &mut Screen, report: &Report<'_>) {
    let calibrated = report.calibrated;
    let mut facts = Vec::new();
    if let Some((first, last)) = calibrated.span {
        let days = (last.date_naive() - first.date_naive()).num_days() + 1;
        let days = counted(days.unsigned_abs(), "day", "days");
        facts.push(format!("{days} to {}", day(last.date_naive(), report.as_of)));
    }
    facts.push(format!(
        "{} of {} with recorded results",
        grouped(calibrated.recorded),
        counted(calibrated.sign_ins, "sign-in", "sign-ins"),
    ));
    let tenant = screen.paint(Paint::Bold, &short(report.tenant, 40));
    screen.line(&format!("{tenant}   {}", facts.join(", ")));
    screen.wrapped(&format!("{} against what Entra recorded", short(report.base, 60)));
}

fn tables(screen: &mut Screen, report: &Report<'_>) {
    screen.label(Paint::Cyan, "BY POLICY");
    for of in &report.calibrated.policies {
        if of.results.total() > 0 {
            screen.row(&words::policy(report.policies, of.policy, NAME), of.results);
        }
    }
    if report.calibrated.conditions.is_empty() {
        screen.wrapped("conditions are not recorded: the v1.0 endpoint leaves them out, beta has them");
        return;
    }
    screen.label(Paint::Cyan, "BY CONDITION");
    for of in &report.calibrated.conditions {
        screen.row(of.condition.as_graph(), of.matches);
        if of.rules.total() > 0 {
            screen.row(&format!("{}, rules", of.condition.as_graph()), of.rules);
        }
    }
}

fn disagreements(screen: &mut Screen, report: &Report<'_>) {
    let calibrated = report.calibrated;
    if !calibrated.disagreements.is_empty() {
        screen.label(Paint::Yellow, "DISAGREEMENTS");
    }
    for of in calibrated.disagreements.iter().take(ROWS) {
        let policy = words::policy(report.policies, of.policy, 60);
        screen.item(&format!("{policy}: {}, {}", words::results(of), how_often(report, &of.seen)));
        screen.below(&words::reason(of.reason));
    }
    screen.more(calibrated.disagreements.len());
    // Those of results that differ are explained above.
    if !calibrated.condition_disagreements.is_empty() {
        screen.label(Paint::Yellow, "CONDITIONS THAT DISAGREE");
    }
    for of in calibrated.condition_disagreements.iter().take(ROWS) {
        let policy = words::policy(report.policies, of.policy, 60);
        screen.item(&format!("{policy}: {}, {}", words::condition(of), how_often(report, &of.seen)));
    }
    screen.more(calibrated.condition_disagreements.len());
}

fn how_often(report: &Report<'_>, seen: &Seen) -> String {
    let sign_ins = counted(seen.sign_ins, "sign-in", "sign-ins");
    let last = day(seen.last.date_naive(), report.as_of);
    format!("{sign_ins} to {last}, the last by {}", short(&seen.user, 40))
}

struct Screen {
    out: String,
    style: Style,
}

impl Screen {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paint(&self, color: Paint, text: &str) -> String {
        paint(self.style, color, text)
    }

    fn label(&mut self, color: Paint, label: &str) {
        let label = self.paint(color, label);
        self.line(&label);
    }

    /// A line that starts with a label; what does not fit goes on below the label's end.
    fn labeled(&mut self, color: Paint, label: &str, text: &str) {
        let indent = label.chars().count();
        for (index, line) in wrap(text, COLUMNS - indent).into_iter().enumerate() {
            let start = if index == 0 { self.paint(color, label) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"));
        }
    }

    fn wrapped(&mut self, text: &str) {
        for line in paragraph(text) {
            self.line(&line);
        }
    }

    fn item(&mut self, text: &str) {
        for (index, line) in wrap(text, COLUMNS - 4).iter().enumerate() {
            self.line(&format!("{}{line}", if index == 0 { "  " } else { "    " }));
        }
    }

    fn below(&mut self, text: &str) {
        for line in wrap(text, COLUMNS - 4) {
            self.line(&format!("    {line}"));
        }
    }

    fn more(&mut self, all: usize) {
        if all > ROWS {
            self.line(&format!("  and {} more; --format json lists all", all - ROWS));
        }
    }

    /// A name, how much agrees and of how many; what is undecided where there is any.
    fn row(&mut self, name: &str, agreement: Agreement) {
        let undecided = match agreement.undecided {
            0 => String::new(),
            undecided => format!("   {} undecided", grouped(undecided)),
        };
        let share = words::percent(agreement);
        self.line(&format!("  {name:NAME$} {share:>7} of {:>9}{undecided}", grouped(agreement.total())));
    }
}
