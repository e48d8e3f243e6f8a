//! The files of a repository, wherever they are: on disk, in a git revision, in memory.
//!
//! Paths are relative to the root of the repository, with `/`; the root itself is the empty path. A path that would
//! leave the root cannot be made here; what a symbolic link points to is the business of who implements [`Files`].

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};

/// The files of a repository, which several tenants may read side by side.
pub trait Files: Sync {
    /// The bytes of a file.
    fn read(&self, path: &str) -> Result<Vec<u8>, Error>;

    /// What is in a folder, sorted by name.
    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, Error>;

    /// What is at a path; `None` if there is nothing.
    fn kind(&self, path: &str) -> Option<FileKind>;
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderEntry {
    /// Its name, without the folder.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
}

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Files in memory; a folder exists as long as a file is in it.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Adds a file, or replaces it.
    #[must_use]
    pub fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), text.into());
        self
    }
}

impl<P: Into<String>> FromIterator<(P, Vec<u8>)> for Memory {
    fn from_iter<T: IntoIterator<Item = (P, Vec<u8>)>>(files: T) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes)).collect() }
    }
}

impl Files for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        self.files.get(path).cloned().ok_or_else(|| ErrorKind::NotFound.into())
    }

    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut entries = BTreeMap::new();
        let inside = self.files.range(prefix.clone()..).map(|(path, _)| path);
        for rest in inside.map_while(|path| path.strip_prefix(&prefix)) {
            match rest.split_once('/') {
                Some((name, _)) => entries.insert(name.to_owned(), FileKind::Folder),
                None => entries.insert(rest.to_owned(), FileKind::File),
            };
        }
        if entries.is_empty() {
            return Err(ErrorKind::NotFound.into());
        }
        Ok(entries.into_iter().map(|(name, kind)| FolderEntry { name, kind }).collect())
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::File);
        }
        self.list(path).ok().map(|_| FileKind::Folder)
    }
}

/// A path from a folder on, with `.` and `..` resolved; `None` if it is absolute or leaves the root.
pub(crate) fn join(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with('/') || relative.contains('\\') || relative.contains(':') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The last part of a path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parent_steps_stay_inside_the_root() {
        assert_eq!(join("clients/contoso", "../../policies/baseline").as_deref(), Some("policies/baseline"));
        assert_eq!(join("clients/contoso", "../../../policies"), None);
        assert_eq!(join("clients", "/etc"), None);
        assert_eq!(join("clients", "C:\\policies"), None);
        assert_eq!(join("a", "b/../../../a"), None);
    }

    #[test]
    fn memory_lists_what_is_directly_in_a_folder() {
        let files = Memory::default().with("b/x.yaml", "").with("a.yaml", "").with("b/c/y.yaml", "");
        let names = |folder| -> Vec<_> {
            files.list(folder).unwrap().into_iter().map(|entry| (entry.name, entry.kind)).collect()
        };
        assert_eq!(names(""), [("a.yaml".into(), FileKind::File), ("b".into(), FileKind::Folder)]);
        assert_eq!(names("b"), [("c".into(), FileKind::Folder), ("x.yaml".into(), FileKind::File)]);
        assert_eq!(files.kind("b/c"), Some(FileKind::Folder));
        assert_eq!(files.kind("b/d"), None);
    }
}
