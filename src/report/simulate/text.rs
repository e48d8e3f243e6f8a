//! A simulation as the first screen of a terminal shows it: 80 columns, the answer first.

use std::fmt::Write;

use chrono::NaiveDate;

use super::reason::List;
use super::{DirectoryAge, PlatformChange, Report, Verdict, certain_to_possible, reason, survival};
use crate::model::Match;
use crate::replay::{Affected, Certainty};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, counted, day, list, paragraph, people, short, wrap};

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// What fits a screen; long lists are cut.
    FirstScreen,
    /// Everybody.
    Full,
}

/// People of one list on the first screen.
const ROWS: usize = 10;
/// Unreadable records that are shown.
const PROBLEMS: usize = 3;

/// Renders a simulation for a terminal.
pub fn text(report: &Report<'_>, length: Length, style: Style) -> String {
    let mut screen = Screen { out: String::new(), style, length };
    heading(&mut screen, report);
    screen.line("");
    verdict(&mut screen, report);
    more_asked(&mut screen, report);
    still_get_in(&mut screen, report);
    stopped(&mut screen, report);
    trust(&mut screen, report);
    problems(&mut screen, report);
    screen.out
}

fn heading(screen: &mut Screen, report: &Report<'_>) {
    let (summary, compared) = (report.summary, &report.compared);
    let today = compared.as_of;
    let mut facts = Vec::new();
    if let Some((first, last)) = summary.span {
        let days = (last.date_naive() - first.date_naive()).num_days() + 1;
        let days = counted(days.unsigned_abs(), "day", "days");
        facts.push(format!("{days} to {}", day(last.date_naive(), today)));
    }
    facts.push(counted(summary.counts.read, "sign-in", "sign-ins"));
    facts.push(people(summary.people));
    let directory = match compared.directory {
        DirectoryAge::Absent => "no directory".to_owned(),
        DirectoryAge::Undated => "directory without a date".to_owned(),
        DirectoryAge::Of(date) => format!("directory of {}", day(date, today)),
    };
    let tenant = screen.paint(Paint::Bold, &short(report.tenant, 40));
    screen.line(&format!("{tenant}   {} ({directory})", facts.join(", ")));

    let mut sides = format!("{} -> {}", short(&compared.base, 40), short(&compared.proposed, 40));
    if compared.unmanaged > 0 {
        let unmanaged = u64::try_from(compared.unmanaged).unwrap_or(u64::MAX);
        let _ = write!(sides, " + {}", counted(unmanaged, "unmanaged policy", "unmanaged policies"));
    }
    if !compared.as_if.is_empty() {
        let ids: Vec<String> = compared.as_if.iter().map(|id| short(id, 40)).collect();
        let verb = if ids.len() == 1 { "was" } else { "were" };
        let _ = write!(sides, ", as if report-only {} {verb} on", list(&ids));
    }
    screen.wrapped(&sides);
    if !compared.platform.is_empty() {
        let changes: Vec<String> = compared.platform.iter().map(PlatformChange::words).collect();
        screen.wrapped(&format!("beside the policies: {}", changes.join(", ")));
    }
    if !compared.as_if.is_empty() && summary.counts.got_in > 0 {
        let blocked = match summary.locked_out_as_written.len() {
            0 => "nobody".to_owned(),
            blocked => people(blocked),
        };
        screen.line(&format!("as written (report-only): {blocked} blocked"));
    }
}

fn verdict(screen: &mut Screen, report: &Report<'_>) {
    let verdict = report.verdict();
    let (color, label) = match verdict {
        Verdict::LockedOut { .. } => (Paint::Red, "LOCKED OUT   "),
        Verdict::Possible { .. }
        | Verdict::Undecided(_)
        | Verdict::NoEvidence
        | Verdict::Acknowledged { .. } => (Paint::Yellow, "LOCKED OUT   "),
        Verdict::Nobody => (Paint::Green, ""),
    };
    screen.labeled(color, label, &verdict.words());
    let of = |certainty| {
        let listed = report.locked_out().filter(move |affected| affected.certainty == certainty);
        listed.map(|affected| row(report, List::LockedOut, affected, &affected.remedy)).collect::<Vec<_>>()
    };
    let accepted: Vec<Row> = report
        .acknowledged()
        .map(|(affected, by)| {
            let until = day(by.until, report.compared.as_of);
            row(report, List::LockedOut, affected, &format!("until {until}: {}", short(&by.reason, 200)))
        })
        .collect();
    let (certain, possible) = (of(Certainty::Certain), of(Certainty::Possible));
    let activated = of(Certainty::OnceActivated);
    let lists = [&certain, &possible, &activated, &accepted];
    let layout = Layout::of(&lists.map(|list| screen.cut(list)));
    screen.rows(layout, &certain);
    if !possible.is_empty() {
        screen.line("  possible:");
        screen.rows(layout, &possible);
    }
    if !activated.is_empty() {
        screen.line("  once they activate a role:");
        screen.rows(layout, &activated);
    }
    if !accepted.is_empty() {
        let count = super::people(report.acknowledged().map(|(affected, _)| affected));
        screen.labeled(Paint::Cyan, "ACKNOWLEDGED ", &people(count));
        screen.rows(layout, &accepted);
    }
}

