//! A simulation as one HTML file for whoever calls the people in it: the verdict, everybody with the reason and the
//! remedy, what changes for whom, a What If, and when, where and with what the change is met.
//!
//! Everything but the What If is there without the script, which adds a search and a filter, and on paper, where nothing is folded.

mod changes;
mod charts;
mod list;
mod people;
mod what_if;

use std::fmt::Write;

use super::{DirectoryAge, PlatformChange, Report, Several, Verdict, certain_to_possible, survival};
use crate::report::html::{Manner, escape, page};
use crate::report::words::{counted, grouped, list};

const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = concat!(include_str!("page/page.js"), include_str!("page/what_if.js"));

/// Renders simulations as one page, a tenant each.
pub fn html(reports: &[Report<'_>], failed: &[String]) -> String {
    let mut body = String::new();
    let is_one = reports.len() + failed.len() == 1;
    if !is_one {
        total(&mut body, reports, failed);
        body.push_str(people::FILTER);
    }
    // Of several, those of which nothing can be said are named in the total alone.
    for (index, report) in reports.iter().enumerate().filter(|(_, report)| is_one || report.has_evidence()) {
        tenant(&mut body, index, report, is_one);
    }
    let names: Vec<&str> = reports.iter().map(|report| report.tenant).collect();
    page(&format!("Simulation: {}", names.join(", ")), Manner { style: STYLE, script: SCRIPT }, &body)
}

// Writing to a string cannot fail, here and below.
fn total(body: &mut String, reports: &[Report<'_>], failed: &[String]) {
    let _ = write!(
        body,
        "<h1>{}</h1>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Tenant</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\">Must register</th><th scope=\"col\">Newly prompted</th>\
         <th scope=\"col\">Sign-ins</th></tr></thead>\n<tbody>\n",
        escape(&Several { reports, failed }.heading())
    );
    for (index, report) in reports.iter().enumerate() {
        let (class, _) = seal(&report.verdict());
        let name = escape(report.tenant);
        let name = if report.has_evidence() { format!("<a href=\"#t{index}\">{name}</a>") } else { name };
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{name}</th><td class=\"{class}\">{}</td>\
             <td>{}</td><td>{}</td><td class=\"number\">{}</td></tr>",
            escape(&report.verdict().words()),
            certain_to_possible(&report.summary.must_register),
            certain_to_possible(&report.summary.newly_prompted),
            grouped(report.summary.counts.read),
        );
    }
    for name in failed {
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{}</th><td class=\"maybe\" colspan=\"4\">not simulated: it has errors</td></tr>",
            escape(name)
        );
    }
    body.push_str("</tbody>\n</table></div>\n");
}

fn tenant(body: &mut String, index: usize, report: &Report<'_>, is_one: bool) {
    let verdict = report.verdict();
    let (class, sign) = seal(&verdict);
    let label = match verdict {
        Verdict::Nobody | Verdict::NoEvidence => "",
        Verdict::LockedOut { .. }
        | Verdict::Possible { .. }
        | Verdict::Undecided(_)
        | Verdict::Acknowledged { .. } => "Locked out: ",
    };
    let _ = write!(
        body,
        "<article id=\"t{index}\" aria-labelledby=\"t{index}-name\">\n<h1 id=\"t{index}-name\">{}</h1>\n\
         <p class=\"summary\">{}</p>\n<p class=\"verdict {class}\"><span aria-hidden=\"true\">{sign}</span> {label}{}</p>\n",
        escape(report.tenant),
        escape(&compared(report)),
        escape(&verdict.words()),
    );
    // Nobody of nobody seen is no answer.
    if report.has_evidence() {
        numbers(body, report);
    }
    if is_one {
        body.push_str(people::FILTER);
    }
    still_get_in(body, report);
    people::write(body, index, report);
    changes::write(body, index, report);
    what_if::write(body, index, report);
    charts::write(body, report);
    trust(body, report);
    body.push_str("</article>\n");
}

/// How a verdict looks: a class, and a sign for those who do not see colors.
fn seal(verdict: &Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::LockedOut { .. } => ("out", "✖"),
        Verdict::Possible { .. } | Verdict::Undecided(_) | Verdict::NoEvidence => ("maybe", "?"),
        Verdict::Acknowledged { .. } => ("maybe", "!"),
        Verdict::Nobody => ("fine", "✔"),
    }
}

