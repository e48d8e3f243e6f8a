//! A generated tenant in memory, loaded.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};

use chrono::NaiveDate;
use gatewright::directory::{self, Directory};
use gatewright::workspace::{FileKind, Files, FolderEntry, Loaded, Loader};

use super::workload;

/// Files in memory.
pub(crate) struct Memory(BTreeMap<String, String>);

impl Memory {
    /// The documents of a tenant with this many policies.
    pub(crate) fn of(policies: u32) -> Self {
        Self(workload::policies::files(policies).into_iter().collect())
    }

    /// The documents of a version of a tenant with this many hard policies.
    pub(crate) fn hard(policies: u32, version: u32) -> Self {
        Self(workload::hard::files(policies, version).into_iter().collect())
    }

    /// The texts of all policies.
    pub(crate) fn policies(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        files.filter(|(path, _)| path.starts_with("policies/"))
    }

    /// Loads the tenant.
    pub(crate) fn load(&self, directory: &Directory) -> Loaded {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
        let mut loader = Loader::new(self, day);
        loader.tenant("", Some(directory));
        loader.finish()
    }
}

/// A directory of this many people.
pub(crate) fn directory(people: u32) -> Directory {
    directory::read(&exports(people)).0
}

/// The exports of a directory.
pub(crate) fn exports(people: u32) -> Vec<(String, Vec<u8>)> {
    workload::directory(people).into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// An export of sign-ins.
pub(crate) fn sign_ins(sign_ins: u32, people: u32) -> Vec<u8> {
    let mut text = Vec::new();
    workload::sign_ins(&mut text, sign_ins, people).expect("memory takes it");
    text
}

impl Files for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        let text = self.0.get(path).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        Ok(text.clone().into_bytes())
    }

    fn list(&self, folder: &str) -> Result<Vec<FolderEntry>, Error> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.0.keys().filter_map(|path| path.strip_prefix(&prefix));
        let mut entries: Vec<FolderEntry> = below
            .map(|path| match path.split_once('/') {
                Some((name, _)) => FolderEntry { name: name.to_owned(), kind: FileKind::Folder },
                None => FolderEntry { name: path.to_owned(), kind: FileKind::File },
            })
            .collect();
        entries.sort();
        entries.dedup();
        Ok(entries)
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        if self.0.contains_key(path) {
            return Some(FileKind::File);
        }
        let is_folder =
            self.0.keys().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
        is_folder.then_some(FileKind::Folder)
    }
}
