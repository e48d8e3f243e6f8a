//! Where a JSON object ends, found by depth outside strings, in text that may be damaged.
//!
//! Used for what is out of the ordinary only: pages, damaged records, and records too large to hold. A record that
//! serde can read shows its end by being read.

use std::mem;

/// Members that hold the records of a page: of Graph, Event Hub, Defender, and the tables of Log Analytics.
const RECORDS: [&[u8]; 5] = [b"value", b"records", b"results", b"Results", b"tables"];

/// The member that holds the rows of a table.
const ROWS: &[u8] = b"rows";

/// The longest of these names.
const LONGEST: usize = 7;

/// Progress through one object. It holds no text, so that an object of any size can be passed over.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The latest key at depth 1, unless it is longer than any that counts.
    key: Option<Key>,
    /// Whether it is a list: an object in it is no sign of damage.
    is_list: bool,
    /// The byte before.
    previous: u8,
    /// The byte before outside strings that is no space.
    significant: u8,
    line_breaks: usize,
}

/// The start of a key.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    letters: [u8; LONGEST],
    length: usize,
}

/// What an object turned out to be. Offsets count from the start of the bytes fed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It ends before this offset.
    End(usize),
    /// It is a page: its records start at this offset.
    Page(usize),
    /// It is a table: its rows, which are lists, start at this offset.
    Rows(usize),
    /// It never ends: another object starts at this offset, where none can be.
    Broken(usize),
}

impl Scan {
    /// Expects the brace of an object.
    pub(super) fn object() -> Self {
        Self {
            depth: 0,
            in_string: false,
            escaped: false,
            key: None,
            is_list: false,
            previous: 0,
            significant: 0,
            line_breaks: 0,
        }
    }

    /// Expects the bracket of a list.
    pub(super) fn list() -> Self {
        Self { is_list: true, ..Self::object() }
    }

    /// Expects what follows the records of a page.
    pub(super) fn rest_of_page() -> Self {
        Self { depth: 1, significant: b']', ..Self::object() }
    }

    /// Goes on through more of the object; none if it goes on beyond these bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<Found> {
        bytes.iter().enumerate().find_map(|(at, byte)| self.step(at, *byte))
    }

    fn step(&mut self, at: usize, byte: u8) -> Option<Found> {
        let previous = mem::replace(&mut self.previous, byte);
        if byte == b'\n' {
            // A line break ends a string: JSON has none inside, so that it lacks its closing quote.
            if mem::take(&mut self.in_string) {
                self.significant = b'"';
            }
            self.escaped = false;
            self.line_breaks += 1;
            return None;
        }
        if self.in_string {
            self.step_in_string(byte);
            return None;
        }
        match byte {
            b' ' | b'\t' | b'\r' => return None,
            b'"' => {
                self.in_string = true;
                let is_key = self.depth == 1 && matches!(self.significant, b'{' | b',');
                self.key = is_key.then(Key::default);
            }
            b'{' if self.is_another_object(previous) => return Some(Found::Broken(at)),
            b'[' if self.is_value_of(&RECORDS) => return Some(Found::Page(at + 1)),
            b'[' if self.is_value_of(&[ROWS]) => return Some(Found::Rows(at + 1)),
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 {
                    return Some(Found::End(at + 1));
                }
            }
            _ => {}
        }
        self.significant = byte;
        None
    }

    fn step_in_string(&mut self, byte: u8) {
        if mem::take(&mut self.escaped) {
            return;
        }
        match byte {
            b'"' => {
                self.in_string = false;
                self.significant = b'"';
            }
            b'\\' => {
                self.escaped = true;
                self.key = None;
            }
            _ => self.key = self.key.and_then(|key| key.push(byte)),
        }
    }

    /// Whether what comes is the value of a member with one of these names.
    fn is_value_of(&self, names: &[&[u8]]) -> bool {
        let is_value = self.depth == 1 && self.significant == b':';
        is_value && self.key.is_some_and(|key| names.contains(&key.name()))
    }

    /// Whether a brace can only be the next record: in place of a key, or at the start of the line after a record that
    /// took one line so far. Either way this one lacks its end.
    fn is_another_object(&self, previous: u8) -> bool {
        let in_place_of_key = self.depth == 1 && self.significant != b':' && !self.is_list;
        let on_next_line = self.depth > 0 && self.line_breaks == 1 && previous == b'\n';
        in_place_of_key || on_next_line
    }
}

impl Key {
    fn push(mut self, byte: u8) -> Option<Self> {
        *self.letters.get_mut(self.length)? = byte;
        self.length += 1;
        Some(self)
    }

    fn name(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Found> {
        Scan::object().feed(text.as_bytes())
    }

    #[test]
    fn braces_in_strings_do_not_count() {
        assert_eq!(found(r#"{"a":"}\"}","b":{"c":[{}]}} {"#), Some(Found::End(27)));
    }

    #[test]
    fn a_page_is_an_object_with_an_array_of_values() {
        assert_eq!(found("{\"@odata.context\":\"c\",\"value\" : [\n{"), Some(Found::Page(33)));
        assert_eq!(found(r#"{"a":{"value":[1]}}"#), Some(Found::End(19)));
        assert_eq!(found(r#"{"a":"value","values":[1]}"#), Some(Found::End(26)));
        assert_eq!(found(r#"{"\"value":[1]}"#), Some(Found::End(15)));
        assert_eq!(found(r#"{"value":1}"#), Some(Found::End(11)));
    }

    #[test]
    fn pages_and_tables_have_many_names() {
        assert_eq!(found(r#"{"records":[{"#), Some(Found::Page(12)));
        assert_eq!(found(r#"{"schema":[{}],"Results":[{"#), Some(Found::Page(26)));
        assert_eq!(found(r#"{"name":"t","columns":[{"name":"a"}],"rows":[["#), Some(Found::Rows(45)));
        assert_eq!(found(r#"{"recordsets":[1]}"#), Some(Found::End(18)));
    }

    #[test]
    fn a_row_is_a_list_of_anything() {
        assert_eq!(Scan::list().feed(br#"[{"a":[]},{"b":"]"},3],["#), Some(Found::End(22)));
    }

    #[test]
    fn a_record_without_its_end_stops_where_the_next_one_starts() {
        assert_eq!(found(r#"{"a":{"b":1},{"a":2}"#), Some(Found::Broken(13)));
        assert_eq!(found("{\"a\":{\"b\":\n{\"a\":2}"), Some(Found::Broken(11)));
        assert_eq!(found("{\"a\":\"b\n{\"a\":2}"), Some(Found::Broken(8)));
    }

    #[test]
    fn an_object_can_be_fed_byte_by_byte() {
        let mut scan = Scan::object();
        let text = br#"{"a":"\\\"}"}"#;
        let (last, rest) = text.split_last().unwrap();
        assert!(rest.chunks(1).all(|byte| scan.feed(byte).is_none()));
        assert_eq!(scan.feed(&[*last]), Some(Found::End(1)));
    }

    #[test]
    fn what_follows_the_records_is_passed_over() {
        assert_eq!(Scan::rest_of_page().feed(br#","@odata.nextLink":"}","x":{}}[""#), Some(Found::End(30)));
    }
}
