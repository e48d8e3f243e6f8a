//! The workspaces of this repository load and compile.

use std::path::Path;

use gatewright::diagnostic::Severity;
use gatewright::workspace::{Memory, compile, load};

/// The YAML and the export of a folder of this repository.
fn files(folder: &str, files: &mut Vec<(String, Vec<u8>)>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            self::files(&path, files);
        } else if path.ends_with(".yaml") || path.contains("/deployed/") {
            files.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
}

#[test]
fn the_example_compiles() {
    let mut all = Vec::new();
    files("examples", &mut all);
    files("policies", &mut all);
    let files: Memory = all.into_iter().collect();
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
