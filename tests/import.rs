//! Published policy sets survive import, loading and compiling, in canonical form.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

#[path = "graph/published.rs"]
mod published;

use std::collections::BTreeMap;
use std::path::PathBuf;

use gatewright::diagnostic::Severity;
use gatewright::graph::{self, FoundKind};
use gatewright::source::SourceMap;
use gatewright::workspace::{ImportOptions, Loaded, Memory, compile, import, load};
use serde_json::{Value, json};

/// The files, in order. `None` where they are not at hand, unless they are required.
fn files() -> Option<Vec<(String, Vec<u8>)>> {
    let read = |path: PathBuf| (path.to_string_lossy().into_owned(), std::fs::read(&path).unwrap());
    Some(published::files()?.into_iter().map(read).collect())
}

/// The policies in a file as it came, and whether each is a template.
fn originals(file: &(String, Vec<u8>)) -> Vec<(Value, bool)> {
    let reading = graph::read(&mut SourceMap::default(), &file.0, &file.1);
    let policies = reading.found.into_iter().filter(|found| found.kind != FoundKind::NamedLocation);
    policies.map(|found| (found.value, found.kind == FoundKind::Template)).collect()
}

/// The canonical form; the state of a template is not compared.
fn canonical(policy: &Value, template: bool) -> Value {
    let mut canonical = graph::canonical_policy(policy);
    if template {
        canonical.as_object_mut().unwrap().remove("state");
    }
    canonical
}

/// The compiled policies of what was imported, or what stands in the way.
fn compiled(inputs: &[(String, Vec<u8>)]) -> Result<Vec<Value>, String> {
    let imported = import(inputs, &ImportOptions::default());
    let files: Memory = imported.files.iter().cloned().collect();
    let loaded = load(&files, "", "2026-12-01".parse().unwrap()).unwrap();
    let errors = errors(&loaded);
    if !errors.is_empty() {
        return Err(errors.join("\n"));
    }
    let output: BTreeMap<String, Vec<u8>> = compile(&loaded.tenants[0]).unwrap().into_iter().collect();
    let policies = output.iter().filter(|(path, _)| path.starts_with("policies/"));
    Ok(policies.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect())
}

fn errors(loaded: &Loaded) -> Vec<String> {
    let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|error| {
            let place = loaded.sources.line_column(error.span);
            format!("{}:{place}: {}", loaded.sources.path(error.span.file), error.message)
        })
        .collect()
}

/// What is lost of some policies on their way through import and compile.
fn lost(inputs: &[(String, Vec<u8>)], originals: &[(Value, bool)]) -> Result<(), String> {
    let compiled = compiled(inputs)?;
    if compiled.len() != originals.len() {
        return Err(format!("{} of {} policies are compiled", compiled.len(), originals.len()));
    }
    for (original, template) in originals {
        let wanted = canonical(original, *template);
        if !compiled.iter().any(|policy| canonical(policy, *template) == wanted) {
            return Err(format!("lost: {wanted:#}\ncompiled: {compiled:#?}"));
        }
    }
    Ok(())
}

#[test]
fn every_published_file_comes_back() {
    let Some(files) = files() else { return };
    let mut count = 0;
    for file in &files {
        let originals = originals(file);
        assert!(!originals.is_empty(), "{} holds no policy", file.0);
        if let Err(fault) = lost(std::slice::from_ref(file), &originals) {
            panic!("{}: {fault}", file.0);
        }
        count += originals.len();
    }
    println!("{} of {} files came back, {count} policies", files.len(), files.len());
}

#[test]
fn all_published_files_in_one_workspace_come_back() {
    let Some(files) = files() else { return };
    let mut originals: Vec<(Value, bool)> = Vec::new();
    // A policy that is published twice, alike, is taken once.
    for original in files.iter().flat_map(self::originals) {
        if !originals.contains(&original) {
            originals.push(original);
        }
    }
    if let Err(fault) = lost(&files, &originals) {
        panic!("{}", fault.chars().take(4000).collect::<String>());
    }
}

#[test]
fn an_unknown_member_anywhere_comes_back() {
    let Some(files) = files() else { return };
    let values =
        [json!(null), json!("$(x)"), json!(7.5), json!({"a": [{"b": null}]}), json!("json:1"), json!([])];
    for (number, file) in files.iter().enumerate() {
        let originals = originals(file);
        let Some((mut policy, template)) = originals.into_iter().next() else { continue };
        let mut places = Vec::new();
        objects(&policy, String::new(), &mut places);
        let place = &places[number * 7919 % places.len()];
        let object = policy.pointer_mut(place).and_then(Value::as_object_mut).unwrap();
        object.insert("contoso~/new".to_owned(), values[number % values.len()].clone());
        let input = ("injected.json".to_owned(), policy.to_string().into_bytes());
        if let Err(fault) = lost(&[input], &[(policy, template)]) {
            panic!("{} with a member at `{place}`: {fault}", file.0);
        }
    }
}

fn objects(value: &Value, pointer: String, into: &mut Vec<String>) {
    if let Value::Object(members) = value {
        for (key, member) in members {
            objects(member, format!("{pointer}/{key}"), into);
        }
        into.push(pointer);
    }
}
