//! Reads an export of sign-ins as a stream: an array, pages, or one record a line, in any mixture.
//!
//! Memory does not depend on the size of the export. A record that is read shows where it ends; only what neither the
//! fast reader nor serde reads is scanned: pages, damage, and members that are there twice.

mod pieces;

use std::io::{self, Read};
use std::mem;
use std::num::NonZero;

use serde_json::Value;

use super::formats::{answers, tree};
use super::intake::{Intake, Judged, Spot, Take, words};
use super::ordinary::{Room, Window, is_separator};
use super::read::{ReadSummary, RecordPlace, damage};
use super::scan::{Found, Scan};
use super::wire::Record;

/// The buffer at first, which records of any usual size fit in many times.
pub(super) const BLOCK: usize = 512 * 1024;
/// As much as the fast reader looks at in one go, while records are ordinary.
const WINDOW: usize = 256 * 1024;
/// The same after a record that is not: looking is for nothing if the next ones are like it.
const SMALL_WINDOW: usize = 32 * 1024;
/// Threads beyond which one that hands over keeps up with no more.
const MOST_THREADS: usize = 8;
/// Room before what is read ahead, for the start of a record whose end it is.
const HEADROOM: usize = 64 * 1024;
/// The largest record.
const LIMIT: usize = 16 * 1024 * 1024;
/// The largest record that is read as a tree, which takes many times its size.
const ODD_LIMIT: usize = 1024 * 1024;
/// Bytes that are shown of text that is no record.
const SHOWN: usize = 20;
/// Arrays and pages inside one another.
const DEPTH: usize = 64;

/// An export that is being read.
pub(super) struct Reader<R, T> {
    source: R,
    intake: Intake<T>,
    /// The size of the buffer, unless a record is larger.
    block: usize,
    /// INVARIANT: `start <= buffer.len() <= LIMIT`; what is before `start` is done with.
    buffer: Vec<u8>,
    start: usize,
    /// What was read ahead, while other threads were at work; behind [`HEADROOM`], if there is anything.
    ahead: Vec<u8>,
    /// How the source ended, behind what was read ahead.
    end_ahead: Option<io::Result<()>>,
    position: Position,
    records: Records,
    /// As much as the fast reader looks at next.
    window: usize,
    room: Room,
    is_at_end: bool,
    /// Whether no threads have read in what the buffer holds: what they read in vain where much is out of the ordinary is
    /// bounded by that.
    is_fresh: bool,
    /// What the next byte is inside of.
    containers: Vec<Container>,
    /// Columns of the table whose rows come.
    columns: Vec<String>,
    /// Whether the latest problem was text that is no record, so that more of it is the same problem.
    is_in_garbage: bool,
}

/// Who reads records of Graph's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Records {
    /// The fast reader, by so many threads, and serde what is out of the ordinary.
    Ordinary { threads: NonZero<usize> },
    /// Serde, to be held against it.
    BySerdeAlone,
}

/// Where `start` is in the text.
struct Position {
    place: RecordPlace,
    /// Bytes before its line.
    line_offset: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Array,
    Page,
    /// The rows of a table, which are lists.
    Rows,
}

/// What became of the record at `start`.
enum Attempt {
    /// It was read, or reported; this many bytes are done with.
    Done(usize),
    /// Its end is not in the buffer.
    Incomplete,
    /// It needs a closer look.
    Odd,
}

impl<R: Read, T: Take> Reader<R, T> {
    pub(super) fn new(source: R, taker: T, block: usize, records: Records) -> Self {
        let block = match records {
            // Each thread has several pieces to read before they wait for one another.
            Records::Ordinary { threads } if threads.get() > 1 => block * threads.get().min(MOST_THREADS) * 2,
            Records::Ordinary { .. } | Records::BySerdeAlone => block,
        };
        Self {
            source,
            intake: Intake::new(taker),
            block,
            buffer: Vec::new(),
            start: 0,
            ahead: Vec::new(),
            end_ahead: None,
            position: Position { place: RecordPlace { line: 1, offset: 0 }, line_offset: 0 },
            records,
            window: WINDOW,
            room: Room::default(),
            is_at_end: false,
            is_fresh: true,
            containers: Vec::new(),
            columns: Vec::new(),
            is_in_garbage: false,
        }
    }

    pub(super) fn into_summary(self) -> ReadSummary {
        self.intake.into_summary()
    }

