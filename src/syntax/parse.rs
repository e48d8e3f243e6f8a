//! Builds a tree from the events of the YAML parser.
//!
//! Everything that the language leaves out of YAML is refused here, and everything that was written without quotes
//! but meant with them is caught. What the keys mean is no business of this module.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{Comments, Document, Entry, Node, Value, fault, scalar};

/// The most bytes a file may have.
pub const SIZE_LIMIT: usize = 10 << 20;
/// The deepest that lists and maps may stand in each other.
pub const DEPTH_LIMIT: usize = 64;
/// The most values and keys a file may have.
pub const NODE_LIMIT: usize = 250_000;

/// The most errors, and the most warnings, that are worth showing of one file.
const PROBLEM_LIMIT: usize = 100;

/// Reads a file of the map, and adds what is wrong with it to the diagnostics, in the order of the text.
///
/// Without a document the text could not be read to its end. A document with errors is for looking further: what was
/// refused is left out, null in place of an alias, the text that was meant in place of what lacks its quotes.
pub fn parse(sources: &SourceMap, file: FileId, diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let text = sources.text(file);
    if let Some(problem) = fault::unreadable(text, file) {
        diagnostics.push(problem);
        return None;
    }
    let mut builder = Builder::new(text, file);
    let root = match builder.read() {
        Ok(root) => Some(root),
        Err(problem) => {
            builder.problems.push(problem);
            None
        }
    };
    builder.refuse_unused_anchors();
    let mut problems = builder.problems;
    problems.sort_by_key(|problem| problem.span.start);
    diagnostics.append(&mut problems);
    let root = root?;
    let comments = Comments::attach(text, &root, builder.comments);
    Some(Document { root, comments })
}

struct Builder<'a> {
    text: &'a str,
    file: FileId,
    /// The collections around the next event, the innermost last.
    open: Vec<Open<'a>>,
    root: Option<Node>,
    nodes: usize,
    anchors: Vec<Anchor>,
    comments: Vec<Span>,
    last_plain: Option<Span>,
    problems: Vec<Diagnostic>,
}

/// INVARIANT: the position in `Builder::anchors` is the parser's number less one.
struct Anchor {
    span: Span,
    used: bool,
}

enum Open<'a> {
    Sequence { start: u32, style: StructureStyle, items: Vec<Node> },
    Mapping(OpenMapping<'a>),
}

