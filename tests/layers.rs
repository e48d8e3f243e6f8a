//! Data flows one way: a module imports only from those before it in the order of the library.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The order of imports. Modules of one row do not import each other.
const LAYERS: &[&[&str]] = &[
    &["source", "diagnostic", "error"],
    &["syntax"],
    &["model"],
    &["catalogue"],
    &["directory", "sign_in"],
    &["graph"],
    &["workspace"],
    &["condition"],
    &["control"],
    &["engine"],
    &["space"],
    &["check"],
    &["compare"],
    &["promise"],
    &["replay"],
    &["report"],
    &["cli"],
];

/// Within a row, who may import whom all the same.
const BESIDE: &[(&str, &str)] =
    &[("diagnostic", "source"), ("error", "diagnostic"), ("directory", "sign_in")];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn is_allowed(from: &str, to: &str) -> bool {
    from == to || layer(from) > layer(to) || BESIDE.contains(&(from, to))
}

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The top module of a file, by its path in `src`.
fn module(inside: &Path) -> &str {
    let first = inside.iter().next().unwrap().to_str().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The top modules that a text names after `crate::`, grouped imports included. Tests may look anywhere.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').collect(),
            None => vec![rest],
        };
        for name in names {
            let name = name.trim_start();
            let end = name.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
            found.insert(name[..end.unwrap_or(name.len())].to_owned());
        }
    }
    found
}

#[test]
fn modules_import_only_what_comes_before_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    files.sort();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in &files {
        let inside = file.strip_prefix(&src).unwrap();
        let module = module(inside);
        if module == "lib" || module == "main" {
            continue;
        }
        assert!(layer(module).is_some(), "`{module}` has no place in the order of imports");
        seen.insert(module);
        for import in imports(&fs::read_to_string(file).unwrap()) {
            if layer(&import).is_some() && !is_allowed(module, &import) {
                wrong.push(format!("{} imports `{import}`", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of imports:\n{}", wrong.join("\n"));
    assert!(seen.len() > 10, "only {seen:?} were seen");
}

#[test]
fn grouped_and_inline_imports_are_seen() {
    let text = "use crate::{graph, model::Id};\nfn f() -> crate::source::Span {}\n#[cfg(test)]\nmod tests {\nuse crate::cli;\n}";
    assert_eq!(imports(text).into_iter().collect::<Vec<_>>(), ["graph", "model", "source"]);
    assert!(is_allowed("report", "check") && is_allowed("diagnostic", "source"));
    assert!(!is_allowed("check", "report") && !is_allowed("source", "diagnostic"));
}

#[test]
fn only_the_command_line_touches_disk_environment_clock_and_terminal() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&src, &mut files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| module(file.strip_prefix(&src).unwrap()) != "cli") {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in [
            "std::fs",
            "std::env",
            "std::process::Command",
            "Utc::now",
            "SystemTime",
            "Instant::now",
            "stdout()",
            "stderr()",
        ] {
            if code.contains(word) {
                wrong.push(format!("{}: {word}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "only `cli` may do this:\n{}", wrong.join("\n"));
}
