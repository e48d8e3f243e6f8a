//! Where every reader hands its records in: each is counted, decided to be a sign-in or not, and passed on.

use serde_json::{Map, Value};

use super::formats::{self, OtherLog};
use super::read::{Problem, ReadSummary, RecordPlace};
use super::record::{Notes, sign_in};
use super::wire::Record;
use super::{SignIn, Turn};

/// Problems that are reported; the others are counted.
const PROBLEMS: usize = 20;

/// Takes records in, and hands sign-ins over.
pub(super) struct Intake<T> {
    taker: T,
    summary: ReadSummary,
}

/// Whom sign-ins are handed to.
pub(super) trait Take {
    /// What is left to do with a sign-in after its turn, in any order, by any thread.
    type Work: Fn(&SignIn<'_>, Turn) + Copy + Sync;

    /// Takes the next sign-in in its turn; nothing is left to do with one that it gives no turn of.
    fn next(&mut self, sign_in: &mut SignIn<'_>, place: RecordPlace) -> Option<Turn>;

    /// What does the work.
    fn work(&self) -> Self::Work;
}

/// A function for the turns, and one for the work.
pub(super) struct Handlers<N, W> {
    pub(super) next: N,
    pub(super) work: W,
}

impl<N, W> Take for Handlers<N, W>
where
    N: FnMut(&mut SignIn<'_>, RecordPlace) -> Option<Turn>,
    W: Fn(&SignIn<'_>, Turn) + Copy + Sync,
{
    type Work = W;

    fn next(&mut self, sign_in: &mut SignIn<'_>, place: RecordPlace) -> Option<Turn> {
        (self.next)(sign_in, place)
    }

    fn work(&self) -> W {
        self.work
    }
}

/// A record that has been decided to be a sign-in or not, whatever came before it.
pub(super) struct Judged<'a> {
    sign_in: Result<SignIn<'a>, Refusal>,
    notes: Notes,
}

/// Why a record is no sign-in of Entra's.
enum Refusal {
    /// What is wrong with it.
    Malformed(String),
    /// It is of another log.
    OtherLog(OtherLog),
}

/// Where in the text something is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    line: u64,
    column: Option<u64>,
}

impl<T: Take> Intake<T> {
    pub(super) fn new(taker: T) -> Self {
        Self { taker, summary: ReadSummary::default() }
    }

    /// What does the work that is left of sign-ins after their turns.
    pub(super) fn work(&self) -> T::Work {
        self.taker.work()
    }

    pub(super) fn into_summary(self) -> ReadSummary {
        self.summary
    }

    /// Takes a record of Graph's shape.
    pub(super) fn record(&mut self, record: Record<'_>, place: RecordPlace) {
        self.judged(Judged::of(record), place);
    }

    /// Takes a record that has been decided to be a sign-in or not.
    pub(super) fn judged(&mut self, judged: Judged<'_>, place: RecordPlace) {
        if let Some((sign_in, turn)) = self.next(judged, place) {
            self.work()(&sign_in, turn);
        }
    }

    /// The same, with the work left to do.
    pub(super) fn next<'a>(&mut self, judged: Judged<'a>, place: RecordPlace) -> Option<(SignIn<'a>, Turn)> {
        let Judged { sign_in, notes } = judged;
        let mut left = None;
        self.summary.fields_seen.merge(notes.fields_seen);
        self.summary.earlier_addresses += u64::from(notes.has_earlier_address);
        match sign_in {
            Ok(mut sign_in) => {
                self.summary.read += 1;
                self.summary.newest = self.summary.newest.max(Some(sign_in.created));
                left = self.taker.next(&mut sign_in, place).map(|turn| (sign_in, turn));
            }
            Err(Refusal::Malformed(message)) => self.malformed(place.into(), message),
            Err(Refusal::OtherLog(OtherLog(log))) => self.of_other_log(place, &log),
        }
        if let Some(message) = notes.unclear {
            self.unclear(place.into(), message);
        }
        left
    }

    /// Takes a record of any shape, as a tree. Whether it was read.
    pub(super) fn members(
        &mut self,
        members: impl IntoIterator<Item = (String, Value)>,
        place: RecordPlace,
    ) -> bool {
        let members: Map<String, Value> = match formats::graph_shape(members) {
            Ok(members) => members,
            Err(OtherLog(log)) => {
                self.of_other_log(place, &log);
                return false;
            }
        };
        let read_before = self.summary.read;
        // What Entra recorded stays JSON, so a record is read from text only.
        let text = Value::Object(members).to_string();
        match serde_json::from_str(&text) {
            Ok(record) => self.record(record, place),
            Err(error) => {
                self.malformed(place.into(), format!("the record is no sign-in: {}", words(&error)));
            }
        }
        self.summary.read > read_before
    }

    pub(super) fn had_member_twice(&mut self) {
        self.summary.duplicates += 1;
    }

    pub(super) fn malformed(&mut self, spot: Spot, message: String) {
        self.summary.malformed += 1;
        self.problem(spot, message);
    }

    /// What comes is an answer of which nothing is read; several of its kind are told once.
    pub(super) fn answer(&mut self, spot: Spot, advice: &str) {
        self.summary.malformed += 1;
        if self.summary.problems.iter().all(|problem| problem.message != advice) {
            self.problem(spot, advice.to_owned());
        }
    }

    /// Something of a sign-in that was read is not known, though the export says something about it.
    pub(super) fn unclear(&mut self, spot: Spot, message: String) {
        self.summary.unclear += 1;
        self.problem(spot, message);
    }

    pub(super) fn cut_off(&mut self, spot: Spot, message: String) {
        // One cause, one problem: what is missing at the end shows in every list and object that is open there.
        if !self.summary.is_cut_off {
            self.problem(spot, message);
        }
        self.summary.is_cut_off = true;
    }

    /// Where the text stops short and what is wrong with it has been said.
    pub(super) fn is_cut_off(&mut self) -> &mut bool {
        &mut self.summary.is_cut_off
    }

    pub(super) fn names_next_page(&mut self, names: bool) {
        self.summary.names_next_page = names;
    }

    pub(super) fn problem(&mut self, spot: Spot, message: String) {
        if self.summary.problems.len() < PROBLEMS {
            let Spot { line, column } = spot;
            self.summary.problems.push(Problem { line, column, message });
        } else {
            self.summary.untold += 1;
        }
    }

    fn of_other_log(&mut self, place: RecordPlace, log: &str) {
        self.summary.other_logs += 1;
        if self.summary.other_logs == 1 {
            let message =
                format!("the record is of `{log}`, no sign-in; more of other logs are only counted");
            self.problem(place.into(), message);
        }
    }
}

impl<'a> Judged<'a> {
    pub(super) fn of(record: Record<'a>) -> Self {
        let mut notes = Notes::default();
        let sign_in = if is_of_federation_server(record.token_issuer_type.as_str()) {
            Err(Refusal::OtherLog(OtherLog(formats::FEDERATION_LOG.to_owned())))
        } else {
            sign_in(record, &mut notes).map_err(Refusal::Malformed)
        };
        Self { sign_in, notes }
    }
}

/// Whether a token was issued by a federation server. Graph and the portal list such sign-ins among those to Entra, where
/// servers report theirs to Connect Health (Graph, signIn `tokenIssuerType`; Entra, how-to-connect-health-ad-fs-sign-in).
/// The portal writes `AD Federation Services` (Entra, whats-new-archive, 2022-09); the short form is taken as well.
fn is_of_federation_server(token_issuer_type: &str) -> bool {
    let issuers = ["ADFederationServices", "ADFederationServicesMFAAdapter", "ADFS"];
    issuers.iter().any(|issuer| issuer.eq_ignore_ascii_case(token_issuer_type))
}

impl From<RecordPlace> for Spot {
    fn from(place: RecordPlace) -> Self {
        Self { line: place.line, column: None }
    }
}

impl Spot {
    /// A place inside a record that starts at a column of its first line.
    pub(super) fn within(place: RecordPlace, first_column: u64, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line() as u64, error.column() as u64);
        match line {
            0 => place.into(),
            1 => Self { line: place.line, column: Some(first_column + column.saturating_sub(1)) },
            more => Self { line: place.line + more - 1, column: Some(column) },
        }
    }
}

/// An error of serde without its place, which counts from the start of the record, and without the name of our type.
pub(super) fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(words, _)| words);
    match text.split_once("expected struct ") {
        Some((words, _)) => format!("{words}expected an object"),
        None => text.to_owned(),
    }
}