struct OpenMapping<'a> {
    start: u32,
    notation: Notation,
    entries: Vec<Entry>,
    keys: HashMap<Cow<'a, str>, Span>,
    /// The key whose value comes next.
    key: Option<Key<'a>>,
    /// An address that was taken for a key.
    address: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Notation {
    Block,
    Braces,
    /// `[a: b]`: a map of one entry, without braces.
    Pair,
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

impl<'a> Builder<'a> {
    fn new(text: &'a str, file: FileId) -> Self {
        Self {
            text,
            file,
            open: Vec::new(),
            root: None,
            nodes: 0,
            anchors: Vec::new(),
            comments: Vec::new(),
            last_plain: None,
            problems: Vec::new(),
        }
    }

    /// The root, or the problem that ended the reading.
    fn read(&mut self) -> Result<Node, Diagnostic> {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            // Bounded by the size of the file.
            max_buffered_comment_events: SIZE_LIMIT,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
        };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, place) = event.map_err(|error| fault::explain(self.text, self.file, &error))?;
            let span = self.span(&place);
            if matches!(event, Event::DocumentStart(..)) {
                documents += 1;
                if documents > 1 {
                    self.problems.push(second_document(span));
                    break;
                }
            }
            if let Some(tag) = place.tag_span() {
                let span = self.span(&tag);
                self.refuse_tag(span);
            }
            self.event(event, span)?;
            self.check_limits(span)?;
        }
        Ok(self.root.take().unwrap_or(Node { span: Span::start_of(self.file), value: Value::Null }))
    }

    fn event(&mut self, event: Event<'a>, span: Span) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, ..) => self.scalar(text, style, span),
            Event::SequenceStart(style, ..) => {
                let start = self.sequence_start(style, span);
                self.open(Open::Sequence { start, style, items: Vec::new() }, span)?;
            }
            Event::MappingStart(style, ..) => {
                let notation = match style {
                    StructureStyle::Block => Notation::Block,
                    StructureStyle::Flow if span.start == span.end => Notation::Pair,
                    StructureStyle::Flow => Notation::Braces,
                };
                self.open(Open::Mapping(OpenMapping::new(span.start, notation)), span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(number) => self.alias(Some(number), span),
            Event::UnresolvedAlias(_) => self.alias(None, span),
            Event::Anchor(..) => self.anchors.push(Anchor { span, used: false }),
            Event::Comment(..) => self.comment(span),
            // The events of streams and documents hold nothing, and the parser may get new ones.
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, span: Span) {
        self.nodes += 1;
        let is_empty = style == ScalarStyle::Plain && span.start == span.end;
        self.last_plain = (style == ScalarStyle::Plain && !is_empty).then_some(span);
        if let Some(Open::Mapping(mapping @ OpenMapping { key: None, .. })) = self.open.last_mut() {
            let key = if is_empty {
                self.problems.push(
                    Diagnostic::error("missing-key", span, "expected a key before `:`")
                        .help("write the key; a text that begins with `:` needs quotes"),
                );
                Key::Refused
            } else if style == ScalarStyle::Plain && text == "<<" {
                self.problems.push(
                    Diagnostic::error("merge-key", span, "merge keys are not part of this language")
                        .help("write the entries out"),
                );
                Key::Refused
            } else {
                mapping.accept_key(text, span, style, &mut self.problems)
            };
            mapping.key = Some(key);
            return;
        }
        let value = match style {
            ScalarStyle::Plain if is_empty => Value::Null,
            ScalarStyle::Plain => scalar::read(&text),
            ScalarStyle::SingleQuoted
            | ScalarStyle::DoubleQuoted
            | ScalarStyle::Literal
            | ScalarStyle::Folded => Value::String(text.into_owned()),
        };
        let span = if is_empty { self.after_colon(span) } else { self.trim_end(span) };
        self.place(Node { span, value });
    }

    fn open(&mut self, collection: Open<'a>, span: Span) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.open.len() == DEPTH_LIMIT {
            return Err(fault::too_deep(span));
        }
        self.open.push(collection);
        Ok(())
    }

    fn close(&mut self, end: Span) {
        match self.open.pop() {
            Some(Open::Sequence { start, style, items }) => {
                let last = items.last().map_or(start, |item| item.span.end);
                let end = if style == StructureStyle::Flow { end.end } else { last };
                let span = Span { file: self.file, start, end: end.max(start) };
                self.place(Node { span, value: Value::Sequence(items) });
            }
            Some(Open::Mapping(mapping)) => {
                let node = self.finish_mapping(mapping, end);
                self.place(node);
            }
            None => {}
        }
    }

    fn finish_mapping(&mut self, mapping: OpenMapping<'a>, end: Span) -> Node {
        let OpenMapping { start, notation, mut entries, address, .. } = mapping;
        let end = match notation {
            Notation::Block => {
                entries.last().map_or(start, |entry| entry.value.span.end.max(entry.key_span.end))
            }
            Notation::Braces | Notation::Pair => end.end,
        };
        let span = self.trim_end(Span { file: self.file, start, end: end.max(start) });
        let value = match (address, entries.as_mut_slice()) {
            (Some(address), [_]) if notation != Notation::Braces => Value::String(address),
            (_, [entry]) if notation == Notation::Pair => match entry.value.value {
                Value::Sequence(_) | Value::Mapping(_) => {
                    self.problems.push(bare_map(entry));
                    Value::Mapping(entries)
                }
                Value::Null | Value::Bool(_) | Value::Integer(_) | Value::String(_) => {
                    let meant = self.slice(span);
                    self.problems.push(unquoted_colon(span, meant));
                    Value::String(meant.to_owned())
                }
            },
            _ => Value::Mapping(entries),
        };
        Node { span, value }
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, node: Node) {
        let mapping = match self.open.last_mut() {
            None => {
                self.root = Some(node);
                return;
            }
            Some(Open::Sequence { items, .. }) => {
                items.push(node);
                return;
            }
            Some(Open::Mapping(mapping)) => mapping,
        };
        match mapping.key.take() {
            Some(Key::Accepted { text, span, style }) => {
                if style == ScalarStyle::Plain && node.value == Value::Null && node.span.end <= span.end + 1 {
                    let address = format!("{text}:");
                    if scalar::is_ipv6(&address) {
                        let place = Span { end: node.span.end, ..span };
                        self.problems.push(fault::unquoted_address(place, &address));
                        mapping.address = Some(address);
                    }
                }
                mapping.entries.push(Entry { key: text.into_owned(), key_span: span, value: node });
            }
            Some(Key::Refused) => {}
            None => {
                let span = node.span;
                self.problems.push(
                    Diagnostic::error("key-not-text", span, "a key must be a text")
                        .help("quote it if it is meant as a text"),
                );
                mapping.key = Some(Key::Refused);
            }
        }
    }

    fn alias(&mut self, anchor: Option<usize>, span: Span) {
        self.nodes += 1;
        let message =
            format!("`{}` is an alias, and aliases are not part of this language", self.slice(span));
        let mut problem = Diagnostic::error("alias", span, message)
            .help("write the value out; a text that begins with `*` needs quotes");
        if let Some(anchor) = anchor.and_then(|number| self.anchors.get_mut(number.checked_sub(1)?)) {
            anchor.used = true;
            problem = problem.related(anchor.span, "the anchor it stands for");
        }
        self.problems.push(problem);
        if let Some(Open::Mapping(mapping @ OpenMapping { key: None, .. })) = self.open.last_mut() {
            mapping.key = Some(Key::Refused);
        } else {
            self.place(Node { span, value: Value::Null });
        }
    }

    fn refuse_unused_anchors(&mut self) {
        for anchor in self.anchors.iter().filter(|anchor| !anchor.used) {
            let name = self.text.get(anchor.span.start as usize..anchor.span.end as usize).unwrap_or("");
            self.problems.push(
                Diagnostic::error(
                    "anchor",
                    anchor.span,
                    format!("`{name}` is an anchor, and anchors are not part of this language"),
                )
                .help("remove it; a text that begins with `&` needs quotes"),
            );
        }
    }

    fn refuse_tag(&mut self, span: Span) {
        let message = format!("`{}` is a tag, and tags are not part of this language", self.slice(span));
        self.problems.push(
            Diagnostic::error("tag", span, message)
                .help("remove it; a text that begins with `!` needs quotes"),
        );
    }

    fn comment(&mut self, span: Span) {
        self.comments.push(span);
        let Some(plain) = self.last_plain else { return };
        let between = self.text.get(plain.end as usize..span.start as usize).unwrap_or("\n");
        let comment = self.slice(span);
        let is_meant = comment.chars().nth(1).is_none_or(|second| second.is_whitespace() || second == '#');
        if is_meant || between.is_empty() || !between.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
            return;
        }
        let whole = Span { end: span.end, ..plain };
        let message = format!("`{comment}` is a comment, so the text is only `{}`", self.slice(plain));
        let help = format!(
            "quote it: `{}`; if it is a comment, put a space after `#`",
            fault::quoted(self.slice(whole))
        );
        let shown = self.problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
        if shown < PROBLEM_LIMIT {
            self.problems.push(Diagnostic::warning("text-became-comment", whole, message).help(help));
        }
    }

    fn check_limits(&self, span: Span) -> Result<(), Diagnostic> {
        if self.nodes > NODE_LIMIT {
            return Err(Diagnostic::error(
                "too-many-values",
                span,
                format!("the file has more than {NODE_LIMIT} values"),
            )
            .help("split it"));
        }
        if self.problems.len() > PROBLEM_LIMIT {
            let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
            if errors > PROBLEM_LIMIT {
                return Err(Diagnostic::error(
                    "too-many-problems",
                    span,
                    format!("more than {PROBLEM_LIMIT} errors, so the rest of the file is not read"),
                ));
            }
        }
        Ok(())
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The same place as ours, kept inside the text whatever the parser says.
    fn span(&self, place: &granit_parser::Span) -> Span {
        let start = fault::boundary(self.text, place.start.byte_offset());
        let end = fault::boundary(self.text, place.end.byte_offset()).max(start);
        Span { file: self.file, start, end }
    }

    fn trim_end(&self, span: Span) -> Span {
        let trimmed = self.slice(span).trim_end().len();
        Span { end: span.start + u32::try_from(trimmed).unwrap_or(0), ..span }
    }

    /// The place of a value that is not written.
    fn after_colon(&self, span: Span) -> Span {
        if self.text.as_bytes().get(span.start as usize) == Some(&b':') {
            Span { start: span.start + 1, end: span.start + 1, ..span }
        } else {
            span
        }
    }

    /// Where the first `-` or the `[` stands; the parser shows a list that is not indented under its key at its first
    /// item.
    fn sequence_start(&self, style: StructureStyle, span: Span) -> u32 {
        let before = self.text.get(..span.start as usize).unwrap_or("");
        let is_dash = self.text.as_bytes().get(span.start as usize) == Some(&b'-');
        if style == StructureStyle::Flow || is_dash {
            return span.start;
        }
        match before.trim_end().strip_suffix('-') {
            Some(before_dash) => u32::try_from(before_dash.len()).unwrap_or(span.start),
            None => span.start,
        }
    }
}

