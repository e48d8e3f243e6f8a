//! The files of a git revision, read through the `git` program.
//!
//! `git` is run directly, never through a shell, and a revision that looks like an option is refused.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use super::disk::{MAX_BYTES, too_large};
use crate::error::{Error, ErrorKind};
use crate::workspace::{FileKind, Files, FolderEntry};

/// The files of a revision.
#[derive(Debug)]
pub(crate) struct Revision {
    /// What is at each path: files by their own, folders by each file in them.
    entries: BTreeMap<String, Blob>,
    blobs: Mutex<Blobs>,
}

#[derive(Debug)]
struct Blob {
    object: String,
    is_link: bool,
}

impl Revision {
    /// A revision, such as `main`, of the git repository that a folder is in.
    pub(crate) fn open(folder: &Path, revision: &str) -> Result<Self, Error> {
        if revision.is_empty() || revision.starts_with('-') {
            return Err(Error::new(ErrorKind::Usage, format!("`{revision}` is no git revision")));
        }
        let commit = format!("{revision}^{{commit}}");
        let commit = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?
            .ok_or_else(|| {
                Error::new(ErrorKind::Input, format!("git knows no revision `{revision}` here"))
                    .hint("`git branch --all` and `git tag` list revisions; a shallow clone lacks older ones")
            })?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let listing = git(folder, &["ls-tree", "-r", "-z", "--full-tree", &commit, "--"])?
            .ok_or_else(|| Error::new(ErrorKind::Input, format!("git cannot list revision `{revision}`")))?;
        let entries = listing.split(|byte| *byte == 0).filter_map(entry).collect();
        Ok(Self { entries, blobs: Mutex::new(Blobs::start(folder)?) })
    }
}

impl Files for Revision {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let blob = self.entries.get(path).ok_or(io::ErrorKind::NotFound)?;
        if blob.is_link {
            let message = "it is a symbolic link, which is not followed in a revision";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        self.blobs.lock().map_err(|_| io::ErrorKind::BrokenPipe)?.read(&blob.object)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<FolderEntry>> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let inside = self.entries.range(prefix.clone()..).map(|(path, _)| path);
        let inside = inside.map_while(|path| path.strip_prefix(&prefix));
        let mut kinds = BTreeMap::new();
        for rest in inside {
            match rest.split_once('/') {
                Some((name, _)) => kinds.insert(name.to_owned(), FileKind::Folder),
                None => kinds.insert(rest.to_owned(), FileKind::File),
            };
        }
        if kinds.is_empty() && !folder.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(kinds.into_iter().map(|(name, kind)| FolderEntry { name, kind }).collect())
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        if self.entries.contains_key(path) {
            return Some(FileKind::File);
        }
        self.list(path).ok().map(|_| FileKind::Folder)
    }
}

/// A line of `git ls-tree`, `<mode> <type> <object>\t<path>`. Submodules have no files here.
fn entry(line: &[u8]) -> Option<(String, Blob)> {
    let line = String::from_utf8_lossy(line);
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
    let blob = Blob { object: object.to_owned(), is_link: mode == "120000" };
    (kind == "blob").then(|| (path.to_owned(), blob))
}

/// Runs git to its end. `None` is that it failed without a word, as `rev-parse --quiet` does.
fn git(folder: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, Error> {
    let output = command(folder, arguments).output().map_err(not_started)?;
    if output.status.success() {
        return Ok(Some(output.stdout));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().next() {
        Some(line) => Err(Error::new(ErrorKind::Input, format!("git says: {line}"))),
        None => Ok(None),
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
    command
}

fn not_started(error: io::Error) -> Error {
    Error::new(ErrorKind::Input, "cannot run `git`, which reads revisions")
        .hint("install git, or give a folder in place of the revision")
        .because(error)
}

/// One `git cat-file --batch`, which answers object after object: starting git for each file would take longer than
/// all else.
#[derive(Debug)]
struct Blobs {
    child: Child,
    asked: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    fn start(folder: &Path) -> Result<Self, Error> {
        let mut command = command(folder, &["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(not_started)?;
        let asked = child.stdin.take();
        let answers = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe.into()).map_err(not_started)?;
        Ok(Self { child, asked, answers: BufReader::new(answers) })
    }

    fn read(&mut self, object: &str) -> io::Result<Vec<u8>> {
        let asked = self.asked.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        writeln!(asked, "{object}")?;
        asked.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or_else(|| io::Error::other(format!("git says: {}", head.trim_end())))?;
        // A newline follows the object.
        let mut answer = self.answers.by_ref().take(size + 1);
        if size > MAX_BYTES {
            io::copy(&mut answer, &mut io::sink())?;
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        answer.read_to_end(&mut bytes)?;
        bytes.pop();
        if bytes.len() as u64 == size { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // Without input git ends by itself; waiting leaves no zombie. How it ended no longer matters.
        self.asked.take();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository with one commit; `None` where git is not installed, which is said.
    fn repository() -> Option<tempfile::TempDir> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("SKIPPED: git is not installed, revisions were not tested");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| {
            let identity = ["-c", "user.name=asha", "-c", "user.email=asha@contoso.com"];
            let mut command = Command::new("git");
            let output = command.args(identity).args(arguments).current_dir(folder.path()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        run(&["init", "--quiet"]);
        std::fs::create_dir_all(folder.path().join("clients/contoso")).unwrap();
        std::fs::write(folder.path().join("clients/contoso/tenant.yaml"), "tenant: contoso\n").unwrap();
        std::fs::write(folder.path().join("clients/x.yaml"), "").unwrap();
        run(&["add", "."]);
        run(&["commit", "--quiet", "-m", "contoso"]);
        std::fs::write(folder.path().join("clients/contoso/tenant.yaml"), "tenant: changed\n").unwrap();
        Some(folder)
    }

    #[test]
    fn a_revision_has_what_was_committed() {
        let Some(folder) = repository() else { return };
        let revision = Revision::open(folder.path(), "HEAD").unwrap();
        assert_eq!(revision.read("clients/contoso/tenant.yaml").unwrap(), b"tenant: contoso\n");
        assert_eq!(revision.read("clients/x.yaml").unwrap(), b"");
        assert_eq!(revision.kind("clients/contoso"), Some(FileKind::Folder));
        assert_eq!(revision.kind("clients/cont"), None);
        let entries = revision.list("clients").unwrap();
        let names: Vec<_> = entries.iter().map(|entry| (entry.name.as_str(), entry.kind)).collect();
        assert_eq!(names, [("contoso", FileKind::Folder), ("x.yaml", FileKind::File)]);
        assert!(revision.list("absent").is_err());
    }

    #[test]
    fn what_is_no_revision_is_refused() {
        let Some(folder) = repository() else { return };
        for revision in ["absent", "--output=x", "", "HEAD:clients"] {
            assert!(Revision::open(folder.path(), revision).is_err(), "{revision}");
        }
    }
}
