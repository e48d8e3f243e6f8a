//! Documents in the one style: the language's order of keys, and the writer's spacing, quotes and brackets.
//!
//! Nothing is written here. What is wrong with a document beyond its syntax is no business of this module: a document
//! that does not fit its schema is formatted too.

use std::io::Error;

use super::files::{FileKind, Files, file_name, join};
use super::reader::{MAX_DEPTH, Reader, has_errors};
use super::schema::{self, DocumentKind};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, SourceMap};
use crate::syntax;

/// The documents of a folder, in the one style.
#[derive(Debug, Default)]
pub struct Formatted {
    /// The files as they are.
    pub sources: SourceMap,
    /// Why some of them could not be formatted.
    pub diagnostics: Vec<Diagnostic>,
    /// Those that could, in the order of their paths.
    pub documents: Vec<FormattedDocument>,
}

/// A document in the one style.
#[derive(Debug)]
pub struct FormattedDocument {
    /// The file.
    pub file: FileId,
    /// What should stand in it.
    pub text: String,
}

/// Formats every document of tenants and shared sets at or under a path.
///
/// # Errors
///
/// The path cannot be read.
pub fn format(files: &dyn Files, path: &str) -> Result<Formatted, Error> {
    let mut paths = Vec::new();
    match files.kind(path) {
        Some(FileKind::File) => paths.extend(kind_of(files, path).map(|kind| (path.to_owned(), kind))),
        Some(FileKind::Folder) | None => collect(files, path, MAX_DEPTH, &mut paths)?,
    }
    paths.sort();
    let mut reader = Reader::new(files, SourceMap::default());
    let mut documents = Vec::new();
    for (path, kind) in paths {
        let Some(file) = reader.text(&path) else { continue };
        let text = format_document(kind, &reader.sources, file, &mut reader.diagnostics);
        documents.extend(text.map(|text| FormattedDocument { file, text }));
    }
    Ok(Formatted { sources: reader.sources, diagnostics: reader.diagnostics, documents })
}

/// The text of one document in the one style; lines end as its first one does. `None`, and the reasons among the
/// diagnostics, where its syntax is wrong.
pub fn format_document(
    kind: DocumentKind,
    sources: &SourceMap,
    file: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let mut problems = Vec::new();
    let document = syntax::parse(sources, file, &mut problems);
    if has_errors(&problems) {
        diagnostics.append(&mut problems);
        return None;
    }
    let mut document = document?;
    schema::sort_keys(kind, &mut document.root);
    let text = syntax::emit(&document);
    let first_line = sources.text(file).split_inclusive('\n').next().unwrap_or("");
    Some(if first_line.ends_with("\r\n") { text.replace('\n', "\r\n") } else { text })
}

fn collect(
    files: &dyn Files,
    folder: &str,
    depth: usize,
    paths: &mut Vec<(String, DocumentKind)>,
) -> Result<(), Error> {
    for entry in files.list(folder)? {
        let Some(path) = join(folder, &entry.name) else { continue };
        // `.git`, and `target` of a Rust repository, are large and hold no documents.
        let is_skipped = entry.name.starts_with('.') || entry.name == "target";
        match entry.kind {
            FileKind::File => paths.extend(kind_of(files, &path).map(|kind| (path, kind))),
            FileKind::Folder if depth > 0 && !is_skipped => collect(files, &path, depth - 1, paths)?,
            FileKind::Folder => {}
        }
    }
    Ok(())
}

/// What a file is in the nearest folder around it that is a tenant or a shared set.
fn kind_of(files: &dyn Files, path: &str) -> Option<DocumentKind> {
    if file_name(path).starts_with('.') || ![".yaml", ".yml"].iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    let is_home = |folder: &str| {
        ["tenant.yaml", "baseline.yaml"]
            .iter()
            .any(|name| join(folder, name).is_some_and(|path| files.kind(&path).is_some()))
    };
    let folders = path.rmatch_indices('/').filter_map(|(at, _)| path.get(..at)).chain([""]);
    let home = folders.into_iter().find(|folder| is_home(folder))?;
    match path.strip_prefix(home)?.trim_start_matches('/') {
        "tenant.yaml" => Some(DocumentKind::Tenant),
        "tenant.lock.yaml" => Some(DocumentKind::Lock),
        "locations.yaml" => Some(DocumentKind::Locations),
        "groups.yaml" => Some(DocumentKind::Groups),
        "baseline.yaml" => Some(DocumentKind::Baseline),
        inside if inside.starts_with("policies/") => Some(DocumentKind::Policy),
        inside if inside.starts_with("tests/") => Some(DocumentKind::Tests),
        _ => None,
    }
}
