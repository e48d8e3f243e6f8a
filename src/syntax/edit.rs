//! Edits of a text at places of its tree. All else stays as it is, byte for byte.
//!
//! What would lose a comment that is not the place's own, or cannot be said where the place is written, is no edit.

use std::collections::BTreeSet;

use crate::diagnostic::{Edit, Form};
use crate::source::{SourceMap, Span};
use crate::syntax::comment::{column, first_line, line_start};
use crate::syntax::emit::in_line;
use crate::syntax::scalar::{self, Place};
use crate::syntax::tree::{Child, children};
use crate::syntax::{Document, Node, Value};

/// What changes at a place.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// The entry or item goes, with its own comments.
    Remove,
    /// Another value stands there.
    Replace(&'a Node),
    /// The key is another.
    Rename(&'a str),
    /// The map gets an entry, or the list an item (then without a key), after those it has.
    Add(Option<&'a str>, &'a Node),
}

/// The edits of a file that make changes, each of the entry whose key, or the item or root whose value, has exactly the
/// place given. They do not overlap, and come in the order of the text.
pub fn edits(sources: &SourceMap, document: &Document, changes: &[(Span, Change<'_>)]) -> Option<Vec<Edit>> {
    let is_removal = |change: &&(Span, Change<'_>)| matches!(change.1, Change::Remove);
    let removed: BTreeSet<Span> = changes.iter().filter(is_removal).map(|(place, _)| *place).collect();
    let mut edits = BTreeSet::new();
    for (place, change) in changes {
        let text = sources.text(place.file);
        let path = path_to(&document.root, *place)?;
        let (target, above) = path.split_last()?;
        let editor = Editor { text, document, target: *target, above, removed: &removed };
        let (start, end, to) = match *change {
            Change::Remove => editor.remove()?,
            Change::Replace(node) => editor.replace(node)?,
            Change::Rename(key) => editor.rename(key)?,
            Change::Add(key, node) => editor.add(key, node)?,
        };
        let from = text.get(start as usize..end as usize)?.to_owned();
        // Removing all of a list is one edit, whichever of its items is looked at.
        edits.insert(Edit { span: Span { start, end, ..*place }, from, to, form: Form::Written });
    }
    let edits: Vec<Edit> = edits.into_iter().collect();
    let overlap = |pair: &[Edit]| matches!(pair, [one, other] if one.span.start == other.span.start || other.span.start < one.span.end);
    (!edits.windows(2).any(overlap)).then_some(edits)
}

/// The edit in the words of its file. `None` if another text stands there than was meant, as where a parameter was
/// replaced.
pub fn settle(sources: &SourceMap, edit: &Edit) -> Option<Edit> {
    let written = sources.slice(edit.span);
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    let inside = |quote| written.strip_prefix(quote)?.strip_suffix(quote);
    let (is_same, to) = match (edit.form, quote) {
        (Form::Written, _) => (written == edit.from, edit.to.clone()),
        (Form::Text | Form::Item, None) => {
            (written == edit.from, scalar::write(&edit.to, Place::Flow).into())
        }
        (Form::Text | Form::Item, Some('\'')) => (
            inside('\'').is_some_and(|inside| inside.replace("''", "'") == edit.from),
            format!("'{}'", edit.to.replace('\'', "''")),
        ),
        (Form::Text | Form::Item, Some(quote)) => {
            // A text with escapes is not worth reading here.
            let is_same = inside(quote) == Some(&edit.from) && !written.contains('\\');
            (is_same, scalar::quote(&edit.to))
        }
    };
    let to = if edit.form == Form::Item { format!("[{to}]") } else { to };
    is_same.then(|| Edit { span: edit.span, from: written.to_owned(), to, form: Form::Written })
}

/// A text with edits made. `None` if they overlap or are of another text.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for edit in edits {
        let start = edit.span.start as usize;
        if text.get(start..edit.span.end as usize) != Some(&edit.from) {
            return None;
        }
        out.push_str(text.get(end..start)?);
        out.push_str(&edit.to);
        end = edit.span.end as usize;
    }
    out.push_str(text.get(end..)?);
    Some(out)
}

/// The way from the root to the entry or item at a place.
fn path_to(root: &Node, place: Span) -> Option<Vec<Child<'_>>> {
    let mut path = vec![Child::Item(root)];
    loop {
        let last = *path.last()?;
        if last.span() == place {
            return Some(path);
        }
        let holds = |child: &Child<'_>| {
            let value = child.value().span;
            child.span() == place || (value.start <= place.start && place.end <= value.end)
        };
        path.push(children(last.value()).find(holds)?);
    }
}

