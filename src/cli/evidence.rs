//! Where the evidence of a tenant is: beside its documents, or where the arguments say.

use std::io;
use std::path::{Path, PathBuf};

use super::source::{Source, cannot_read, read_all};
use crate::directory::{Directory, Problem};
use crate::error::Error;
use crate::workspace::FileKind;

/// How deep folders of sign-ins are searched: a link that leads back up is not followed for ever.
const MAX_DEPTH: usize = 16;

/// Where the evidence is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Evidence {
    /// The folder that holds directory/ and signins/, or a folder with both for each tenant by its name
    ///
    /// Without it, they are in the tenant's own folder.
    #[arg(long, value_name = "DIR")]
    evidence: Option<PathBuf>,

    /// The folder of the directory export, in place of directory/
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Reads of exports what is needed: all of it, or who there is.
pub(crate) type ReadDirectory = fn(&[(String, Vec<u8>)]) -> (Directory, Vec<Problem>);

impl Evidence {
    /// Refuses a folder that is given and not there.
    pub(crate) fn is_there(&self) -> Result<(), Error> {
        self.evidence.iter().chain(&self.directory).try_for_each(|path| Source::open(path).map(|_| ()))
    }

    /// The directory export of the tenant in a folder, and what is wrong with it; `None` where there is none.
    pub(crate) fn directory(
        &self,
        source: &Source,
        folder: &str,
        read: ReadDirectory,
    ) -> Result<Option<(Directory, Vec<Problem>)>, Error> {
        let read = |files, path| Ok(read(&read_all(files, path, &[".json", ".json.gz"])?));
        if let Some(path) = &self.directory {
            let source = Source::open(path)?;
            return read(&*source.files, &source.path).map(Some);
        }
        let Some(evidence) = &self.evidence else {
            let path = if folder.is_empty() { "directory".to_owned() } else { format!("{folder}/directory") };
            let files = source.evidence();
            let is_there = files.kind(&path) == Some(FileKind::Folder);
            return is_there.then(|| read(files, &path)).transpose();
        };
        let tenant = folder.rsplit('/').next().unwrap_or(folder);
        let places = [evidence.join(tenant).join("directory"), evidence.join("directory")];
        match places.iter().find(|path| path.is_dir()) {
            Some(path) => {
                let source = Source::open(path)?;
                read(&*source.files, &source.path).map(Some)
            }
            None => Ok(None),
        }
    }

    /// The files of recorded sign-ins of the tenant in a folder, by name.
    pub(crate) fn sign_ins(&self, source: &Source, folder: &str) -> Result<Vec<PathBuf>, Error> {
        let tenant = folder.rsplit('/').next().unwrap_or(folder);
        let places = match &self.evidence {
            Some(evidence) => vec![evidence.join(tenant).join("signins"), evidence.join("signins")],
            None => source.on_disk(folder).map(|place| place.join("signins")).into_iter().collect(),
        };
        places.iter().find(|path| path.is_dir()).map_or(Ok(Vec::new()), |path| files_under(path))
    }
}

/// The files at a path: itself, or all under it, by name. Hidden ones are left out.
pub(crate) fn files_under(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    collect(path, MAX_DEPTH, &mut files).map_err(|error| cannot_read(&path.display().to_string(), error))?;
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
