//! Where policies are read from: a path on disk, or a git revision and a path in it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::revision::Revision;
use crate::error::{Error, ErrorKind};
use crate::workspace::{FileKind, Files};

/// How deep folders of JSON are searched: a link that leads back up is not followed for ever.
const MAX_DEPTH: usize = 16;

/// Files, and the path among them that was asked for.
pub(crate) struct Source {
    /// As the user wrote it.
    written: String,
    /// The files of the whole repository: baselines are outside of the path.
    pub(crate) files: Box<dyn Files>,
    /// The path from the root of the files on.
    pub(crate) path: String,
    /// The same path on disk; `None` in a git revision.
    disk: Option<PathBuf>,
}

impl Source {
    /// Opens a path on disk.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let (disk, inside) = Disk::enclosing(path)?;
        let written = path.display().to_string();
        Ok(Self { written, files: Box::new(disk), path: inside, disk: Some(path.to_owned()) })
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
                Ok(Self { written, files: Box::new(files), path: path.to_owned(), disk: None })
            }
            Some(_) | None => Self::open(written),
        }
    }

    /// The files of Graph JSON at the path: itself, or all `.json` files under it, each with its path.
    pub(crate) fn json_files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut paths = Vec::new();
        if self.files.kind(&self.path) == Some(FileKind::Folder) {
            self.collect_json(&self.path, MAX_DEPTH, &mut paths)?;
        } else {
            paths.push(self.path.clone());
        }
        paths.into_iter().map(|path| Ok((path.clone(), self.read(&path)?))).collect()
    }

    fn collect_json(&self, folder: &str, depth: usize, paths: &mut Vec<String>) -> Result<(), Error> {
        for entry in self.files.list(folder).map_err(|error| self.cannot_read(error))? {
            let path = if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
            match entry.kind {
                FileKind::Folder if depth > 0 => self.collect_json(&path, depth - 1, paths)?,
                FileKind::File if path.to_lowercase().ends_with(".json") => paths.push(path),
                FileKind::Folder | FileKind::File => {}
            }
        }
        Ok(())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        self.files
            .read(path)
            .map_err(|error| Error::new(ErrorKind::Input, format!("cannot read `{path}`")).because(error))
    }

    /// The same folder in the revision that is checked out; `None` if there is none, or it has no such folder.
    pub(crate) fn committed(&self, folder: &str) -> Option<Self> {
        let files = Revision::open(&self.on_disk(folder)?, "HEAD").ok()?;
        files.kind(folder)?;
        let written = format!("HEAD:{folder}");
        Some(Self { written, files: Box::new(files), path: folder.to_owned(), disk: None })
    }

    /// Where a folder at or under the path is on disk.
    pub(crate) fn on_disk(&self, folder: &str) -> Option<PathBuf> {
        let inside = folder.strip_prefix(&self.path).unwrap_or(folder).trim_start_matches('/');
        self.disk.as_ref().map(|disk| if inside.is_empty() { disk.clone() } else { disk.join(inside) })
    }

    /// That something of this source could not be read.
    pub(crate) fn cannot_read(&self, error: io::Error) -> Error {
        Error::new(ErrorKind::Input, format!("cannot read `{self}`")).because(error)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
