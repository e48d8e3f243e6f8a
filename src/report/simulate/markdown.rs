//! A simulation for a pull request: one comment that is written anew each time.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::reason::List;
use super::{DirectoryAge, Report, Verdict, certain_to_possible, people, reason, survival};
use crate::replay::{Affected, Cause, Certainty};
use crate::report::markdown::{code, escape};
use crate::report::words::{counted, grouped, list, short};

/// Whether people are named. A pull request may be read by whoever may not read sign-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// They are.
    Named,
    /// They are counted only.
    Counted,
}

/// Bytes of a comment, after which lists are cut: GitHub takes 65,536 characters.
const LONGEST: usize = 40_000;

/// Renders a simulation for a pull request. The first line, which is not shown, marks the comment for being replaced.
pub fn markdown(report: &Report<'_>, names: People) -> String {
    let mut out = format!("<!-- gatewright:simulate:{} -->\n", marked(report.tenant));
    let verdict = report.verdict();
    let (sign, label) = match verdict {
        Verdict::LockedOut { .. } => ("❌", "Locked out: "),
        Verdict::Possible { .. }
        | Verdict::Undecided(_)
        | Verdict::NoEvidence
        | Verdict::Acknowledged { .. } => ("⚠️", "Locked out: "),
        Verdict::Nobody => ("✅", ""),
    };
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        out,
        "{sign} **{}** {label}{}\n",
        escape(&short(report.tenant, 60)),
        escape(&verdict.words())
    );
    causes(&mut out, report);
    let summary = report.summary;
    let _ = writeln!(
        out,
        "Must register first: {} · newly prompted: {} · newly free: {} · already failing: {}\n",
        certain_to_possible(&summary.must_register),
        certain_to_possible(&summary.newly_prompted),
        certain_to_possible(&summary.newly_free),
        summary.already_failing.len(),
    );
    if report.summary.still_get_in.iter().any(|group| !group.people.is_empty()) {
        let words: Vec<String> = report.summary.still_get_in.iter().map(survival::words).collect();
        let _ = writeln!(out, "Still get in: {}\n", escape(&words.join(" · ")));
    }
    for line in survival::trust(report) {
        let _ = writeln!(out, "- {}", escape(&line));
    }
    out.push('\n');
    compared(&mut out, report);
    match names {
        People::Named => who(&mut out, report),
        People::Counted => {}
    }
    out
}

/// A name in a comment of HTML, which ends at the first `--`.
fn marked(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A table by cause, in the order of causes.
fn causes(out: &mut String, report: &Report<'_>) {
    let mut by_cause: BTreeMap<Cause, Vec<&Affected>> = BTreeMap::new();
    for affected in report.locked_out() {
        by_cause.entry(affected.cause).or_default().push(affected);
    }
    let accepted: Vec<&Affected> = report.acknowledged().map(|(affected, _)| affected).collect();
    if by_cause.is_empty() && accepted.is_empty() {
        return;
    }
    out.push_str("| Why | Policies | For certain | At most |\n| --- | --- | ---: | ---: |\n");
    let mut row = |why: &str, affected: &[&Affected]| {
        let mut policies: Vec<usize> = affected.iter().flat_map(|one| &one.policies).copied().collect();
        policies.sort_unstable();
        policies.dedup();
        let is_certain = |one: &&&Affected| one.certainty == Certainty::Certain;
        let _ = writeln!(
            out,
            "| {why} | {} | {} | {} |",
            code(&reason::policies(report.policies, &policies)),
            people(affected.iter().filter(is_certain).copied()),
            people(affected.iter().copied()),
        );
    };
    for (cause, affected) in &by_cause {
        row(reason::cause(*cause), affected);
    }
    if !accepted.is_empty() {
        row("*acknowledged*", &accepted);
    }
    out.push('\n');
}

fn compared(out: &mut String, report: &Report<'_>) {
    let (summary, compared) = (report.summary, &report.compared);
    out.push_str("<details><summary>What was compared</summary>\n\n");
    let _ = write!(out, "- {} → {}", code(&short(&compared.base, 80)), code(&short(&compared.proposed, 80)));
    if compared.unmanaged > 0 {
        let unmanaged = u64::try_from(compared.unmanaged).unwrap_or(u64::MAX);
        let _ = write!(out, " and {}", counted(unmanaged, "unmanaged policy", "unmanaged policies"));
    }
    out.push('\n');
    if !compared.as_if.is_empty() {
        let ids: Vec<String> = compared.as_if.iter().map(|id| code(&short(id, 40))).collect();
        let blocked = summary.locked_out_as_written.len();
        let _ =
            writeln!(out, "- as if report-only {} were on; as written, {blocked} are blocked", list(&ids));
    }
    for change in &compared.platform {
        let _ = writeln!(out, "- beside the policies: {}", escape(&change.words()));
    }
    let _ = write!(
        out,
        "- {}, {}",
        counted(summary.counts.read, "sign-in", "sign-ins"),
        super::super::words::people(summary.people)
    );
    if let Some((first, last)) = summary.span {
        let _ = write!(out, ", {} to {}", first.date_naive(), last.date_naive());
    }
    out.push('\n');
    let directory = match compared.directory {
        DirectoryAge::Absent => "no directory".to_owned(),
        DirectoryAge::Undated => "a directory without a date".to_owned(),
        DirectoryAge::Of(date) => format!("a directory of {date}"),
    };
    let _ = writeln!(out, "- {directory}; dates are judged as of {}", compared.as_of);
    out.push_str("\n</details>\n");
}

/// Everybody by name, as many as fit.
fn who(out: &mut String, report: &Report<'_>) {
    let lists: [(&str, List, Vec<&Affected>); 4] = [
        ("Locked out", List::LockedOut, report.locked_out().collect()),
        ("Must register first", List::MustRegister, report.summary.must_register.iter().collect()),
        ("Newly prompted", List::Prompted, report.summary.newly_prompted.iter().collect()),
        ("Newly free", List::Free, report.summary.newly_free.iter().collect()),
    ];
    let end = report.summary.span.map(|(_, last)| last.date_naive());
    for (title, of, affected) in lists.iter().filter(|(_, _, affected)| !affected.is_empty()) {
        let _ = write!(out, "\n<details><summary>{title}: {}</summary>\n\n", affected.len());
        out.push_str("| Who | Policies | What | What can be done |\n| --- | --- | --- | --- |\n");
        let mut left = affected.len();
        for one in affected {
            if out.len() > LONGEST {
                break;
            }
            left -= 1;
            let often = reason::how_often(one, end, report.compared.as_of);
            let caveat = one.certainty.caveat();
            let caveat = if caveat.is_empty() { String::new() } else { format!("{caveat}: ") };
            let _ = writeln!(
                out,
                "| {} | {} | {caveat}{}, {often} | {} |",
                code(&short(&one.user, 80)),
                code(&reason::policies(report.policies, &one.policies)),
                code(&reason::what(*of, one, report.policies)),
                code(&short(&one.remedy, 240)),
            );
        }
        if left > 0 {
            let left = grouped(u64::try_from(left).unwrap_or(u64::MAX));
            let _ = writeln!(out, "\nand {left} more; `--format json` lists all");
        }
        out.push_str("\n</details>\n");
    }
}
