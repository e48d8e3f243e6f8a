//! The set as a matrix: kinds of people, kinds of resources, and what policies ask of the ones for the others.
//!
//! A row is someone of whom only that is known which the row says, so that a policy is for them or not. What holds
//! under conditions is a footnote, and a policy that may be for a part of a row or column is one that may apply: a cell
//! never says less than some policy asks.

mod people;
mod resources;

use super::circumstances::when;
use super::people as words_of_people;
use super::vocabulary::{Vocabulary, phrases};
use super::{PeopleCount, Subject, control, label, state_word};
use crate::condition::{AnyDimension, DIMENSIONS, World};
use crate::model::{ConditionSet, Id, Match, Policy, State, Subjects, Tenant, UnknownPart};
use crate::sign_in::SignIn;
pub(super) use people::Kind;
#[cfg(test)]
pub(super) use people::named;

/// Who is asked for what, where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// Resources, user actions and authentication contexts, in words.
    pub columns: Vec<String>,
    /// How many of the columns are resources; they come first.
    pub resources: usize,
    /// People, and identities that are none.
    pub rows: Vec<MatrixRow>,
    /// What is asked under conditions. Cells refer to them by position.
    pub footnotes: Vec<Statement>,
    /// Whom policies leave out.
    pub exemptions: Vec<Exemption>,
    /// How many policies are left out, since they are disabled.
    pub disabled: usize,
}

/// A row of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Who, in words.
    pub who: String,
    /// How many people of the directory, where that is known.
    pub people: Option<usize>,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// What is asked of someone for something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Always.
    pub always: Vec<Statement>,
    /// Under conditions: positions of footnotes, in order.
    pub sometimes: Vec<usize>,
}

/// What a policy asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The policy's id.
    pub policy: String,
    /// What sentences call it.
    pub label: String,
    /// `report-only` and the like; none for a policy that decides.
    pub state: Option<String>,
    /// What it asks, in words.
    pub text: String,
    /// Whether it blocks.
    pub is_block: bool,
    /// When, in words; none for always.
    pub when: Option<String>,
    /// Whether it is for all of these people and requests, or may be for a part of them.
    pub applies: Match,
}

/// Whom policies leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Who, in words.
    pub who: String,
    /// What sentences call the policies.
    pub policies: Vec<String>,
    /// Whether these are all that are for users.
    pub is_every: bool,
}

/// More cells than that nobody reads.
const MOST_CELLS: usize = 1_000;

/// The matrix of a set; none for no policies that are evaluated, and for one that nobody could read.
pub(super) fn matrix(subject: &Subject<'_>, words: Vocabulary<'_>) -> Option<Matrix> {
    let policies: Vec<&Policy<Id>> =
        subject.policies.iter().filter(|policy| policy.state != State::Disabled).collect();
    let blank = Tenant::blank();
    let world = World::new(subject.directory, subject.tenant().unwrap_or(&blank), subject.locations, &[]);
    let rows = people::rows(&policies);
    let columns = resources::columns(&world, &policies);
    if policies.is_empty() || rows.len() * columns.len() > MOST_CELLS {
        return None;
    }
    let mut footnotes = Footnotes { words, keys: Vec::new(), statements: Vec::new() };
    let mut filled = Vec::new();
    for row in &rows {
        let cells = columns.iter().map(|column| {
            let mut cell = Cell::default();
            for (index, policy) in policies.iter().enumerate() {
                let reach = |of: &[Match]| of.get(index).copied().unwrap_or(Match::Unknown);
                let applies = reach(&row.reach).and(reach(&column.reach)).and(understood(policy));
                match applies {
                    Match::No => {}
                    Match::Yes if is_unconditional(&policy.conditions) => {
                        cell.always.push(statement(words, policy, applies));
                    }
                    Match::Yes | Match::Unknown => cell.sometimes.push(footnotes.of(index, policy, applies)),
                }
            }
            // Whoever is blocked need not read on; what is only planned comes last.
            cell.always.sort_by_key(|statement| (statement.state.is_some(), !statement.is_block));
            cell
        });
        let cells = cells.collect();
        let others = rows.len() > 1;
        filled.push(MatrixRow {
            who: row.words(words, others, &policies),
            people: row.people(subject.directory),
            cells,
        });
    }
    let others = columns.len() > 1;
    let mut matrix = Matrix {
        columns: columns.iter().map(|column| column.words(words, others)).collect(),
        resources: columns.iter().filter(|column| column.is_of_resources()).count(),
        rows: filled,
        footnotes: footnotes.statements,
        exemptions: exemptions(words, &policies),
        disabled: subject.policies.len() - policies.len(),
    };
    matrix.number_in_order(&footnotes.keys);
    Some(matrix)
}

