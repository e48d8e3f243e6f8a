//! What policies say, for readers who do not know Graph: each in a sentence and a table, and the set as a matrix of
//! people, resources and what is asked.
//!
//! It tells what policies state, word by word. What becomes of a sign-in under all of them together is the business of
//! the engine; only whom a policy is for is asked of it, to count people.

mod circumstances;
mod control;
mod device;
mod html;
mod json;
mod markdown;
mod matrix;
mod notes;
mod people;
mod place;
mod resources;
mod sentence;
mod table;
mod text;
mod vocabulary;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::directory::Directory;
use crate::graph::Found;
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, Policy, ReferenceKind, State, Tenant};
use crate::source::SourceMap;
use crate::workspace::TenantWorkspace;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use matrix::{Cell, Exemption, Matrix, MatrixRow, Statement};
pub use text::text;

use super::words::counted;
use vocabulary::Vocabulary;

/// What is explained: the policies of a tenant, or of an export of one.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The tenant's name, or the export's path.
    pub title: &'a str,
    /// The day on which dates are judged.
    pub as_of: NaiveDate,
    /// The policies.
    pub policies: &'a [Policy<Id>],
    /// Their named locations.
    pub locations: &'a [NamedLocation],
    /// Authentication strengths.
    pub strengths: &'a [AuthenticationStrength],
    /// Names for ids.
    pub names: &'a BTreeMap<(ReferenceKind, Id), Name>,
    /// What the YAML says beyond the policies; `None` for an export, which is Graph JSON.
    pub workspace: Option<&'a TenantWorkspace>,
    /// The objects of an export, for the places of values.
    pub exported: Option<Exported<'a>>,
    /// The directory; empty where none was exported.
    pub directory: &'a Directory,
    /// The files, where each value's place is wanted.
    pub places: Option<&'a SourceMap>,
    /// The keys of the policies that are wanted, all if empty. Some alone are explained without a matrix, which would
    /// claim less than the set asks.
    pub chosen: &'a [String],
}

/// The objects of an export, in the order of what they were read as.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// The policies.
    pub policies: &'a [Found],
    /// The named locations.
    pub locations: &'a [Found],
}

/// A tenant's policies, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The tenant's name, or the export's path.
    pub title: String,
    /// The day on which dates were judged.
    pub as_of: NaiveDate,
    /// The policies, in order.
    pub policies: Vec<PolicyExplanation>,
    /// Who is asked for what, where.
    pub matrix: Option<Matrix>,
    /// The named locations that the policies look at.
    pub locations: Vec<Row>,
    /// How to read it, and what it leaves out.
    pub notes: Vec<String>,
}

/// A policy, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyExplanation {
    /// Its key in the YAML, or its Graph id.
    pub id: String,
    /// What sentences call it: its key, or its name where it has no key.
    pub label: String,
    /// Its display name.
    pub display_name: String,
    /// Its state.
    pub state: State,
    /// Whether the YAML has it.
    pub is_managed: bool,
    /// Everything it says in a sentence, as far as that can be.
    pub sentence: String,
    /// What a reader must know beside.
    pub notes: Vec<String>,
    /// Everything it says, value by value.
    pub rows: Vec<Row>,
    /// The file that it stands in, where places are wanted.
    pub file: Option<String>,
    /// How many people it is for.
    pub people: Option<PeopleCount>,
}

/// How many people of a directory a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleCount {
    /// For certain.
    pub least: usize,
    /// At most: of some it is not known.
    pub most: usize,
    /// People in the directory whose accounts are not disabled.
    pub of: usize,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// What is said of it.
    pub values: Vec<Value>,
}

/// A value, and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// In words.
    pub text: String,
    /// Where it was written, where that was asked for and is known.
    pub place: Option<Place>,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It was written.
    Line {
        /// The file, as messages show it.
        file: String,
        /// The line, from 1.
        line: usize,
        /// Why it is there and not in the policy's own file.
        origin: Option<&'static str>,
    },
    /// Nobody wrote it: it is the default.
    Default,
    /// It is in the deployed export.
    Export,
}

