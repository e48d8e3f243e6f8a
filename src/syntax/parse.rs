//! Builds a tree from the events of the YAML parser.
//!
//! Everything that the language leaves out of YAML is refused here, and everything that was written without quotes
//! but meant with them is caught. What the keys mean is no business of this module.

use std::borrow::Cow;
use std::collections::BTreeSet;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::mapping::{Notation, OpenMapping};
use crate::syntax::{Comments, Document, Node, Value, fault, scalar, trap};

/// The most bytes a file may have.
pub const SIZE_LIMIT: usize = 10 << 20;
/// The deepest that lists and maps may stand in each other.
pub const DEPTH_LIMIT: usize = 64;
/// The most keys, values and comments a file may have.
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
    let result = builder.read();
    builder.refuse_unused_anchors();
    let Builder { root, comments, folded, mut problems, .. } = builder;
    problems.sort_by_key(|problem| problem.span.start);
    diagnostics.append(&mut problems);
    result.ok()?;
    let root = root.unwrap_or(Node { span: Span::start_of(file), value: Value::Null });
    let comments = Comments::attach(text, &root, &comments);
    Some(Document { root, comments, folded })
}

struct Builder<'a> {
    text: &'a str,
    file: FileId,
    /// The lists and maps around the next event, the innermost last.
    open: Vec<Open<'a>>,
    root: Option<Node>,
    nodes: usize,
    anchors: Vec<Anchor>,
    comments: Vec<Span>,
    folded: BTreeSet<Span>,
    /// The scalar just read, if it had no quotes.
    plain: Option<Span>,
    problems: Vec<Diagnostic>,
    /// How many of the problems are no errors.
    warnings: usize,
}

enum Open<'a> {
    Sequence { start: Span, style: StructureStyle, items: Vec<Node> },
    Mapping(OpenMapping<'a>),
}

/// INVARIANT: the position in `Builder::anchors` is the parser's number less one.
struct Anchor {
    span: Span,
    is_used: bool,
}

