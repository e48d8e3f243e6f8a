//! A what-if for a terminal: a policy on a line, then the decision.

use serde_json::Value;

use super::{Report, decision, facts, is_enforced, range_words};
use crate::control::Outcome;
use crate::engine::PolicyTrace;
use crate::graph;
use crate::model::{Id, Match, Policy, State};
use crate::report::diagnostics::Style;
use crate::report::paint::{Paint, paint};
use crate::report::words::{COLUMNS, list, paragraph, short, wrap};

/// Renders a what-if for a terminal.
pub fn text(report: &Report<'_>, style: Style) -> String {
    let mut lines = heading(report, style);
    lines.push(String::new());
    lines.extend(rows(report, style));
    lines.extend(
        report
            .platform()
            .iter()
            .chain(&report.dependencies())
            .chain(&report.activated())
            .flat_map(|line| paragraph(line)),
    );
    lines.push(String::new());
    lines.extend(ending(report, style));
    lines.push(String::new());
    lines.join("\n")
}

/// What is known of the sign-in, and what is not.
fn heading(report: &Report<'_>, style: Style) -> Vec<String> {
    let (known, unknown) = facts(report.sign_in);
    let known: Vec<String> = known.iter().map(|fact| short(fact, 60)).collect();
    let tenant = short(report.tenant, 40);
    let indent = tenant.chars().count() + 3;
    let mut lines = wrap(&known.join(", "), COLUMNS - indent);
    for (index, line) in lines.iter_mut().enumerate() {
        let start = if index == 0 {
            format!("{}   ", paint(style, Paint::Bold, &tenant))
        } else {
            " ".repeat(indent)
        };
        line.insert_str(0, &start);
    }
    if !unknown.is_empty() {
        lines.extend(paragraph(&format!("not known: {}", unknown.join(", "))));
    }
    lines
}

/// The policies that apply or may, a line each; then those that do not, by the condition that says so.
fn rows(report: &Report<'_>, style: Style) -> Vec<String> {
    let rows: Vec<Row> = report.traced().map(|(policy, trace)| row(policy, trace)).collect();
    if rows.is_empty() {
        return vec!["there is no policy".to_owned()];
    }
    let (out_of_scope, in_scope): (Vec<Row>, Vec<Row>) =
        rows.into_iter().partition(|row| row.applies == Match::No);
    let width = in_scope.iter().map(|row| row.id.chars().count()).max().unwrap_or(0);
    let mut lines: Vec<String> = in_scope.iter().flat_map(|row| applying(row, width, style)).collect();
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in &out_of_scope {
        match reasons.iter_mut().find(|(why, _)| *why == row.why) {
            Some((_, ids)) => ids.push(&row.id),
            None => reasons.push((&row.why, vec![&row.id])),
        }
    }
    let word = paint(style, Paint::Dim, "no     ");
    for (why, ids) in reasons {
        let told = wrap(&format!("{why}: {}", ids.join(", ")), COLUMNS - WORD);
        lines.extend(hanging(&told, &word, WORD));
    }
    lines
}

/// Columns of `yes`, `unknown` or `no`, and the space after it.
const WORD: usize = 8;

fn applying(row: &Row, width: usize, style: Style) -> Vec<String> {
    let color = if row.applies == Match::Yes { Paint::Bold } else { Paint::Yellow };
    let word = paint(style, color, &format!("{:7}", row.applies.as_str()));
    let start = format!("{word} {:width$}", row.id);
    let indent = WORD + width + 2;
    let told = if row.what.is_empty() { row.why.clone() } else { format!("{} ({})", row.what, row.why) };
    hanging(&wrap(&told, COLUMNS.saturating_sub(indent).max(WORD)), &format!("{start} "), indent)
}

/// Lines after a start, each further one under the first.
fn hanging(told: &[String], start: &str, indent: usize) -> Vec<String> {
    let line = |(index, line): (usize, &String)| {
        if index == 0 { format!("{start} {line}") } else { format!("{:indent$}{line}", "") }
    };
    told.iter().enumerate().map(line).collect()
}