/// Explains the policies of a tenant.
pub fn explain(subject: &Subject<'_>) -> Explanation {
    let words =
        Vocabulary { names: subject.names, locations: subject.locations, strengths: subject.strengths };
    let chosen: Vec<&Policy<Id>> =
        subject.policies.iter().filter(|policy| subject.is_chosen(policy)).collect();
    let policies = chosen.iter().map(|policy| PolicyExplanation {
        id: policy.id.clone(),
        label: label(policy),
        display_name: policy.display_name.clone(),
        state: policy.state.clone(),
        is_managed: subject.is_managed(policy),
        sentence: sentence::sentence(words, policy),
        notes: notes::of_policy(subject, policy),
        rows: table::rows(subject, words, policy),
        file: place::Places::of_policy(subject, policy).file(),
        people: matrix::people_in_scope(subject, policy),
    });
    let matrix = subject.chosen.is_empty().then(|| matrix::matrix(subject, words)).flatten();
    let mut notes = notes::of_set(subject);
    if matrix.is_none() && subject.chosen.is_empty() && !chosen.is_empty() {
        notes.push(
            "The matrix is left out: no policy is evaluated, or it would be too large to read.".to_owned(),
        );
    }
    Explanation {
        title: subject.title.to_owned(),
        as_of: subject.as_of,
        policies: policies.collect(),
        matrix,
        locations: table::locations(subject, words, &chosen),
        notes,
    }
}

impl Subject<'_> {
    fn is_chosen(&self, policy: &Policy<Id>) -> bool {
        let is_meant = |key: &String| policy.id.eq_ignore_ascii_case(key) || policy.display_name == *key;
        self.chosen.is_empty() || self.chosen.iter().any(is_meant)
    }

    fn tenant(&self) -> Option<&Tenant> {
        self.workspace.map(|workspace| &workspace.tenant)
    }

    fn is_managed(&self, policy: &Policy<Id>) -> bool {
        self.workspace
            .is_some_and(|workspace| workspace.policies.iter().any(|managed| managed.id == policy.id))
    }
}

/// What a policy is called: its key, or its name where it has no key.
fn label(policy: &Policy<Id>) -> String {
    match Id::parse(&policy.id) {
        Id::Guid(_) => format!("\"{}\"", policy.display_name),
        Id::Text(key) if key.is_empty() => format!("\"{}\"", policy.display_name),
        Id::Text(key) => key.into(),
    }
}

/// The state of a policy that does not decide, or may not.
fn state_word(state: &State) -> Option<String> {
    match state {
        State::Enabled => None,
        State::ReportOnly => Some("report-only".to_owned()),
        State::Disabled => Some("disabled".to_owned()),
        State::Unknown(token) => Some(vocabulary::unknown_token("in the state", token)),
    }
}

/// How many policies there are, and in which states.
fn summary(policies: &[PolicyExplanation]) -> String {
    let count = |is: fn(&State) -> bool| policies.iter().filter(|policy| is(&policy.state)).count();
    let states = [
        (count(|state| *state == State::Enabled), "enabled"),
        (count(|state| *state == State::ReportOnly), "report-only"),
        (count(|state| *state == State::Disabled), "disabled"),
        (count(|state| matches!(state, State::Unknown(_))), "in a state not known here"),
    ];
    let states: Vec<String> = states
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match policies.len() {
        0 => "no policies".to_owned(),
        total => format!("{}: {}", super::counted(total, "policy", "policies"), states.join(", ")),
    }
}

impl PeopleCount {
    /// `82 of 85 people in the directory`.
    fn words(self) -> String {
        let Self { least, most, of } = self;
        let of = counted(u64::try_from(of).unwrap_or(u64::MAX), "person", "people");
        if least == most {
            format!("{least} of {of} in the directory")
        } else {
            format!("{least} to {most} of {of} in the directory: of some it is not known")
        }
    }
}

#[cfg(test)]
mod tests;