    /// Reads to the end.
    pub(super) fn run(&mut self) -> io::Result<()> {
        let mut is_empty = true;
        while let Some(byte) = self.next_byte()? {
            is_empty = false;
            match byte {
                b'{' => self.object()?,
                b'[' if self.containers.last() == Some(&Container::Rows) => self.row()?,
                b'[' => self.open(),
                b']' if matches!(self.containers.last(), Some(Container::Array | Container::Rows)) => {
                    self.advance(1);
                    self.containers.pop();
                    if self.containers.last() == Some(&Container::Page) {
                        self.pass_over(Scan::rest_of_page())?;
                    }
                }
                _ => self.garbage()?,
            }
        }
        if !self.containers.is_empty() {
            self.cut_off("the file ends inside a list of sign-ins".to_owned());
        } else if is_empty && !*self.intake.is_cut_off() {
            self.problem("the file is empty".to_owned());
        }
        Ok(())
    }

    /// The next byte that is no separator.
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.rest();
            match rest.iter().position(|byte| !is_separator(*byte)) {
                Some(at) => {
                    let byte = rest.get(at).copied();
                    self.advance(at);
                    return Ok(byte);
                }
                None => self.advance(rest.len()),
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn open(&mut self) {
        if self.containers.len() < DEPTH {
            self.containers.push(Container::Array);
        } else {
            self.problem(format!("lists are nested more than {DEPTH} deep"));
        }
        self.advance(1);
    }

    fn object(&mut self) -> io::Result<()> {
        if self.ordinary_records() {
            return Ok(());
        }
        loop {
            match self.attempt() {
                Attempt::Done(length) => {
                    self.advance(length);
                    return Ok(());
                }
                Attempt::Incomplete if self.fill()? => {}
                Attempt::Incomplete | Attempt::Odd => break,
            }
        }
        self.odd_object()
    }

    /// Reads records from `start` on, up to the first that is out of the ordinary or not all there. Whether there was one.
    fn ordinary_records(&mut self) -> bool {
        let Records::Ordinary { threads } = self.records else { return false };
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let mut at = 0;
        let is_for_many = threads.get() > 1 && rest.len() > WINDOW && self.is_fresh;
        if is_for_many && pieces::start_with_record(rest, &mut self.room) {
            self.is_fresh = false;
            let work = self.intake.work();
            let meanwhile = || {
                if self.ahead.is_empty() && !self.is_at_end {
                    self.ahead.reserve_exact(self.block);
                    self.ahead.resize(HEADROOM, 0);
                    self.end_ahead = read_up_to(self.block, &mut self.source, &mut self.ahead);
                }
            };
            let next = |judged, end| {
                let left = self.intake.next(judged, self.position.place);
                self.position.pass(rest.get(at..end).unwrap_or_default());
                at = end;
                left
            };
            pieces::read(threads.get().min(MOST_THREADS), rest, work, next, meanwhile);
        } else {
            let rest = rest.get(..self.window).unwrap_or(rest);
            Window::new(rest, &mut self.room).records(0, &mut |judged: Judged<'_>, end| {
                self.intake.judged(judged, self.position.place);
                self.position.pass(rest.get(at..end).unwrap_or_default());
                at = end;
            });
        }
        self.start += at;
        self.is_in_garbage &= at == 0;
        self.window = if at > 0 { WINDOW } else { SMALL_WINDOW };
        at > 0
    }

    /// Reads the record at `start` as serde does.
    fn attempt(&mut self) -> Attempt {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let mut records = serde_json::Deserializer::from_slice(rest).into_iter::<Record<'_>>();
        let record = match records.next() {
            Some(Ok(record)) if record.has_time() => record,
            Some(Err(error)) if error.is_eof() => return Attempt::Incomplete,
            None | Some(Ok(_) | Err(_)) => return Attempt::Odd,
        };
        let length = records.byte_offset();
        self.is_in_garbage = false;
        self.intake.record(record, self.position.place);
        Attempt::Done(length)
    }

