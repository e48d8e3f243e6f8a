//! Reads the files of a workspace, each once, and keeps their text for messages.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::{FileKind, Files, join};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, Node, Remark};

/// What was read so far, of one tenant or of what several share.
pub(crate) struct Reader<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: SourceMap,
    pub(crate) diagnostics: Vec<Diagnostic>,
    documents: Documents,
    /// What was read before, for every tenant.
    shared: Option<&'a Documents>,
}

/// Documents by path.
pub(crate) type Documents = BTreeMap<String, Document>;

/// A YAML file as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    tree: Option<Arc<Node>>,
    /// Its comments to this program.
    remarks: Vec<Remark>,
    /// What is wrong with it, which each tenant that uses it has to know.
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(files: &'a dyn Files, sources: SourceMap) -> Self {
        Self { files, sources, diagnostics: Vec::new(), documents: Documents::new(), shared: None }
    }

    /// The same, with what was read before for every tenant.
    pub(crate) fn sharing(self, documents: &'a Documents) -> Self {
        Self { shared: Some(documents), ..self }
    }

    /// The documents that were read, to be shared.
    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// The comments to this program in what was read, in the order of the files.
    pub(crate) fn remarks(&self) -> Vec<Remark> {
        let mut remarks: Vec<_> =
            self.documents.values().flat_map(|document| &document.remarks).cloned().collect();
        remarks.sort_by_key(|remark| remark.span);
        remarks
    }

    /// Whether something is wrong with what was read.
    pub(crate) fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// A YAML file as a tree; `None` if it is not there or cannot be read, the latter with a diagnostic.
    pub(crate) fn yaml(&mut self, path: &str) -> Option<Arc<Node>> {
        if let Some(known) = self.documents.get(path) {
            return known.tree.clone();
        }
        let document = match self.shared.and_then(|shared| shared.get(path)) {
            Some(shared) => {
                self.diagnostics.extend_from_slice(&shared.diagnostics);
                shared.clone()
            }
            None => self.read(path),
        };
        let tree = document.tree.clone();
        self.documents.insert(path.to_owned(), document);
        tree
    }

    fn read(&mut self, path: &str) -> Document {
        let before = self.diagnostics.len();
        let file = self.text(path);
        let document = file.and_then(|file| syntax::parse(&self.sources, file, &mut self.diagnostics));
        let remarks = file.zip(document.as_ref()).map(|(file, document)| {
            document
                .remarks(self.sources.text(file), |words| first_word(words).eq_ignore_ascii_case(ADDRESSEE))
        });
        Document {
            tree: document.map(|document| Arc::new(document.root)),
            remarks: remarks.unwrap_or_default(),
            diagnostics: self.diagnostics.get(before..).unwrap_or_default().to_vec(),
        }
    }

    /// Adds the text of a file that is there to the source map.
    pub(crate) fn text(&mut self, path: &str) -> Option<FileId> {
        let bytes = self.bytes(path)?;
        let Ok(text) = String::from_utf8(bytes) else {
            let span = self.place(path);
            self.diagnostics.push(
                Diagnostic::error("not-utf-8", span, format!("`{path}` is not text in UTF-8"))
                    .help("save it as UTF-8"),
            );
            return None;
        };
        Some(self.sources.add(path, text))
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

/// Up to what is no letter.
fn first_word(text: &str) -> &str {
    text.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default()
}

pub(super) fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// The word by which a comment speaks to this program.
const ADDRESSEE: &str = "gatewright";

/// How deep folders are searched; see [`super::discover`].
pub(super) const MAX_DEPTH: usize = 8;
