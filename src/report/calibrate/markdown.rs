//! A calibration for an issue or a pull request.

use std::fmt::Write;

use super::{Report, words};
use crate::replay::calibration::{Agreement, Seen};
use crate::report::markdown::{code, escape};
use crate::report::simulate::People;
use crate::report::words::{counted, grouped, short};

/// Rows of a table of disagreements.
const ROWS: usize = 50;

/// Renders a calibration for others to read.
pub fn markdown(report: &Report<'_>, names: People) -> String {
    let calibrated = report.calibrated;
    let mut out = "<!-- gatewright:calibrate -->\n".to_owned();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        out,
        "**{}** ({}): {}\n",
        escape(&short(report.tenant, 60)),
        escape(&short(report.base, 60)),
        escape(&words::verdict(report))
    );
    if !calibrated.disagreements.is_empty() {
        out.push_str("| Policy | Recorded and decided | Sign-ins | Why |\n| --- | --- | ---: | --- |\n");
        for of in calibrated.disagreements.iter().take(ROWS) {
            let policy = words::policy(report.policies, of.policy, 80);
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                code(&policy),
                escape(&words::results(of)),
                seen(&of.seen, names),
                escape(&words::reason(of.reason)),
            );
        }
        out.push('\n');
    }
    if !calibrated.condition_disagreements.is_empty() {
        out.push_str("| Policy | Condition | Sign-ins |\n| --- | --- | ---: |\n");
        for of in calibrated.condition_disagreements.iter().take(ROWS) {
            let policy = words::policy(report.policies, of.policy, 80);
            let (condition, seen) = (escape(&words::condition(of)), seen(&of.seen, names));
            let _ = writeln!(out, "| {} | {condition} | {seen} |", code(&policy));
        }
        out.push('\n');
    }
    let notes = calibrated.stale_locations.iter().map(words::stale).chain(words::not_compared(report));
    let notes: Vec<String> = notes.collect();
    for note in &notes {
        let _ = writeln!(out, "- {}", escape(note));
    }
    if !notes.is_empty() {
        out.push('\n');
    }
    if calibrated.results.total() > 0 {
        tables(&mut out, report);
    }
    out
}

fn tables(out: &mut String, report: &Report<'_>) {
    out.push_str("<details><summary>By policy and condition</summary>\n\n");
    out.push_str("| | Agrees | Of | Undecided |\n| --- | ---: | ---: | ---: |\n");
    let mut row = |name: &str, agreement: Agreement| {
        if agreement.total() > 0 {
            let (share, total) = (words::percent(agreement), grouped(agreement.total()));
            let _ =
                writeln!(out, "| {} | {share} | {total} | {} |", code(name), grouped(agreement.undecided));
        }
    };
    for of in &report.calibrated.policies {
        row(&words::policy(report.policies, of.policy, 80), of.results);
    }
    for of in &report.calibrated.conditions {
        row(of.condition.as_graph(), of.matches);
        row(&format!("{}, rules", of.condition.as_graph()), of.rules);
    }
    out.push_str("\n</details>\n");
}

fn seen(seen: &Seen, names: People) -> String {
    let sign_ins = counted(seen.sign_ins, "sign-in", "sign-ins");
    let last = seen.last.date_naive();
    match names {
        People::Named => format!("{sign_ins} to {last}, the last by {}", code(&short(&seen.user, 80))),
        People::Counted => format!("{sign_ins} to {last}"),
    }
}
