//! Whatever somebody changed in the portal, and whatever policies there are: the workspace compiles to the export.

use gatewright::diagnostic::Severity;
use gatewright::graph::{self, FoundKind};
use gatewright::source::SourceMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::{Export, baseline, factored, factored_on, messages};
use crate::judgements::deployed;

/// Something that is done to a policy.
#[derive(Clone, Debug)]
enum Edit {
    /// A member of Graph's object is set.
    Set(&'static str, Value),
    /// An item is taken out of a list.
    Shorten(&'static str, usize),
    /// The policy is deleted.
    Delete,
    /// It is there twice, under another name.
    Copy,
}

const LISTS: &[&str] = &[
    "/conditions/users/excludeGroups",
    "/conditions/users/includeRoles",
    "/conditions/users/excludeRoles",
    "/conditions/locations/excludeLocations",
    "/conditions/clientAppTypes",
    "/conditions/platforms/includePlatforms",
    "/grantControls/builtInControls",
];

fn members() -> Vec<(&'static str, Value)> {
    let group = "bbbbbbbb-0000-4000-8000-00000000000f";
    vec![
        ("/state", json!("disabled")),
        ("/displayName", json!("CA999 - $(id) [renamed]")),
        ("/conditions/users/includeUsers", json!(["None"])),
        ("/conditions/users/includeGroups", json!([group])),
        ("/conditions/users/excludeUsers", json!([group, "GuestsOrExternalUsers"])),
        ("/conditions/users/excludeGroups", json!([])),
        ("/conditions/users/excludeGroups", json!([group])),
        (
            "/conditions/applications",
            json!({ "includeApplications": ["Office365"], "excludeApplications": [group] }),
        ),
        ("/conditions/applications", json!({ "includeUserActions": ["urn:user:registerdevice"] })),
        ("/conditions/clientAppTypes", json!(["other"])),
        ("/conditions/platforms", json!({ "includePlatforms": ["all"], "excludePlatforms": ["linux"] })),
        ("/conditions/platforms", Value::Null),
        ("/conditions/locations", json!({ "includeLocations": ["All"], "excludeLocations": ["AllTrusted"] })),
        ("/conditions/locations", json!({ "includeLocations": ["AllTrusted"] })),
        ("/conditions/locations", Value::Null),
        ("/conditions/signInRiskLevels", json!(["low"])),
        (
            "/conditions/devices",
            json!({ "deviceFilter": { "mode": "exclude", "rule": "device.isCompliant -eq True" } }),
        ),
        ("/conditions/devices", Value::Null),
        ("/conditions/newCondition", json!({ "a": ["b", null] })),
        ("/grantControls", json!({ "operator": "AND", "builtInControls": ["mfa", "compliantDevice"] })),
        ("/grantControls", json!({ "operator": "OR", "builtInControls": ["newControl"] })),
        ("/sessionControls", Value::Null),
        ("/sessionControls", json!({ "persistentBrowser": { "isEnabled": true, "mode": "always" } })),
        (
            "/sessionControls",
            json!({ "signInFrequency": { "isEnabled": true, "type": "days", "value": 7, "frequencyInterval": "timeBased",
                    "authenticationType": "secondaryAuthentication" } }),
        ),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => proptest::sample::select(members()).prop_map(|(pointer, value)| Edit::Set(pointer, value)),
        3 => (proptest::sample::select(LISTS), 0..4_usize).prop_map(|(list, at)| Edit::Shorten(list, at)),
        1 => Just(Edit::Delete),
        1 => Just(Edit::Copy),
    ]
}

fn apply(export: &mut Export, number: usize, at: usize, edit: Edit) {
    let count = export.policies.len();
    let at = at % count;
    let policy = &mut export.policies[at];
    match edit {
        Edit::Set(pointer, value) => {
            // Graph takes no users beside workloads.
            if pointer.starts_with("/conditions/users")
                && policy["conditions"].get("clientApplications").is_some()
            {
                return;
            }
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            if let Some(parent) = policy.pointer_mut(parent).and_then(Value::as_object_mut) {
                parent.insert(key.to_owned(), value);
            }
        }
        Edit::Shorten(list, item) => {
            if let Some(items) = policy.pointer_mut(list).and_then(Value::as_array_mut)
                && item < items.len()
            {
                items.remove(item);
            }
        }
        Edit::Delete if count > 1 => drop(export.policies.remove(at)),
        Edit::Delete => {}
        Edit::Copy => {
            let mut copy = policy.clone();
            copy["id"] = format!("dddddddd-0000-4000-8000-{number:012}").into();
            copy["displayName"] = format!("{} (copy)", copy["displayName"].as_str().unwrap()).into();
            export.policies.push(copy);
        }
    }
}

#[test]
fn a_name_that_reads_like_a_parameter_is_only_a_name() {
    let mut export = deployed();
    let target = json!({ "includeUserActions": ["urn:user:registerdevice"] });
    apply(&mut export, 0, 1, Edit::Set("/conditions/applications", target));
    apply(&mut export, 1, 1, Edit::Set("/displayName", json!("CA999 - $(id) [renamed]")));
    assert_eq!(factored(&export).factored.own.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_edited_it_compiles_to_the_export(
        edits in proptest::collection::vec((any::<usize>(), edit()), 1..14), has_groups in any::<bool>(),
    ) {
        let mut export = deployed();
        for (number, (at, edit)) in edits.into_iter().enumerate() {
            apply(&mut export, number, at, edit);
        }
        let on = factored(&if has_groups { export } else { export.without_groups() });
        let of = &on.factored;
        prop_assert_eq!(of.unchanged.len() + of.changed.len() + of.omitted.len(), 28);
    }
}

/// Published policies, as the files have them. `None` where they are not at hand, unless they are required.
fn published() -> Option<Vec<Value>> {
    let paths = crate::published::files()?;
    let found = paths.iter().flat_map(|path| {
        graph::read(&mut SourceMap::default(), path.to_str().unwrap(), &std::fs::read(path).unwrap()).found
    });
    let mut policies: Vec<Value> = Vec::new();
    // What is published twice, alike, is taken once.
    for found in found.filter(|found| found.kind == FoundKind::Policy) {
        if !policies.contains(&found.value) {
            policies.push(found.value);
        }
    }
    Some(policies)
}

#[test]
fn published_policies_compile_to_what_they_were_on_any_shared_set() {
    let Some(policies) = published() else { return };
    let count = policies.len();
    let mut files = baseline();
    let (_, parameters) = files.iter_mut().find(|(path, _)| path.ends_with("/baseline.yaml")).unwrap();
    let text = String::from_utf8(parameters.clone()).unwrap();
    *parameters = text.replace("type: countries", "type: countries\n    default: [IN]").into_bytes();
    let export = Export { policies, ..Export::default() };
    let on = factored_on(files.clone(), &export);
    let errors = messages(&on.factored, Severity::Error);
    assert_eq!(errors, Vec::<String>::new());
    on.compiles_to(files, &export);
    let of = &on.factored;
    assert_eq!(of.unchanged.len() + of.changed.len() + of.own.len(), count);
    println!("{count} policies: {} with changes, {} own", of.changed.len(), of.own.len());
}
