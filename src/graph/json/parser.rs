//! The parser behind [`parse`].

use std::collections::HashMap;

use super::{Json, Kind, Member};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};

/// How deep values may nest.
pub const MAX_DEPTH: usize = 128;

/// How many values a document may hold.
pub const MAX_VALUES: usize = 2_000_000;

/// Reads one JSON document. Duplicate members are added to `warnings`; what is not JSON is the error.
///
/// Texts of 4 GiB and more are refused, for spans could not say where in them.
pub fn parse(file: FileId, text: &str, warnings: &mut Vec<Diagnostic>) -> Result<Json, Diagnostic> {
    if u32::try_from(text.len()).is_err() {
        return Err(Diagnostic::error("too-large", Span::start_of(file), "the file is larger than 4 GiB"));
    }
    let mut parser = Parser { file, text, at: 0, values: 0, warnings };
    parser.skip_space();
    if parser.peek().is_none() {
        return Err(Diagnostic::error("invalid-json", Span::start_of(file), "the file is empty"));
    }
    let json = parser.value(0)?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(json),
        Some(_) => Err(parser.unexpected("the end of the file")),
    }
}

struct Parser<'t, 'w> {
    file: FileId,
    text: &'t str,
    /// INVARIANT: on a character boundary of `text`.
    at: usize,
    values: usize,
    warnings: &'w mut Vec<Diagnostic>,
}

impl Parser<'_, '_> {
    fn value(&mut self, depth: usize) -> Result<Json, Diagnostic> {
        let start = self.at;
        self.values += 1;
        if self.values > MAX_VALUES {
            let message = format!("the file holds more than {MAX_VALUES} values");
            return Err(Diagnostic::error("too-large", self.span_from(start), message));
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(self.deeper(depth)?)?,
            Some(b'[') => self.array(self.deeper(depth)?)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(_) | None => return Err(self.unexpected("a value")),
        };
        Ok(Json { span: self.span_from(start), kind })
    }

    fn deeper(&self, depth: usize) -> Result<usize, Diagnostic> {
        if depth < MAX_DEPTH {
            return Ok(depth + 1);
        }
        let message = format!("values nest more than {MAX_DEPTH} deep");
        Err(Diagnostic::error("too-deep", self.span_from(self.at), message))
    }

    fn object(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        self.skip_space();
        if self.eat(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.skip_space();
            let key_start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a member name in double quotes"));
            }
            let key = self.string()?;
            let key_span = self.span_from(key_start);
            self.skip_space();
            if !self.eat(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.skip_space();
            let value = self.value(depth)?;
            let member = Member { key, key_span, value };
            match known.get(&member.key).and_then(|index| members.get_mut(*index)) {
                Some(first) => {
                    self.warnings.push(duplicate(first, &member));
                    *first = member;
                }
                None => {
                    known.insert(member.key.clone(), members.len());
                    members.push(member);
                }
            }
            self.skip_space();
            if self.eat(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(b']') {
            return Ok(Kind::Array(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth)?);
            self.skip_space();
            if self.eat(b']') {
                return Ok(Kind::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    /// A string's extent is found here, so that every fault has its place; escapes are left to `serde_json`.
    fn string(&mut self) -> Result<String, Diagnostic> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => {
                    return Err(Diagnostic::error(
                        "invalid-json",
                        self.span_from(start),
                        "the string never ends",
                    )
                    .help("close it with `\"`"));
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    self.skip_character();
                }
                Some(_) => self.skip_character(),
            }
        }
        self.at += 1;
        serde_json::from_str(self.slice(start)).map_err(|_| {
            self.invalid(start, "a string holds a control character or an escape that is not JSON's")
        })
    }

    fn number(&mut self) -> Result<serde_json::Number, Diagnostic> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        serde_json::from_str(self.slice(start))
            .map_err(|_| self.invalid(start, format!("`{}` is not a number in JSON", self.slice(start))))
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Diagnostic> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        if self.slice(start) == word {
            return Ok(kind);
        }
        Err(self.invalid(start, format!("`{}` is not a value in JSON", self.slice(start))))
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

    fn slice(&self, start: usize) -> &str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// From a place to where the parser is. Both fit: `parse` refuses longer texts.
    fn span_from(&self, start: usize) -> Span {
        let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file: self.file, start: position(start), end: position(self.at) }
    }

    fn invalid(&self, start: usize, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error("invalid-json", self.span_from(start), message)
    }

    fn unexpected(&mut self, wanted: &str) -> Diagnostic {
        let start = self.at;
        let found = match self.next_character() {
            Some(character) => format!("`{}`", character.escape_default()),
            None => "the end of the file".to_owned(),
        };
        self.skip_character();
        self.invalid(start, format!("expected {wanted}, found {found}"))
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
        let fault = parse(file, text, &mut Vec::new()).unwrap_err();
        (sources.line_column(fault.span).to_string(), fault.message)
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
            ("{\n  \"a\": 1,\n}", "3:1", "expected a member name in double quotes, found `}`"),
            ("{\n  \"a\" 1}", "2:7", "expected `:`, found `1`"),
            ("[1 2]", "1:4", "expected `,` or `]`, found `2`"),
            ("{\"a\": [", "1:8", "expected a value, found the end of the file"),
            ("{\"a\": \"b", "1:7", "the string never ends"),
            ("[nul]", "1:2", "`nul` is not a value in JSON"),
            ("[01]", "1:2", "`01` is not a number in JSON"),
            ("[1e999]", "1:2", "`1e999` is not a number in JSON"),
            ("[\"\\ud800\"]", "1:2", "a string holds a control character or an escape that is not JSON's"),
            ("[\"a\nb\"]", "1:2", "a string holds a control character or an escape that is not JSON's"),
            ("{} {}", "1:4", "expected the end of the file, found `{`"),
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
    fn pointers_find_keys_and_items() {
        let (json, _, sources) = read("{\"a\": [true, {\"b/\": 1}]}");
        assert_eq!(sources.slice(json.span_at("/a/1/b~1")), "\"b/\"");
        assert_eq!(sources.slice(json.span_at("/a/0")), "true");
        assert_eq!(sources.slice(json.span_at("/a/1/missing")), "{\"b/\": 1}");
    }
}
