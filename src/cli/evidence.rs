//! Where the evidence of a tenant is: beside its documents, or where the arguments say.

use std::path::PathBuf;

use super::source::{Source, read_all};
use crate::directory::{self, Directory, Problem};
use crate::error::Error;
use crate::workspace::{FileKind, Files};

/// Where the evidence is.
#[derive(Debug, clap::Args)]
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

impl Evidence {
    /// The directory export of the tenant in a folder, and what is wrong with it; `None` where there is none.
    pub(crate) fn directory(
        &self,
        source: &Source,
        folder: &str,
    ) -> Result<Option<(Directory, Vec<Problem>)>, Error> {
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
            None => Source::open(evidence).map(|_| None),
        }
    }
}

fn read(files: &dyn Files, path: &str) -> Result<(Directory, Vec<Problem>), Error> {
    Ok(directory::read(&read_all(files, path, &[".json", ".json.gz"])?))
}
