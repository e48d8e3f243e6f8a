//! The workspaces of this repository load and compile.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use gatewright::diagnostic::Severity;
use gatewright::workspace::{Memory, compile, load};
use proptest::prelude::*;

/// The YAML and the export of a folder of this repository.
fn files(folder: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            self::files(&path, files);
        } else if path.contains("/deployed/") || entry.path().extension().is_some_and(|of| of == "yaml") {
            files.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
}

/// The example and the shared set that it uses.
fn example() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    files("examples", &mut all);
    files("policies", &mut all);
    all
}

#[test]
fn the_example_compiles() {
    let files: Memory = example().into_iter().collect();
    let loaded = load(&files, "examples/contoso", "2026-11-24".parse().unwrap()).unwrap();
    let faults: Vec<String> = loaded
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity > Severity::Note)
        .map(|diagnostic| {
            let place = loaded.sources.line_column(diagnostic.span);
            format!("{}:{place}: {}", loaded.sources.path(diagnostic.span.file), diagnostic.message)
        })
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let [tenant] = loaded.tenants.as_slice() else { panic!("{:?}", loaded.tenants.len()) };
    assert!(!compile(tenant).unwrap().is_empty());
}

/// What an edit may leave behind.
const FRAGMENTS: &[&str] = &[
    "",
    " ",
    "\n",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "$(",
    "$(id)",
    "$(allowedCountries)",
    "&a ",
    "*a",
    "!x ",
    "|",
    "'",
    "\"",
    "null",
    "{ group: X, until: 2026-01-01 }",
    "users.exclude.groups",
    "../..",
    "all",
    "\t",
    "é",
    "\u{0}",
    "graph:x",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Whatever was edited: loading ends, says where what is wrong stands, and compiles only what is complete.
    #[test]
    fn no_edit_makes_loading_fail(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..20,
            prop::sample::select(FRAGMENTS)), 1..6),
    ) {
        let mut files = example();
        files.retain(|(path, _)| !path.contains("/deployed/"));
        for (file, place, length, fragment) in edits {
            let at = file.index(files.len());
            let Some((_, bytes)) = files.get_mut(at) else { continue };
            let start = place.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, fragment.bytes());
        }
        let files: Memory = files.into_iter().collect();
        let loaded = load(&files, "examples/contoso", "2026-11-24".parse().unwrap()).unwrap();
        for diagnostic in &loaded.diagnostics {
            let text = loaded.sources.text(diagnostic.span.file);
            prop_assert!(!loaded.sources.path(diagnostic.span.file).is_empty(), "{:?}", diagnostic);
            let range = diagnostic.span.start as usize..diagnostic.span.end as usize;
            prop_assert!(text.get(range).is_some(), "{:?}", diagnostic);
        }
        let has_errors = loaded.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        for tenant in &loaded.tenants {
            prop_assert_eq!(tenant.complete, !has_errors);
            prop_assert!(tenant.complete || compile(tenant).is_err());
        }
    }
}
