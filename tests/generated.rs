//! Generated files are current. `UPDATE=1 cargo test --test generated` rewrites them.

use std::io::Read as _;
use std::path::Path;

use gatewright::report::schemas::{ResultKind, result_schema};
use gatewright::workspace::schema::{DocumentKind, authoring_schema, parameter_schema, runtime_schema};

#[expect(dead_code, reason = "the example's own main")]
#[path = "../examples/contoso/generate/main.rs"]
mod contoso;

#[expect(dead_code, reason = "the example's own main")]
#[path = "../examples/partner/generate/main.rs"]
mod partner;

#[path = "generated/language.rs"]
mod language;
#[path = "generated/rules.rs"]
mod rules;

/// Compares a page with what stands in the sources beside the code, or rewrites that.
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
fn assert_page(path: &str, page: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&full, page).unwrap();
    }
    let written = std::fs::read_to_string(&full).unwrap_or_default();
    assert!(written == page, "{path} is out of date: run `UPDATE=1 cargo test --test generated`");
}

#[test]
fn the_reference_of_the_language_is_that_of_its_schemas() {
    assert_page("src/workspace/schema/reference.md", &language::page());
}

#[test]
fn the_reference_of_the_rules_is_what_they_say() {
    assert_page("src/check/rules.md", &rules::page());
}

#[test]
fn the_exports_of_the_partner_are_those_of_the_yaml() {
    if std::env::var_os("UPDATE").is_some() {
        partner::write().unwrap();
    }
    let files = partner::files().unwrap();
    for (path, expected) in &files {
        let committed = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
        assert!(committed == *expected, "{path} is out of date: run `cargo run --example generate-partner`");
    }
    let of_clients: std::collections::BTreeSet<_> =
        files.iter().filter_map(|(path, _)| path.split('/').nth(3)).collect();
    assert_eq!(of_clients.len(), 12);
}

#[test]
fn the_example_is_what_its_story_tells() {
    if std::env::var_os("UPDATE").is_some() {
        contoso::write().unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso");
    for (path, expected) in contoso::files() {
        let mut committed = std::fs::read(folder.join(path)).unwrap();
        if Path::new(path).extension().is_some_and(|extension| extension == "gz") {
            // Compressors may differ between machines; what they hold does not.
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(committed.as_slice()).read_to_end(&mut bytes).unwrap();
            committed = bytes;
        }
        assert!(committed == expected, "{path} is out of date: run `cargo run --example generate-contoso`");
    }
}

#[test]
fn the_schemas_are_those_of_the_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let mut expected_files = Vec::new();
    for kind in DocumentKind::ALL {
        let path = folder.join(kind.schema_file());
        let expected = serde_json::to_string_pretty(&authoring_schema(*kind)).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &expected).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == expected, "{} is out of date: run with UPDATE=1", kind.schema_file());
        expected_files.push(kind.schema_file().to_owned());
    }
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".schema.json"))
        .collect();
    files.sort();
    expected_files.sort();
    assert_eq!(files, expected_files, "a schema that is no more");
}

/// What the compiler makes validators of; it sees a change of theirs only when these are current.
#[test]
fn the_schemas_that_validators_are_made_of_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/workspace/schema/generated");
    let kinds = DocumentKind::ALL.iter();
    let mut schemas: Vec<_> =
        kinds.map(|kind| (kind.schema_file().replace(".schema", ""), runtime_schema(*kind))).collect();
    schemas.push(("parameter.json".to_owned(), parameter_schema()));
    for (name, schema) in schemas {
        let expected = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(folder.join(&name), &expected).unwrap();
        }
        let committed = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
        assert!(committed == expected, "{name} is out of date: run with UPDATE=1");
    }
}

#[test]
fn the_schemas_of_results_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/results");
    for kind in ResultKind::ALL {
        let path = folder.join(kind.schema_file());
        let expected = serde_json::to_string_pretty(&result_schema(*kind)).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &expected).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == expected, "results/{} is out of date: run with UPDATE=1", kind.schema_file());
    }
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        ResultKind::ALL.len(),
        "a schema that is no more"
    );
}
