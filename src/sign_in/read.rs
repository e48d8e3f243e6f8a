//! What callers see of reading an export of sign-ins.
//!
//! No damage stops the reading: it is counted, and the first of it reported with its line.

use std::io::{self, Read};
use std::num::NonZero;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::formats::{Table, delimiter};
use super::intake::{Handlers, Take};
use super::stream::{BLOCK, Reader, Records};
use super::{FieldsSeen, SignIn, Turn, decode};

/// As much of a source as is looked at to tell a table from JSON: more than any line of headings.
const START: usize = 16 * 1024;

/// What reading an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadSummary {
    /// Sign-ins read.
    pub read: u64,
    /// Records that could not be read, or are no sign-ins.
    pub malformed: u64,
    /// Records with a member twice, of which the last counted.
    pub duplicates: u64,
    /// Records of other logs, such as audit logs, that are kept in the same place.
    pub other_logs: u64,
    /// Sign-ins of which a value could not be read, so that it counts as not known.
    pub unclear: u64,
    /// Sign-ins whose address is that of an earlier one: non-interactive ones of confidential clients.
    pub earlier_addresses: u64,
    /// When the newest sign-in was.
    pub newest: Option<DateTime<Utc>>,
    /// Whether the export stops short of its end.
    pub is_cut_off: bool,
    /// Whether the last page names a next one, which may be another file.
    pub names_next_page: bool,
    /// What is wrong, in order; the first 20 of it.
    pub problems: Vec<Problem>,
    /// How much more is wrong.
    pub untold: u64,
    /// Fields that some sign-in has.
    pub fields_seen: FieldsSeen,
}

impl ReadSummary {
    /// Whether there was something that could not be read.
    pub fn is_damaged(&self) -> bool {
        self.malformed > 0 || self.is_cut_off
    }
}

/// Something wrong in an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: u64,
    /// The byte of the line, from 1, where it is known.
    pub column: Option<u64>,
    /// What is wrong with it.
    pub message: String,
}

/// Where a record starts, in the decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    /// The line, from 1.
    pub line: u64,
    /// Bytes before it.
    pub offset: u64,
}

/// Reads an export and hands each sign-in over, in the order of the export.
///
/// Takes what Graph, the portal, diagnostic settings, Log Analytics, Sentinel and Defender export, as JSON or CSV, gzip,
/// Zstandard or neither, in UTF-8 or UTF-16, with or without byte order mark; which of them it is shows in the text.
/// Fails only if the source cannot be read, or if some dates of a table have the day first and others the month; damaged
/// text is part of the summary.
pub fn read(source: impl Read, each: impl FnMut(SignIn<'_>, RecordPlace)) -> io::Result<ReadSummary> {
    read_by_threads(NonZero::<usize>::MIN, source, each)
}

/// Reads an export as [`read`] does, by so many threads: the same is handed over, in the same order, by the one that asks.
pub fn read_by_threads(
    threads: NonZero<usize>,
    source: impl Read,
    each: impl FnMut(SignIn<'_>, RecordPlace),
) -> io::Result<ReadSummary> {
    read_by(Records::Ordinary { threads }, source, all_in_turn(each))
}

/// Reads an export as [`read_by_threads`] does, and has what does not depend on the order of sign-ins done by any thread.
///
/// `next` is given each sign-in in the order of the export, by the thread that asks. What it says of a sign-in is given to
/// `work` with it, which is called in any order, by several threads at once; of nothing, the sign-in is done with.
pub fn read_in_turns(
    threads: NonZero<usize>,
    source: impl Read,
    next: impl FnMut(&mut SignIn<'_>, RecordPlace) -> Option<Turn>,
    work: &(impl Fn(&SignIn<'_>, Turn) + Sync),
) -> io::Result<ReadSummary> {
    read_by(Records::Ordinary { threads }, source, Handlers { next, work })
}

/// Reads an export as [`read`] does, without the fast reader of ordinary records: what it is held against.
#[doc(hidden)]
pub fn read_by_serde_alone(
    source: impl Read,
    each: impl FnMut(SignIn<'_>, RecordPlace),
) -> io::Result<ReadSummary> {
    read_by(Records::BySerdeAlone, source, all_in_turn(each))
}

/// Hands sign-ins over in their order, with no work left.
pub(super) fn all_in_turn(mut each: impl FnMut(SignIn<'_>, RecordPlace)) -> impl Take {
    let next = move |sign_in: &mut SignIn<'_>, place: RecordPlace| {
        each(std::mem::replace(sign_in, SignIn::blank()), place);
        None
    };
    Handlers { next, work: |_: &SignIn<'_>, _: Turn| {} }
}

fn read_by(records: Records, source: impl Read, taker: impl Take) -> io::Result<ReadSummary> {
    let mut source = match decode(source) {
        Ok(source) => source,
        Err(error) => return damaged(error),
    };
    let mut start = Vec::new();
    let failure = source.by_ref().take(START as u64).read_to_end(&mut start).err();
    let delimiter = delimiter(&start);
    let source = io::Cursor::new(start).chain(Failing(failure)).chain(source);
    if let Some(delimiter) = delimiter {
        return Table::new(source, taker, delimiter).read();
    }
    let mut reader = Reader::new(source, taker, BLOCK, records);
    reader.run()?;
    Ok(reader.into_summary())
}

/// Fails once, if it is to: a source may not tell twice what is wrong with it.
pub(super) struct Failing(pub(super) Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn damaged(error: io::Error) -> io::Result<ReadSummary> {
    let Some(message) = damage(&error) else { return Err(error) };
    let problems = vec![Problem { line: 1, column: None, message }];
    Ok(ReadSummary { is_cut_off: true, problems, ..ReadSummary::default() })
}

/// The words for an error that comes from the bytes and not from reading them.
pub(super) fn damage(error: &io::Error) -> Option<String> {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Some("the compressed file is cut off".to_owned()),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            Some(format!("the compressed file is damaged: {error}"))
        }
        _ => None,
    }
}
