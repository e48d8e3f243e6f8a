//! Where policies are read from: a path on disk, or a git revision and a path in it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::revision::Revision;
use crate::error::{Error, ErrorKind};
use crate::workspace::{FileKind, Files, FolderEntry, TENANT_FILE, discover};

/// How deep folders of JSON are searched: a link that leads back up is not followed for ever.
const MAX_DEPTH: usize = 16;

/// Files, and the path among them that was asked for.
pub(crate) struct Source {
    /// As the user wrote it.
    written: String,
    /// The files of the whole repository: baselines are outside of the path.
    pub(crate) files: Box<dyn Files>,
    /// The work tree, for a revision: evidence is personal data, and never committed.
    work_tree: Option<Disk>,
    /// The path from the root of the files on.
    pub(crate) path: String,
    /// The same path on disk; `None` in a git revision.
    disk: Option<PathBuf>,
}

impl Source {
    /// Opens a path on disk.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let (disk, inside) = Disk::enclosing(path)?;
        Ok(Self {
            written: path.display().to_string(),
            files: Box::new(disk),
            work_tree: None,
            path: inside,
            disk: Some(path.to_owned()),
        })
    }

    /// Opens a path on disk as it would be if some files of the repository had other texts.
    pub(crate) fn open_changed(path: &Path, changed: &BTreeMap<String, String>) -> Result<Self, Error> {
        let source = Self::open(path)?;
        let files = Overlay { files: source.files, changed: changed.clone() };
        Ok(Self { files: Box::new(files), ..source })
    }

    /// Where a file of the repository is on disk.
    pub(crate) fn in_repository(&self, path: &str) -> Option<PathBuf> {
        let full = fs::canonicalize(self.disk.as_ref()?).ok()?;
        let depth = self.path.split('/').filter(|part| !part.is_empty()).count();
        Some(full.ancestors().nth(depth)?.join(path))
    }

    /// Opens a path on disk or, if there is none, a git revision such as `main:clients/contoso`, whose path is from
    /// the root of the repository on, as for git.
    pub(crate) fn open_any(written: &Path) -> Result<Self, Error> {
        let revision = written.to_str().and_then(|text| text.split_once(':'));
        match revision {
            Some((revision, path)) if !written.exists() => {
                let path = path.trim_start_matches("./").trim_matches('/');
                let files = Revision::open(Path::new("."), revision)?;
                if files.kind(path).is_none() {
                    let message = format!("revision `{revision}` has no `{path}`");
                    return Err(Error::new(ErrorKind::Input, message)
                        .hint("the path after `:` starts at the root of the repository"));
                }
                let written = written.display().to_string();
                let work_tree = Disk::enclosing(Path::new(".")).ok().map(|(disk, _)| disk);
                Ok(Self { written, files: Box::new(files), work_tree, path: path.to_owned(), disk: None })
            }
            Some(_) | None => Self::open(written),
        }
    }

    /// The same path in the revision that is checked out where the folders are, of which there must be one; `None` if
    /// there is none.
    pub(crate) fn committed(&self, folders: &[&str]) -> Option<Self> {
        let place = self.on_disk(folders.first()?)?;
        let files = Revision::open(&place, "HEAD").ok()?;
        let work_tree = Disk::enclosing(&place).ok().map(|(disk, _)| disk);
        let written = format!("HEAD:{}", self.path);
        Some(Self { written, files: Box::new(files), work_tree, path: self.path.clone(), disk: None })
    }

    /// Where a folder at or under the path is on disk.
    pub(crate) fn on_disk(&self, folder: &str) -> Option<PathBuf> {
        let inside = folder.strip_prefix(&self.path).unwrap_or(folder).trim_start_matches('/');
        self.disk.as_ref().map(|disk| if inside.is_empty() { disk.clone() } else { disk.join(inside) })
    }

    /// Whether the path is a shared set's folder.
    pub(crate) fn is_baseline(&self) -> bool {
        self.files.kind(&format!("{}/baseline.yaml", self.path)) == Some(FileKind::File)
    }

    /// The files in which the evidence is.
    pub(crate) fn evidence(&self) -> &dyn Files {
        self.work_tree.as_ref().map_or(&*self.files, |disk| disk)
    }

    /// The files of an export at the path: itself, or all under it that are JSON or Terraform state by their names, and
    /// texts that begin as JSON does.
    pub(crate) fn export_files(&self) -> Result<ExportFiles, Error> {
        let is_hidden = |path: &str| path.split('/').any(|name| name.starts_with('.'));
        let mut export = ExportFiles::default();
        for path in paths(&*self.files, &self.path, &[""])? {
            let is_of = |ending: &&str| path.to_lowercase().ends_with(ending);
            let is_given = path == self.path;
            if !is_given && !EXPORT_ENDINGS.iter().any(is_of) {
                export.unread.extend(Some(path).filter(|path| !is_hidden(path)));
                continue;
            }
            let bytes = self.files.read(&path).map_err(|error| cannot_read(&path, error))?;
            if is_given || !is_of(&".txt") || begins_as_json(&bytes) {
                export.read.push((path, bytes));
            } else {
                export.unread.push(path);
            }
        }
        Ok(export)
    }

    /// Whether the path is a tenant's own folder, rather than one with tenants under it.
    pub(crate) fn is_tenant(&self) -> bool {
        let file = if self.path.is_empty() {
            TENANT_FILE.to_owned()
        } else {
            format!("{}/{TENANT_FILE}", self.path)
        };
        self.files.kind(&file) == Some(FileKind::File)
    }

    /// The folders of the tenants at or under the path; none if it is a file.
    pub(crate) fn tenants(&self) -> Result<Vec<String>, Error> {
        match self.files.kind(&self.path) {
            Some(FileKind::Folder) => {
                discover(&*self.files, &self.path).map_err(|error| cannot_read(&self.written, error))
            }
            Some(FileKind::File) | None => Ok(Vec::new()),
        }
    }
}