fn compared(report: &Report<'_>) -> String {
    let compared = &report.compared;
    let mut words = format!("{} → {}", compared.base, compared.proposed);
    if compared.unmanaged > 0 {
        let unmanaged = u64::try_from(compared.unmanaged).unwrap_or(u64::MAX);
        let _ = write!(words, " and {}", counted(unmanaged, "unmanaged policy", "unmanaged policies"));
    }
    if !compared.as_if.is_empty() {
        let verb = if compared.as_if.len() == 1 { "was" } else { "were" };
        let _ = write!(words, ", as if report-only {} {verb} on", list(&compared.as_if));
    }
    let changes: Vec<String> = compared.platform.iter().map(PlatformChange::words).collect();
    if !changes.is_empty() {
        let _ = write!(words, ", {}", list(&changes));
    }
    if let Some((first, last)) = report.summary.span {
        let (first, last) = (first.format("%-d %B %Y"), last.format("%-d %B %Y"));
        let _ = write!(words, " · sign-ins of {first} to {last}");
    }
    words
}

/// The first look: five numbers.
fn numbers(body: &mut String, report: &Report<'_>) {
    let summary = report.summary;
    let out = (report.locked_out_for_certain(), report.locked_out_at_most());
    let out = if out.0 == out.1 { out.0.to_string() } else { format!("{} to {}", out.0, out.1) };
    let tiles = [
        ("out", "Locked out", out),
        ("register", "Must register first", certain_to_possible(&summary.must_register)),
        ("prompted", "Newly prompted", certain_to_possible(&summary.newly_prompted)),
        ("freed", "Newly free", certain_to_possible(&summary.newly_free)),
        ("same", "People who got in", summary.people.to_string()),
    ];
    body.push_str("<dl class=\"numbers\">\n");
    for (class, label, number) in tiles {
        let _ = writeln!(body, "<div class=\"{class}\"><dt>{label}</dt><dd>{}</dd></div>", escape(&number));
    }
    body.push_str("</dl>\n");
}

/// Those without whom nobody can put a mistake right.
fn still_get_in(body: &mut String, report: &Report<'_>) {
    let groups = &report.summary.still_get_in;
    if groups.is_empty() {
        return;
    }
    body.push_str("<section>\n<h2>Still get in</h2>\n<ul class=\"notes\">\n");
    for group in groups {
        let why = |way| format!("<li>{}</li>", escape(&survival::why(report, group, way)));
        let others: Vec<String> = survival::stopped(group).into_iter().map(why).collect();
        let words = escape(&sentence(&survival::words(group)));
        if others.is_empty() {
            let _ = writeln!(body, "<li>{words}</li>");
        } else {
            let _ = writeln!(body, "<li>{words}<ul>{}</ul></li>", others.concat());
        }
    }
    body.push_str("</ul>\n</section>\n");
}

/// A line of the terminal as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// What it rests on: how much of it is known.
fn trust(body: &mut String, report: &Report<'_>) {
    let counts = report.summary.counts;
    body.push_str("<h2>What this rests on</h2>\n<ul class=\"notes\">\n");
    let directory = match report.compared.directory {
        DirectoryAge::Absent => {
            "No directory: groups, roles and registered methods are not known.".to_owned()
        }
        DirectoryAge::Undated => "A directory whose export does not say of when it is.".to_owned(),
        DirectoryAge::Of(date) => {
            format!("Membership, registration and devices as of {}.", date.format("%-d %B %Y"))
        }
    };
    let mut line = |text: &str| {
        let _ = writeln!(body, "<li>{}</li>", escape(text));
    };
    line(&directory);
    line(&format!(
        "{} read, of which {} got in and were replayed; {} failed the first factor and never reached Conditional Access.",
        counted(counts.read, "row was", "rows were"),
        grouped(counts.got_in),
        grouped(counts.pre_conditional_access),
    ));
    for trust in survival::trust(report) {
        line(&sentence(&trust));
    }
    for set_aside in report.set_aside() {
        line(&format!("Set aside: {set_aside}."));
    }
    let stopped = &report.summary.stopped;
    if stopped.attempts > 0 {
        let countries = match stopped.countries.len() {
            0 => String::new(),
            _ => format!(", from {}", list(&stopped.countries)),
        };
        line(&format!(
            "Also stopped: {} that never finished{countries}.",
            counted(stopped.attempts, "attempt", "attempts")
        ));
    }
    for (path, read) in report.files {
        for problem in &read.problems {
            line(&format!("{path}:{}: {}", problem.line, problem.message));
        }
        if read.untold > 0 {
            line(&format!("{path}: {} more problems", read.untold));
        }
    }
    line(&format!("Dates are judged as of {}.", report.compared.as_of.format("%-d %B %Y")));
    body.push_str("</ul>\n");
}
