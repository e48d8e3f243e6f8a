//! The SARIF of `check` and `diff` is accepted by Microsoft's validator, by its rules for GitHub and Azure DevOps too.
//!
//! `.ci/sarif/install` installs the validator, which is an npm package.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Problems that we know of: the tool has no address to give, and the pipeline that publishes a run knows its own names.
const KNOWN: [&str; 3] = ["SARIF2005", "GHAzDO1019", "GHAzDO1020"];

/// Nothing if it is not installed, which is said.
fn validator() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/sarif");
    let validator = folder.join("node_modules/.bin/sarif-multitool");
    if validator.exists() {
        return Some(validator);
    }
    let is_required = std::env::var("GATEWRIGHT_SARIF").is_ok_and(|sarif| sarif == "required");
    assert!(!is_required, "no validator of SARIF: run .ci/sarif/install");
    // Not `eprintln`, which a test that passes keeps to itself.
    let _ = writeln!(std::io::stderr(), "SKIPPED: no validator of SARIF; .ci/sarif/install installs it");
    None
}

/// What the validator says of the files in a folder.
fn problems(validator: &Path, folder: &Path) -> Vec<String> {
    // It hands its arguments to a shell as they are.
    let rules = "\"Sarif;Ghas;Ado\"";
    let files = folder.join("*.sarif");
    let output = Command::new(validator)
        .args(["validate", &format!("\"{}\"", files.display()), "--rule-kind", rules])
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && out.contains("Analysis completed successfully"), "{out}");
    let count = std::fs::read_dir(folder).unwrap().count();
    assert!(out.contains(&format!("{count} files scanned")), "{out}");
    let is_problem = |line: &&str| [": error ", ": warning "].iter().any(|kind| line.contains(kind));
    out.lines().filter(is_problem).map(str::to_owned).collect()
}

fn run(verb: &str, folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
    let output = command.arg(verb).args(arguments).args(["--format", "sarif"]).current_dir(folder).output();
    output.unwrap().stdout
}

#[test]
fn the_validator_accepts_every_run() {
    let Some(validator) = validator() else { return };
    let workspace = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = workspace.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("clients/contoso/tenant.yaml", "tenant: contoso.onmicrosoft.com\n");
    let both = "state: enabled\nusers: { include: all }\napplications: { include: all }\n\
        grant: { anyOf: [block, mfa] }";
    let policies = "clients/contoso/policies";
    write(&format!("{policies}/CA 1 ä😀.yaml"), &format!("id: CA001\nname: CA001 - 😀 \"ü\"\n{both} # 😀\n"));
    let comment = "# gatewright: allow CA-STR-004 block \"wins\"";
    write(&format!("{policies}/CA002.yaml"), &format!("id: CA002\nname: CA002 - x\n{both} {comment}\n"));
    write(&format!("{policies}/CA003.yaml"), "id: CA003\nunknown: 1\nname: [\n");
    write("clients/fabrikam/tenant.yaml", "tenant: fabrikam.onmicrosoft.com\nrules: { preset: strict }\n");

    let runs = tempfile::tempdir().unwrap();
    let known = ["clients", "--write-baseline-findings", "known.json", "--show-allowed"];
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/diff");
    for (name, verb, folder, arguments) in [
        ("all", "check", workspace.path(), &["clients", "--show-allowed"][..]),
        ("known", "check", workspace.path(), &known),
        ("example", "check", &example, &["contoso"]),
        ("partner", "check", &example, &["partner"]),
        ("change", "diff", &fixture, &["before", "after", "--no-new-access"]),
    ] {
        let run = run(verb, folder, arguments);
        assert!(!run.is_empty(), "{name}");
        std::fs::write(runs.path().join(format!("{name}.sarif")), run).unwrap();
    }
    let all = std::fs::read_to_string(runs.path().join("all.sarif")).unwrap();
    for shown in ["CA-STR-004", "\"inSource\"", "CA%201%20%C3%A4%F0%9F%98%80.yaml"] {
        assert!(all.contains(shown), "{shown} {all}");
    }
    let problems = problems(&validator, runs.path());
    let unknown: Vec<_> =
        problems.iter().filter(|problem| !KNOWN.iter().any(|known| problem.contains(known))).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    assert!(!problems.is_empty(), "the validator finds what is known");
}
