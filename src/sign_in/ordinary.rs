//! Reads a record that is out of nothing but the ordinary, several times as fast as serde does.
//!
//! Here alone it is decided what is ordinary. Whatever is not, such as damage, a member twice, or a value of a kind that
//! the member never has, is left to serde, so that it is read or refused as if there were no other reader. What is read
//! here is what serde reads: `tests/fuzz/targets/sign_ins.rs` holds the two together.

mod cursor;
mod known;
mod members;
mod names;
mod special;

use self::cursor::{Cursor, Written};
use self::known::Known;
use self::members::{Members, Slot};
use super::intake::Judged;
use super::wire::{Audiences, Raw, Record, Text};

/// What a reader keeps from one window to the next.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Room for the masks of a text.
    masks: Vec<u64>,
    known: Known,
}

/// A text in which records are looked for.
pub(super) struct Window<'a, 'r> {
    text: &'a str,
    room: &'r mut Room,
}

impl<'a, 'r> Window<'a, 'r> {
    /// As much of the start of some bytes as is text.
    pub(super) fn new(bytes: &'a [u8], room: &'r mut Room) -> Self {
        let text = match str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
                str::from_utf8(valid).unwrap_or_default()
            }
        };
        special::fill(&mut room.masks, text);
        Self { text, room }
    }

    /// The record that starts at a place, and where it ends; none if it is out of the ordinary, or not all there.
    pub(super) fn record(&mut self, at: usize) -> Option<(Record<'a>, usize)> {
        let mut cursor = Cursor::new(self.text, &self.room.masks, &mut self.room.known, at);
        let record: Record<'_> = object(&mut cursor)?;
        // Of another format than Graph's is what has no time.
        record.has_time().then(|| (record, cursor.position()))
    }

    /// Judges the records from a place on, up to the first that is out of the ordinary, and hands each over with where the
    /// next one may start.
    pub(super) fn records(mut self, mut at: usize, each: &mut impl FnMut(Judged<'a>, usize)) {
        while let Some((record, end)) = self.record(at) {
            let after = self.text.as_bytes().get(end..).unwrap_or_default();
            at = end + after.iter().position(|byte| !is_separator(*byte)).unwrap_or(after.len());
            each(Judged::of(record), at);
        }
    }
}

/// Whether a byte says nothing between records.
pub(super) fn is_separator(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b','
}

/// An object of a known kind. Members that the kind does not know are passed over.
fn object<'a, T: Members<'a>>(cursor: &mut Cursor<'a, '_>) -> Option<T> {
    let mut read = T::default();
    let mut seen = 0_u64;
    cursor.take(b'{')?;
    if cursor.next()? == b'}' {
        cursor.take(b'}')?;
        return Some(read);
    }
    loop {
        let key = cursor.plain_string()?;
        cursor.colon()?;
        match T::NAMES.number(key) {
            Some(number) => {
                let bit = 1_u64 << number;
                if seen & bit != 0 {
                    return None;
                }
                seen |= bit;
                fill(cursor, read.slot(number)?)?;
            }
            None => cursor.pass_over()?,
        }
        if !cursor.comma_or(b'}')? {
            return Some(read);
        }
    }
}

fn fill<'a>(cursor: &mut Cursor<'a, '_>, slot: Slot<'_, 'a>) -> Option<()> {
    match slot {
        Slot::Text(into) => *into = text(cursor)?,
        Slot::Audiences(into) => *into = audiences(cursor)?,
        Slot::Raw(into) => optional(cursor, into, raw)?,
        Slot::Texts(into) => optional(cursor, into, |cursor| list(cursor, text))?,
        Slot::Agent(into) => optional(cursor, into, object)?,
        Slot::DeviceDetail(into) => optional(cursor, into, object)?,
        Slot::Location(into) => optional(cursor, into, object)?,
        Slot::Status(into) => optional(cursor, into, object)?,
        Slot::Contexts(into) => optional(cursor, into, |cursor| list(cursor, object))?,
        Slot::Details(into) => optional(cursor, into, |cursor| list(cursor, object))?,
        Slot::KeyValues(into) => optional(cursor, into, |cursor| list(cursor, object))?,
        // What has it is no record.
        Slot::OfPage => return None,
    }
    Some(())
}

/// A value that may be null, which leaves things as they are.
fn optional<'a, T>(
    cursor: &mut Cursor<'a, '_>,
    into: &mut Option<T>,
    read: impl FnOnce(&mut Cursor<'a, '_>) -> Option<T>,
) -> Option<()> {
    if cursor.next()? == b'n' {
        return cursor.literal(b"null");
    }
    *into = Some(read(cursor)?);
    Some(())
}

fn list<'a, T>(
    cursor: &mut Cursor<'a, '_>,
    mut element: impl FnMut(&mut Cursor<'a, '_>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut elements = Vec::new();
    cursor.take(b'[')?;
    if cursor.next()? == b']' {
        cursor.take(b']')?;
        return Some(elements);
    }
    loop {
        cursor.next()?;
        elements.push(element(cursor)?);
        if !cursor.comma_or(b']')? {
            return Some(elements);
        }
    }
}

/// A scalar. Those that are not written as they are read, such as texts with escapes, are left to serde one by one.
fn text<'a>(cursor: &mut Cursor<'a, '_>) -> Option<Text<'a>> {
    let start = cursor.position();
    let written = match cursor.next()? {
        b'"' => cursor.string()?,
        b'n' => return cursor.literal(b"null").map(|()| Text::default()),
        b't' => return cursor.literal(b"true").map(|()| Text::borrowed("true")),
        b'f' => return cursor.literal(b"false").map(|()| Text::borrowed("false")),
        b'-' | b'0'..=b'9' => cursor.number()?,
        _ => return None,
    };
    match written {
        Written::Plainly(text) => Some(Text::borrowed(text)),
        Written::Otherwise => serde_json::from_str(cursor.since(start)?).ok(),
    }
}

/// Any value, as it is written.
fn raw<'a>(cursor: &mut Cursor<'a, '_>) -> Option<Raw<'a>> {
    let start = cursor.position();
    cursor.pass_over_list()?;
    cursor.since(start).map(Raw)
}

/// A list of texts, or whatever else serde makes audiences of.
fn audiences(cursor: &mut Cursor<'_, '_>) -> Option<Audiences> {
    let mut audiences = Audiences::default();
    let start = cursor.position();
    let texts = list(cursor, |cursor| {
        audiences.add(cursor.plain_string()?);
        Some(())
    });
    if texts.is_some() {
        return Some(audiences);
    }
    cursor.go_back(start);
    cursor.pass_over()?;
    serde_json::from_str(cursor.since(start)?).ok()
}

#[cfg(test)]
mod tests;
