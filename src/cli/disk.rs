//! The files of a repository on disk.
//!
//! Nothing outside the root is ever read, wherever a symbolic link leads.

use std::collections::HashSet;
use std::fs::{self, File, Metadata};
use std::io::{Error, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{self, Error as Failure};
use crate::workspace::{FileKind, Files, FolderEntry};

/// How large a file may be that is read as a whole, in bytes. Above every document's own limit, so that those say
/// what is too large in their own words.
pub(crate) const MAX_BYTES: u64 = 80 << 20;

/// The files under a folder.
#[derive(Debug)]
pub(crate) struct Disk {
    /// INVARIANT: canonical.
    root: PathBuf,
    /// Folders under the root that were found canonical: following the links to each file of a folder anew takes longer
    /// than reading it.
    canonical: Mutex<HashSet<PathBuf>>,
}

impl Disk {
    /// The repository that a path is in, and the path from its root on.
    ///
    /// The root is that of the enclosing git repository. Outside of one, it is the working directory if the path is
    /// under it, else the path's parent.
    pub(crate) fn enclosing(path: &Path) -> Result<(Self, String), Failure> {
        let cannot_read = |error: Error| {
            Failure::new(error::ErrorKind::Input, format!("cannot read `{}`", path.display())).because(error)
        };
        let full = fs::canonicalize(path).map_err(cannot_read)?;
        Self::around(&full).ok_or_else(|| cannot_read(not_utf8(&full)))
    }

    /// The same for a path at which nothing need be yet.
    pub(crate) fn enclosing_new(path: &Path) -> Result<(Self, String), Failure> {
        let cannot_write = |error: Error| {
            Failure::new(error::ErrorKind::Output, format!("cannot write `{}`", path.display()))
                .because(error)
        };
        let full = std::path::absolute(path).map_err(cannot_write)?;
        let there = full.ancestors().find_map(|above| Some((fs::canonicalize(above).ok()?, above)));
        let full = there.map_or_else(
            || full.clone(),
            |(canonical, above)| canonical.join(full.strip_prefix(above).unwrap_or(Path::new(""))),
        );
        // `..` after what is not there is nobody's parent.
        let is_plain = full.components().all(|part| part != std::path::Component::ParentDir);
        let around = is_plain.then(|| Self::around(&full)).flatten();
        around.ok_or_else(|| cannot_write(ErrorKind::InvalidInput.into()))
    }

    /// The path of a folder from the root on; `None` if it is not under the root.
    ///
    /// # Errors
    ///
    /// There is nothing at the path.
    pub(crate) fn inside_root(&self, path: &Path) -> Result<Option<String>, Error> {
        let full = fs::canonicalize(path)?;
        Ok(full.strip_prefix(&self.root).ok().and_then(parts))
    }

    /// The repository around a canonical path; `None` if the path is not UTF-8.
    fn around(full: &Path) -> Option<(Self, String)> {
        let working = std::env::current_dir().and_then(fs::canonicalize).ok();
        let root = full
            .ancestors()
            .find(|folder| folder.join(".git").exists())
            .or_else(|| working.as_deref().filter(|working| full.starts_with(working)))
            .or_else(|| full.parent())
            .unwrap_or(full);
        let inside = parts(full.strip_prefix(root).unwrap_or(Path::new("")))?;
        Some((Self { root: root.to_owned(), canonical: Mutex::default() }, inside))
    }

    /// Opens a regular file of the repository. Anything else, such as a pipe, could make us wait for ever.
    /// Returns how long it is, too.
    fn open(&self, path: &str) -> Result<(File, u64), Error> {
        let (full, metadata) = self.inside(path)?;
        if !metadata.is_file() {
            return Err(Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
        }
        Ok((File::open(full)?, metadata.len()))
    }

    /// The place of a path, links followed, and what is there.
    fn inside(&self, path: &str) -> Result<(PathBuf, Metadata), Error> {
        let full = self.root.join(path);
        if full.file_name().is_some() && full.parent().is_some_and(|folder| self.is_canonical(folder)) {
            let metadata = fs::symlink_metadata(&full)?;
            if !metadata.is_symlink() {
                return Ok((full, metadata));
            }
        }
        let full = fs::canonicalize(full)?;
        if full.starts_with(&self.root) {
            let metadata = fs::metadata(&full)?;
            return Ok((full, metadata));
        }
        let message = "it is a symbolic link that leaves the repository";
        Err(Error::new(ErrorKind::PermissionDenied, message))
    }

    /// Whether a folder is under the root and no link is on the way to it.
    fn is_canonical(&self, folder: &Path) -> bool {
        let mut known = self.canonical.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(folder) {
            return true;
        }
        let is_canonical = folder.starts_with(&self.root)
            && fs::canonicalize(folder).is_ok_and(|canonical| canonical == folder);
        if is_canonical {
            known.insert(folder.to_owned());
        }
        is_canonical
    }

    /// A link that cannot be followed counts as a file: whoever reads it is told why, it is not silently absent.
    fn kind_of_link(&self, path: &Path) -> FileKind {
        match fs::canonicalize(path) {
            Ok(target) if target.starts_with(&self.root) && target.is_dir() => FileKind::Folder,
            Ok(_) | Err(_) => FileKind::File,
        }
    }

    fn kind_of(&self, path: &Path, kind: fs::FileType) -> FileKind {
        if kind.is_symlink() {
            self.kind_of_link(path)
        } else if kind.is_dir() {
            FileKind::Folder
        } else {
            FileKind::File
        }
    }
}

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        let (file, length) = self.open(path)?;
        // One more than there is, which is enough to see the end.
        let mut bytes = Vec::with_capacity(usize::try_from(length.min(MAX_BYTES) + 1).unwrap_or(0));
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
    }

    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.inside(folder)?.0)? {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name().into_string().map_err(|_| not_utf8(&path))?;
            entries.push(FolderEntry { name, kind: self.kind_of(&path, entry.file_type()?) });
        }
        entries.sort();
        Ok(entries)
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        let path = self.root.join(path);
        let metadata = fs::symlink_metadata(&path).ok()?;
        Some(self.kind_of(&path, metadata.file_type()))
    }
}

