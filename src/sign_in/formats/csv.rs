//! Reads a table in CSV as a stream: a line of headings, then one sign-in a row.
//!
//! Memory does not depend on the size of the table or of a row: a row above the limit is passed over. One that does not
//! fit its headings is reported, and the next one read.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};
use serde_json::Value;

use super::super::intake::{Intake, Take};
use super::super::read::{Failing, ReadSummary, RecordPlace, damage};
use super::dates::Dates;
use super::is_known;

/// The largest row.
const LIMIT: usize = 1024 * 1024;
/// The most values in a row.
const VALUES: usize = 1024;
/// Raw bytes that are read at a time.
const BLOCK: usize = 64 * 1024;
/// As much as is looked at for the order of day and month, where no date shows it.
const AHEAD: usize = 16 * 1024 * 1024;
/// What separates values: spreadsheets write semicolons and tabs, too.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A table that is being read.
pub(in crate::sign_in) struct Table<R, T> {
    source: BufReader<Ahead<R>>,
    intake: Intake<T>,
    parser: csv_core::Reader,
    /// Of the next byte.
    place: RecordPlace,
    row: Row,
    dates: Dates,
}

/// A source of which the start has been looked at.
type Ahead<R> = Chain<Chain<Cursor<Vec<u8>>, Failing>, R>;

/// The values of a row, one behind the other.
struct Row {
    text: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    count: usize,
    is_too_large: bool,
}

/// What Windows PowerShell's `Export-Csv` begins its first line with: the type of the objects, above the headings.
const TYPE: &str = "#TYPE ";

/// What separates the values, if this is the start of a table of sign-ins.
pub(in crate::sign_in) fn delimiter(start: &[u8]) -> Option<u8> {
    let mut lines = start.trim_ascii_start().split(|byte| *byte == b'\n');
    let line = lines.find(|line| !line.starts_with(TYPE.as_bytes())).unwrap_or_default();
    if line.starts_with(b"{") || line.starts_with(b"[") {
        return None;
    }
    let headings = |delimiter| {
        let mut row = Row::new();
        let mut parser = parser(delimiter);
        for input in [line, b"\n"] {
            row.feed(&mut parser, input);
        }
        row.texts().map(|(heading, _)| heading.into_owned()).collect::<Vec<_>>()
    };
    DELIMITERS.into_iter().find(|delimiter| is_known(&headings(*delimiter)))
}

fn parser(delimiter: u8) -> csv_core::Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

impl<R: Read, T: Take> Table<R, T> {
    pub(in crate::sign_in) fn new(source: R, taker: T, delimiter: u8) -> Self {
        let (source, dates) = look_ahead(source, delimiter);
        Self {
            source: BufReader::with_capacity(BLOCK, source),
            intake: Intake::new(taker),
            parser: parser(delimiter),
            place: RecordPlace { line: 1, offset: 0 },
            row: Row::new(),
            dates,
        }
    }

    /// Reads to the end.
    pub(in crate::sign_in) fn read(mut self) -> io::Result<ReadSummary> {
        let mut first = self.next_row()?;
        if first.is_some() && self.row.texts().next().is_some_and(|(text, _)| text.starts_with(TYPE)) {
            first = self.next_row()?;
        }
        let Some(_) = first else { return Ok(self.intake.into_summary()) };
        let headings: Vec<String> = self.row.texts().map(|(heading, _)| heading.into_owned()).collect();
        self.check_zones(&headings);
        while let Some(place) = self.next_row()? {
            self.sign_in(&headings, place)?;
        }
        Ok(self.intake.into_summary())
    }

    fn sign_in(&mut self, headings: &[String], place: RecordPlace) -> io::Result<()> {
        if self.row.is_too_large {
            let message = "the row is larger than 1 MiB; a quotation mark may lack its other half";
            self.intake.malformed(place.into(), message.to_owned());
            return Ok(());
        }
        let (has, columns) = (self.row.count, headings.len());
        let spare = self.row.texts().skip(columns).any(|(text, _)| !text.is_empty());
        if has < columns || spare {
            // The last line of a file that was cut off lacks its end.
            if has < columns && self.is_at_end() {
                *self.intake.is_cut_off() = true;
            }
            let message = format!("the row has {has} values for {columns} columns");
            self.intake.malformed(place.into(), message);
            return Ok(());
        }
        let mut note = None;
        let member = |(heading, (text, _)): (&String, _)| {
            let text = self.dates.month_first(text, place.line, &mut note)?;
            Ok((heading.clone(), Value::String(text.into_owned())))
        };
        let members = headings.iter().zip(self.row.texts()).map(member).collect::<io::Result<Vec<_>>>()?;
        if let Some(note) = note {
            self.intake.unclear(place.into(), note);
        }
        let is_read = self.intake.members(members, place);
        if is_read && self.row.texts().any(|(_, is_text)| !is_text) {
            let message = "the row has bytes that are no UTF-8; each shows as U+FFFD";
            self.intake.unclear(place.into(), message.to_owned());
        }
        Ok(())
    }