/// From where to where, and what stands there then.
type Replacement = (u32, u32, String);

struct Editor<'a> {
    text: &'a str,
    document: &'a Document,
    target: Child<'a>,
    /// What the target is in, the innermost last.
    above: &'a [Child<'a>],
    /// Everything that goes.
    removed: &'a BTreeSet<Span>,
}

impl<'a> Editor<'a> {
    fn remove(&self) -> Option<Replacement> {
        let parent = *self.above.last()?;
        let siblings: Vec<Child<'_>> = children(parent.value()).collect();
        let position = siblings.iter().position(|sibling| sibling.span() == self.target.span())?;
        let is_removed = |sibling: &Child<'_>| self.removed.contains(&sibling.span());
        if siblings.iter().all(is_removed) {
            let above = self.above.get(..self.above.len() - 1)?;
            return Self { target: parent, above, ..*self }.empty(*siblings.last()?);
        }
        let before = position.checked_sub(1).and_then(|before| siblings.get(before)).copied();
        let after = siblings.get(position + 1).copied();
        if self.is_in_brackets(parent.value()) {
            let kept = siblings.iter().rposition(|sibling| !is_removed(sibling))?;
            let gone = siblings.get(kept + 1..)?;
            let brackets = parent.value().span;
            let has_own_lines =
                |target: &Child<'a>| Self { target: *target, ..*self }.own_lines(brackets).is_some();
            let may_go_alone = position < kept || gone.iter().all(has_own_lines);
            if let Some((first, last)) = self.own_lines(brackets).filter(|_| may_go_alone) {
                return Some((first, last, String::new()));
            }
            return if kept < position {
                self.remove_rest(end(*siblings.get(kept)?), gone, after, parent.value().span.end)
            } else {
                self.remove_in_brackets(after?)
            };
        }
        let start = self.begin(self.target)?;
        let line = u32::try_from(line_start(self.text, start)).ok()?;
        let own_column = column(self.text, start);
        if !self.slice(line, start)?.trim_matches(' ').is_empty() {
            // It stands on the line of a dash, where the next one moves to.
            let next = self.begin(after?)?;
            let comments = self.document.comments.within(end(self.target), next);
            let own_line = comments.iter().find(|comment| self.has_own_line(**comment));
            return Some((start, own_line.map_or(next, |comment| comment.start), String::new()));
        }
        let is_head = before.is_none() && self.above.len() == 1;
        let first = if is_head { line } else { self.with_comments_above(line, own_column) };
        let mut last = self.with_comments_below(self.line_end(end(self.target)), own_column);
        // One of two blank lines is enough.
        let is_blank = |line: &str| line.trim().is_empty();
        let above = self.text.get(..first as usize)?.lines().next_back();
        let below = self.line_end(last);
        if above.is_none_or(is_blank) && below > last && is_blank(self.slice(last, below)?) {
            last = below;
        }
        Some((first, last, String::new()))
    }

    /// The lines in brackets on which the target stands alone, with its own comments.
    fn own_lines(&self, brackets: Span) -> Option<(u32, u32)> {
        let (start, own_end) = (self.target.span().start, end(self.target));
        let (line, line_end) = (u32::try_from(line_start(self.text, start)).ok()?, self.line_end(own_end));
        let is_inside = brackets.start < line && line_end <= brackets.end;
        let behind = self.slice(own_end, line_end)?.trim_start();
        let behind = behind.strip_prefix(',').unwrap_or(behind).trim();
        let is_alone =
            self.slice(line, start)?.trim().is_empty() && (behind.is_empty() || behind.starts_with('#'));
        let own_column = column(self.text, start);
        (is_inside && is_alone).then(|| {
            (self.with_comments_above(line, own_column), self.with_comments_below(line_end, own_column))
        })
    }

