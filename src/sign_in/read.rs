//! What callers see of reading an export of sign-ins.
//!
//! No damage stops the reading: it is counted, and the first of it reported with its line.

use std::io::{self, Read};

use super::stream::{BLOCK, Reader};
use super::{FieldsSeen, SignIn, decode};

/// What reading an export came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// Sign-ins read.
    pub read: u64,
    /// Records that could not be read, or are no sign-ins.
    pub malformed: u64,
    /// Records with a member twice, of which the last counted.
    pub duplicates: u64,
    /// Whether the export stops short of its end.
    pub is_cut_off: bool,
    /// Whether the last page names a next one, which may be another file.
    pub names_next_page: bool,
    /// What is wrong, in order; the first 20 of it.
    pub problems: Vec<Problem>,
    /// Fields that some sign-in has.
    pub fields_seen: FieldsSeen,
}

/// Something wrong in an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u64,
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
/// Takes Graph's v1.0 and beta shapes, gzip or not, in UTF-8 or UTF-16, with or without byte order mark. Fails only if
/// the source cannot be read; damaged text is part of the summary.
pub fn read(source: impl Read, each: impl FnMut(SignIn<'_>, RecordPlace)) -> io::Result<ReadSummary> {
    let source = match decode(source) {
        Ok(source) => source,
        Err(error) => return damaged(error),
    };
    let mut reader = Reader::new(source, each, BLOCK);
    reader.run()?;
    Ok(reader.into_summary())
}

fn damaged(error: io::Error) -> io::Result<ReadSummary> {
    let Some(message) = damage(&error) else { return Err(error) };
    let problems = vec![Problem { line: 1, message }];
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