    /// Log Analytics names the zone of its times in their headings.
    fn check_zones(&mut self, headings: &[String]) {
        let zoned = headings.iter().find(|heading| heading.contains('[') && !heading.contains("[UTC]"));
        if let Some(heading) = zoned {
            let message = format!("`{heading}` is in no zone that is known; its times are read as UTC");
            self.intake.unclear(RecordPlace { line: 1, offset: 0 }.into(), message);
        }
    }

    /// Reads the next row into place, and returns where it starts; none at the end.
    fn next_row(&mut self) -> io::Result<Option<RecordPlace>> {
        self.row.clear();
        self.skip_blank_lines()?;
        let start = self.place;
        loop {
            let input = match self.source.fill_buf() {
                Ok(input) => input,
                Err(error) => {
                    let Some(message) = damage(&error) else { return Err(error) };
                    self.intake.cut_off(start.into(), message);
                    return Ok(None);
                }
            };
            let (result, read) = self.row.feed(&mut self.parser, input);
            advance(&mut self.place, input.get(..read).unwrap_or_default());
            self.source.consume(read);
            match result {
                ReadRecordResult::Record => return Ok(Some(start)),
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull => {}
            }
        }
    }

    /// So that the place is that of the row and not of what is before it.
    fn skip_blank_lines(&mut self) -> io::Result<()> {
        loop {
            // What is wrong with the source is said where the row is read.
            let Ok(input) = self.source.fill_buf() else { return Ok(()) };
            let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if blank == 0 {
                return Ok(());
            }
            advance(&mut self.place, input.get(..blank).unwrap_or_default());
            self.source.consume(blank);
        }
    }

    fn is_at_end(&mut self) -> bool {
        self.source.fill_buf().is_ok_and(<[u8]>::is_empty)
    }
}

/// Looks at the dates of as many rows as it takes to know their order, one block for a table that has none.
fn look_ahead<R: Read>(mut source: R, delimiter: u8) -> (Ahead<R>, Dates) {
    let (mut start, mut failure) = (Vec::new(), None);
    let (mut dates, mut parser, mut row) = (Dates::default(), parser(delimiter), Row::new());
    loop {
        let before = start.len();
        failure = failure.or(source.by_ref().take(BLOCK as u64).read_to_end(&mut start).err());
        let mut block = start.get(before..).unwrap_or_default();
        let is_end = block.len() < BLOCK;
        loop {
            // Of nothing, the parser ends the last row.
            if block.is_empty() && !is_end {
                break;
            }
            let (result, read) = row.feed(&mut parser, block);
            block = block.get(read..).unwrap_or_default();
            match result {
                ReadRecordResult::Record => {
                    row.texts().for_each(|(text, _)| dates.look_at(&text));
                    row.clear();
                }
                ReadRecordResult::End => break,
                ReadRecordResult::InputEmpty
                | ReadRecordResult::OutputFull
                | ReadRecordResult::OutputEndsFull => {}
            }
        }
        if is_end || dates.are_settled() || start.len() >= AHEAD {
            return (Cursor::new(start).chain(Failing(failure)).chain(source), dates);
        }
    }
}

fn advance(place: &mut RecordPlace, passed: &[u8]) {
    place.line += memchr::memchr_iter(b'\n', passed).count() as u64;
    place.offset += passed.len() as u64;
}

impl Row {
    fn new() -> Self {
        Self { text: vec![0; BLOCK], length: 0, ends: vec![0; VALUES], count: 0, is_too_large: false }
    }

    fn clear(&mut self) {
        (self.length, self.count, self.is_too_large) = (0, 0, false);
    }

    /// Feeds more of the input; what came of it, and how much was taken.
    fn feed(&mut self, parser: &mut csv_core::Reader, input: &[u8]) -> (ReadRecordResult, usize) {
        let text = self.text.get_mut(self.length..).unwrap_or_default();
        let ends = self.ends.get_mut(self.count..).unwrap_or_default();
        let (result, read, length, count) = parser.read_record(input, text, ends);
        self.length += length;
        self.count += count;
        match result {
            ReadRecordResult::OutputFull if self.text.len() < LIMIT && !self.is_too_large => {
                self.text.resize(self.text.len() * 2, 0);
            }
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                self.clear();
                self.is_too_large = true;
            }
            ReadRecordResult::InputEmpty | ReadRecordResult::Record | ReadRecordResult::End => {}
        }
        (result, read)
    }

    /// Each value, and whether it is UTF-8 as it stands.
    fn texts(&self) -> impl Iterator<Item = (std::borrow::Cow<'_, str>, bool)> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).take(self.count).map(|(start, end)| {
            let bytes = self.text.get(start..*end).unwrap_or_default();
            (String::from_utf8_lossy(bytes), std::str::from_utf8(bytes).is_ok())
        })
    }
}