/// A path with `/`; `None` if it is not UTF-8.
fn parts(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

/// The error of a file above [`MAX_BYTES`].
pub(crate) fn too_large() -> Error {
    Error::new(ErrorKind::FileTooLarge, format!("it is larger than {} MiB", MAX_BYTES >> 20))
}

fn not_utf8(path: &Path) -> Error {
    Error::new(ErrorKind::InvalidData, format!("the file name `{}` is not UTF-8", path.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn disk(folder: &tempfile::TempDir) -> Disk {
        Disk { root: fs::canonicalize(folder.path()).unwrap(), canonical: Mutex::default() }
    }

    #[test]
    fn links_are_followed_inside_the_root_only() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.yaml"), "secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("baseline")).unwrap();
        fs::write(root.join("baseline/a.yaml"), "a").unwrap();
        symlink(root.join("baseline"), root.join("inside")).unwrap();
        symlink(outside.path(), root.join("out")).unwrap();
        symlink(outside.path().join("secret.yaml"), root.join("secret.yaml")).unwrap();
        symlink("absent.yaml", root.join("dangling.yaml")).unwrap();

        let disk = disk(&folder);
        assert_eq!(disk.read("inside/a.yaml").unwrap(), b"a");
        assert!(disk.list("out").is_err());
        for path in ["secret.yaml", "out/secret.yaml", "out"] {
            assert_eq!(disk.read(path).unwrap_err().kind(), ErrorKind::PermissionDenied, "{path}");
        }
        assert_eq!(disk.read("dangling.yaml").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(disk.kind("inside"), Some(FileKind::Folder));
        assert_eq!(disk.kind("dangling.yaml"), Some(FileKind::File));
        assert_eq!(disk.kind("absent.yaml"), None);
        let entries: Vec<_> =
            disk.list("").unwrap().into_iter().map(|entry| (entry.name, entry.kind)).collect();
        assert_eq!(
            entries,
            [
                ("baseline".to_owned(), FileKind::Folder),
                ("dangling.yaml".to_owned(), FileKind::File),
                ("inside".to_owned(), FileKind::Folder),
                ("out".to_owned(), FileKind::File),
                ("secret.yaml".to_owned(), FileKind::File),
            ]
        );
    }

    #[test]
    fn what_is_no_regular_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.yaml")).unwrap();
        fs::create_dir(folder.path().join("folder.yaml")).unwrap();
        for path in ["socket.yaml", "folder.yaml"] {
            assert_eq!(disk(&folder).read(path).unwrap_err().kind(), ErrorKind::InvalidInput, "{path}");
        }
        drop(socket);
    }

    #[test]
    fn the_root_is_the_enclosing_git_repository() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        fs::create_dir_all(folder.path().join("clients/contoso")).unwrap();
        let (disk, path) = Disk::enclosing(&folder.path().join("clients/contoso")).unwrap();
        assert_eq!(disk.root, fs::canonicalize(folder.path()).unwrap());
        assert_eq!(path, "clients/contoso");
        let (_, path) = Disk::enclosing(folder.path()).unwrap();
        assert_eq!(path, "");
    }

    #[test]
    fn a_folder_to_be_made_is_in_the_repository_around_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        fs::create_dir_all(folder.path().join("shared")).unwrap();
        let (disk, path) = Disk::enclosing_new(&folder.path().join("clients/contoso")).unwrap();
        assert_eq!(path, "clients/contoso");
        assert_eq!(disk.inside_root(&folder.path().join("shared")).unwrap().as_deref(), Some("shared"));
        assert_eq!(disk.inside_root(&folder.path().join("..")).unwrap(), None);
        assert!(disk.inside_root(&folder.path().join("absent")).is_err());
        assert!(Disk::enclosing_new(&folder.path().join("absent/../contoso")).is_err());
    }

    #[test]
    fn without_git_the_root_is_the_parent() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("clients/contoso")).unwrap();
        let (_, path) = Disk::enclosing(&folder.path().join("clients/contoso")).unwrap();
        assert_eq!(path, "contoso");
    }
}
