//! Writes trees as YAML, in the one style of everything that is written here.
//!
//! The root is a block. Below it a list of scalars, and a map of scalars, such lists and such maps, stands in brackets
//! on one line if it fits and no comment is in it; all else is a block, indented by two spaces. A text of several lines
//! keeps them; one that was written over several lines is folded again if it does not fit on one.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::syntax::paragraph::{self, Paragraph};
use crate::syntax::scalar::{self, Place};
use crate::syntax::tree::{Child, children};
use crate::syntax::{Comments, Document, Line, Node, Value};

/// The columns that brackets have to fit in.
const WIDTH: usize = 100;

/// The longest key, in bytes, that stands before its colon on the same line; YAML allows 1,024 characters.
const KEY_WIDTH: usize = 1000;

/// Writes a document with its comments. Reading it again gives the same values, and writing that the same text.
pub fn emit(document: &Document) -> String {
    let Document { root, comments, folded } = document;
    let comments = comments.settled(root);
    let mut emitter = Emitter { comments: &comments, folded, out: String::new(), line: 0, indent: 0 };
    emitter.lines(comments.before(root.span), 0, true);
    emitter.root(root);
    emitter.out
}

/// Writes a value, without comments.
pub fn emit_node(root: &Node) -> String {
    let (comments, folded) = (Comments::default(), BTreeSet::new());
    let mut emitter =
        Emitter { comments: &comments, folded: &folded, out: String::new(), line: 0, indent: 0 };
    emitter.root(root);
    emitter.out
}

/// A value on one line, in brackets if it is a list or map.
pub(crate) fn inline(node: &Node) -> String {
    in_line(node, Place::Block)
}

/// The same where it is written in a place.
pub(super) fn in_line(node: &Node, place: Place) -> String {
    let inner = |child: Child<'_>| {
        let key = match child {
            Child::Entry(entry) => format!("{}: ", scalar::write(&entry.key, Place::Flow)),
            Child::Item(_) => String::new(),
        };
        key + &in_line(child.value(), Place::Flow)
    };
    let parts: Vec<String> = children(node).map(inner).collect();
    match (parts.as_slice(), node.items()) {
        ([], _) => leaf(node, place),
        (parts, []) => format!("{{ {} }}", parts.join(", ")),
        (parts, [..]) => format!("[{}]", parts.join(", ")),
    }
}

struct Emitter<'a> {
    comments: &'a Comments,
    folded: &'a BTreeSet<Span>,
    out: String,
    /// Where the line begins whose item holds, on the same line, the value being written: comments can only go above.
    line: usize,
    indent: usize,
}