/// Files of which some have other texts.
struct Overlay {
    files: Box<dyn Files>,
    changed: BTreeMap<String, String>,
}

impl Files for Overlay {
    fn read(&self, path: &str) -> Result<Vec<u8>, io::Error> {
        match self.changed.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.files.read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, io::Error> {
        self.files.list(folder)
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        self.files.kind(path)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// That a file or folder could not be read.
pub(crate) fn cannot_read(path: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::Input, format!("cannot read `{path}`")).because(error)
}

/// How the files of an export end.
const EXPORT_ENDINGS: &[&str] = &[".json", ".tfstate", ".txt"];

/// The files of an export.
#[derive(Default)]
pub(crate) struct ExportFiles {
    /// Those that may hold some of it, each with its path.
    pub(crate) read: Vec<(String, Vec<u8>)>,
    /// The paths of the others.
    pub(crate) unread: Vec<String>,
}

/// Whether the first byte that is not space, in any encoding, opens a list or an object.
fn begins_as_json(bytes: &[u8]) -> bool {
    let skipped =
        |byte: &&u8| byte.is_ascii_whitespace() || [0, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF].contains(*byte);
    bytes.iter().find(|byte| !skipped(byte)).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

/// The file at a path, or all under it whose names end in one of the endings, each with its path.
pub(crate) fn read_all(
    files: &dyn Files,
    path: &str,
    endings: &[&str],
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let read = |path: String| match files.read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) => Err(cannot_read(&path, error)),
    };
    paths(files, path, endings)?.into_iter().map(read).collect()
}

fn paths(files: &dyn Files, path: &str, endings: &[&str]) -> Result<Vec<String>, Error> {
    let mut paths = Vec::new();
    if files.kind(path) == Some(FileKind::Folder) {
        collect(files, path, endings, MAX_DEPTH, &mut paths)?;
    } else {
        paths.push(path.to_owned());
    }
    Ok(paths)
}

fn collect(
    files: &dyn Files,
    folder: &str,
    endings: &[&str],
    depth: usize,
    paths: &mut Vec<String>,
) -> Result<(), Error> {
    for entry in files.list(folder).map_err(|error| cannot_read(folder, error))? {
        let path = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
        match entry.kind {
            FileKind::Folder if depth > 0 => collect(files, &path, endings, depth - 1, paths)?,
            FileKind::File if endings.iter().any(|ending| path.to_lowercase().ends_with(ending)) => {
                paths.push(path);
            }
            FileKind::Folder | FileKind::File => {}
        }
    }
    Ok(())
}
