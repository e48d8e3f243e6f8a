//! README.md is a script: what it shows is run in its order, in a copy of what it is about, and printed as it shows.
//! `UPDATE=1 cargo test --test readme` rewrites what is printed.
//!
//! - `console`: commands after `$ `, each with its output; a line of `...` stands for lines left out. A command that fails is
//!   followed by `echo $?`.
//! - `sh`: commands that work, whatever they print.
//! - `yaml`: a file, whose path is the comment in its first line. Steps of a workflow that run gatewright are run.
//! - `diff`: a change, which applies.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gatewright::directory;
use serde_json::Value;
use tempfile::TempDir;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// What stands for lines that are not shown.
const ELLIPSIS: &str = "...";

#[test]
fn the_readme_shows_what_happens() {
    let readme = fs::read_to_string(README).unwrap();
    let mut sandbox = Sandbox::new();
    let mut current: Vec<String> = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        current.push(line.to_owned());
        let Some(language) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        current.extend(sandbox.act(language, &body));
        current.push("```".to_owned());
    }
    let current = current.join("\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(README, &current).unwrap();
    }
    let expected = fs::read_to_string(README).unwrap();
    let differs = current.lines().zip(expected.lines()).find(|(current, expected)| current != expected);
    assert!(
        current == expected,
        "README.md is out of date, at {differs:#?}: run with UPDATE=1 and read the diff"
    );
}

#[test]
fn the_first_commands_are_the_two_that_matter() {
    let readme = fs::read_to_string(README).unwrap();
    let commands: Vec<&str> = readme
        .split("\n```sh\n")
        .skip(1)
        .filter_map(|block| block.split_once("\n```").map(|(commands, _)| commands))
        .collect();
    assert_eq!(commands, ["cargo run --release -- simulate examples/contoso", "cargo test"]);
}

#[test]
fn exported_files_are_known_by_the_names_that_are_given() {
    let readme = fs::read_to_string(README).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `directory/")?.split('`').next());
    let names: Vec<String> =
        rows.map(|name| name.replace("<id>", "bbbbbbbb-0000-4000-8000-000000000001")).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let (_, problems) = directory::read(&[(name.clone(), br#"{ "value": [] }"#.to_vec())]);
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}

#[test]
fn the_example_tells_its_own_story() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso");
    let readme = fs::read_to_string(folder.join("README.md")).unwrap();
    let truth: Value = serde_json::from_slice(&fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let count = |list: &str| truth[list].as_array().unwrap().len();
    let locked_out = truth["lockedOut"].as_array().unwrap().iter().map(|one| {
        let name = one["user"].as_str().unwrap().split('@').next().unwrap();
        format!("| {name} |")
    });
    let numbers = [
        format!("{} accounts", truth["people"]["inDirectory"]),
        format!("{} recorded", truth["signIns"]["read"]),
        format!("| {} others | have no method", count("mustRegisterFirst")),
        format!("| {} others | have a method", count("newlyPrompted")),
        format!("{} attempts", truth["alsoStopped"]["attempts"]),
    ];
    for told in locked_out.chain(numbers) {
        assert!(readme.replace(',', "").contains(&told), "`{told}` is not in the example's README");
    }
}

/// A git repository with copies of the example and of the baseline.
struct Sandbox {
    folder: TempDir,
    /// The exit code of the last command.
    code: i32,
}

impl Sandbox {
    fn new() -> Self {
        let sandbox = Self { folder: TempDir::new().unwrap(), code: 0 };
        for folder in ["examples", "policies"] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &sandbox.folder.path().join(folder));
        }
        sandbox.works("git init --quiet --initial-branch main");
        sandbox.works("git add --all && git commit --quiet --message begin");
        sandbox.works("git symbolic-ref refs/remotes/origin/main refs/heads/main");
        sandbox
    }

    /// Does what a block says; returns its lines as they should be.
    fn act(&mut self, language: &str, body: &[&str]) -> Vec<String> {
        match language {
            "console" => return self.console(body),
            "sh" => body.iter().for_each(|command| self.works(command)),
            "yaml" => self.file(body),
            "diff" => self.apply(body),
            other => panic!("no test runs blocks of `{other}`"),
        }
        body.iter().map(|line| (*line).to_owned()).collect()
    }

    fn console(&mut self, body: &[&str]) -> Vec<String> {
        let mut shown = Vec::new();
        let mut rest = body;
        while let Some((line, after)) = rest.split_first() {
            let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("`{line}` is no command"));
            let end = after.iter().position(|line| line.starts_with("$ ")).unwrap_or(after.len());
            let (expected, after) = after.split_at(end);
            let (code, output) = self.run(command);
            let is_told = after.first() == Some(&"$ echo $?");
            assert!(code == 0 || is_told, "`{command}` exits with {code}, which is not said:\n{output}");
            self.code = code;
            shown.push((*line).to_owned());
            shown.extend(elide(output.lines(), expected));
            rest = after;
        }
        shown
    }

    fn works(&self, command: &str) {
        let (code, output) = self.run(command);
        assert_eq!(code, 0, "`{command}`:\n{output}");
    }

    fn file(&self, body: &[&str]) {
        let name = body.first().and_then(|line| line.strip_prefix("# ")).expect("the first line is the path");
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, body.join("\n") + "\n").unwrap();
        if name.starts_with(".github/") {
            self.works("git add --all && git commit --quiet --message clients");
            body.iter()
                .filter_map(|line| line.trim_start().strip_prefix("- run: "))
                .for_each(|command| self.works(command));
        }
    }

    fn apply(&self, body: &[&str]) {
        fs::write(self.folder.path().join("change.diff"), body.join("\n") + "\n").unwrap();
        self.works("git apply --unidiff-zero change.diff && rm change.diff");
    }

    /// Runs a command after the last one; returns its exit code and what it printed to either stream.
    fn run(&self, command: &str) -> (i32, String) {
        // Building with cargo from a test would wait for cargo.
        let cargo = r#"cargo() { if [ "$1" = run ]; then shift 3; gatewright "$@"; fi; }"#;
        let bin = Path::new(env!("CARGO_BIN_EXE_gatewright")).parent().unwrap();
        let mut path = std::ffi::OsString::from(bin);
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap());
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("exec 2>&1\n{cargo}\n(exit {})\n{command}", self.code))
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .envs([("GIT_AUTHOR_NAME", "asha"), ("GIT_AUTHOR_EMAIL", "asha@contoso.com")])
            .envs([("GIT_COMMITTER_NAME", "asha"), ("GIT_COMMITTER_EMAIL", "asha@contoso.com")])
            .envs([("GITHUB_STEP_SUMMARY", "summary.md"), ("EVIDENCE", "examples/contoso")])
            .output()
            .unwrap();
        (output.status.code().unwrap_or(-1), String::from_utf8(output.stdout).unwrap())
    }
}

/// The output, as much of it left out as the expected lines leave out.
fn elide<'a>(output: impl Iterator<Item = &'a str>, expected: &[&str]) -> Vec<String> {
    let output: Vec<String> = output.map(str::to_owned).collect();
    let mut parts = expected.split(|line| *line == ELLIPSIS);
    let (Some(head), Some(tail), None) = (parts.next(), parts.next(), parts.next()) else { return output };
    let first = output.iter().take(head.len()).cloned();
    let last = output.iter().skip(output.len().saturating_sub(tail.len())).cloned();
    first.chain([ELLIPSIS.to_owned()]).chain(last).collect()
}

fn copy(from: &Path, to: &PathBuf) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