impl Cell {
    /// The numbers of footnotes as people write them, such as `1-3, 7`.
    pub(super) fn footnote_numbers(&self) -> String {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for number in self.sometimes.iter().map(|position| position + 1) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                Some(_) | None => ranges.push((number, number)),
            }
        }
        let written = ranges.iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}-{last}"),
        });
        written.collect::<Vec<_>>().join(", ")
    }
}

impl Statement {
    /// What is asked and by which policy, such as `MFA (CA201, report-only)`.
    pub(super) fn words(&self) -> String {
        let state = self.state.as_ref().map(|state| format!(", {state}")).unwrap_or_default();
        format!("{} ({}{state})", self.text, self.label)
    }

    /// The same with its conditions, such as `CA002 (report-only) when the user risk is high: blocked`.
    pub(super) fn footnote(&self) -> String {
        let state = self.state.as_ref().map(|state| format!(" ({state})")).unwrap_or_default();
        let may = match self.applies {
            Match::Yes => "",
            Match::No | Match::Unknown => " may be for a part of these",
        };
        let when = self.when.as_ref().map(|when| format!(" {when}")).unwrap_or_default();
        format!("{}{state}{may}{when}: {}", self.label, self.text)
    }
}

impl Exemption {
    /// From what, in words.
    pub(super) fn from(&self) -> String {
        if self.is_every {
            format!("every policy for users ({})", self.policies.len())
        } else {
            self.policies.join(", ")
        }
    }
}

impl Matrix {
    /// Puts footnotes in the order of their policies.
    fn number_in_order(&mut self, keys: &[(usize, Match)]) {
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by_key(|position| keys.get(*position).copied());
        let place = |old: usize| order.iter().position(|position| *position == old).unwrap_or(old);
        for cell in self.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.sometimes.iter_mut().for_each(|footnote| *footnote = place(*footnote));
            cell.sometimes.sort_unstable();
        }
        self.footnotes = order.iter().filter_map(|position| self.footnotes.get(*position).cloned()).collect();
    }
}

/// How many people of the directory a policy is for; none without a directory, or for workloads.
pub(super) fn people_in_scope(subject: &Subject<'_>, policy: &Policy<Id>) -> Option<PeopleCount> {
    let users = dimension("users")?;
    if subject.directory.people().is_empty() || !users.is_configured(&policy.conditions) {
        return None;
    }
    let blank = Tenant::blank();
    let world = World::new(subject.directory, subject.tenant().unwrap_or(&blank), subject.locations, &[]);
    let mut count = PeopleCount { least: 0, most: 0, of: 0 };
    for person in subject.directory.people().iter().filter(|person| person.enabled != Some(false)) {
        let sign_in = SignIn { subject_id: Some(person.id), ..SignIn::blank() };
        let is_in = users.trace(&world, &policy.conditions, &sign_in);
        count.of += 1;
        count.least += usize::from(is_in == Match::Yes);
        count.most += usize::from(is_in != Match::No);
    }
    Some(count)
}

/// One condition's definition, by Graph's member.
pub(super) fn dimension(member: &str) -> Option<&'static dyn AnyDimension> {
    DIMENSIONS.iter().copied().find(|dimension| dimension.member() == member)
}

struct Footnotes<'a> {
    words: Vocabulary<'a>,
    keys: Vec<(usize, Match)>,
    statements: Vec<Statement>,
}

impl Footnotes<'_> {
    /// The footnote of a policy that applies under conditions, or may apply.
    fn of(&mut self, index: usize, policy: &Policy<Id>, applies: Match) -> usize {
        let key = (index, applies);
        if let Some(known) = self.keys.iter().position(|known| *known == key) {
            return known;
        }
        self.keys.push(key);
        self.statements.push(statement(self.words, policy, applies));
        self.keys.len() - 1
    }
}

