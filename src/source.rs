//! The files an input is made of, and places in them.
//!
//! Only text and positions: reading files is the business of whoever fills the map.

use std::collections::BTreeMap;
use std::fmt;

/// A file of a [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    part: u32,
    index: u32,
}

/// A range of bytes in one file.
///
/// INVARIANT: `start <= end`, both on character boundaries of the file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A place as people count: from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Every file read so far, in the order of reading.
///
/// What is read side by side goes into maps of different parts, which are put together afterwards: a file has the same
/// id whichever part is read first.
#[derive(Debug, Default)]
pub struct SourceMap {
    /// The part that files are added to.
    part: u32,
    parts: BTreeMap<u32, Vec<SourceFile>>,
}

#[derive(Debug)]
struct SourceFile {
    path: String,
    text: String,
    /// Where each line starts. Found once: looking from the top for every place is slow in a large file.
    line_starts: Vec<u32>,
}

impl SourceMap {
    /// An empty map for the part of a number; the first part has number 0.
    pub fn part(number: u32) -> Self {
        Self { part: number, parts: BTreeMap::new() }
    }

    /// Takes the files of a map of other parts.
    pub fn append(&mut self, mut other: Self) {
        self.parts.append(&mut other.parts);
    }

    /// Adds a file under the path that messages show: relative, with `/`.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let files = self.parts.entry(self.part).or_default();
        let id = FileId { part: self.part, index: u32::try_from(files.len()).unwrap_or(u32::MAX) };
        let text = text.into();
        let line_starts = line_starts(&text);
        files.push(SourceFile { path: path.into(), text, line_starts });
        id
    }

    /// The path of a file, as messages show it.
    pub fn path(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.path)
    }

    /// The whole text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The path and the text of each file, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.values().flatten().map(|file| (file.path.as_str(), file.text.as_str()))
    }

    /// The same place of another map, whose file is taken over unless it is here already.
    pub fn adopt(&mut self, other: &Self, span: Span) -> Span {
        let Some(file) = other.file(span.file) else { return Span::SYNTHETIC };
        let is_same = |own: &SourceFile| own.path == file.path && own.text == file.text;
        let own = self.parts.iter().find_map(|(part, files)| Some((*part, files.iter().position(is_same)?)));
        let file = match own {
            Some((part, index)) => FileId { part, index: u32::try_from(index).unwrap_or(u32::MAX) },
            None => self.add(file.path.clone(), file.text.clone()),
        };
        Span { file, ..span }
    }

    fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.parts.get(&id.part)?.get(id.index as usize)
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Where a span starts.
    pub fn line_column(&self, span: Span) -> LineColumn {
        let starts = self.file(span.file).map_or(&[][..], |file| &file.line_starts);
        let line = starts.partition_point(|start| *start <= span.start);
        let line_start = line.checked_sub(1).and_then(|line| starts.get(line)).copied().unwrap_or(0);
        let before = self.slice(Span { start: line_start, end: span.start, ..span });
        LineColumn { line: line.max(1), column: before.chars().count() + 1 }
    }
}

impl Span {
    /// The place of what was not read but made: in no file, with no text.
    pub const SYNTHETIC: Self = Self { file: FileId { part: u32::MAX, index: u32::MAX }, start: 0, end: 0 };

    /// The span of a file as a whole, shown at its first character.
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// Whether another place is within this one.
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let after = newlines.filter_map(|(at, _)| u32::try_from(at + 1).ok());
    std::iter::once(0).chain(after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let mut sources = SourceMap::default();
        let file = sources.add("a.yaml", "ä: b\n\nü: x\n");
        let at = |start| sources.line_column(Span { file, start, end: start }).to_string();
        assert_eq!(at(0), "1:1");
        assert_eq!(at(4), "1:4");
        assert_eq!(at(6), "2:1");
        assert_eq!(at(11), "3:4");
        assert_eq!(at(13), "4:1");
    }

    #[test]
    fn parts_are_put_together_in_any_order() {
        let mut second = SourceMap::part(2);
        let b = second.add("b.yaml", "b");
        let mut first = SourceMap::part(1);
        let a = first.add("a.yaml", "a");
        let mut sources = SourceMap::default();
        let shared = sources.add("shared.yaml", "shared");
        sources.append(second);
        sources.append(first);
        assert_eq!([shared, a, b].map(|file| sources.text(file)), ["shared", "a", "b"]);
        let paths: Vec<&str> = sources.files().map(|(path, _)| path).collect();
        assert_eq!(paths, ["shared.yaml", "a.yaml", "b.yaml"]);
    }

    #[test]
    fn what_is_in_no_file_is_at_the_start() {
        assert_eq!(SourceMap::default().line_column(Span::SYNTHETIC).to_string(), "1:1");
    }
}
