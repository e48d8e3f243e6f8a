//! Writes files and folders whole or not at all: first beside the place, under a name of their own, then renamed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, ErrorKind, Write};
use std::path::Path;

use serde_json::Value;
use tempfile::{Builder, TempDir};

use crate::error::{self, Error as Failure};
use crate::workspace::OutputFile;

/// The file by which compiled output is known, and which says what belongs to it.
const MANIFEST: &str = "manifest.json";

/// How writing one new file is done. Tests stand in a disk that is full.
type WriteFile = fn(&Path, &[u8]) -> Result<(), Error>;

/// Writes files into a folder that is new, or empty but for a git repository's own.
pub(crate) fn create_folder(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    let failed = failed_at(folder);
    fs::create_dir_all(folder).map_err(&failed)?;
    for entry in fs::read_dir(folder).map_err(&failed)? {
        let name = entry.map_err(&failed)?.file_name();
        if name != ".git" {
            let message = format!("`{}` is not empty: it holds `{}`", folder.display(), name.display());
            return Err(
                Failure::new(error::ErrorKind::Output, message).hint("give a folder that is new or empty")
            );
        }
    }
    fill(folder, files, write_file).map_err(failed)
}

/// Writes a file in place of one that is there, whose permissions it keeps. A link stays one.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = failed_at(path);
    let path = fs::canonicalize(path).map_err(&failed)?;
    let parent = path.parent().unwrap_or(Path::new("."));
    let mut made = Builder::new().prefix(".gatewright-").tempfile_in(parent).map_err(&failed)?;
    made.write_all(bytes).map_err(&failed)?;
    fs::metadata(&path)
        .and_then(|metadata| fs::set_permissions(made.path(), metadata.permissions()))
        .map_err(&failed)?;
    made.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes a file that is new, or in place of what was there.
pub(crate) fn write_one(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = failed_at(path);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = temporary_in(folder).map_err(&failed)?;
    let written = beside.path().join("new");
    write_file(&written, bytes).map_err(&failed)?;
    fs::rename(written, path).map_err(failed)
}

/// Writes a folder of compiled output in place of an older one, which must be wholly ours: a file that its manifest
/// does not list is never removed.
pub(crate) fn replace_compiled(folder: &Path, files: &[OutputFile]) -> Result<(), Failure> {
    refuse_foreign(folder)?;
    replace(folder, files, write_file).map_err(failed_at(folder))
}

/// The files of a compiled folder that writing would add, change or remove, in order.
pub(crate) fn differences(folder: &Path, files: &[OutputFile]) -> Result<Vec<String>, Failure> {
    let cannot_read = |error| {
        Failure::new(error::ErrorKind::Input, format!("cannot read `{}`", folder.display())).because(error)
    };
    let mut there = contents(folder).map_err(cannot_read)?.unwrap_or_default();
    let mut differences = BTreeSet::new();
    for (path, bytes) in files {
        let same = there.remove(path) && fs::read(folder.join(path)).map_err(cannot_read)? == *bytes;
        if !same {
            differences.insert(path.clone());
        }
    }
    differences.extend(there);
    Ok(differences.into_iter().collect())
}

fn failed_at(place: &Path) -> impl Fn(Error) -> Failure {
    move |error| {
        Failure::new(error::ErrorKind::Output, format!("cannot write `{}`", place.display())).because(error)
    }
}

fn refuse_foreign(folder: &Path) -> Result<(), Failure> {
    let Some(there) = contents(folder).map_err(failed_at(folder))? else { return Ok(()) };
    let ours = manifest(folder);
    match there.iter().find(|path| !ours.contains(*path)) {
        None => Ok(()),
        Some(foreign) => Err(Failure::new(
            error::ErrorKind::Output,
            format!("`{}` holds `{foreign}`, which no manifest of ours lists", folder.display()),
        )
        .hint("give another --out, or move that file away: the whole folder is replaced")),
    }
}

/// What the manifest in a folder lists, itself included; nothing if there is none.
fn manifest(folder: &Path) -> BTreeSet<String> {
    let text = fs::read(folder.join(MANIFEST)).unwrap_or_default();
    let manifest: Value = serde_json::from_slice(&text).unwrap_or_default();
    let Some(order) = manifest.get("order").and_then(Value::as_array) else { return BTreeSet::new() };
    let files = order.iter().filter_map(|object| object.get("file")?.as_str());
    files.chain([MANIFEST]).map(str::to_owned).collect()
}

/// The paths of all files under a folder, with `/`; `None` if it is not there.
fn contents(folder: &Path) -> Result<Option<BTreeSet<String>>, Error> {
    let mut paths = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound && prefix.is_empty() => return Ok(None),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{prefix}{}", entry.file_name().display());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                paths.insert(path);
            }
        }
    }
    Ok(Some(paths))
}

/// Moves new files into a folder that has none of their names.
fn fill(folder: &Path, files: &[OutputFile], write: WriteFile) -> Result<(), Error> {
    let made = temporary_in(folder)?;
    write_all(made.path(), files, write)?;
    let names: BTreeSet<&str> = files.iter().filter_map(|(path, _)| path.split('/').next()).collect();
    for name in names {
        fs::rename(made.path().join(name), folder.join(name))?;
    }
    Ok(())
}