fn more_asked(screen: &mut Screen, report: &Report<'_>) {
    let summary = report.summary;
    let groups = [
        ("MUST REGISTER FIRST", List::MustRegister, &summary.must_register),
        ("NEWLY PROMPTED", List::Prompted, &summary.newly_prompted),
        ("NEWLY FREE", List::Free, &summary.newly_free),
    ];
    // Nobody of nobody seen is no answer.
    if summary.counts.got_in == 0 && groups.iter().all(|(_, _, affected)| affected.is_empty()) {
        return;
    }
    let count = |(label, _, affected): &(&str, List, &Vec<Affected>)| {
        format!("{} {}", screen.paint(Paint::Cyan, label), certain_to_possible(affected))
    };
    let counts: Vec<String> = groups.iter().map(count).collect();
    screen.line(&counts.join("   "));
    if screen.length == Length::Full {
        for (label, of, affected) in groups.iter().filter(|(_, _, affected)| !affected.is_empty()) {
            screen.line(&format!("{}:", label.to_lowercase()));
            let rows: Vec<Row> = affected.iter().map(|affected| row(report, *of, affected, "")).collect();
            screen.rows(Layout::of(&[&rows]), &rows);
        }
    }
}

fn still_get_in(screen: &mut Screen, report: &Report<'_>) {
    let groups = &report.summary.still_get_in;
    // Of nobody it is known who may change policies, and nobody else was looked for: nothing to say.
    if groups.iter().all(|group| group.people.is_empty()) {
        return;
    }
    let people = || groups.iter().flat_map(|group| &group.people);
    let color = if people().any(|way| way.gets_in == Match::No) {
        Paint::Red
    } else if people().any(|way| way.gets_in == Match::Unknown) {
        Paint::Yellow
    } else {
        Paint::Green
    };
    let words: Vec<String> = groups.iter().map(survival::words).collect();
    screen.parts(color, "STILL GET IN   ", &words, " · ");
    for group in groups {
        let stopped = survival::stopped(group);
        let shown = if screen.length == Length::Full { stopped.len() } else { ROWS.min(stopped.len()) };
        for way in stopped.iter().take(shown) {
            for (index, line) in wrap(&survival::why(report, group, way), COLUMNS - 4).iter().enumerate() {
                screen.line(&format!("{}{line}", if index == 0 { "  " } else { "    " }));
            }
        }
        if stopped.len() > shown {
            screen.line(&format!("  and {} more; --format json lists all", stopped.len() - shown));
        }
    }
}

fn stopped(screen: &mut Screen, report: &Report<'_>) {
    let (stopped, failing) = (&report.summary.stopped, &report.summary.already_failing);
    let mut parts = Vec::new();
    if stopped.attempts > 0 {
        let attempts =
            counted(stopped.attempts, "attempt that never finished", "attempts that never finished");
        let countries = u64::try_from(stopped.countries.len()).unwrap_or(u64::MAX);
        parts.push(match countries {
            0 => format!("{attempts}."),
            countries => format!("{attempts}, {}.", counted(countries, "country", "countries")),
        });
    }
    if !failing.is_empty() {
        let names: Vec<String> = failing.iter().map(|person| short(&person.user, 40)).collect();
        let shown = if screen.length == Length::Full || names.len() <= 3 {
            format!(" ({})", list(&names))
        } else {
            String::new()
        };
        parts.push(format!("Already failing: {}{shown}", people(failing.len())));
    }
    if !parts.is_empty() {
        screen.labeled(Paint::Cyan, "ALSO STOPPED   ", &parts.join(" "));
    }
}

/// How far what is said above can be relied on.
fn trust(screen: &mut Screen, report: &Report<'_>) {
    let mut label = "TRUST          ";
    for line in survival::trust(report) {
        screen.labeled(Paint::Cyan, label, &line);
        label = "               ";
    }
}

fn problems(screen: &mut Screen, report: &Report<'_>) {
    let problems =
        report.files.iter().flat_map(|(path, read)| read.problems.iter().map(move |problem| (path, problem)));
    let count = problems.clone().count();
    for (path, problem) in problems.take(PROBLEMS) {
        let message = short(&problem.message, 200);
        screen.wrapped(&format!("{}:{}: {message}", short(path, 60), problem.line));
    }
    if count > PROBLEMS {
        screen.line("  and more; --format json lists them");
    }
}