    /// Leaves nothing in a list or map, of which the last part is given: their own comments go too.
    fn empty(&self, last: Child<'_>) -> Option<Replacement> {
        let container = self.target.value();
        let text = if container.entries().is_empty() { "[]" } else { "{}" };
        let behind = self.line_end(end(last));
        let value_end = if self.is_in_brackets(container) {
            if !self.document.comments.within(behind, container.span.end).is_empty() {
                return None;
            }
            container.span.end
        } else {
            let beside = self.document.comments.within(end(last), behind).last();
            beside.map_or(container.span.end, |comment| comment.end.max(container.span.end))
        };
        let Child::Entry(entry) = self.target else {
            return Some((container.span.start, value_end, text.to_owned()));
        };
        let colon = self.colon(entry.key_span.end)?;
        let key_line = self.line_end(colon).min(container.span.start);
        if self.document.comments.within(colon, key_line).is_empty() {
            return Some((colon + 1, value_end, format!(" {text}")));
        }
        let above = self.document.comments.within(key_line, container.span.start).first();
        Some((above.map_or(container.span.start, |comment| comment.start), value_end, text.to_owned()))
    }

    fn remove_in_brackets(&self, after: Child<'_>) -> Option<Replacement> {
        let (start, own_end) = (self.target.span().start, end(self.target));
        let comma = self.comma(own_end, after.span().start)?;
        let is_bare = self.slice(comma + 1, after.span().start)?.trim().is_empty();
        Some((start, if is_bare { after.span().start } else { comma + 1 }, String::new()))
    }

    /// Removes what comes last, of which this is a part. It goes by itself where others say something in between.
    fn remove_rest(
        &self,
        kept_end: u32,
        gone: &[Child<'_>],
        after: Option<Child<'_>>,
        brackets_end: u32,
    ) -> Option<Replacement> {
        let mut gap = kept_end;
        let is_bare = gone.iter().all(|sibling| {
            let comments = self.document.comments.within(gap, sibling.span().start);
            gap = end(*sibling);
            comments.is_empty()
        });
        if is_bare {
            return Some((kept_end, end(*gone.last()?), String::new()));
        }
        let own_end = end(self.target);
        let next = after.map_or(brackets_end, |after| after.span().start);
        let behind = self.comma(own_end, next).map_or(own_end, |comma| comma + 1);
        Some((self.target.span().start, behind, String::new()))
    }

    fn replace(&self, node: &Node) -> Option<Replacement> {
        let value = self.target.value().span;
        if !self.document.comments.within(value.start, value.end).is_empty() {
            return None;
        }
        let is_in_brackets = self.above.last().is_some_and(|parent| self.is_in_brackets(parent.value()));
        let text = in_line(node, if is_in_brackets { Place::Flow } else { Place::Block });
        let Child::Entry(entry) = self.target else {
            let is_block_text = first_line(self.text, self.target) != value.start;
            let space = if value.start == value.end { " " } else { "" };
            return (!is_block_text).then(|| (value.start, value.end, format!("{space}{text}")));
        };
        let colon = self.colon(entry.key_span.end)?;
        let lead = self.slice(colon + 1, value.start)?.trim();
        let is_block_text = entry.value.as_str().is_some() && lead.starts_with(['|', '>']);
        if lead.is_empty() || (is_block_text && !lead.contains('#')) {
            return Some((colon + 1, value.end, format!(" {text}")));
        }
        (!is_block_text && lead.starts_with('#')).then_some((value.start, value.end, text))
    }

    fn rename(&self, key: &str) -> Option<Replacement> {
        let parent = self.above.last()?.value();
        if !matches!(self.target, Child::Entry(_)) || parent.get(key).is_some() {
            return None;
        }
        let place = if self.is_in_brackets(parent) { Place::Flow } else { Place::Block };
        let span = self.target.span();
        Some((span.start, span.end, scalar::write(key, place).into_owned()))
    }

    fn add(&self, key: Option<&str>, node: &Node) -> Option<Replacement> {
        let container = self.target.value();
        let is_possible = match (&container.value, key) {
            (Value::Mapping(_), Some(key)) => container.get(key).is_none(),
            (Value::Sequence(_), None) | (Value::Null, _) => true,
            _ => false,
        };
        if !is_possible {
            return None;
        }
        let Some(last) = children(container).last() else {
            return self.replace(&only(key, node));
        };
        let entry = |place| {
            let key = key.map(|key| format!("{}: ", scalar::write(key, place)));
            key.unwrap_or_default() + &in_line(node, place)
        };
        let last_end = end(last);
        if self.is_in_brackets(container) {
            let entry = entry(Place::Flow);
            return Some(match self.comma(last_end, container.span.end) {
                Some(comma) => (comma + 1, comma + 1, format!(" {entry}")),
                None => (last_end, last_end, format!(", {entry}")),
            });
        }
        let first = self.begin(children(container).next()?)?;
        let indent = " ".repeat(column(self.text, first) as usize);
        let dash = if key.is_none() { "- " } else { "" };
        let line = format!("{indent}{dash}{}", entry(Place::Block));
        let newline = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let at = self.line_end(last_end);
        let is_ended = self.text.get(..at as usize)?.ends_with('\n');
        let line = if is_ended { format!("{line}{newline}") } else { format!("{newline}{line}") };
        Some((at, at, line))
    }

    fn slice(&self, start: u32, end: u32) -> Option<&'a str> {
        self.text.get(start as usize..end as usize)
    }

