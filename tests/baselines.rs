//! Published policy sets: reading and writing them back loses nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "a test")]

#[path = "graph/published.rs"]
mod published;

use std::path::Path;

use gatewright::diagnostic::Severity;
use gatewright::graph::{self, Found, FoundKind, Reading};
use gatewright::model::State;
use gatewright::source::SourceMap;
use serde_json::{Value, json};

fn read(path: &Path) -> Reading {
    graph::read(&mut SourceMap::default(), &path.to_string_lossy(), &std::fs::read(path).unwrap())
}

/// What went wrong, if writing back what was read is not the same.
fn round_trip(original: &Value) -> Result<(), String> {
    let written = graph::policy::encode(&graph::policy::decode(original).0);
    let (before, after) = (graph::canonical_policy(original), graph::canonical_policy(&written));
    if before == after { Ok(()) } else { Err(format!("before {before:#}\nafter {after:#}")) }
}

/// A small generator with a seed, so that a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

fn pointers(value: &Value, pointer: &str, into: &mut Vec<String>) {
    if let Value::Object(members) = value {
        into.push(pointer.to_owned());
        for (key, member) in members {
            pointers(member, &format!("{pointer}/{key}"), into);
        }
    }
}

/// The value with an unknown member at a random object in it, and where.
fn injected(original: &Value, random: &mut Random) -> (Value, String) {
    let mut places = Vec::new();
    pointers(original, "", &mut places);
    let values =
        [json!(null), json!([]), json!({}), json!("x"), json!(7), json!({"a": [{"b": null}]}), json!(false)];
    let place = places.swap_remove(random.below(places.len()));
    let mut value = original.clone();
    let object = value.pointer_mut(&place).and_then(Value::as_object_mut).unwrap();
    object.insert("contoso~/new".to_owned(), values[random.below(values.len())].clone());
    (value, format!("{place}/contoso~0~1new"))
}

#[test]
fn every_file_is_the_same_after_reading_and_writing() {
    let Some(files) = published::files() else { return };
    let mut random = Random(20_261_124);
    let (mut same, mut policies, mut templates, mut injections) = (0, 0, 0, 0);
    for path in &files {
        let reading = read(path);
        let errors = reading.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        assert_eq!(errors.count(), 0, "{}: {:?}", path.display(), reading.diagnostics);
        let [Found { kind, value, .. }] = reading.found.as_slice() else {
            panic!("{}: {} objects", path.display(), reading.found.len());
        };
        match kind {
            FoundKind::Policy => policies += 1,
            FoundKind::Template => templates += 1,
            FoundKind::NamedLocation => panic!("{}: a named location", path.display()),
        }
        round_trip(value).unwrap_or_else(|why| panic!("{}\n{why}", path.display()));
        for _ in 0..20 {
            let (value, pointer) = injected(value, &mut random);
            round_trip(&value).unwrap_or_else(|why| panic!("{} with {pointer}\n{why}", path.display()));
            let written = graph::canonical_policy(&graph::policy::encode(&graph::policy::decode(&value).0));
            assert_eq!(
                written.pointer(&pointer),
                value.pointer(&pointer),
                "{} with {pointer}",
                path.display()
            );
            injections += 1;
        }
        same += 1;
    }
    println!(
        "{same} of {} the same, {policies} policies, {templates} templates, {injections} injections",
        files.len()
    );
    assert_eq!((same, policies, templates), (169, 151, 18));
}

#[test]
fn a_template_takes_its_name_and_report_only() {
    let Some(files) = published::files() else { return };
    let mut templates = 0;
    for reading in files.iter().map(|path| read(path)) {
        for found in reading.found.iter().filter(|found| found.kind == FoundKind::Template) {
            let (policy, _) = graph::policy::decode(&found.value);
            assert_eq!(policy.state, State::ReportOnly);
            assert!(!policy.display_name.is_empty());
            assert_eq!(policy.graph_id, None);
            templates += 1;
        }
    }
    assert_eq!(templates, 18);
}

#[test]
fn the_file_with_duplicate_members_is_warned_about() {
    let Some(files) = published::files() else { return };
    let warned: Vec<_> = files
        .iter()
        .filter(|path| read(path).diagnostics.iter().any(|diagnostic| diagnostic.code == "duplicate-key"))
        .collect();
    let [path] = warned.as_slice() else { panic!("{warned:?}") };
    let reading = read(path);
    let (policy, _) = graph::policy::decode(&reading.found[0].value);
    assert!(policy.session.is_some_and(|session| session.token_protection), "the last one holds");
}
