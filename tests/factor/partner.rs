//! The clients of `examples/partner`: what is deployed at each, factored, is the workspace that a person wrote, but for
//! the differences named here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gatewright::diagnostic::Severity;
use serde_json::Value;

use crate::client::{Export, OnBaseline, baseline, factored_on, messages, yaml};

/// What differs, by client, and why.
const DIFFERENCES: &[(&str, &[&str])] = &[
    // The office in Seattle is not deployed yet.
    ("adventure-works", &["location Seattle office", "value allowedCountries", "value officeLocations"]),
    // Neither is the travel exclusion, nor CA002 switched on.
    ("coho", &["add CA002 users.exclude.users", "set CA002 state"]),
    // Policies that the client keeps and does not manage are its own after an import.
    (
        "northwind",
        &[
            "policy microsoft-managed-multifactor-authentication-for-admins-accessing-microsoft-admi",
            "policy port-terminals",
            "policy temp-mfa-for-all",
        ],
    ),
    // Somebody changed these in the portal.
    ("tailspin", &["add CA201 users.exclude.users", "set CA001 state", "set CA201 users.exclude.guests"]),
    ("wingtip", &["omit CA003"]),
    ("woodgrove", &["policy auditors-2025"]),
];

/// Clients that have no policies, or none of the shared set.
const NOT_ON_THE_BASELINE: &[&str] = &["alpine-ski", "fourth-coffee", "lucerne"];

fn clients() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/partner/clients");
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut clients: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    clients.sort();
    clients
}

fn name(client: &Path) -> &str {
    client.file_name().unwrap().to_str().unwrap()
}

fn deployed(client: &Path) -> Export {
    let list = |file: &str| -> Vec<Value> {
        let bytes = std::fs::read(client.join("deployed").join(file)).unwrap();
        let page: Value = serde_json::from_slice(&bytes).unwrap();
        page["value"].as_array().unwrap().clone()
    };
    Export {
        policies: list("policies.json"),
        locations: list("namedLocations.json"),
        groups: list("groups.json"),
    }
}

/// The documents that a person wrote.
fn written(client: &Path) -> BTreeMap<String, Value> {
    let mut documents = BTreeMap::new();
    for folder in ["", "policies"] {
        let Ok(entries) = std::fs::read_dir(client.join(folder)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.extension().is_some_and(|of| of == "yaml") {
                let inside = path.strip_prefix(client).unwrap().to_str().unwrap().to_owned();
                documents.insert(inside, yaml(&std::fs::read(path).unwrap()));
            }
        }
    }
    documents
}

/// What a workspace says, in parts that can be compared. Reasons and owners are nowhere deployed.
fn parts(documents: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let items = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let tenant = &documents["tenant.yaml"];
    let group = tenant["emergencyAccess"]["group"].clone();
    let mut parts = BTreeMap::from([("emergency access group".to_owned(), group)]);
    for used in items(tenant.get("baselines")) {
        parts.extend(
            members(&used["values"]).into_iter().map(|(name, value)| (format!("value {name}"), value)),
        );
        parts.extend(members(&used["omit"]).into_iter().map(|(key, _)| (format!("omit {key}"), Value::Null)));
    }
    for change in items(tenant.get("changes")) {
        let policy = change["policy"].as_str().unwrap();
        for kind in ["set", "remove", "add"] {
            let edits = members(&change[kind]).into_iter();
            parts.extend(edits.map(|(key, value)| (format!("{kind} {policy} {key}"), value)));
        }
    }
    for location in items(documents.get("locations.yaml").map(|file| &file["locations"])) {
        let name = format!("location {}", location["name"].as_str().unwrap());
        // False is what it is without saying so.
        let said = members(&location).into_iter().filter(|(_, value)| *value != Value::Bool(false));
        parts.insert(name, Value::Object(said.collect()));
    }
    for (_, policy) in documents.iter().filter(|(path, _)| path.starts_with("policies/")) {
        parts.insert(format!("policy {}", policy["id"].as_str().unwrap()), Value::Null);
    }
    parts
}

fn differences(client: &Path, on: &OnBaseline) -> Vec<String> {
    let files = on.factored.files.iter();
    let again = files.map(|(path, bytes)| (path.clone(), yaml(bytes))).collect();
    let (before, after) = (parts(&written(client)), parts(&again));
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    all.into_iter().filter(|part| before.get(*part) != after.get(*part)).cloned().collect()
}

#[test]
fn each_workspace_comes_back_from_what_is_deployed() {
    let clients = clients();
    assert_eq!(clients.len(), 12);
    let on_the_baseline = clients.iter().filter(|client| !NOT_ON_THE_BASELINE.contains(&name(client)));
    let mut found: Vec<(&str, Vec<String>)> = Vec::new();
    for client in on_the_baseline {
        let export = deployed(client);
        let on = factored_on(baseline(), &export);
        assert_eq!(messages(&on.factored, Severity::Error), Vec::<String>::new(), "{}", name(client));
        on.compiles_to(baseline(), &export);
        let differences = differences(client, &on);
        assert!(on.factored.lines * 4 < on.factored.lines_alone, "{}: few lines remain", name(client));
        if !differences.is_empty() {
            found.push((name(client), differences));
        }
    }
    let named: Vec<(&str, Vec<String>)> = DIFFERENCES
        .iter()
        .map(|(client, parts)| (*client, parts.iter().map(|part| (*part).to_owned()).collect()))
        .collect();
    assert_eq!(found, named);
}

#[test]
fn a_client_with_little_of_the_baseline_keeps_its_own_and_does_not_use_it() {
    let clients = clients();
    let lucerne = clients.iter().find(|client| name(client) == "lucerne").unwrap();
    let on = factored_on(baseline(), &deployed(lucerne));
    assert_eq!(messages(&on.factored, Severity::Error), Vec::<String>::new());
    assert_eq!(on.factored.own.len(), 2);
    assert_eq!(on.tenant.get("baselines"), None);
    assert!(on.factored.lines_shared.is_some_and(|shared| shared > on.factored.lines), "{:?}", on.factored);
}

#[test]
fn a_client_without_policies_uses_no_shared_set() {
    for client in clients().iter().filter(|client| ["alpine-ski", "fourth-coffee"].contains(&name(client))) {
        let on = factored_on(baseline(), &deployed(client));
        assert_eq!(messages(&on.factored, Severity::Error), Vec::<String>::new());
        assert_eq!((on.tenant.get("baselines"), on.factored.omitted.len()), (None, 28));
    }
}
