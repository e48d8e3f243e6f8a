//! The parser behind [`parse`].

use std::collections::HashMap;

use super::{Json, Kind, Member};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// How deep values may nest.
pub const MAX_DEPTH: usize = 128;

/// How many values a document may hold.
pub const MAX_VALUES: usize = 2_000_000;

/// Reads one JSON document. Duplicate members are warnings; what is not JSON is an error, and then there is no value.
///
/// Texts of 4 GiB and more are refused, for spans could not say where in them.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Json> {
    let mut parser = Parser { file, text, at: 0, values: 0, diagnostics };
    if u32::try_from(text.len()).is_err() {
        return parser.fail("too-large", 0, "the file is larger than 4 GiB");
    }
    parser.skip_space();
    if parser.peek().is_none() {
        parser.at = 0;
        return parser.fail("invalid-json", 0, "the file is empty");
    }
    let json = parser.value(0)?;
    parser.skip_space();
    match (parser.peek(), &json.kind) {
        (None, _) => {}
        (Some(b'{' | b'['), Kind::Object(_) | Kind::Array(_)) => return parser.several(),
        (Some(_), _) => return parser.unexpected("the end of the file"),
    }
    Some(json)
}

/// Each part is read to its end, or a fault is reported and there is none.
struct Parser<'t, 'd> {
    file: FileId,
    text: &'t str,
    /// INVARIANT: on a character boundary of `text`.
    at: usize,
    values: usize,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'t> Parser<'t, '_> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        let start = self.at;
        self.values += 1;
        if self.values > MAX_VALUES {
            return self.fail("too-large", start, format!("the file holds more than {MAX_VALUES} values"));
        }
        let kind = match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => {
                return self.fail("too-deep", start, format!("values nest more than {MAX_DEPTH} deep"));
            }
            Some(b'{') => self.object(depth + 1)?,
            Some(b'[') => self.array(depth + 1)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(_) | None => return self.unexpected("a value"),
        };
        Some(Json { span: self.span_from(start), kind })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        self.skip_space();
        if self.eat(b'}') {
            return Some(Kind::Object(members));
        }
        loop {
            let member = self.member(depth)?;
            if let Some(first) = known.get(&member.key).and_then(|index| members.get_mut(*index)) {
                self.diagnostics.push(duplicate(first, &member));
                *first = member;
            } else {
                known.insert(member.key.clone(), members.len());
                members.push(member);
            }
            self.skip_space();
            if self.eat(b'}') {
                return Some(Kind::Object(members));
            }
            if !self.eat(b',') {
                return self.unexpected("`,` or `}`");
            }
            if self.ends_after_comma(b'}') {
                return Some(Kind::Object(members));
            }
        }
    }

    fn member(&mut self, depth: usize) -> Option<Member> {
        self.skip_space();
        let key_start = self.at;
        if self.peek() != Some(b'"') {
            return self.unexpected("a member name in double quotes");
        }
        let key = self.string()?;
        let key_span = self.span_from(key_start);
        self.skip_space();
        if !self.eat(b':') {
            return self.unexpected("`:`");
        }
        self.skip_space();
        let value = self.value(depth)?;
        Some(Member { key, key_span, value })
    }

    /// Whether a comma stands before the end of a list or an object: other readers of JSON take it, and what removes
    /// lines from an export leaves it.
    fn ends_after_comma(&mut self, end: u8) -> bool {
        let comma = self.at.saturating_sub(1);
        let mut span = self.span_from(comma);
        self.skip_space();
        let ends = self.eat(end);
        if ends {
            span.end = span.start + 1;
            let message = "the comma has nothing after it; it is ignored";
            self.diagnostics.push(Diagnostic::warning("trailing-comma", span, message).help("remove it"));
        }
        ends
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']') {
            return Some(Kind::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth)?);
            self.skip_space();
            if self.eat(b']') {
                return Some(Kind::Array(items));
            }
            if !self.eat(b',') {
                return self.unexpected("`,` or `]`");
            }
            if self.ends_after_comma(b']') {
                return Some(Kind::Array(items));
            }
        }
    }

    /// A string's extent is found here, so that every fault has its place; escapes are left to `serde_json`.
    fn string(&mut self) -> Option<String> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return self.fail("invalid-json", start, "the string never ends"),
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    self.skip_character();
                }
                Some(_) => self.skip_character(),
            }
        }
        self.at += 1;
        match serde_json::from_str(self.slice(start)) {
            Ok(string) => Some(string),
            Err(_) => self.fail(
                "invalid-json",
                start,
                "a string holds a control character or an escape that is not JSON's",
            ),
        }
    }

    fn number(&mut self) -> Option<serde_json::Number> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = self.slice(start);
        match serde_json::from_str(text) {
            Ok(number) => Some(number),
            Err(_) => self.fail("invalid-json", start, format!("`{text}` is not a number in JSON")),
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Option<Kind> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        let text = self.slice(start);
        if text == word {
            return Some(kind);
        }
        self.fail("invalid-json", start, format!("`{text}` is not a value in JSON"))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.peek() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn next_character(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn skip_character(&mut self) {
        self.at += self.next_character().map_or(0, char::len_utf8);
    }

    fn slice(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// From a place to where the parser is. Both fit: `parse` refuses longer texts.
    fn span_from(&self, start: usize) -> Span {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: position(start), end: position(self.at) }
    }

    /// Reports a fault from a place to where the parser is.
    fn fail<T>(&mut self, code: &'static str, start: usize, message: impl Into<String>) -> Option<T> {
        self.diagnostics.push(Diagnostic::error(code, self.span_from(start), message));
        None
    }

    /// Another value after the first.
    fn several<T>(&mut self) -> Option<T> {
        let message = "another JSON value begins here, as in JSON lines, and a file holds one";
        let start = self.at;
        self.skip_character();
        let span = self.span_from(start);
        let help = "put the values in one list, as `jq --slurp .` does";
        self.diagnostics.push(Diagnostic::error("several-values", span, message).help(help));
        None
    }

    fn unexpected<T>(&mut self, wanted: &str) -> Option<T> {
        let start = self.at;
        let found = match self.next_character() {
            Some(character) => format!("`{}`", character.escape_default()),
            None => "the end of the file".to_owned(),
        };
        self.skip_character();
        self.fail("invalid-json", start, format!("expected {wanted}, found {found}"))
    }
}

fn duplicate(first: &Member, again: &Member) -> Diagnostic {
    Diagnostic::warning(
        "duplicate-key",
        again.key_span,
        format!("`{}` is written twice; the last one holds", again.key),
    )
    .related(first.key_span, "first written here")
    .help("remove one of them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn fault(text: &str) -> (String, String) {
        let mut sources = SourceMap::default();
        let file = sources.add("a.json", text);
        let mut faults = Vec::new();
        assert_eq!(parse(file, text, &mut faults), None);
        let [fault] = faults.as_slice() else { panic!("{faults:?}") };
        (sources.line_column(fault.span).to_string(), fault.message.clone())
    }

    fn read(text: &str) -> (Json, Vec<Diagnostic>, SourceMap) {
        let mut sources = SourceMap::default();
        let file = sources.add("a.json", text);
        let mut warnings = Vec::new();
        (parse(file, text, &mut warnings).unwrap(), warnings, sources)
    }

    #[test]
    fn agrees_with_serde_json() {
        let text = r#" {"a": [1, -2.5e3, true, false, null, "\u00e9\n\"😀"], "b": {}, "c": [], "": [[{"x~/": ""}]]} "#;
        assert_eq!(read(text).0.to_value(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn faults_have_their_place() {
        for (text, place, message) in [
            ("", "1:1", "the file is empty"),
            ("{\n  \"a\": 1,\n,}", "3:1", "expected a member name in double quotes, found `,`"),
            ("{\n  \"a\" 1}", "2:7", "expected `:`, found `1`"),
            ("[1 2]", "1:4", "expected `,` or `]`, found `2`"),
            ("{\"a\": [", "1:8", "expected a value, found the end of the file"),
            ("{\"a\": \"b", "1:7", "the string never ends"),
            ("[nul]", "1:2", "`nul` is not a value in JSON"),
            ("[01]", "1:2", "`01` is not a number in JSON"),
            ("[1e999]", "1:2", "`1e999` is not a number in JSON"),
            ("[\"\\ud800\"]", "1:2", "a string holds a control character or an escape that is not JSON's"),
            ("[\"a\nb\"]", "1:2", "a string holds a control character or an escape that is not JSON's"),
            ("{} {}", "1:4", "another JSON value begins here, as in JSON lines, and a file holds one"),
            ("é", "1:1", "expected a value, found `\\u{e9}`"),
        ] {
            assert_eq!(fault(text), (place.to_owned(), message.to_owned()), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        read(&nested(MAX_DEPTH));
        assert_eq!(fault(&nested(MAX_DEPTH + 1)).1, "values nest more than 128 deep");
        assert_eq!(fault(&"[".repeat(5_000_000)).1, "values nest more than 128 deep");
    }

    #[test]
    fn the_last_of_two_members_holds_and_both_places_are_shown() {
        let (json, warnings, sources) = read("{\"a\": null, \"b\": 1,\n \"a\": {\"c\": 2}}");
        assert_eq!(json.to_value(), serde_json::json!({"a": {"c": 2}, "b": 1}));
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert_eq!(sources.line_column(warning.span).to_string(), "2:2");
        assert_eq!(warning.related.first().map(|label| sources.slice(label.span)), Some("\"a\""));
    }

    #[test]
    fn a_comma_before_the_end_is_warned_about() {
        let (json, warnings, sources) = read("{\"a\": [1, ], \"b\": 2,\n}");
        assert_eq!(json.to_value(), serde_json::json!({"a": [1], "b": 2}));
        let places: Vec<_> =
            warnings.iter().map(|warning| sources.line_column(warning.span).to_string()).collect();
        assert_eq!(places, ["1:9", "1:20"]);
    }

    #[test]
    fn pointers_find_keys_and_items() {
        let (json, _, sources) = read("{\"a\": [true, {\"b/\": 1}]}");
        assert_eq!(sources.slice(json.span_at("/a/1/b~1")), "\"b/\"");
        assert_eq!(sources.slice(json.span_at("/a/0")), "true");
        assert_eq!(sources.slice(json.span_at("/a/1/missing")), "{\"b/\": 1}");
    }
}
