//! A folder of its own for each test, and the command run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder in which the command is run.
pub(crate) struct Sandbox(TempDir);

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A sandbox that holds the workspace of `init` in `contoso`.
    pub(crate) fn with_contoso() -> Self {
        let sandbox = Self::new();
        sandbox.init("contoso");
        sandbox
    }

    /// A new workspace, with emergency access, for the tenant that the folder is named after.
    /// A repository with a copy of one of the examples, and of the shared sets.
    pub(crate) fn with_example(name: &str) -> Self {
        fn copy(from: &std::path::Path, to: &std::path::Path) {
            std::fs::create_dir_all(to).unwrap();
            for entry in std::fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let place = to.join(entry.file_name());
                if entry.file_type().unwrap().is_dir() {
                    copy(&entry.path(), &place);
                } else {
                    std::fs::copy(entry.path(), place).unwrap();
                }
            }
        }
        let sandbox = Self::new();
        for folder in [&format!("examples/{name}"), "policies"] {
            copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &sandbox.path(folder));
        }
        sandbox.git(&["init", "--quiet"]);
        sandbox
    }

    pub(crate) fn init(&self, folder: &str) {
        let name = folder.rsplit('/').next().unwrap();
        let [one, other] = ["bg1", "bg2"].map(|account| format!("{account}@{name}.com"));
        let ran = self.run(&["init", folder, "--emergency-access", &one, &other]);
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// The paths of all files under a folder, in order.
    pub(crate) fn tree(&self, folder: &str) -> Vec<String> {
        let mut paths = Vec::new();
        collect(&self.path(folder), "", &mut paths);
        paths.sort();
        paths
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        command.args(arguments).current_dir(self.0.path()).stdin(Stdio::null()).env_clear();
        // git is found by it.
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=asha", "-c", "user.email=asha@contoso.com"]).args(arguments);
        let output = command.current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn collect(folder: &Path, prefix: &str, paths: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().display());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), paths);
        } else {
            paths.push(path);
        }
    }
}