    /// Takes the object at `start` by its braces: a page, a table, or a record of another format, or one that is damaged,
    /// has a member twice or is too large.
    fn odd_object(&mut self) -> io::Result<()> {
        if let Some(advice) = answers::advice(self.rest()) {
            self.is_in_garbage = false;
            self.intake.answer(self.position.place.into(), advice);
            return self.pass_over(Scan::object());
        }
        let found = loop {
            if let Some(found) = Scan::object().feed(self.rest()) {
                break found;
            }
            if self.buffer.len() - self.start >= LIMIT {
                self.malformed(format!("the record is larger than {} MiB", LIMIT / 1024 / 1024));
                return self.pass_over(Scan::object());
            }
            if !self.fill()? {
                self.malformed("the file ends inside this record".to_owned());
                *self.intake.is_cut_off() = true;
                self.advance(self.buffer.len() - self.start);
                return Ok(());
            }
        };
        self.is_in_garbage = false;
        match found {
            Found::Page(length) if self.containers.len() + 1 < DEPTH => {
                // Graph writes the link before the records.
                let header = self.rest().get(..length).unwrap_or_default();
                self.intake.names_next_page(memchr::memmem::find(header, b"\"@odata.nextLink\"").is_some());
                self.advance(length);
                self.containers.extend([Container::Page, Container::Array]);
            }
            Found::Rows(length) if self.containers.len() + 1 < DEPTH => {
                self.columns = columns(self.rest().get(..length).unwrap_or_default());
                if self.columns.is_empty() {
                    self.problem("the table does not name its columns before its rows".to_owned());
                }
                self.advance(length);
                self.containers.extend([Container::Page, Container::Rows]);
            }
            Found::Page(length) | Found::Rows(length) => {
                self.problem(format!("lists are nested more than {DEPTH} deep"));
                self.advance(length);
            }
            Found::End(length) => {
                self.odd_record(length);
                self.advance(length);
            }
            Found::Broken(length) => {
                self.malformed("the record has no closing brace".to_owned());
                self.advance(length);
            }
        }
        Ok(())
    }

    /// Reads a record as a tree, in which the last of two members with one name counts.
    fn odd_record(&mut self, length: usize) {
        if length > ODD_LIMIT {
            return self
                .malformed("the record is damaged, of no known format, or too large to be odd".to_owned());
        }
        let bytes = self.buffer.get(self.start..self.start + length).unwrap_or_default();
        match tree::read(bytes) {
            Ok((Value::Object(mut members), repeats)) => {
                members.shift_remove("value");
                if self.intake.members(members, self.position.place) && repeats {
                    self.intake.had_member_twice();
                }
            }
            Ok(_) => self.malformed("the record is no object".to_owned()),
            Err(error) => self.no_json("record", &error),
        }
    }

    /// Reads the row at `start`, whose values are those of the table's columns.
    fn row(&mut self) -> io::Result<()> {
        let end = loop {
            match Scan::list().feed(self.rest()) {
                Some(
                    Found::End(length) | Found::Broken(length) | Found::Page(length) | Found::Rows(length),
                ) => {
                    break length;
                }
                None if self.buffer.len() - self.start >= LIMIT => {
                    self.malformed(format!("the row is larger than {} MiB", LIMIT / 1024 / 1024));
                    return self.pass_over(Scan::list());
                }
                None if !self.fill()? => {
                    self.malformed("the file ends inside this row".to_owned());
                    *self.intake.is_cut_off() = true;
                    self.advance(self.buffer.len() - self.start);
                    return Ok(());
                }
                None => {}
            }
        };
        let bytes = self.rest().get(..end).unwrap_or_default();
        match tree::read(bytes) {
            // What is missing has been said of the table.
            _ if self.columns.is_empty() => self.malformed("the row has no columns".to_owned()),
            Ok((Value::Array(values), _)) if values.len() == self.columns.len() => {
                self.intake.members(self.columns.iter().cloned().zip(values), self.position.place);
            }
            Ok((Value::Array(values), _)) => {
                let (has, columns) = (values.len(), self.columns.len());
                self.malformed(format!("the row has {has} values for {columns} columns"));
            }
            Ok(_) => self.malformed("the row is no list".to_owned()),
            Err(error) => self.no_json("row", &error),
        }
        self.advance(end);
        Ok(())
    }

    fn no_json(&mut self, what: &str, error: &serde_json::Error) {
        let column = self.position.place.offset - self.position.line_offset + 1;
        let spot = Spot::within(self.position.place, column, error);
        self.intake.malformed(spot, format!("the {what} is no JSON: {}", words(error)));
    }

    /// Passes over the rest of an object, however large it is.
    fn pass_over(&mut self, mut scan: Scan) -> io::Result<()> {
        let is_page = self.containers.last() == Some(&Container::Page);
        loop {
            match scan.feed(self.rest()) {
                Some(Found::Page(length)) if is_page => {
                    self.advance(length);
                    self.containers.push(Container::Array);
                    return Ok(());
                }
                Some(
                    Found::End(length) | Found::Broken(length) | Found::Page(length) | Found::Rows(length),
                ) => {
                    self.advance(length);
                    break;
                }
                None => self.advance(self.buffer.len() - self.start),
            }
            if !self.fill()? {
                self.cut_off("the file ends inside an object".to_owned());
                break;
            }
        }
        if is_page {
            self.containers.pop();
        }
        Ok(())
    }