/// Puts new files in place of whatever is at a folder.
fn replace(folder: &Path, files: &[OutputFile], write: WriteFile) -> Result<(), Error> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let made = temporary_in(parent)?;
    let (new, old) = (made.path().join("new"), made.path().join("old"));
    fs::create_dir(&new)?;
    write_all(&new, files, write)?;
    let is_there = match fs::rename(folder, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(error),
    };
    fs::rename(&new, folder).inspect_err(|_| {
        if is_there {
            // What went wrong first is what is told.
            let _ = fs::rename(&old, folder);
        }
    })
}

fn write_all(folder: &Path, files: &[OutputFile], write: WriteFile) -> Result<(), Error> {
    for (path, bytes) in files {
        let path = folder.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        write(&path, bytes)?;
    }
    Ok(())
}

/// A folder of our own, removed when dropped. Inside or beside what is written, it is on the same file system, so
/// that moving from it is one step.
fn temporary_in(folder: &Path) -> Result<TempDir, Error> {
    Builder::new().prefix(".gatewright-").tempdir_in(folder)
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn files(paths: &[(&str, &str)]) -> Vec<OutputFile> {
        paths.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn compiled(paths: &[(&str, &str)]) -> Vec<OutputFile> {
        let order: Vec<_> = paths.iter().map(|(path, _)| serde_json::json!({ "file": path })).collect();
        let manifest = serde_json::json!({ "order": order }).to_string();
        let mut files = files(paths);
        files.push((MANIFEST.to_owned(), manifest.into_bytes()));
        files
    }

    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let paths = contents(folder).unwrap().unwrap();
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(folder.join(path)).unwrap())).collect()
    }

    fn full_disk(path: &Path, bytes: &[u8]) -> Result<(), Error> {
        if path.ends_with("b.json") { Err(ErrorKind::StorageFull.into()) } else { write_file(path, bytes) }
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("out/contoso");
        replace_compiled(&folder, &compiled(&[("policies/a.json", "1"), ("groups/g.json", "1")])).unwrap();
        replace_compiled(&folder, &compiled(&[("policies/a.json", "2")])).unwrap();
        let paths: Vec<_> = tree(&folder).into_keys().collect();
        assert_eq!(paths, ["manifest.json", "policies/a.json"]);
        assert_eq!(fs::read_dir(parent.path().join("out")).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("contoso");
        replace_compiled(&folder, &compiled(&[("a.json", "1")])).unwrap();
        let before = tree(&folder);
        let error = replace(&folder, &files(&[("a.json", "2"), ("b.json", "2")]), full_disk).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        assert_eq!(tree(&folder), before);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn files_of_others_are_never_removed() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("contoso");
        replace_compiled(&folder, &compiled(&[("a.json", "1")])).unwrap();
        fs::write(folder.join("notes.txt"), "mine").unwrap();
        let error = replace_compiled(&folder, &compiled(&[("a.json", "2")])).unwrap_err();
        assert!(error.to_string().contains("holds `notes.txt`"), "{error}");
        assert_eq!(tree(&folder)["a.json"], "1");
        assert!(create_folder(&folder, &files(&[("a.json", "2")])).is_err());
    }

    #[test]
    fn a_new_folder_may_be_a_git_repository_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        fs::create_dir(parent.path().join(".git")).unwrap();
        create_folder(parent.path(), &files(&[("tenant.yaml", "1"), ("policies/a.yaml", "1")])).unwrap();
        let paths: Vec<_> = tree(parent.path()).into_keys().collect();
        assert_eq!(paths, ["policies/a.yaml", "tenant.yaml"]);
        assert!(create_folder(parent.path(), &files(&[("b", "1")])).is_err());
    }

    #[test]
    fn a_full_disk_leaves_a_new_folder_empty() {
        let parent = tempfile::tempdir().unwrap();
        assert!(fill(parent.path(), &files(&[("a.json", "1"), ("b.json", "1")]), full_disk).is_err());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[test]
    fn differences_name_every_file() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("contoso");
        let before = compiled(&[("a.json", "1"), ("b.json", "1")]);
        assert_eq!(differences(&folder, &before).unwrap(), ["a.json", "b.json", "manifest.json"]);
        replace_compiled(&folder, &before).unwrap();
        assert_eq!(differences(&folder, &before).unwrap(), Vec::<String>::new());
        let after = files(&[("a.json", "2"), ("c.json", "1"), (MANIFEST, "{}")]);
        assert_eq!(differences(&folder, &after).unwrap(), ["a.json", "b.json", "c.json", "manifest.json"]);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_stays() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("contoso");
        fs::write(&folder, "mine").unwrap();
        assert!(replace_compiled(&folder, &compiled(&[("a.json", "1")])).is_err());
        assert_eq!(fs::read_to_string(&folder).unwrap(), "mine");
    }
}
