//! Evidence on disk: exports of the directory and recorded sign-ins, in the workspace or wherever they are said to be.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{MAX_BYTES, too_large};
use super::terminal::Terminal;
use crate::diagnostic::Severity;
use crate::directory::{self, Directory};
use crate::error::{Error, ErrorKind};
use crate::sign_in::{ReadSummary, SignIn};

/// How deep folders of evidence are searched: a link that leads back up is not followed for ever.
const MAX_DEPTH: usize = 16;

/// Where the evidence is.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Evidence {
    /// The folder with directory/ and signins/, if they are not in the tenant's own; with several tenants, one folder
    /// for each in it
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,

    /// Exports of users, groups, roles, registration and devices, in place of directory/
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,

    /// Recorded sign-ins, a file or a folder, in place of signins/ (can be repeated)
    #[arg(long = "sign-ins", value_name = "PATH")]
    sign_ins: Vec<PathBuf>,
}

impl Evidence {
    /// Reads the directory of a tenant whose folder and name are given; empty where there is none.
    pub(crate) fn directory(
        &self,
        tenant: &Path,
        name: &str,
        terminal: &mut Terminal,
    ) -> Result<Directory, Error> {
        let folder = match &self.directory {
            Some(folder) => folder.clone(),
            None => self.folder(tenant, name).join("directory"),
        };
        if self.directory.is_none() && !folder.is_dir() {
            return Ok(Directory::default());
        }
        let mut files = Vec::new();
        for path in files_under(&folder)? {
            let bytes = read(&path).map_err(|error| cannot_read(&path, error))?;
            files.push((path.display().to_string(), bytes));
        }
        let (directory, problems) = directory::read(&files);
        for problem in problems.iter().filter(|problem| problem.severity > Severity::Note) {
            terminal.status(&format!(
                "{}: {}: {}\n",
                problem.severity.as_str(),
                problem.file,
                problem.message
            ));
        }
        Ok(directory)
    }

    /// Reads the sign-ins of a tenant, one file after the other by name. Returns what came of each.
    pub(crate) fn sign_ins(
        &self,
        tenant: &Path,
        name: &str,
        terminal: &mut Terminal,
        mut each: impl FnMut(SignIn<'_>),
    ) -> Result<Vec<(String, ReadSummary)>, Error> {
        let mut paths = Vec::new();
        for given in &self.sign_ins {
            paths.extend(files_under(given)?);
        }
        let own = self.folder(tenant, name).join("signins");
        if self.sign_ins.is_empty() && own.is_dir() {
            paths = files_under(&own)?;
        }
        let mut files = Vec::new();
        for path in paths {
            let file = File::open(&path).map_err(|error| cannot_read(&path, error))?;
            let read = crate::sign_in::read(file, |sign_in, _| each(sign_in))
                .map_err(|error| cannot_read(&path, error))?;
            tell(&path, &read, terminal);
            files.push((path.display().to_string(), read));
        }
        Ok(files)
    }

    fn folder(&self, tenant: &Path, name: &str) -> PathBuf {
        match &self.evidence {
            Some(folder) if folder.join(name).is_dir() => folder.join(name),
            Some(folder) => folder.clone(),
            None => tenant.to_owned(),
        }
    }
}

fn tell(path: &Path, read: &ReadSummary, terminal: &mut Terminal) {
    for problem in &read.problems {
        terminal.status(&format!("warning: {}:{}: {}\n", path.display(), problem.line, problem.message));
    }
    let untold = read.malformed.saturating_sub(read.problems.len() as u64);
    if untold > 0 {
        terminal.status(&format!("warning: {}: {untold} more records cannot be read\n", path.display()));
    }
}

/// The files at a path: itself, or all under it, by name. Hidden ones are left out.
fn files_under(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    collect(path, MAX_DEPTH, &mut files).map_err(|error| cannot_read(path, error))?;
    Ok(files)
}

fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !std::fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for entry in entries {
        let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !is_hidden && depth > 0 {
            collect(&entry, depth - 1, files)?;
        }
    }
    Ok(())
}

/// Reads a file whole, unless it is too large.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

/// That a file or folder could not be read.
pub(crate) fn cannot_read(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Input, format!("cannot read `{}`", path.display())).because(error)
}
