//! Comments and blank lines, attached to the values that they belong to.
//!
//! A comment above an entry or item belongs to it, one on its line too. One at the end of a list or map belongs to
//! that, if it is indented further than what is around it. At the head of a file, what stands above its last blank line
//! belongs to the file; without a blank line, all of it does.

use std::collections::{BTreeMap, btree_map};

use crate::source::Span;
use crate::syntax::Node;
use crate::syntax::tree::{Child, children};

/// The comments of a document, by the place of what they belong to: an entry's key, an item, or the root. A tree that
/// was changed since keeps those of the values that it still has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    before: BTreeMap<Span, Vec<Line>>,
    beside: BTreeMap<Span, String>,
    /// By the place of the whole list or map.
    end: BTreeMap<Span, Vec<Line>>,
    /// Where the comments were read, from each `#` to the end of its line, in the order of the text.
    spans: Vec<Span>,
}

/// A line without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// One or more blank lines.
    Blank,
    /// A comment from its `#` on.
    Comment(String),
}

impl Comments {
    /// The lines above an entry or item.
    pub fn before(&self, place: Span) -> &[Line] {
        self.before.get(&place).map_or(&[], Vec::as_slice)
    }

    /// The comment on the line of an entry or item.
    pub fn beside(&self, place: Span) -> Option<&str> {
        self.beside.get(&place).map(String::as_str)
    }

    /// The lines below the last entry or item of a list or map.
    pub fn at_end(&self, place: Span) -> &[Line] {
        self.end.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Where the comments stand that touch a part of the text, in order.
    pub(super) fn within(&self, start: u32, end: u32) -> &[Span] {
        let first = self.spans.partition_point(|place| place.end <= start);
        let last = self.spans.partition_point(|place| place.start < end).max(first);
        self.spans.get(first..last).unwrap_or_default()
    }

    /// Where the comments were read, from each `#` to the end of its line, in the order of the text.
    pub(super) fn spans(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter()
    }

    /// Whether something is said within a node, so that it cannot stand on one line.
    pub(super) fn are_inside(&self, node: &Node) -> bool {
        let has_comment = |lines: &[Line]| lines.iter().any(|line| *line != Line::Blank);
        has_comment(self.at_end(node.span))
            || children(node)
                .any(|child| has_comment(self.before(child.span())) || self.beside(child.span()).is_some())
    }

    /// The same, but what stands above the first part of an item is above the item: both begin on one line.
    pub(super) fn settled(&self, root: &Node) -> Self {
        let mut settled = self.clone();
        settled.settle(root);
        settled
    }

    fn settle(&mut self, node: &Node) {
        for child in children(node) {
            self.settle(child.value());
            if let (Child::Item(item), Some(first)) = (child, children(child.value()).next())
                && let Some(mut lines) = self.before.remove(&first.span())
            {
                lines.retain(|line| *line != Line::Blank);
                self.before.entry(item.span).or_default().append(&mut lines);
            }
        }
    }

    /// Finds the owners of the comments of a text, each given from its `#` to the end of its line, in any order.
    pub(super) fn attach(text: &str, root: &Node, comments: &[Span]) -> Self {
        let mut spans = comments.to_vec();
        spans.sort_unstable();
        let comments: Vec<Written<'_>> = spans.iter().map(|span| Written::new(text, *span)).collect();
        let found = Self { spans, ..Self::default() };
        let mut attacher = Attacher { text, comments: &comments, found };
        let mut lines = Vec::new();
        attacher.child(Child::Item(root), Around::Nothing, u32::MAX);
        while let Some(comment) = attacher.next_before(u32::MAX) {
            comment.push_to(&mut lines);
        }
        if !lines.is_empty() {
            attacher.found.end.entry(root.span).or_default().append(&mut lines);
        }
        let mut found = attacher.found;
        found.divide_head(root);
        found
    }
}

impl Comments {
    /// Gives the first child what belongs to it of the lines at the head of the file.
    fn divide_head(&mut self, root: &Node) {
        let Some(first) = children(root).next() else { return };
        let head = self.before.entry(root.span).or_default();
        let own = head.iter().rposition(|line| *line == Line::Blank).map_or(head.len(), |blank| blank + 1);
        let mut lines = head.split_off(own);
        // What is blank above the first child is the end of the head.
        let rest = self.before.remove(&first.span()).unwrap_or_default();
        lines.extend(rest.into_iter().skip_while(|line| *line == Line::Blank));
        if !lines.is_empty() {
            self.before.insert(first.span(), lines);
        }
    }
}

/// A comment as it stands in the text.
#[derive(Clone, Copy)]
struct Written<'a> {
    start: u32,
    words: &'a str,
    /// The column, if it has a line of its own.
    own_column: Option<u32>,
    is_after_blank: bool,
}

/// What stands around a value.
#[derive(Clone, Copy)]
enum Around {
    Nothing,
    Block { column: u32 },
    Brackets,
}

struct Attacher<'a> {
    text: &'a str,
    /// Those not yet attached.
    comments: &'a [Written<'a>],
    found: Comments,
}