fn statement(words: Vocabulary<'_>, policy: &Policy<Id>, applies: Match) -> Statement {
    let when = when(words, &policy.conditions);
    Statement {
        policy: policy.id.clone(),
        label: label(policy),
        state: state_word(&policy.state),
        text: asked(words, policy),
        is_block: is_block(policy),
        when: (!when.is_empty()).then(|| when.trim_start_matches([',', ' ']).to_owned()),
        applies,
    }
}

/// What this version does not know of a policy may be what keeps it from applying.
fn understood(policy: &Policy<Id>) -> Match {
    let is_unknown = policy.unknown.touches(UnknownPart::Conditions)
        || policy.unknown.touches(UnknownPart::Root)
        || matches!(policy.state, State::Unknown(_));
    if is_unknown { Match::Unknown } else { Match::Yes }
}

/// Whether nothing but whom and what it is for decides whether a policy applies.
fn is_unconditional(conditions: &ConditionSet<Id>) -> bool {
    DIMENSIONS
        .iter()
        .filter(|dimension| {
            !matches!(
                dimension.member(),
                "users" | "clientApplications" | "agents" | "applications" | "authenticationContexts"
            )
        })
        .all(|dimension| !dimension.is_configured(conditions))
}

fn is_block(policy: &Policy<Id>) -> bool {
    policy.grant.as_ref().is_some_and(crate::model::GrantControls::is_block)
}

/// What a policy asks, in few words.
fn asked(words: Vocabulary<'_>, policy: &Policy<Id>) -> String {
    if is_block(policy) {
        return "blocked".to_owned();
    }
    let grant = policy.grant.as_ref().and_then(|grant| control::brief_grant(words, grant));
    let session = policy.session.as_ref().map(|session| control::brief_session(words, session));
    let unknown = policy.unknown.touches(UnknownPart::Grant)
        || policy.unknown.touches(UnknownPart::Session)
        || policy.unknown.touches(UnknownPart::Root);
    let unknown = unknown.then(|| "something not known here".to_owned());
    let parts: Vec<String> = grant.into_iter().chain(session.into_iter().flatten()).chain(unknown).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") }
}

/// A policy that leaves someone out, by its position, and whether it leaves out all such people, not only a part of them.
type LeftOut = (usize, bool);

/// Whom policies leave out; those whom the same policies leave out are together.
fn exemptions(words: Vocabulary<'_>, policies: &[&Policy<Id>]) -> Vec<Exemption> {
    let for_users: Vec<&&Policy<Id>> =
        policies.iter().filter(|policy| people::is_for_users(&policy.conditions)).collect();
    let excluded = |kind: &Kind| -> Vec<LeftOut> {
        let each = for_users.iter().enumerate();
        each.filter_map(|(index, policy)| match kind.is_named_by(&policy.conditions.users.exclude) {
            Match::Yes => Some((index, true)),
            Match::Unknown => Some((index, false)),
            Match::No => None,
        })
        .collect()
    };
    let mut together: Vec<(Vec<LeftOut>, Vec<Kind>)> = Vec::new();
    let exclude: Vec<&Subjects<Id>> =
        for_users.iter().map(|policy| &policy.conditions.users.exclude).collect();
    for kind in people::named(&exclude) {
        let from = excluded(&kind);
        // A policy that names one type of guest makes all of them known here.
        if from.is_empty() {
            continue;
        }
        match together.iter_mut().find(|(known, _)| *known == from) {
            Some((_, kinds)) => kinds.push(kind),
            None => together.push((from, vec![kind])),
        }
    }
    // Whom the most policies leave out is what a reader must know first.
    together.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    let named = |(index, is_whole): &LeftOut| {
        let label = label(for_users.get(*index)?);
        Some(if *is_whole { label } else { format!("{label} (only a part of them)") })
    };
    let exemption = |(from, kinds): &(Vec<LeftOut>, Vec<Kind>)| Exemption {
        who: phrases(&words_of_people::subjects(words, &people::subjects_of(kinds))),
        policies: from.iter().filter_map(named).collect(),
        is_every: from.iter().filter(|(_, is_whole)| *is_whole).count() == for_users.len()
            && for_users.len() > 1,
    };
    together.iter().map(exemption).collect()
}