    fn is_in_brackets(&self, container: &Node) -> bool {
        let first = self.text.as_bytes().get(container.span.start as usize);
        children(container).next().is_some() && first.is_some_and(|first| b"[{".contains(first))
    }

    /// Where an entry's key or an item's dash stands.
    fn begin(&self, child: Child<'_>) -> Option<u32> {
        let Child::Item(item) = child else { return Some(child.span().start) };
        let mut before = first_line(self.text, child);
        if before != item.span.start {
            let line = u32::try_from(line_start(self.text, before)).ok()?;
            let header = self.slice(line, before)?;
            let header = header.split_once(" #").map_or(header, |(header, _)| header);
            before = line + u32::try_from(header.rfind("- ").map_or(0, |dash| dash + 1)).ok()?;
        }
        loop {
            let trimmed = self.text.get(..before as usize)?.trim_end();
            before = u32::try_from(trimmed.len()).ok()?;
            match self.document.comments.within(before.checked_sub(1)?, before).first() {
                Some(comment) => before = comment.start,
                None => return trimmed.ends_with('-').then_some(before - 1),
            }
        }
    }

    /// The colon after a key.
    fn colon(&self, key_end: u32) -> Option<u32> {
        let rest = self.text.get(key_end as usize..)?;
        let spaces = rest.len() - rest.trim_start().len();
        let at = key_end + u32::try_from(spaces).ok()?;
        (self.text.as_bytes().get(at as usize) == Some(&b':')).then_some(at)
    }

    /// The first comma in a part of the text between values, where everything else is blank or a comment.
    fn comma(&self, start: u32, end: u32) -> Option<u32> {
        let part = self.slice(start, end)?;
        let is_in_comment = |at: u32| !self.document.comments.within(at, at + 1).is_empty();
        let commas = part.match_indices(',').filter_map(|(at, _)| Some(start + u32::try_from(at).ok()?));
        commas.into_iter().find(|at| !is_in_comment(*at))
    }

    fn has_own_line(&self, comment: Span) -> bool {
        let line = self.text.get(line_start(self.text, comment.start)..comment.start as usize);
        line.is_some_and(|line| line.trim().is_empty())
    }

    /// The start of the line above, if it has only a comment that is not indented further than a column.
    fn comment_above(&self, line: u32, own_column: u32) -> Option<u32> {
        let above = u32::try_from(line_start(self.text, line.checked_sub(1)?)).ok()?;
        let [comment] = self.document.comments.within(above, line) else { return None };
        let is_own = self.has_own_line(*comment) && column(self.text, comment.start) <= own_column;
        is_own.then_some(above)
    }

    fn with_comments_above(&self, mut line: u32, own_column: u32) -> u32 {
        while let Some(comment) = self.comment_above(line, own_column) {
            line = comment;
        }
        line
    }

    fn with_comments_below(&self, mut line: u32, own_column: u32) -> u32 {
        while let Some(comment) = self.comment_below(line, own_column) {
            line = comment;
        }
        line
    }

    /// The end of the line at a position, if it has only a comment that is indented further than a column.
    fn comment_below(&self, line: u32, own_column: u32) -> Option<u32> {
        let below = self.line_end(line);
        let [comment] = self.document.comments.within(line, below) else { return None };
        let is_inner = self.has_own_line(*comment) && column(self.text, comment.start) > own_column;
        is_inner.then_some(below)
    }

    /// Behind the end of the line of a position.
    fn line_end(&self, position: u32) -> u32 {
        let rest = self.text.get(position as usize..).unwrap_or("");
        let length = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        position + u32::try_from(length).unwrap_or(0)
    }
}

/// Where an entry or item ends.
fn end(child: Child<'_>) -> u32 {
    child.value().span.end.max(child.span().end)
}

/// A map of one entry, or a list of one item.
fn only(key: Option<&str>, node: &Node) -> Node {
    match key {
        Some(key) => Node::mapping([crate::syntax::Entry::new(key, node.clone())]),
        None => Node::sequence([node.clone()]),
    }
}
