//! What other tools export, in the shape they write it: it means the same in every format, and what is damaged is said.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gatewright::diagnostic::Severity;
use gatewright::workspace::{ImportOptions, Imported, Memory, compile, import, load};
use serde_json::Value;

#[path = "formats/damage.rs"]
mod damage;
#[path = "formats/equality.rs"]
mod equality;
#[path = "formats/loss.rs"]
mod loss;

/// A file's path and its bytes.
type Input = (String, Vec<u8>);

/// The folders of `tests/import` that hold the policies of `tests/import/expected`, all five of them.
const COMPLETE: [&str; 8] = [
    "entra_exporter",
    "intune_management",
    "dc_toolbox",
    "power_shell",
    "cipp",
    "terraform",
    "terraform_msgraph",
    "terraform_state",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

/// The files of some folders of `tests/import`, in order.
fn files(folders: &[&str]) -> Vec<Input> {
    let mut paths = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let inside = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        (inside, std::fs::read(path).unwrap())
    };
    paths.iter().map(read).collect()
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(root().join(path)).unwrap()).unwrap()
}

fn imported(inputs: &[Input]) -> Imported {
    import(inputs, &ImportOptions::default())
}

fn text(imported: &Imported, path: &str) -> String {
    let (_, bytes) = imported.files.iter().find(|(name, _)| name == path).unwrap();
    String::from_utf8(bytes.clone()).unwrap()
}

/// What is said of an import, as `path:line:column severity code`.
fn told(imported: &Imported) -> Vec<String> {
    let tell = |diagnostic: &gatewright::diagnostic::Diagnostic| {
        let place = imported.sources.line_column(diagnostic.span);
        let path = imported.sources.path(diagnostic.span.file);
        format!("{path}:{place} {} {}", diagnostic.severity.as_str(), diagnostic.code)
    };
    imported.diagnostics.iter().map(tell).collect()
}

/// What the workspace compiles to in a folder of its output, or what is wrong with it.
fn compiled(imported: &Imported, folder: &str) -> Result<Vec<Value>, Vec<String>> {
    let files: Memory = imported.files.iter().cloned().collect();
    let loaded = load(&files, "", "2026-12-01".parse().unwrap()).unwrap();
    let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|error| error.message.clone()).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let output: BTreeMap<String, Vec<u8>> = compile(&loaded.tenants[0]).unwrap().into_iter().collect();
    let found = output.iter().filter(|(path, _)| path.starts_with(folder));
    Ok(found.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect())
}
