//! Reads the files of a workspace, each once, and keeps their text for messages.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::files::{FileKind, Files, join};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{self, Node, Remark};

/// What was read so far.
pub(crate) struct Reader<'a> {
    pub(crate) files: &'a dyn Files,
    pub(crate) sources: SourceMap,
    pub(crate) diagnostics: Vec<Diagnostic>,
    documents: BTreeMap<String, Document>,
    /// How many diagnostics there were when the tenant at hand was begun.
    begun: usize,
    /// Whether the tenant at hand uses a document that was read for another and has errors.
    uses_faulty: bool,
    /// Comments to this program in what the tenant at hand uses; a document read twice has them twice.
    remarks: Vec<Remark>,
}

struct Document {
    tree: Option<Rc<Node>>,
    has_errors: bool,
    remarks: Vec<Remark>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            sources: SourceMap::default(),
            diagnostics: Vec::new(),
            documents: BTreeMap::new(),
            begun: 0,
            uses_faulty: false,
            remarks: Vec::new(),
        }
    }

    /// Begins another tenant.
    pub(crate) fn begin(&mut self) {
        self.begun = self.diagnostics.len();
        self.uses_faulty = false;
        self.remarks.clear();
    }

    /// The comments to this program in the documents of the tenant at hand, in the order of the files.
    pub(crate) fn take_remarks(&mut self) -> Vec<Remark> {
        let mut remarks = std::mem::take(&mut self.remarks);
        remarks.sort_by_key(|remark| remark.span);
        remarks.dedup();
        remarks
    }

    /// Whether something is wrong with the tenant at hand.
    pub(crate) fn has_errors(&self) -> bool {
        self.uses_faulty || has_errors(self.diagnostics.get(self.begun..).unwrap_or_default())
    }

    /// A YAML file as a tree; `None` if it is not there or cannot be read, the latter with a diagnostic.
    pub(crate) fn yaml(&mut self, path: &str) -> Option<Rc<Node>> {
        if let Some(known) = self.documents.get(path) {
            self.uses_faulty |= known.has_errors;
            self.remarks.extend_from_slice(&known.remarks);
            return known.tree.clone();
        }
        let before = self.diagnostics.len();
        let file = self.text(path);
        let read =
            file.and_then(|file| Some((file, syntax::parse(&self.sources, file, &mut self.diagnostics)?)));
        let has_errors = has_errors(self.diagnostics.get(before..).unwrap_or_default());
        let remarks = read.as_ref().map(|(file, document)| {
            document
                .remarks(self.sources.text(*file), |words| first_word(words).eq_ignore_ascii_case(ADDRESSEE))
        });
        let remarks = remarks.unwrap_or_default();
        self.remarks.extend_from_slice(&remarks);
        let tree = read.map(|(_, document)| Rc::new(document.root));
        self.documents.insert(path.to_owned(), Document { tree: tree.clone(), has_errors, remarks });
        tree
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

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Up to what is no letter.
fn first_word(text: &str) -> &str {
    text.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default()
}

/// The word by which a comment speaks to this program.
const ADDRESSEE: &str = "gatewright";

/// How deep folders are searched; see [`super::discover`].
const MAX_DEPTH: usize = 8;
