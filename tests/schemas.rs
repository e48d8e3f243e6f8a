//! The published schemas accept what people write, parameters included, and nothing else.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::path::{Path, PathBuf};

use gatewright::source::SourceMap;
use gatewright::syntax;
use gatewright::workspace::schema::{DocumentKind, authoring_schema};

fn validator(kind: DocumentKind) -> jsonschema::Validator {
    jsonschema::draft202012::options().build(&authoring_schema(kind)).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", text);
    syntax::parse(&sources, file, &mut Vec::new()).unwrap().root.to_json()
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

fn kind_of(path: &Path) -> Option<DocumentKind> {
    let parent = path.parent()?.file_name()?.to_str()?;
    match path.file_name()?.to_str()? {
        "tenant.yaml" => Some(DocumentKind::Tenant),
        "tenant.lock.yaml" => Some(DocumentKind::Lock),
        "locations.yaml" => Some(DocumentKind::Locations),
        "groups.yaml" => Some(DocumentKind::Groups),
        "baseline.yaml" => Some(DocumentKind::Baseline),
        _ if parent == "policies" => Some(DocumentKind::Policy),
        _ if parent == "tests" => Some(DocumentKind::Tests),
        _ => None,
    }
}

#[test]
fn every_document_of_the_repository_is_accepted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["policies", "examples"] {
        yaml_files(&root.join(folder), &mut files);
    }
    files.sort();
    let documents: Vec<_> = files.iter().filter_map(|path| Some((path, kind_of(path)?))).collect();
    assert!(documents.len() > 20, "the baseline alone has more");
    for (path, kind) in documents {
        let text = std::fs::read_to_string(path).unwrap();
        let errors: Vec<_> = validator(kind)
            .iter_errors(&json(&text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn a_parameter_may_stand_for_any_value() {
    let text = "
id: CA1
name: CA1-X
state: $(state)
users: { include: $(who), exclude: { groups: [$(id) - Exclude, { group: $(group), until: $(until) }] } }
applications: { include: $(applications) }
clientAppTypes: [$(clientAppType)]
locations: { exclude: $(officeLocations) }
grant: { anyOf: [$(grant), { authenticationStrength: $(strength) }] }
session: { signInFrequency: $(frequency), tokenProtection: $(tokenProtection) }
";
    let errors: Vec<_> = validator(DocumentKind::Policy)
        .iter_errors(&json(text))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn a_word_that_is_no_parameter_is_refused() {
    let text = "{ id: CA1, name: X, state: on, users: { include: all }, applications: { include: all } }";
    assert!(!validator(DocumentKind::Policy).is_valid(&json(text)));
}
