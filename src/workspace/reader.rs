//! Reads the files of a workspace, each once, and keeps their text for messages.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::files::{FileKind, Files, join};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, Node};

/// What was read so far.
pub(crate) struct Reader<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: SourceMap,
    pub(crate) diagnostics: Vec<Diagnostic>,
    documents: BTreeMap<String, Option<Rc<Node>>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            sources: SourceMap::default(),
            diagnostics: Vec::new(),
            documents: BTreeMap::new(),
        }
    }

    /// A YAML file as a tree; `None` if it is not there or cannot be read, the latter with a diagnostic.
    pub(crate) fn yaml(&mut self, path: &str) -> Option<Rc<Node>> {
        if let Some(known) = self.documents.get(path) {
            return known.clone();
        }
        let tree = self.text(path).map(|(file, text)| {
            Rc::new(syntax::parse(file, &text, &mut self.diagnostics).root)
        });
        self.documents.insert(path.to_owned(), tree.clone());
        tree
    }

    /// The text of a file that is there, with its place in the source map.
    pub(crate) fn text(&mut self, path: &str) -> Option<(FileId, String)> {
        let bytes = self.bytes(path)?;
        let Ok(text) = String::from_utf8(bytes) else {
            let span = self.place(path);
            self.diagnostics.push(
                Diagnostic::error("not-utf-8", span, format!("`{path}` is not text in UTF-8"))
                    .help("save it as UTF-8"),
            );
            return None;
        };
        let file = self.sources.add(path, text.clone());
        Some((file, text))
    }

    /// The bytes of a file that is there.
    pub(crate) fn bytes(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.kind(path)?;
        match self.files.read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let span = self.place(path);
                let message = format!("cannot read `{path}`: {error}");
                self.diagnostics.push(Diagnostic::error("unreadable-file", span, message));
                None
            }
        }
    }

    /// The files under a folder whose names end in one of the given endings, in the order of their paths.
    pub(crate) fn files_under(&mut self, folder: &str, endings: &[&str]) -> Vec<String> {
        if self.files.kind(folder) != Some(FileKind::Folder) {
            return Vec::new();
        }
        let mut found = Vec::new();
        self.collect(folder, endings, MAX_DEPTH, &mut found);
        found.sort();
        found
    }

    fn collect(&mut self, folder: &str, endings: &[&str], depth: usize, found: &mut Vec<String>) {
        let entries = match self.files.list(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let span = self.place(folder);
                let message = format!("cannot list `{folder}`: {error}");
                self.diagnostics.push(Diagnostic::error("unreadable-file", span, message));
                return;
            }
        };
        for entry in entries.iter().filter(|entry| !entry.name.starts_with('.')) {
            let Some(path) = join(folder, &entry.name) else { continue };
            match entry.kind {
                FileKind::File if endings.iter().any(|ending| entry.name.ends_with(ending)) => {
                    found.push(path);
                }
                FileKind::Folder if depth > 0 => self.collect(&path, endings, depth - 1, found),
                FileKind::File | FileKind::Folder => {}
            }
        }
    }

    /// A span that shows a file which has no text to show.
    pub(crate) fn place(&mut self, path: &str) -> Span {
        Span::start_of(self.sources.add(path, ""))
    }
}

/// How deep folders are searched; see [`super::discover`].
const MAX_DEPTH: usize = 8;
