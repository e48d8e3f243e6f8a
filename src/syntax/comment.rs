//! Comments and blank lines, attached to the values that they belong to.
//!
//! A comment above an entry or item belongs to it, one on its line too. One at the end of a list or map belongs to
//! that, if it is indented further than what is around it.

use std::collections::BTreeMap;

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

    /// Whether something is said within a node, so that it cannot stand on one line.
    pub(super) fn are_inside(&self, node: &Node) -> bool {
        let has_comment = |lines: &[Line]| lines.iter().any(|line| *line != Line::Blank);
        has_comment(self.at_end(node.span))
            || children(node)
                .any(|child| has_comment(self.before(child.span())) || self.beside(child.span()).is_some())
    }

    /// Finds the owners of the comments of a text. Comments are given in any order, from `#` to the end of the line.
    pub(super) fn attach(text: &str, root: &Node, mut comments: Vec<Span>) -> Self {
        comments.sort_unstable();
        let mut attacher = Attacher { text, root: root.span, comments: &comments, found: Self::default() };
        attacher.child(Child::Item(root), None, u32::MAX);
        let mut rest = Vec::new();
        while let Some(comment) = attacher.next_before(u32::MAX) {
            attacher.push(&mut rest, comment);
        }
        attacher.found.end.entry(root.span).or_default().append(&mut rest);
        attacher.found.end.retain(|_, lines| !lines.is_empty());
        attacher.found
    }
}

struct Attacher<'a> {
    text: &'a str,
    root: Span,
    /// Those not yet attached.
    comments: &'a [Span],
    found: Comments,
}

impl Attacher<'_> {
    /// Attaches what belongs to a child and its value. The column is that of the block around it, none for the root and
    /// inside brackets; the limit is where the next value starts or the brackets end.
    fn child(&mut self, child: Child<'_>, column: Option<u32>, limit: u32) {
        let (place, value) = (child.span(), child.value());
        let mut lines = Vec::new();
        while let Some(comment) = self.next_before(place.start) {
            self.push(&mut lines, comment);
        }
        // Only blocks begin lines; inside brackets, looking for the line's start would cost its length each time.
        if column.is_some() || matches!(child, Child::Item(item) if item.span == self.root) {
            if self.is_after_blank(place.start) {
                lines.push(Line::Blank);
            }
        }
        if let Some(first) = children(value).next() {
            let in_brackets =
                self.text.as_bytes().get(value.span.start as usize).is_some_and(|byte| b"[{".contains(byte));
            let opening = if in_brackets { first.span().start } else { value.span.start };
            self.beside(place, opening, &mut lines);
            self.children(value, in_brackets, column, limit);
        } else {
            while let Some(comment) = self.next_before(value.span.end) {
                if self.is_own_line(comment) {
                    self.push(&mut lines, comment)
                } else {
                    self.set_beside(place, comment, &mut lines)
                }
            }
        }
        self.beside(place, limit, &mut lines);
        if !lines.is_empty() {
            self.found.before.insert(place, lines);
        }
    }

    fn children(&mut self, node: &Node, in_brackets: bool, around: Option<u32>, limit: u32) {
        let limit = if in_brackets { node.span.end } else { limit };
        let column = (!in_brackets).then(|| self.column(node.span.start));
        let mut rest = children(node).peekable();
        while let Some(child) = rest.next() {
            let next = rest.peek().map_or(limit, |next| next.span().start);
            self.child(child, column, next);
        }
        let mut lines = Vec::new();
        while let Some(comment) = self.next_if(|attacher, comment| {
            comment.start < limit
                && (in_brackets
                    || attacher.is_own_line(comment)
                        && around.is_none_or(|around| attacher.column(comment.start) > around))
        }) {
            self.push(&mut lines, comment);
        }
        if !lines.is_empty() {
            self.found.end.insert(node.span, lines);
        }
    }

    /// Takes the comments that end the line of what stands before them.
    fn beside(&mut self, place: Span, limit: u32, lines: &mut Vec<Line>) {
        while let Some(comment) =
            self.next_if(|attacher, comment| comment.start < limit && !attacher.is_own_line(comment))
        {
            self.set_beside(place, comment, lines);
        }
    }

    /// There is room for one comment on a line; others move above it.
    fn set_beside(&mut self, place: Span, comment: Span, lines: &mut Vec<Line>) {
        let text = self.comment_text(comment);
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.found.beside.entry(place) {
            vacant.insert(text);
        } else {
            lines.push(Line::Comment(text));
        }
    }

    fn push(&self, lines: &mut Vec<Line>, comment: Span) {
        if self.is_own_line(comment) && self.is_after_blank(comment.start) {
            lines.push(Line::Blank);
        }
        lines.push(Line::Comment(self.comment_text(comment)));
    }

    fn next_before(&mut self, limit: u32) -> Option<Span> {
        self.next_if(|_, comment| comment.start < limit)
    }

    fn next_if(&mut self, is_wanted: impl Fn(&Self, Span) -> bool) -> Option<Span> {
        let (first, rest) = self.comments.split_first()?;
        if !is_wanted(self, *first) {
            return None;
        }
        self.comments = rest;
        Some(*first)
    }

    fn comment_text(&self, comment: Span) -> String {
        self.text.get(comment.start as usize..comment.end as usize).unwrap_or("").trim_end().to_owned()
    }

    fn before(&self, position: u32) -> &str {
        self.text.get(..position as usize).unwrap_or("")
    }

    fn line_start(&self, position: u32) -> usize {
        self.before(position).rfind(['\n', '\r']).map_or(0, |newline| newline + 1)
    }

    /// In bytes: what stands before a comment or a block on its line is ASCII.
    fn column(&self, position: u32) -> u32 {
        position - u32::try_from(self.line_start(position)).unwrap_or(position)
    }

    fn is_own_line(&self, comment: Span) -> bool {
        let before = self.before(comment.start);
        matches!(
            before.trim_end_matches([' ', '\t', '\u{feff}']).chars().next_back(),
            None | Some('\n' | '\r')
        )
    }

    /// Whether the line before the one of a position is blank.
    fn is_after_blank(&self, position: u32) -> bool {
        let before = self.text.get(..self.line_start(position)).unwrap_or("");
        let Some(line) = before.strip_suffix('\n') else { return false };
        let line = line.strip_suffix('\r').unwrap_or(line);
        matches!(line.trim_end_matches([' ', '\t']).chars().next_back(), None | Some('\n'))
    }
}