    /// Passes over text that starts no record, up to where one may start.
    fn garbage(&mut self) -> io::Result<()> {
        // As much as is shown, wherever the block ends.
        while self.rest().len() < SHOWN && self.fill()? {}
        let rest = self.rest();
        let stops = |byte: &u8| matches!(byte, b'{' | b'[' | b']' | b',' | b'\n');
        let length = rest.iter().skip(1).position(stops).map_or(rest.len(), |at| at + 1);
        if !self.is_in_garbage {
            let shown: String = String::from_utf8_lossy(rest.get(..length.min(SHOWN)).unwrap_or_default())
                .chars()
                .map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
                .collect();
            self.malformed(format!("expected a sign-in, found `{}`", shown.trim()));
            self.is_in_garbage = true;
        }
        self.advance(length);
        Ok(())
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    fn advance(&mut self, length: usize) {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let passed = rest.get(..length).unwrap_or_default();
        self.position.pass(passed);
        self.start += passed.len();
    }

    /// Reads more behind what is left in the buffer, and grows it if nothing fits. False if there is no more, or no more
    /// room within the limit.
    fn fill(&mut self) -> io::Result<bool> {
        if self.is_at_end {
            return Ok(false);
        }
        self.is_fresh = true;
        let left = self.rest().len();
        let end = if self.ahead.is_empty() {
            self.buffer.drain(..self.start);
            self.start = 0;
            let size = (left * 2).clamp(self.block, LIMIT);
            self.buffer.reserve_exact(size.saturating_sub(left));
            read_up_to(size, &mut self.source, &mut self.buffer)
        } else {
            self.take_what_is_ahead();
            self.end_ahead.take()
        };
        self.is_at_end = end.is_some();
        if let Some(Err(error)) = end {
            let Some(message) = damage(&error) else { return Err(error) };
            self.cut_off(message);
        }
        Ok(self.rest().len() > left)
    }

    /// Puts what was read ahead behind what is left in the buffer.
    fn take_what_is_ahead(&mut self) {
        let left = self.buffer.get(self.start..).unwrap_or_default();
        let start = HEADROOM.saturating_sub(left.len());
        if let Some(room) = self.ahead.get_mut(start..HEADROOM).filter(|room| room.len() == left.len()) {
            room.copy_from_slice(left);
            mem::swap(&mut self.buffer, &mut self.ahead);
            self.start = start;
        } else {
            self.buffer.extend_from_slice(self.ahead.get(HEADROOM..).unwrap_or_default());
        }
        self.ahead.clear();
    }

    fn malformed(&mut self, message: String) {
        self.intake.malformed(self.position.place.into(), message);
    }

    fn cut_off(&mut self, message: String) {
        self.intake.cut_off(self.position.place.into(), message);
    }

    fn problem(&mut self, message: String) {
        self.intake.problem(self.position.place.into(), message);
    }
}

impl Position {
    fn pass(&mut self, passed: &[u8]) {
        let lines = memchr::memchr_iter(b'\n', passed).count();
        if lines > 0 {
            let last = memchr::memrchr(b'\n', passed).unwrap_or_default();
            self.line_offset = self.place.offset + last as u64 + 1;
        }
        self.place.line += lines as u64;
        self.place.offset += passed.len() as u64;
    }
}

/// Reads until there is so much; how the source ended, if it did.
fn read_up_to(size: usize, source: &mut impl Read, into: &mut Vec<u8>) -> Option<io::Result<()>> {
    while into.len() < size {
        let room = (size - into.len()) as u64;
        match source.take(room).read_to_end(into) {
            Ok(0) => return Some(Ok(())),
            Ok(_) => {}
            Err(error) => return Some(Err(error)),
        }
    }
    None
}

/// The columns of a table, from what comes before its rows; none if they are not there.
fn columns(header: &[u8]) -> Vec<String> {
    let Some(end) = memchr::memmem::rfind(header, b"\"rows\"") else { return Vec::new() };
    let members = header.get(..end).unwrap_or_default().trim_ascii_end();
    let members = members.strip_suffix(b",").unwrap_or(members);
    let Ok((table, _)) = tree::read(&[members, b"}"].concat()) else { return Vec::new() };
    let columns = table.get("columns").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let name = |column: &Value| {
        let name = column.get("name").or_else(|| column.get("ColumnName")).and_then(Value::as_str);
        name.unwrap_or_default().to_owned()
    };
    columns.iter().map(name).collect()
}

#[cfg(test)]
mod tests;
