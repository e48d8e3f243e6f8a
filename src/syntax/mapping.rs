//! A map while it is being read: which keys it takes, and what it turns out to be.

use std::borrow::Cow;
use std::collections::{HashMap, hash_map};

use granit_parser::ScalarStyle;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::{Entry, Node, Value, scalar, trap};

/// How a map is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    Block,
    Braces,
    /// `[a: b]`: a map of one entry, without braces.
    Pair,
}

/// A map of which some events have been seen.
pub(super) struct OpenMapping<'a> {
    /// Empty, where it starts.
    start: Span,
    notation: Notation,
    entries: Vec<Entry>,
    keys: HashMap<Cow<'a, str>, Span>,
    /// The key whose value comes next.
    key: Option<Key<'a>>,
    /// An address that was taken for a key.
    address: Option<String>,
}

enum Key<'a> {
    Accepted {
        text: Cow<'a, str>,
        span: Span,
        style: ScalarStyle,
    },
    /// Already reported; its value is read and dropped.
    Refused,
}

impl<'a> OpenMapping<'a> {
    pub(super) fn new(start: Span, notation: Notation) -> Self {
        Self { start, notation, entries: Vec::new(), keys: HashMap::new(), key: None, address: None }
    }

    /// Whether the next value is a key.
    pub(super) fn expects_key(&self) -> bool {
        self.key.is_none()
    }

    /// Drops the value that comes next, because its key was reported.
    pub(super) fn refuse_key(&mut self) {
        self.key = Some(Key::Refused);
    }

    /// Takes a scalar as the next key, unless it is no key of this language or there already.
    pub(super) fn take_key(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        span: Span,
        problems: &mut Vec<Diagnostic>,
    ) {
        let is_plain = style == ScalarStyle::Plain;
        let problem = if is_plain && span.start == span.end {
            Diagnostic::error("missing-key", span, "expected a key before `:`")
                .help("write the key; a text that begins with `:` needs quotes")
        } else if is_plain && text == "<<" {
            Diagnostic::error("merge-key", span, "merge keys are not part of this language")
                .help("write the entries out")
        } else {
            match self.keys.entry(text.clone()) {
                hash_map::Entry::Vacant(vacant) => {
                    vacant.insert(span);
                    self.key = Some(Key::Accepted { text, span, style });
                    return;
                }
                hash_map::Entry::Occupied(first) => {
                    Diagnostic::error("duplicate-key", span, format!("the key `{text}` is there twice"))
                        .label("again here")
                        .related(*first.get(), "first here")
                        .help("remove one of the two, or put both values under one key")
                }
            }
        };
        problems.push(problem);
        self.refuse_key();
    }

    /// Takes a value that is complete.
    pub(super) fn take_value(&mut self, value: Node, problems: &mut Vec<Diagnostic>) {
        match self.key.take() {
            Some(Key::Accepted { text, span, style }) => {
                // A value that is not written is null right after the colon.
                let is_bare = style == ScalarStyle::Plain && value.value == Value::Null;
                let place = Span { end: value.span.end.max(span.end), ..span };
                let address = format!("{text}:");
                if is_bare && place.end <= span.end + 1 && scalar::is_ipv6(&address) {
                    problems.push(trap::unquoted_address(place, &address));
                    self.address = Some(address);
                }
                self.entries.push(Entry { key: text.into_owned(), key_span: span, value });
            }
            Some(Key::Refused) => {}
            None => {
                problems.push(
                    Diagnostic::error("key-not-text", value.span, "a key must be a text")
                        .help("quote it if it is meant as a text"),
                );
                self.refuse_key();
            }
        }
    }

    /// The map, or the text that was meant where it lacks its quotes. The end is where the parser sees it.
    pub(super) fn finish(mut self, source: &str, end: u32, problems: &mut Vec<Diagnostic>) -> Node {
        let Span { start, .. } = self.start;
        let meant = source.get(start as usize..end as usize).unwrap_or("").trim_end();
        let end = match (self.notation, self.entries.last()) {
            (Notation::Block, Some(last)) => last.value.span.end.max(last.key_span.end),
            (Notation::Block, None) => start,
            (Notation::Braces, _) => end,
            (Notation::Pair, _) => start + u32::try_from(meant.len()).unwrap_or(0),
        };
        let span = Span { end: end.max(start), ..self.start };
        let value = match (self.entries.as_slice(), self.address.take()) {
            ([_], Some(address)) if self.notation != Notation::Braces => Value::String(address),
            ([entry], None) if self.notation == Notation::Pair => match entry.value.value {
                Value::Sequence(_) | Value::Mapping(_) => {
                    problems.push(trap::bare_map(entry));
                    Value::Mapping(self.entries)
                }
                Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => {
                    problems.push(trap::unquoted_colon(span, meant));
                    Value::String(meant.to_owned())
                }
            },
            _ => Value::Mapping(self.entries),
        };
        Node { span, value }
    }
}
