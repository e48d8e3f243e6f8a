//! The example client: what its story makes happen is what the simulation finds, no more and no less.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use gatewright::condition::World;
use gatewright::directory::{self, Directory};
use gatewright::model::Match;
use gatewright::replay::calibration::{Calibrated, Calibration};
use gatewright::replay::{Certainty, PolicySide, Proposal, Side, Simulation, Summary, SwitchOn};
use gatewright::sign_in::{self, SignIn};
use gatewright::workspace::{Loader, Memory};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &str, found: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<_> = std::fs::read_dir(root().join(folder)).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            files(&path, found);
        } else {
            found.push((path, std::fs::read(entry.path()).unwrap()));
        }
    }
}

fn directory() -> Directory {
    let mut found = Vec::new();
    files("examples/contoso/directory", &mut found);
    let (directory, problems) = directory::read(&found);
    assert!(
        problems.iter().all(|problem| problem.severity < gatewright::diagnostic::Severity::Warning),
        "{problems:?}"
    );
    directory
}

struct Simulated {
    summary: Summary,
    calibrated: Calibrated,
    proposal: Proposal,
}

fn simulate() -> Simulated {
    let mut all = Vec::new();
    files("examples/contoso", &mut all);
    files("policies", &mut all);
    let repository: Memory = all.into_iter().collect();
    let directory = directory();
    let mut loader = Loader::new(&repository, "2026-11-24".parse().unwrap());
    loader.tenant("examples/contoso", Some(&directory));
    let found = loader.finish();
    let [workspace] = found.tenants.as_slice() else { panic!("one tenant") };
    let deployed = workspace.deployed.as_ref().unwrap();
    let base = PolicySide::from(deployed);
    let proposal = Proposal::of(workspace, Some(deployed), &SwitchOn::ReportOnly);
    let base_world = World::new(&directory, &workspace.tenant, &base.locations, &base.strengths);
    let world =
        World::new(&directory, &workspace.tenant, &proposal.as_if.locations, &proposal.as_if.strengths);
    let mut simulation = Simulation::new(
        Side { world: &base_world, policies: &base.policies },
        Side { world: &world, policies: &proposal.as_if.policies },
        &proposal.as_written,
    )
    .calibrated(&base.policies);
    let in_force = Side { world: &base_world, policies: &base.policies };
    let mut calibration = Calibration::new(in_force, &deployed.changed);
    let mut exports = Vec::new();
    files("examples/contoso/signins", &mut exports);
    let mut fields = sign_in::FieldsSeen::default();
    for (path, _) in exports {
        let each = |sign_in: SignIn<'_>, _| {
            simulation.observe(&sign_in);
            calibration.observe(&sign_in);
        };
        let read = sign_in::read(File::open(root().join(path)).unwrap(), each).unwrap();
        assert_eq!(read.malformed, 0);
        fields.merge(read.fields_seen);
    }
    let summary = simulation.finish(fields);
    Simulated { summary, calibrated: calibration.finish(), proposal }
}

fn truth() -> Value {
    serde_json::from_slice(&std::fs::read(root().join("examples/contoso/truth.json")).unwrap()).unwrap()
}

fn names(affected: &[gatewright::replay::Affected], certainty: Certainty) -> Value {
    let users =
        affected.iter().filter(|affected| affected.certainty == certainty).map(|affected| &affected.user);
    json!(users.collect::<std::collections::BTreeSet<_>>())
}

