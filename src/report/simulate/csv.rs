//! A simulation as a list of people for a spreadsheet, a row for each person and cause.
//!
//! A cell that a spreadsheet would take for a formula starts with an apostrophe, which makes it text
//! (OWASP, CSV Injection).

use chrono::{DateTime, Utc};

use super::Report;
use crate::replay::Affected;
use crate::report::words::inert;

const HEADER: [&str; 14] = [
    "tenant",
    "list",
    "user",
    "displayName",
    "certainty",
    "cause",
    "policies",
    "signIns",
    "first",
    "last",
    "application",
    "network",
    "remedy",
    "acknowledged",
];

/// Renders simulations as CSV (RFC 4180), a header first, then the tenants in order.
pub fn csv(reports: &[Report<'_>]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut row = |cells: [String; HEADER.len()]| {
        // INVARIANT: writing to memory cannot fail, and every row has as many cells as the header.
        let _ = writer.write_record(cells.iter().map(|cell| text(cell)));
    };
    row(HEADER.map(str::to_owned));
    for report in reports {
        let summary = report.summary;
        for (list, affected) in [
            ("lockedOut", &summary.locked_out),
            ("registerFirst", &summary.must_register),
            ("newlyPrompted", &summary.newly_prompted),
            ("newlyFree", &summary.newly_free),
        ] {
            for one in affected {
                row(cells(report, list, one));
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn cells(report: &Report<'_>, list: &str, affected: &Affected) -> [String; HEADER.len()] {
    let time = |time: Option<DateTime<Utc>>| {
        time.map_or(String::new(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let policies: Vec<&str> = affected
        .policies
        .iter()
        .filter_map(|index| report.policies.get(*index))
        .map(|policy| policy.id.as_str())
        .collect();
    let accepted = if list == "lockedOut" { report.acknowledgement(affected) } else { None };
    [
        report.tenant.to_owned(),
        list.to_owned(),
        affected.user.clone(),
        affected.display_name.clone(),
        affected.certainty.as_str().to_owned(),
        if list == "newlyFree" { String::new() } else { affected.cause.as_str().to_owned() },
        policies.join("; "),
        affected.sign_ins.to_string(),
        time(affected.span.map(|(first, _)| first)),
        time(affected.span.map(|(_, last)| last)),
        affected.example.as_ref().map_or(String::new(), |example| example.application.clone()),
        affected.network.map_or(String::new(), |network| network.to_string()),
        affected.remedy.clone(),
        accepted.map_or(String::new(), |by| by.reason.clone()),
    ]
}

/// A cell that no spreadsheet computes.
fn text(cell: &str) -> String {
    let cell = inert(cell);
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        assert_eq!(text("=HYPERLINK(\"http://192.0.2.1\")"), "'=HYPERLINK(\"http://192.0.2.1\")");
        assert_eq!(["+1", "-1", "@a"].map(text), ["'+1", "'-1", "'@a"]);
        assert_eq!(text("asha@contoso.com"), "asha@contoso.com");
    }
}
