//! A folder that is not written yet, in the repository where it will stand.

use std::io::Error;

use crate::workspace::files::{FileKind, Files, FolderEntry, Memory, join};

/// A repository with the files of one folder in memory, in place of whatever is in that folder.
pub(super) struct Overlay<'a> {
    repository: &'a dyn Files,
    folder: &'a str,
    written: Memory,
}

impl<'a> Overlay<'a> {
    pub(super) fn new(repository: &'a dyn Files, folder: &'a str, files: &[(String, Vec<u8>)]) -> Self {
        let path = |path: &str| join(folder, path).unwrap_or_default();
        let written = files.iter().map(|(name, bytes)| (path(name), bytes.clone())).collect();
        Self { repository, folder, written }
    }

    fn at(&self, path: &str) -> &dyn Files {
        let is_inside = match self.folder {
            "" => self.written.kind(path).is_some(),
            folder => path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        if is_inside { &self.written } else { self.repository }
    }
}

impl Files for Overlay<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        self.at(path).read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        self.at(folder).list(folder)
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        self.at(path).kind(path)
    }
}