/// The text cannot be read further; the reason is among the problems.
struct Stop;

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
            folded: BTreeSet::new(),
            plain: None,
            problems: Vec::new(),
            warnings: 0,
        }
    }

    fn read(&mut self) -> Result<(), Stop> {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
            // Bounded by the limits of this module.
            max_buffered_comment_events: NODE_LIMIT,
            flow_nesting_limit: DEPTH_LIMIT,
            block_nesting_limit: DEPTH_LIMIT,
        };
        let mut has_document = false;
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, place) = match event {
                Ok(event) => event,
                Err(error) => return self.stop(fault::explain(self.text, self.file, &error)),
            };
            let span = self.span(&place);
            if matches!(event, Event::DocumentStart(..)) {
                if has_document {
                    self.problems.push(second_document(span));
                    return Ok(());
                }
                has_document = true;
            }
            if let Some(tag) = place.tag_span() {
                let tag = self.span(&tag);
                self.refuse_tag(tag);
            }
            self.event(event, span)?;
            self.check_limits(span)?;
        }
        Ok(())
    }

    fn stop(&mut self, reason: Diagnostic) -> Result<(), Stop> {
        self.problems.push(reason);
        Err(Stop)
    }

    fn event(&mut self, event: Event<'a>, span: Span) -> Result<(), Stop> {
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
                self.open(Open::Mapping(OpenMapping::new(span, notation)), span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(number) => self.alias(Some(number), span),
            Event::UnresolvedAlias(_) => self.alias(None, span),
            Event::Anchor(..) => self.anchors.push(Anchor { span, is_used: false }),
            Event::Comment(..) => self.comment(span),
            // The events of streams and documents hold nothing, and the parser may get new ones.
            _ => {}
        }
        Ok(())
    }

    fn scalar(&mut self, text: Cow<'a, str>, style: ScalarStyle, span: Span) {
        self.nodes += 1;
        let is_written = span.start < span.end;
        self.plain = (style == ScalarStyle::Plain && is_written).then_some(span);
        if let Some(mapping) = before_key(&mut self.open) {
            mapping.take_key(text, style, span, &mut self.problems);
            return;
        }
        let value = match style {
            ScalarStyle::Plain if !is_written => Value::Null,
            ScalarStyle::Plain => scalar::read(&text),
            ScalarStyle::SingleQuoted
            | ScalarStyle::DoubleQuoted
            | ScalarStyle::Literal
            | ScalarStyle::Folded => Value::String(text.into_owned()),
        };
        let span = if is_written { self.trim_end(span) } else { self.after_colon(span) };
        let is_one_line = |text: &str| !text.contains('\n');
        if matches!(&value, Value::String(text) if is_one_line(text)) && !is_one_line(self.slice(span)) {
            self.folded.insert(span);
        }
        self.place(Node { span, value });
    }

    fn open(&mut self, collection: Open<'a>, span: Span) -> Result<(), Stop> {
        self.nodes += 1;
        if self.open.len() == DEPTH_LIMIT {
            return self.stop(fault::too_deep(span));
        }
        self.open.push(collection);
        Ok(())
    }

    fn close(&mut self, end: Span) {
        let node = match self.open.pop() {
            Some(Open::Sequence { start, style, items }) => {
                let end = match (style, items.last()) {
                    (StructureStyle::Block, Some(last)) => last.span.end,
                    (StructureStyle::Block, None) => start.end,
                    (StructureStyle::Flow, _) => end.end,
                };
                Node { span: Span { end: end.max(start.start), ..start }, value: Value::Sequence(items) }
            }
            Some(Open::Mapping(mapping)) => mapping.finish(self.text, end.end, &mut self.problems),
            None => return,
        };
        self.place(node);
    }

    /// Puts a complete value where it belongs.
    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping(mapping)) => mapping.take_value(node, &mut self.problems),
        }
    }

    fn alias(&mut self, anchor: Option<usize>, span: Span) {
        self.nodes += 1;
        let message =
            format!("`{}` is an alias, and aliases are not part of this language", self.slice(span));
        let mut problem = Diagnostic::error("alias", span, message)
            .help("write the value out; a text that begins with `*` needs quotes");
        if let Some(anchor) = anchor.and_then(|number| self.anchors.get_mut(number.checked_sub(1)?)) {
            anchor.is_used = true;
            problem = problem.related(anchor.span, "the anchor it stands for");
        }
        self.problems.push(problem);
        match before_key(&mut self.open) {
            Some(mapping) => mapping.refuse_key(),
            None => self.place(Node { span, value: Value::Null }),
        }
    }

    fn refuse_unused_anchors(&mut self) {
        for anchor in self.anchors.iter().filter(|anchor| !anchor.is_used) {
            let message = format!(
                "`{}` is an anchor, and anchors are not part of this language",
                self.slice(anchor.span)
            );
            self.problems.push(
                Diagnostic::error("anchor", anchor.span, message)
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
        self.nodes += 1;
        self.comments.push(span);
        let Some(plain) = self.plain else { return };
        if self.warnings < PROBLEM_LIMIT
            && let Some(warning) = trap::comment(self.text, plain, span)
        {
            self.warnings += 1;
            self.problems.push(warning);
        }
    }

    fn check_limits(&mut self, span: Span) -> Result<(), Stop> {
        if self.nodes > NODE_LIMIT {
            let message = format!("the file has more than {NODE_LIMIT} keys, values and comments");
            return self.stop(Diagnostic::error("too-many-values", span, message).help("split it"));
        }
        if self.problems.len() - self.warnings > PROBLEM_LIMIT {
            let message = format!("more than {PROBLEM_LIMIT} errors, so the rest of the file is not read");
            return self.stop(Diagnostic::error("too-many-problems", span, message));
        }
        Ok(())
    }

    fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The parser's place as ours, kept inside the text whatever the parser says.
    fn span(&self, place: &granit_parser::Span) -> Span {
        let start = fault::boundary(self.text, place.start.byte_offset());
        let end = fault::boundary(self.text, place.end.byte_offset()).max(start);
        Span { file: self.file, start, end }
    }

    fn trim_end(&self, span: Span) -> Span {
        let length = self.slice(span).trim_end().len();
        Span { end: span.start + u32::try_from(length).unwrap_or(0), ..span }
    }

    /// The place of a value that is not written.
    fn after_colon(&self, span: Span) -> Span {
        let is_colon = self.text.as_bytes().get(span.start as usize) == Some(&b':');
        let position = span.start + u32::from(is_colon);
        Span { start: position, end: position, ..span }
    }

    /// Where the first `-` or the `[` stands. The parser shows a list that is not indented under its key at its first
    /// item, which may be a list that begins on the same line.
    fn sequence_start(&self, style: StructureStyle, span: Span) -> Span {
        if style != StructureStyle::Block {
            return span;
        }
        let before = self.text.get(..span.start as usize).unwrap_or("");
        let is_at_dash = self.text.as_bytes().get(span.start as usize) == Some(&b'-');
        let is_under_key = matches!(self.open.last(), Some(Open::Mapping(_)));
        let line = before.rsplit('\n').next().unwrap_or("");
        let is_after_dash = line.trim_matches([' ', '-']).is_empty();
        match before.trim_end().strip_suffix('-') {
            Some(before) if !is_at_dash || (is_under_key && is_after_dash && line.contains('-')) => {
                Span { start: u32::try_from(before.len()).unwrap_or(span.start), ..span }
            }
            Some(_) | None => span,
        }
    }
}

/// The innermost map, if a key comes next in it.
fn before_key<'a, 'b>(open: &'b mut [Open<'a>]) -> Option<&'b mut OpenMapping<'a>> {
    match open.last_mut() {
        Some(Open::Mapping(mapping)) if mapping.expects_key() => Some(mapping),
        Some(Open::Mapping(_) | Open::Sequence { .. }) | None => None,
    }
}

fn second_document(span: Span) -> Diagnostic {
    Diagnostic::error("second-document", span, "a file holds one document, and here a second one starts")
        .help("put it into a file of its own")
}
