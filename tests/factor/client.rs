//! A client on the shared set of this repository: compiled, exported as its tenant would be, and factored.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use gatewright::diagnostic::Severity;
use gatewright::graph::{canonical_named_location, canonical_policy};
use gatewright::source::SourceMap;
use gatewright::syntax;
use gatewright::workspace::{
    Factored, Factoring, ImportOptions, Memory, OutputFile, compile, factor, import, load,
};
use serde_json::{Value, json};

/// Where the client stands.
pub(crate) const FOLDER: &str = "clients/contoso";

pub(crate) fn day() -> NaiveDate {
    "2026-12-01".parse().unwrap()
}

/// The shared set, as files of a repository.
pub(crate) fn baseline() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec!["policies/baseline".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if entry.path().extension().is_some_and(|of| of == "yaml") {
                files.push((path, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    files
}

/// What is in a tenant: policies, named locations and groups, as Graph gives them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Export {
    pub(crate) policies: Vec<Value>,
    pub(crate) locations: Vec<Value>,
    pub(crate) groups: Vec<Value>,
}

impl Export {
    /// What a workspace compiles to, once it is deployed.
    pub(crate) fn of(files: &Memory) -> Self {
        let mut made = BTreeMap::new();
        let mut export = Self::default();
        let output: BTreeMap<String, Vec<u8>> = compiled(files).into_iter().collect();
        let manifest: Value = serde_json::from_slice(&output["manifest.json"]).unwrap();
        for (number, object) in manifest["order"].as_array().unwrap().iter().enumerate() {
            let id = match (object["id"].as_str(), object["placeholder"].as_str()) {
                (Some(id), _) => id.to_owned(),
                (None, placeholder) => {
                    let id = format!("aaaaaaaa-0000-4000-8000-{number:012}");
                    made.extend(placeholder.map(|placeholder| (placeholder.to_owned(), id.clone())));
                    id
                }
            };
            let mut text = String::from_utf8(output[object["file"].as_str().unwrap()].clone()).unwrap();
            for (placeholder, id) in &made {
                text = text.replace(placeholder.as_str(), id);
            }
            let mut value: Value = serde_json::from_str(&text).unwrap();
            value["id"] = id.into();
            match object["kind"].as_str().unwrap() {
                "policy" => export.policies.push(value),
                "namedLocation" => export.locations.push(value),
                _ => export.groups.push(value),
            }
        }
        export
    }

    /// Adds a group that the workspace does not make.
    pub(crate) fn with_group(mut self, id: &str, name: &str) -> Self {
        self.groups.push(json!({ "id": id, "displayName": name, "securityEnabled": true }));
        self
    }

    /// The same, of policies and locations only, as most exports are.
    pub(crate) fn without_groups(self) -> Self {
        Self { groups: Vec::new(), ..self }
    }

    /// The policy whose display name begins so.
    pub(crate) fn policy(&mut self, key: &str) -> &mut Value {
        let is_it = |policy: &&mut Value| policy["displayName"].as_str().unwrap().starts_with(key);
        self.policies.iter_mut().find(is_it).unwrap()
    }

    pub(crate) fn location(&mut self, name: &str) -> &mut Value {
        self.locations.iter_mut().find(|location| location["displayName"] == name).unwrap()
    }

    pub(crate) fn group(&mut self, name: &str) -> &mut Value {
        self.groups.iter_mut().find(|group| group["displayName"] == name).unwrap()
    }

    pub(crate) fn inputs(&self) -> Vec<(String, Vec<u8>)> {
        let file =
            |name: &str, list: &[Value]| (name.to_owned(), json!({ "value": list }).to_string().into_bytes());
        vec![
            file("policies.json", &self.policies),
            file("namedLocations.json", &self.locations),
            file("groups.json", &self.groups),
        ]
    }

    fn canonical_policies(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.policies.iter().map(|policy| canonical_policy(policy).to_string()).collect();
        all.sort();
        all
    }

    /// What the locations are, by id, their names aside.
    fn location_contents(&self) -> BTreeMap<String, Value> {
        let content = |location: &Value| {
            let mut location = location.clone();
            location["displayName"] = "".into();
            canonical_named_location(&location)
        };
        self.locations.iter().map(|of| (of["id"].as_str().unwrap().to_owned(), content(of))).collect()
    }
}

/// An export on the shared set of this repository.
#[derive(Debug)]
pub(crate) struct OnBaseline {
    pub(crate) factored: Factored,
    pub(crate) tenant: Value,
}

/// Factors an export, and asserts the law: what comes out compiles to what went in.
pub(crate) fn factored(export: &Export) -> OnBaseline {
    let on = factored_on(baseline(), export);
    let faults = messages(&on.factored, Severity::Error);
    assert_eq!(faults, Vec::<String>::new(), "{}", texts(&on.factored.files));
    on.compiles_to(baseline(), export);
    on
}

/// Factors an export on a shared set in `policies/baseline`.
pub(crate) fn factored_on(baseline: Vec<(String, Vec<u8>)>, export: &Export) -> OnBaseline {
    let repository: Memory = baseline.into_iter().collect();
    let imported = import(&export.inputs(), &ImportOptions::default());
    assert!(
        imported.diagnostics.iter().all(|of| of.severity < Severity::Error),
        "{:?}",
        imported.diagnostics
    );
    let baselines = ["policies/baseline".to_owned()];
    let factored = factor(
        &imported,
        Factoring { files: &repository, folder: FOLDER, baselines: &baselines, as_of: day() },
    );
    let tenant = factored.files.iter().find(|(path, _)| path == "tenant.yaml");
    let tenant = tenant.map_or(Value::Null, |(_, bytes)| yaml(bytes));
    OnBaseline { factored, tenant }
}

impl OnBaseline {
    pub(crate) fn compiles_to(&self, baseline: Vec<(String, Vec<u8>)>, export: &Export) {
        let own = self.factored.files.iter().map(|(path, bytes)| (format!("{FOLDER}/{path}"), bytes.clone()));
        let again = Export::of(&baseline.into_iter().chain(own).collect());
        assert_eq!(
            again.canonical_policies(),
            export.canonical_policies(),
            "{}",
            texts(&self.factored.files)
        );
        let contents = again.location_contents();
        for (id, content) in export.location_contents() {
            assert_eq!(contents.get(&id), Some(&content), "{}", texts(&self.factored.files));
        }
    }

    pub(crate) fn values(&self) -> &Value {
        &self.tenant["baselines"][0]["values"]
    }

    pub(crate) fn omitted(&self) -> Vec<&str> {
        let omitted = self.tenant["baselines"][0]["omit"].as_object();
        omitted.into_iter().flat_map(|omitted| omitted.keys().map(String::as_str)).collect()
    }

    /// The changes, without the reason that all of them have.
    pub(crate) fn changes(&self) -> Vec<Value> {
        let mut changes = self.tenant["changes"].as_array().cloned().unwrap_or_default();
        for change in &mut changes {
            assert_eq!(change.as_object_mut().unwrap().remove("reason"), Some(json!("as deployed")));
        }
        changes
    }

    pub(crate) fn warnings(&self) -> Vec<String> {
        messages(&self.factored, Severity::Warning)
    }

    pub(crate) fn file(&self, path: &str) -> Value {
        yaml(&self.factored.files.iter().find(|(name, _)| name == path).unwrap().1)
    }
}

pub(crate) fn messages(factored: &Factored, severity: Severity) -> Vec<String> {
    let of = factored.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity);
    of.map(|diagnostic| diagnostic.message.clone()).collect()
}

pub(crate) fn yaml(bytes: &[u8]) -> Value {
    let mut sources = SourceMap::default();
    let file = sources.add("document.yaml", String::from_utf8(bytes.to_vec()).unwrap());
    let mut diagnostics = Vec::new();
    let document = syntax::parse(&sources, file, &mut diagnostics).unwrap();
    assert_eq!(diagnostics, []);
    document.root.to_json()
}

pub(crate) fn texts(files: &[OutputFile]) -> String {
    let text = |(path, bytes): &OutputFile| format!("--- {path}\n{}", String::from_utf8_lossy(bytes));
    files.iter().map(text).collect()
}

fn compiled(files: &Memory) -> Vec<OutputFile> {
    let loaded = load(files, "clients", day()).unwrap();
    let faults: Vec<&str> = loaded
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    assert_eq!(faults, Vec::<&str>::new());
    compile(&loaded.tenants[0]).unwrap()
}