/// The decision, and the session.
fn ending(report: &Report<'_>, style: Style) -> Vec<String> {
    let color = match (report.trace.outcome.best(), report.trace.outcome.worst()) {
        (best, _) if best.is_locked_out() => Paint::Red,
        (_, worst) if worst.is_locked_out() => Paint::Yellow,
        (Outcome::Granted, Outcome::Granted) => Paint::Green,
        (_, _) => Paint::Bold,
    };
    let told = decision(report).into_iter().chain(session(report));
    let mut lines: Vec<String> = told.flat_map(|line| paragraph(&line)).collect();
    if let Some(first) = lines.first_mut() {
        *first = paint(style, color, first);
    }
    lines
}

/// One policy.
pub(super) struct Row {
    pub(super) applies: Match,
    pub(super) id: String,
    /// What it asks for, or how it stands.
    pub(super) what: String,
    /// The conditions that say so.
    pub(super) why: String,
}

pub(super) fn row(policy: &Policy<Id>, trace: &PolicyTrace) -> Row {
    let deciding = |matches| {
        let conditions = trace.conditions.iter().filter(move |condition| condition.matches == matches);
        conditions.map(|condition| condition.member).collect::<Vec<_>>().join(", ")
    };
    let why = match trace.applies {
        Match::Yes => deciding(Match::Yes),
        Match::No => format!("not its {}", deciding(Match::No)),
        Match::Unknown => match deciding(Match::Unknown) {
            members if members.is_empty() => "it holds something this version does not know".to_owned(),
            members => format!("not known: {members}"),
        },
    };
    let asked = trace.asked.map(range_words).unwrap_or_default();
    let state = match &policy.state {
        State::Enabled => None,
        State::ReportOnly => Some("report-only".to_owned()),
        State::Disabled => Some("disabled".to_owned()),
        State::Unknown(token) => Some(format!("state {}", short(token, 30))),
    };
    let what = match (state, asked.as_str()) {
        (None, asked) => asked.to_owned(),
        (Some(state), "") => state,
        (Some(state), asked) if is_enforced(policy) => format!("{asked} ({state})"),
        (Some(state), asked) => format!("{state}: {asked}"),
    };
    Row { applies: trace.applies, id: label(policy), what, why }
}

/// The id, and the display name where the id is Graph's.
fn label(policy: &Policy<Id>) -> String {
    match Id::parse(&policy.id) {
        Id::Guid(_) => format!("\"{}\"", short(&policy.display_name, 30)),
        Id::Text(id) => short(&id, 30),
    }
}

/// What the session is, a control each.
pub(super) fn session(report: &Report<'_>) -> Vec<String> {
    let session = report.session();
    let mut lines = Vec::new();
    if let Value::Object(members) = graph::encode_session(&session.merged.controls) {
        for (member, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let mut settings = value.clone();
            if let Some(settings) = settings.as_object_mut() {
                settings.retain(|key, value| key != "isEnabled" && !value.is_null());
            }
            let settings = match settings {
                Value::Object(settings) => {
                    let each = settings
                        .values()
                        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
                    short(&each.collect::<Vec<_>>().join(" "), 80)
                }
                other => other.to_string(),
            };
            lines.push(format!("session: {member} {settings}").trim_end().to_owned());
        }
    }
    if !session.merged.conflicts.is_empty() {
        let conflicts = list(&session.merged.conflicts);
        lines.push(format!(
            "session: policies disagree on {conflicts}; the stricter is shown, Entra's rule is not documented"
        ));
    }
    if !session.unknown.is_empty() {
        let policies: Vec<String> = session.unknown.iter().map(|policy| label(policy)).collect();
        lines.push(format!("session: {} may add to it", list(&policies)));
    }
    lines
}