impl<'a> Attacher<'a> {
    /// Attaches what belongs to a child and its value. The limit is where the next value starts or the brackets end.
    fn child(&mut self, child: Child<'_>, around: Around, limit: u32) {
        let (place, value) = (child.span(), child.value());
        let mut lines = Vec::new();
        while let Some(comment) = self.next_before(place.start) {
            comment.push_to(&mut lines);
        }
        // Inside brackets a child begins no line, and looking for the line's start would cost its length each time.
        if !matches!(around, Around::Brackets) && is_after_blank(self.text, first_line(self.text, child)) {
            lines.push(Line::Blank);
        }
        if let Some(first) = children(value).next() {
            let start = value.span.start;
            let in_brackets =
                self.text.as_bytes().get(start as usize).is_some_and(|byte| b"[{".contains(byte));
            self.beside(place, if in_brackets { first.span().start } else { start }, &mut lines);
            // An item and what it begins with stand on one line, so that comments between them have to go above.
            if matches!(child, Child::Item(_)) {
                while let Some(comment) = self.next_before(innermost_first(first).span().start) {
                    comment.push_to(&mut lines);
                }
            }
            self.children(value, in_brackets, around, limit);
        } else {
            while let Some(comment) = self.next_before(value.span.end) {
                match comment.own_column {
                    Some(_) => comment.push_to(&mut lines),
                    None => self.set_beside(place, comment, &mut lines),
                }
            }
        }
        self.beside(place, limit, &mut lines);
        if !lines.is_empty() {
            self.found.before.insert(place, lines);
        }
    }

    fn children(&mut self, node: &Node, in_brackets: bool, around: Around, limit: u32) {
        let (inside, limit) = if in_brackets {
            (Around::Brackets, node.span.end)
        } else {
            (Around::Block { column: column(self.text, node.span.start) }, limit)
        };
        let mut rest = children(node).peekable();
        while let Some(child) = rest.next() {
            let next = rest.peek().map_or(limit, |next| next.span().start);
            self.child(child, inside, next);
        }
        let is_inside = |comment: &Written<'_>| match (around, comment.own_column) {
            _ if in_brackets => true,
            (Around::Block { column }, Some(own)) => own > column,
            (Around::Nothing | Around::Brackets, Some(_)) => true,
            (_, None) => false,
        };
        let mut lines = Vec::new();
        while let Some(comment) = self.next_if(|comment| comment.start < limit && is_inside(comment)) {
            comment.push_to(&mut lines);
        }
        if !lines.is_empty() {
            self.found.end.insert(node.span, lines);
        }
    }

    /// Takes the comments that end the line of what stands before them.
    fn beside(&mut self, place: Span, limit: u32, lines: &mut Vec<Line>) {
        while let Some(comment) =
            self.next_if(|comment| comment.start < limit && comment.own_column.is_none())
        {
            self.set_beside(place, comment, lines);
        }
    }

    /// There is room for one comment on a line; others move above it.
    fn set_beside(&mut self, place: Span, comment: Written<'_>, lines: &mut Vec<Line>) {
        if let btree_map::Entry::Vacant(vacant) = self.found.beside.entry(place) {
            vacant.insert(comment.words.to_owned());
        } else {
            lines.push(Line::Comment(comment.words.to_owned()));
        }
    }

    fn next_before(&mut self, limit: u32) -> Option<Written<'a>> {
        self.next_if(|comment| comment.start < limit)
    }

    fn next_if(&mut self, is_wanted: impl Fn(&Written<'a>) -> bool) -> Option<Written<'a>> {
        let (first, rest) = self.comments.split_first()?;
        if !is_wanted(first) {
            return None;
        }
        self.comments = rest;
        Some(*first)
    }
}

impl<'a> Written<'a> {
    fn new(text: &'a str, span: Span) -> Self {
        let line = text.get(line_start(text, span.start)..span.start as usize).unwrap_or("");
        let has_own_line = line.chars().all(|character| matches!(character, ' ' | '\t' | '\u{feff}'));
        Self {
            start: span.start,
            words: text.get(span.start as usize..span.end as usize).unwrap_or("").trim_end(),
            own_column: has_own_line.then(|| column(text, span.start)),
            is_after_blank: has_own_line && is_after_blank(text, span.start),
        }
    }

    fn push_to(&self, lines: &mut Vec<Line>) {
        if self.is_after_blank {
            lines.push(Line::Blank);
        }
        lines.push(Line::Comment(self.words.to_owned()));
    }
}

/// What stands last on a line that begins with a child.
fn innermost_first(mut child: Child<'_>) -> Child<'_> {
    while let Child::Item(item) = child
        && let Some(first) = children(item).next()
    {
        child = first;
    }
    child
}

/// A position on the line where a child begins. The place of a block text is the text alone, below its `|` or `>`.
pub(super) fn first_line(text: &str, child: Child<'_>) -> u32 {
    let start = child.span().start;
    let line = line_start(text, start);
    let has_own_line = text.get(line..start as usize).is_some_and(|before| before.trim().is_empty());
    if !has_own_line || !matches!(child, Child::Item(item) if item.as_str().is_some()) {
        return start;
    }
    let above = text.get(..line).unwrap_or("").trim_end();
    let line = above.rsplit('\n').next().unwrap_or("").trim_start();
    let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
    let digits = |end: char| end.is_ascii_digit() || "+-".contains(end);
    let is_header = !line.starts_with('#') && line.trim_end_matches(digits).ends_with(['|', '>']);
    if is_header { u32::try_from(above.len()).unwrap_or(start) } else { start }
}

pub(super) fn line_start(text: &str, position: u32) -> usize {
    let before = text.get(..position as usize).unwrap_or("");
    before.rfind('\n').map_or(0, |newline| newline + 1)
}

/// In bytes: what stands before a comment or a block on its line is ASCII.
pub(super) fn column(text: &str, position: u32) -> u32 {
    position - u32::try_from(line_start(text, position)).unwrap_or(position)
}

/// Whether the line before the one of a position is blank.
fn is_after_blank(text: &str, position: u32) -> bool {
    let before = text.get(..line_start(text, position)).unwrap_or("");
    let Some(line) = before.strip_suffix('\n') else { return false };
    let line = line.strip_suffix('\r').unwrap_or(line);
    matches!(line.trim_end_matches([' ', '\t']).chars().next_back(), None | Some('\n'))
}
