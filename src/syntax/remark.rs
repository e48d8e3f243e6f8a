//! Comments that speak to a program, and what in the document each is about.
//!
//! Simpler than where a comment belongs for writing it back: it speaks of lines, as its author does. What its words
//! mean is no business of this module.

use crate::source::Span;
use crate::syntax::tree::{Child, children};
use crate::syntax::{Document, Node};

/// A comment, and the part of the document that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it says, without the `#` and the spaces around it.
    pub words: String,
    /// Where the words stand.
    pub span: Span,
    /// The entries and items it is about, with all that is in them: those that begin on its line or, where it has a
    /// line of its own, on the next line on which any does. Above the first of them it is about the whole file, and
    /// below the last about nothing.
    pub about: Option<Span>,
}

impl Document {
    /// The comments of the document, whose text is given, that are wanted for their words.
    pub fn remarks(&self, text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<Remark> {
        let wanted: Vec<_> = self
            .comments
            .spans()
            .map(|span| words(text, *span))
            .filter(|(words, _)| is_wanted(words))
            .collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let lines = Lines::new(text, &self.root);
        let remark =
            |(words, span): (&str, Span)| Remark { words: words.to_owned(), span, about: lines.about(span) };
        wanted.into_iter().map(remark).collect()
    }
}

/// The entries and items of a document, by where they begin.
struct Lines<'a> {
    text: &'a str,
    /// In the order of the text.
    children: Vec<Span>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, root: &Node) -> Self {
        let mut found = Vec::new();
        collect(root, &mut found);
        found.sort_unstable();
        Self { text, children: found }
    }

    fn about(&self, comment: Span) -> Option<Span> {
        let start = comment.start as usize;
        let line = self.text.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
        let before = self.text.get(line..start)?.trim_start_matches(['\u{feff}', ' ', '\t']);
        let has_own_line = before.starts_with('#');
        let from = if has_own_line { start } else { line };
        let first = self.children.partition_point(|child| (child.start as usize) < from);
        if has_own_line && first == 0 {
            return Some(Span { start: 0, end: u32::try_from(self.text.len()).ok()?, ..comment });
        }
        let rest = self.children.get(first..)?;
        let begin = rest.first()?.start;
        let end_of_line =
            self.text.get(begin as usize..)?.find('\n').map_or(self.text.len(), |at| at + begin as usize);
        if !has_own_line && begin > comment.start {
            return None;
        }
        let on_line = rest.iter().take_while(|child| (child.start as usize) < end_of_line);
        let end = on_line.map(|child| child.end).max()?;
        Some(Span { start: begin, end, ..comment })
    }
}

/// Adds the span of each entry, from its key on, and of each item.
fn collect(node: &Node, found: &mut Vec<Span>) {
    for child in children(node) {
        let value = child.value();
        found.push(match child {
            Child::Entry(entry) => Span { end: value.span.end.max(entry.key_span.end), ..entry.key_span },
            Child::Item(item) => item.span,
        });
        collect(value, found);
    }
}

/// What a comment says, and where the words stand.
fn words(text: &str, comment: Span) -> (&str, Span) {
    let whole = text.get(comment.start as usize..comment.end as usize).unwrap_or("").trim_end();
    let words = whole.trim_start_matches('#').trim_start();
    let length = |text: &str| u32::try_from(text.len()).unwrap_or(0);
    let end = comment.start + length(whole);
    (words, Span { start: end - length(words), end, ..comment })
}

#[cfg(test)]
mod tests {
    use crate::source::SourceMap;
    use crate::syntax;

    /// What each comment with `!` is about, `-` for nothing.
    fn about(text: &str) -> Vec<String> {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", text);
        let document = syntax::parse(&sources, file, &mut Vec::new()).unwrap();
        let remarks = document.remarks(text, |words| words.starts_with('!'));
        let about = |span| sources.slice(span).trim_end().to_owned();
        remarks.iter().map(|remark| remark.about.map_or("-".to_owned(), about)).collect()
    }

    #[test]
    fn a_comment_on_a_line_is_about_what_begins_there() {
        assert_eq!(about("a: 1 # !\nb: 2\n"), ["a: 1"]);
        assert_eq!(about("a: 1\nb: # !\n  c: 2\n  d: 3\ne: 4\n"), ["b: # !\n  c: 2\n  d: 3"]);
        assert_eq!(about("a: 1\nb:\n  - x # !\n  - y\n"), ["x"]);
        assert_eq!(about("a: 1\nb:\n  - c: 1 # !\n    d: 2\n"), ["c: 1 # !\n    d: 2"]);
        assert_eq!(about("a: 1\nb: [\n  x, y, # !\n  z\n]\n"), ["x, y"]);
        assert_eq!(about("a: 1\nb: { c: [x, y] } # !\n"), ["b: { c: [x, y] }"]);
    }

    #[test]
    fn a_comment_on_its_own_line_is_about_what_begins_on_the_next() {
        assert_eq!(about("a: 1\n# !\nb: 2\nc: 3\n"), ["b: 2"]);
        assert_eq!(about("a: 1\n# !\n\n# of b\nb: { c: 2 }\nd: 3\n"), ["b: { c: 2 }"]);
        assert_eq!(about("a:\n  # !\n  - b: 1\n    c: 2\n  - d: 3\n"), ["b: 1\n    c: 2"]);
        assert_eq!(about("a:\n  - b\n  # !\nc: 1\n"), ["c: 1"]);
    }

    #[test]
    fn a_comment_at_the_head_is_about_the_whole_file() {
        let text = "# yaml-language-server: $schema=x\n# ! one\n\na: 1\nb: 2";
        assert_eq!(about(text), [text]);
        assert_eq!(about("\u{feff}# !\na: 1"), ["\u{feff}# !\na: 1"]);
    }

    #[test]
    fn a_comment_without_a_value_on_its_line_or_below_is_about_nothing() {
        assert_eq!(about("a: 1\n# !\n"), ["-"]);
        assert_eq!(about("a: [\n  b\n] # !\nc: 1\n"), ["-"]);
    }

    #[test]
    fn words_are_without_their_sign() {
        let mut sources = SourceMap::default();
        let text = "a: 1 #  !x \nb: '# !' #!y\r\n";
        let file = sources.add("a.yaml", text);
        let document = syntax::parse(&sources, file, &mut Vec::new()).unwrap();
        let remarks = document.remarks(text, |words| words.starts_with('!'));
        assert_eq!(remarks.iter().map(|remark| remark.words.as_str()).collect::<Vec<_>>(), ["!x", "!y"]);
        assert_eq!(remarks.iter().map(|remark| sources.slice(remark.span)).collect::<Vec<_>>(), ["!x", "!y"]);
    }
}
