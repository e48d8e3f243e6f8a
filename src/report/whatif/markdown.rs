//! A what-if for an issue or a pull request.

use std::fmt::Write;

use super::text::{row, session};
use super::{Report, decision, facts};
use crate::report::markdown::{code, escape};
use crate::report::words::short;

/// Renders a what-if as Markdown: the decision, then a table of policies.
pub fn markdown(report: &Report<'_>) -> String {
    let decision: Vec<String> = decision(report).iter().map(|line| escape(line)).collect();
    let mut out = format!("**{}**\n\n", decision.join("; "));
    let (known, unknown) = facts(report.sign_in);
    let known: Vec<String> = known.iter().map(|fact| code(&short(fact, 60))).collect();
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "{}: {}", escape(&short(report.tenant, 40)), known.join(", "));
    if !unknown.is_empty() {
        let _ = writeln!(out, "\nNot known: {}", unknown.join(", "));
    }
    out.push_str("\n| Applies | Policy | What | Why |\n| --- | --- | --- | --- |\n");
    for (policy, trace) in report.traced() {
        let row = row(policy, trace);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            row.applies.as_str(),
            code(&row.id),
            escape(&row.what),
            escape(&row.why),
        );
    }
    for line in report
        .platform()
        .into_iter()
        .chain(report.dependencies())
        .chain(report.activated())
        .chain(session(report))
    {
        let _ = writeln!(out, "\n- {}", escape(&line));
    }
    out
}