/// One person for one cause.
struct Row {
    user: String,
    policies: String,
    what: String,
    remedy: String,
}

fn row(report: &Report<'_>, of: List, affected: &Affected, remedy: &str) -> Row {
    let end: Option<NaiveDate> = report.summary.span.map(|(_, last)| last.date_naive());
    let often = reason::how_often(affected, end, report.compared.as_of);
    Row {
        user: short(&affected.user, 40),
        policies: reason::policies(report.policies, &affected.policies),
        what: format!("{}, {often}", reason::what(of, affected, report.policies)),
        remedy: short(remedy, 240),
    }
}

struct Screen {
    out: String,
    style: Style,
    length: Length,
}

impl Screen {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paint(&self, color: Paint, text: &str) -> String {
        paint(self.style, color, text)
    }

    /// A line that starts with a label; what does not fit goes on below the label's end.
    fn labeled(&mut self, color: Paint, label: &str, text: &str) {
        let indent = label.chars().count();
        for (index, line) in wrap(text, COLUMNS - indent).into_iter().enumerate() {
            let start = if index == 0 { self.paint(color, label) } else { " ".repeat(indent) };
            let line = if label.is_empty() { self.paint(color, &line) } else { line };
            self.line(&format!("{start}{line}"));
        }
    }

    /// A line of parts that starts with a label; none of them is broken unless it is too long for a line.
    fn parts(&mut self, color: Paint, label: &str, parts: &[String], between: &str) {
        let room = COLUMNS - label.chars().count();
        let mut lines: Vec<String> = Vec::new();
        for part in parts {
            match lines.last_mut() {
                Some(line)
                    if (line.chars().count() + between.chars().count() + part.chars().count()) <= room =>
                {
                    line.push_str(between);
                    line.push_str(part);
                }
                Some(_) | None => lines.push(part.clone()),
            }
        }
        let mut start = self.paint(color, label);
        for line in lines.iter().flat_map(|line| wrap(line, room)) {
            self.line(&format!("{start}{line}"));
            start = " ".repeat(label.chars().count());
        }
    }

    fn wrapped(&mut self, text: &str) {
        for line in paragraph(text) {
            self.line(&line);
        }
    }

    /// Rows with their columns aligned. The remedy is the last column where all of them fit, else it is below.
    fn rows(&mut self, layout: Layout, rows: &[Row]) {
        let shown = self.cut(rows);
        for row in shown {
            self.row(layout, row);
        }
        if rows.len() > shown.len() {
            self.line(&format!("  and {} more; --format json lists all", rows.len() - shown.len()));
        }
    }

    fn cut<'r>(&self, rows: &'r [Row]) -> &'r [Row] {
        match self.length {
            Length::FirstScreen => rows.get(..ROWS).unwrap_or(rows),
            Length::Full => rows,
        }
    }

    fn row(&mut self, layout: Layout, row: &Row) {
        let Layout { user, policies, what, indent, is_apart, is_one_line } = layout;
        let Row { user: name, policies: by, what: why, remedy } = row;
        if is_one_line {
            let line = format!("  {name:user$}   {by:policies$} {why:what$}   {remedy}");
            return self.line(line.trim_end());
        }
        let mut start = format!("  {name:user$}   {by:policies$} ");
        if is_apart {
            self.line(start.trim_end());
            start = " ".repeat(indent);
        }
        for line in wrap(why, COLUMNS - indent).into_iter().chain(wrap(remedy, COLUMNS - indent)) {
            self.line(&format!("{start}{line}"));
            start = " ".repeat(indent);
        }
    }
}

/// Columns that rows of several lists share.
#[derive(Clone, Copy)]
struct Layout {
    user: usize,
    policies: usize,
    what: usize,
    /// Where what locks somebody out begins.
    indent: usize,
    /// Names leave no room beside them.
    is_apart: bool,
    /// The remedy fits beside.
    is_one_line: bool,
}

impl Layout {
    fn of(lists: &[&[Row]]) -> Self {
        let width = |of: fn(&Row) -> &String| {
            lists.iter().flat_map(|list| list.iter()).map(|row| of(row).chars().count()).max().unwrap_or(0)
        };
        let (user, policies, what) =
            (width(|row| &row.user), width(|row| &row.policies), width(|row| &row.what));
        let indent = 2 + user + 3 + policies + 1;
        let is_apart = indent > COLUMNS / 2;
        Self {
            user,
            policies,
            what,
            indent: if is_apart { 4 } else { indent },
            is_apart,
            is_one_line: indent + what + 3 + width(|row| &row.remedy) <= COLUMNS,
        }
    }
}