impl Emitter<'_> {
    fn root(&mut self, root: &Node) {
        let beside = self.comments.beside(root.span);
        if children(root).next().is_some() {
            if let Some(comment) = beside {
                self.comment(comment, 0);
            }
            self.block(root, 0, false);
            return;
        }
        // An empty document reads as null.
        if root.value == Value::Null {
            if let Some(comment) = beside {
                self.comment(comment, 0);
            }
        } else {
            self.out.push_str(&leaf(root, Place::Block));
            self.end_line(beside);
        }
        self.lines(self.comments.at_end(root.span), 0, false);
        if self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    /// Writes a list or map, whose first line has been begun if `begun`.
    fn block(&mut self, node: &Node, indent: usize, begun: bool) {
        for (position, child) in children(node).enumerate() {
            let before = self.comments.before(child.span());
            if !begun || position > 0 {
                self.lines(before, indent, position == 0);
                self.line = self.out.len();
                self.indent = indent;
                self.pad(indent);
            }
            match child {
                Child::Entry(entry) => {
                    let key = scalar::write(&entry.key, Place::Block);
                    let column = indent + key.chars().count() + 2;
                    if key.len() > KEY_WIDTH {
                        self.out.push_str("? ");
                        self.out.push_str(&key);
                        self.out.push('\n');
                        self.pad(indent);
                    } else {
                        self.out.push_str(&key);
                    }
                    self.out.push(':');
                    self.value(child, indent, column);
                }
                Child::Item(_) => {
                    self.out.push('-');
                    self.value(child, indent, indent + 2);
                }
            }
        }
        self.lines(self.comments.at_end(node.span), indent, false);
    }

    /// Writes a value after its key or dash, up to the end of the line.
    fn value(&mut self, child: Child<'_>, indent: usize, column: usize) {
        let beside = self.comments.beside(child.span());
        if let Some(paragraph) = self.paragraph(child.value(), indent + 2, column) {
            // Such an item begins where its text does, so that a comment before that would be one above it.
            let beside = match child {
                Child::Entry(_) => beside,
                Child::Item(_) => {
                    self.hoist(beside.into_iter());
                    None
                }
            };
            self.out.push(' ');
            self.out.push_str(paragraph.indicator);
            self.end_line(beside);
            for line in &paragraph.lines {
                self.pad(if line.is_empty() { 0 } else { indent + 2 });
                self.out.push_str(line);
                self.out.push('\n');
            }
            return;
        }
        let on_one_line = self.on_one_line(child.value(), column);
        match (on_one_line, child) {
            (Some(text), _) => {
                self.out.push(' ');
                self.out.push_str(&text);
                self.end_line(beside);
            }
            (None, Child::Entry(entry)) => {
                self.end_line(beside);
                self.block(&entry.value, indent + 2, false);
            }
            (None, Child::Item(item)) => {
                self.hoist(beside.into_iter());
                self.out.push(' ');
                self.block(item, indent + 2, true);
            }
        }
    }

    /// A text that stands on lines of its own, below its key or dash.
    fn paragraph<'t>(&self, node: &'t Node, indent: usize, column: usize) -> Option<Paragraph<'t>> {
        let text = node.as_str()?;
        if let Some(literal) = paragraph::literal(text) {
            return Some(literal);
        }
        let fits = fits(&leaf(node, Place::Block), WIDTH.saturating_sub(column)).is_some();
        if fits || !self.folded.contains(&node.span) {
            return None;
        }
        paragraph::folded(text, WIDTH.saturating_sub(indent))
    }

    /// A scalar, or a list or map in brackets if that is its style.
    fn on_one_line(&self, node: &Node, column: usize) -> Option<String> {
        if children(node).next().is_none() {
            return Some(leaf(node, Place::Block));
        }
        let room = WIDTH.checked_sub(column)?;
        let mut text = String::new();
        self.flow(node, room, &mut text)?;
        Some(text)
    }

    /// Writes a list or map in brackets; gives up as soon as it cannot fit, so that this costs the same for any node.
    fn flow(&self, node: &Node, room: usize, text: &mut String) -> Option<()> {
        if children(node).next().is_none() {
            if node.as_str().is_some_and(|text| paragraph::literal(text).is_some()) {
                return None;
            }
            text.push_str(&leaf(node, Place::Flow));
            return fits(text, room);
        }
        if children(node).nth(room).is_some() || self.comments.are_inside(node) {
            return None;
        }
        let is_list = node.entries().is_empty();
        text.push_str(if is_list { "[" } else { "{ " });
        for (position, child) in children(node).enumerate() {
            if position > 0 {
                text.push_str(", ");
            }
            match child {
                Child::Entry(entry) => {
                    text.push_str(&scalar::write(&entry.key, Place::Flow));
                    text.push_str(": ");
                }
                Child::Item(item) if children(item).next().is_some() => return None,
                Child::Item(_) => {}
            }
            self.flow(child.value(), room, text)?;
        }
        text.push_str(if is_list { "]" } else { " }" });
        fits(text, room)
    }

    fn lines(&mut self, lines: &[Line], indent: usize, is_first: bool) {
        let mut needs_none = is_first;
        for line in lines {
            match line {
                Line::Blank if needs_none || self.out.is_empty() || self.out.ends_with("\n\n") => {}
                Line::Blank => self.out.push('\n'),
                Line::Comment(comment) => {
                    self.comment(comment, indent);
                    needs_none = false;
                }
            }
        }
    }

    /// Puts comments above the line that was begun.
    fn hoist<'c>(&mut self, comments: impl Iterator<Item = &'c str>) {
        for comment in comments {
            let line = format!("{:indent$}{comment}\n", "", indent = self.indent);
            self.out.insert_str(self.line, &line);
            self.line += line.len();
        }
    }

    fn comment(&mut self, comment: &str, indent: usize) {
        self.pad(indent);
        self.out.push_str(comment);
        self.out.push('\n');
    }

    fn end_line(&mut self, beside: Option<&str>) {
        if let Some(comment) = beside {
            self.out.push(' ');
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// A scalar, or an empty list or map.
fn leaf(node: &Node, place: Place) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::String(text) => scalar::write(text, place).into_owned(),
        Value::Sequence(_) => "[]".to_owned(),
        Value::Mapping(_) => "{}".to_owned(),
    }
}

fn fits(text: &str, room: usize) -> Option<()> {
    // A character has at most four bytes.
    (text.len() <= 4 * room && text.chars().count() <= room).then_some(())
}
