//! A what-if for a terminal: a policy on a line, then the decision.

use std::fmt::Write;

use serde_json::Value;

use super::{Report, decision, facts, is_enforced};
use crate::control::Outcome;
use crate::engine::PolicyTrace;
use crate::graph;
use crate::model::{Id, Match, Policy, State};
use crate::report::diagnostics::Style;
use crate::report::words::{list, short};

/// Renders a what-if for a terminal.
pub fn text(report: &Report<'_>, style: Style) -> String {
    let mut out = String::new();
    let (known, unknown) = facts(report.sign_in);
    let known: Vec<String> = known.iter().map(|fact| short(fact, 60)).collect();
    let tenant = paint(style, BOLD, &short(report.tenant, 40));
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out, "{tenant}   {}", known.join(", "));
    if !unknown.is_empty() {
        let _ = writeln!(out, "not known: {}", unknown.join(", "));
    }
    out.push('\n');
    let rows: Vec<Row> = report.traced().map(|(policy, trace)| row(policy, trace)).collect();
    let id = rows.iter().map(|row| row.id.chars().count()).max().unwrap_or(0);
    let result = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    for Row { applies, id: name, what, why } in &rows {
        let color = match applies {
            Match::Yes => BOLD,
            Match::Unknown => YELLOW,
            Match::No => DIM,
        };
        let word = paint(style, color, &format!("{:7}", applies.as_str()));
        out.push_str(format!("{word} {name:id$}  {what:result$}  {why}").trim_end());
        out.push('\n');
    }
    if rows.is_empty() {
        out.push_str("there is no policy\n");
    }
    out.push('\n');
    let color = match (report.trace.outcome.best(), report.trace.outcome.worst()) {
        (best, _) if best.is_locked_out() => RED,
        (_, worst) if worst.is_locked_out() => YELLOW,
        (Outcome::Granted, Outcome::Granted) => GREEN,
        (_, _) => BOLD,
    };
    for (index, line) in decision(report).iter().enumerate() {
        out.push_str(&if index == 0 { paint(style, color, line) } else { line.clone() });
        out.push('\n');
    }
    for line in session(report) {
        out.push_str(&line);
        out.push('\n');
    }
    out
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
    let asked = trace.asked.map(|asked| match asked.known() {
        Some(known) => known.words().to_owned(),
        None => format!("{} to {}", asked.best().words(), asked.worst().words()),
    });
    let asked = asked.unwrap_or_default();
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

const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const GREEN: &str = "\x1b[1;32m";
const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";

fn paint(style: Style, color: &str, text: &str) -> String {
    match style {
        Style::Styled => format!("{color}{text}\x1b[0m"),
        Style::Plain => text.to_owned(),
    }
}