impl<'a> OpenMapping<'a> {
    fn new(start: u32, notation: Notation) -> Self {
        Self { start, notation, entries: Vec::new(), keys: HashMap::new(), key: None, address: None }
    }

    /// Takes a key, unless it is there already.
    fn accept_key(
        &mut self,
        text: Cow<'a, str>,
        span: Span,
        style: ScalarStyle,
        problems: &mut Vec<Diagnostic>,
    ) -> Key<'a> {
        match self.keys.entry(text.clone()) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(span);
                Key::Accepted { text, span, style }
            }
            hash_map::Entry::Occupied(first) => {
                problems.push(
                    Diagnostic::error("duplicate-key", span, format!("the key `{text}` is there twice"))
                        .label("again here")
                        .related(*first.get(), "first here")
                        .help("remove one of the two, or put both values under one key"),
                );
                Key::Refused
            }
        }
    }
}

fn second_document(span: Span) -> Diagnostic {
    Diagnostic::error("second-document", span, "a file holds one document, and here a second one starts")
        .help("put it into a file of its own")
}

fn unquoted_colon(span: Span, meant: &str) -> Diagnostic {
    Diagnostic::error("unquoted-colon", span, format!("`{meant}` is a map here, not a text"))
        .help(format!("quote it: `{}`; if it is meant as a map, put it in braces", fault::quoted(meant)))
}

fn bare_map(entry: &Entry) -> Diagnostic {
    Diagnostic::error("unquoted-colon", entry.key_span, format!("`{}:` begins a map in a list", entry.key))
        .help("put the map in braces; if it is meant as a text, quote it")
}