#[test]
fn who_is_locked_out_is_who_the_story_locks_out() {
    let Simulated { summary, proposal, .. } = simulate();
    let key = |index: &usize| proposal.as_if.policies[*index].id.clone();
    let found: BTreeMap<String, Value> = summary
        .locked_out
        .iter()
        .map(|affected| {
            let mut policies: Vec<String> = affected.policies.iter().map(key).collect();
            policies.sort();
            let span = affected
                .span
                .map(|(first, last)| [first, last].map(|time| time.format("%FT%TZ").to_string()));
            let value = json!({
                "certainty": affected.certainty.as_str(),
                "cause": affected.cause.as_str(),
                "policies": policies,
                "signIns": affected.sign_ins,
                "first": span.as_ref().map(|[first, _]| first),
                "last": span.as_ref().map(|[_, last]| last),
            });
            (affected.user.clone(), value)
        })
        .collect();
    let expected: BTreeMap<String, Value> = truth()["lockedOut"]
        .as_array()
        .unwrap()
        .iter()
        .map(|told| {
            let mut told = told.clone();
            let user = told["user"].as_str().unwrap().to_owned();
            let members = told.as_object_mut().unwrap();
            members.shift_remove("user");
            members.shift_remove("why");
            let mut policies: Vec<String> = serde_json::from_value(members["policies"].clone()).unwrap();
            policies.sort();
            members["policies"] = json!(policies);
            (user, told)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn who_must_register_or_is_prompted_is_who_the_story_says() {
    let Simulated { summary, .. } = simulate();
    let truth = truth();
    assert_eq!(names(&summary.must_register, Certainty::Certain), truth["mustRegisterFirst"]);
    assert_eq!(names(&summary.must_register, Certainty::Possible), json!([]));
    assert_eq!(names(&summary.newly_prompted, Certainty::Certain), truth["newlyPrompted"]);
    assert_eq!(names(&summary.newly_prompted, Certainty::Possible), json!([]));
    assert_eq!(names(&summary.newly_free, Certainty::Certain), truth["newlyFree"]);
    let failing: Vec<&str> = summary.already_failing.iter().map(|failing| failing.user.as_str()).collect();
    let mut expected: Vec<String> = serde_json::from_value(truth["alreadyFailing"].clone()).unwrap();
    for name in &mut expected {
        *name = name.to_lowercase();
    }
    assert_eq!(failing, expected);
    assert_eq!(json!(summary.stopped.attempts), truth["alsoStopped"]["attempts"]);
    assert_eq!(json!(summary.stopped.countries), truth["alsoStopped"]["countries"]);
}

#[test]
fn rows_are_counted_as_the_story_wrote_them() {
    let Simulated { summary, .. } = simulate();
    let truth = truth();
    let counts = summary.counts;
    assert_eq!(json!(counts.read), truth["signIns"]["read"]);
    assert_eq!(json!(counts.pre_conditional_access), truth["signIns"]["preConditionalAccess"]);
    assert_eq!(json!(counts.unfinished), truth["signIns"]["unfinished"]);
    assert_eq!(json!(counts.non_interactive), truth["signIns"]["nonInteractive"]);
}

#[test]
fn whoever_must_get_in_does_as_the_story_has_it() {
    let summary = simulate().summary;
    let truth = truth()["stillGetIn"].clone();
    let mut found = serde_json::Map::new();
    for group in &summary.still_get_in {
        let in_time =
            group.people.iter().filter(|way| way.gets_in == Match::Yes).map(|way| way.user.to_lowercase());
        found.insert(group.essential.as_str().to_owned(), json!(in_time.collect::<Vec<_>>()));
        let stopped = group.people.iter().filter(|way| way.gets_in == Match::No).count();
        assert_eq!(stopped, 0, "{group:?}");
    }
    // Of technicians who were never seen nothing is known.
    assert_eq!(found.shift_remove("technicians"), Some(json!([])));
    let lower = |value: &Value| value.to_string().to_lowercase();
    for (who, names) in truth.as_object().unwrap() {
        assert_eq!(lower(&found[who]), lower(names), "{who}");
    }
    assert_eq!(found.len(), truth.as_object().unwrap().len());
}

#[test]
fn what_entra_recorded_otherwise_is_what_the_story_changed_since() {
    let Simulated { summary, calibrated, .. } = simulate();
    let truth = truth()["calibration"].clone();
    assert_eq!(json!(calibrated.results.total()), truth["results"]);
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for of in &calibrated.disagreements {
        *reasons.entry(of.reason.as_str()).or_default() += of.seen.sign_ins;
    }
    let expected: BTreeMap<&str, u64> = truth["disagreements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["reason"].as_str().unwrap(), of["signIns"].as_u64().unwrap()))
        .collect();
    assert_eq!(reasons, expected);
    assert!(expected.values().all(|count| *count > 0), "the story has some of each");
    let conditions: u64 = calibrated.condition_disagreements.iter().map(|of| of.seen.sign_ins).sum();
    assert_eq!(json!(conditions), truth["conditionDisagreements"]);
    let stale: Vec<Value> = calibrated
        .stale_locations
        .iter()
        .map(|of| json!({ "location": of.location, "signIns": of.only_ours.sign_ins + of.only_recorded.sign_ins }))
        .collect();
    assert_eq!(json!(stale), truth["staleLocations"]);
    let score = summary.score.unwrap();
    assert_eq!((score.results, score.is_sample), (calibrated.results, false), "a simulation quotes the same");
}
