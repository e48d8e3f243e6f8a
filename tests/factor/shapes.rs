//! Shared sets of other shapes: parameters inside texts, sets that build on sets, several sets, clashes of keys.

use gatewright::diagnostic::Severity;
use gatewright::workspace::{Factoring, ImportOptions, Memory, factor, import};
use serde_json::{Value, json};

use crate::client::{Export, FOLDER, OnBaseline, day, factored_on, messages, texts};

const PARAMETERS: &str = "\
parameters:
  prefix: {type: string, description: Begins every name}
  rollout: {type: state, default: reportOnly, description: How far it is}
  strength: {type: authenticationStrength, default: Multifactor authentication, description: For admins}
  breakGlass: {type: group, description: Never blocked}
  offices: {type: locations, default: [], description: Offices}
";

const ADMINS: &str = "\
id: P1
name: $(prefix) - Admins
state: $(rollout)
users: {include: {roles: [Global Administrator]}, exclude: {groups: [$(breakGlass)]}}
applications: {include: all}
grant: {authenticationStrength: $(strength)}
";

const OFFICES: &str = "\
id: P2
name: $(prefix) - Elsewhere
state: $(rollout)
users: {include: all, exclude: {groups: [$(breakGlass), $(prefix) - $(id)]}}
applications: {include: all}
locations: {exclude: $(offices)}
grant: block
";

fn set(folder: &str, files: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    files.iter().map(|(path, text)| (format!("{folder}/{path}"), text.as_bytes().to_vec())).collect()
}

fn named_set() -> Vec<(String, Vec<u8>)> {
    let groups = "groups: [{name: $(prefix) - P2}]\n";
    set(
        "policies/baseline",
        &[
            ("baseline.yaml", PARAMETERS),
            ("groups.yaml", groups),
            ("policies/P1.yaml", ADMINS),
            ("policies/P2.yaml", OFFICES),
        ],
    )
}

/// A client of some sets with a lock file that gives its group an id, its office and this `tenant.yaml`.
fn export(sets: &[(String, Vec<u8>)], tenant: &str) -> Export {
    let own = [
        ("tenant.yaml", tenant),
        ("locations.yaml", "locations: [{name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true}]\n"),
        ("tenant.lock.yaml", "groups: {SG-Spare: bbbbbbbb-0000-4000-8000-000000000001}\n"),
    ];
    let own = set(FOLDER, &own);
    Export::of(&sets.iter().cloned().chain(own).collect())
        .with_group("bbbbbbbb-0000-4000-8000-000000000001", "SG-Spare")
}

fn sound(sets: Vec<(String, Vec<u8>)>, export: &Export) -> OnBaseline {
    let on = factored_on(sets.clone(), export);
    let errors = messages(&on.factored, Severity::Error);
    assert_eq!(errors, Vec::<String>::new(), "{}", texts(&on.factored.files));
    on.compiles_to(sets, export);
    on
}

const TENANT: &str = "\
baselines:
  - from: ../../policies/baseline
    values: {prefix: CON, rollout: enabled, strength: Phishing-resistant MFA, breakGlass: SG-Spare, offices: [Kochi office]}
";

#[test]
fn parameters_inside_texts_and_controls_are_found() {
    let on = sound(named_set(), &export(&named_set(), TENANT));
    assert_eq!(
        *on.values(),
        json!({
            "prefix": "CON", "rollout": "enabled", "strength": "Phishing-resistant MFA",
            "breakGlass": "SG-Spare", "offices": ["Kochi office"],
        })
    );
    assert_eq!(on.changes(), Vec::<Value>::new());
    // The set excludes the group itself, so that nothing depends on its being declared.
    assert_eq!(on.tenant["emergencyAccess"]["group"], "SG-Spare");
}

#[test]
fn a_policy_whose_parameter_nothing_tells_is_the_clients_own() {
    let mut export = export(&named_set(), TENANT);
    for policy in &mut export.policies {
        policy["conditions"]["users"]["excludeGroups"] = json!([]);
    }
    let on = sound(named_set(), &export);
    assert_eq!(on.factored.own.len(), 2, "{:#}", on.tenant);
    assert_eq!(on.warnings().len(), 2, "{:?}", on.warnings());
}

#[test]
fn a_set_that_builds_on_another_is_factored_through() {
    let outer = "\
parameters:
  prefix: {type: string, description: Begins every name}
  sites: {type: locations, default: [], description: Offices}
baselines:
  - from: ../inner
    values: {prefix: $(prefix), rollout: enabled, breakGlass: SG-Spare, offices: $(sites)}
    omit: {P1: outside of the contract}
";
    let mut sets = set("policies/baseline", &[("baseline.yaml", outer)]);
    sets.extend(
        named_set()
            .into_iter()
            .map(|(path, bytes)| (path.replace("policies/baseline", "policies/inner"), bytes)),
    );
    let tenant = "\
baselines: [{from: ../../policies/baseline, values: {prefix: CON, sites: [Kochi office]}}]
";
    let on = sound(sets.clone(), &export(&sets, tenant));
    assert_eq!(*on.values(), json!({ "prefix": "CON", "sites": ["Kochi office"] }));
    assert_eq!(on.factored.unchanged, ["P2"]);
}

#[test]
fn several_sets_each_have_their_values() {
    let other = "\
id: Q1
name: Q1 - Guests
state: enabled
users: {include: {guests: all}}
applications: {include: all}
session: {signInFrequency: $(every)}
";
    let parameters = "parameters: {every: {type: duration, default: 12h, description: Guests}}\n";
    let mut sets = named_set();
    sets.extend(set("policies/guests", &[("baseline.yaml", parameters), ("policies/Q1.yaml", other)]));
    let tenant = format!("{TENANT}  - {{from: ../../policies/guests, values: {{every: 4h}}}}\n");
    let export = export(&sets, &tenant);
    let repository: Memory = sets.into_iter().collect();
    let imported = import(&export.inputs(), &ImportOptions::default());
    let baselines = ["policies/baseline".to_owned(), "policies/guests".to_owned()];
    let factoring = Factoring { files: &repository, folder: FOLDER, baselines: &baselines, as_of: day() };
    let factored = factor(&imported, factoring);
    assert_eq!(messages(&factored, Severity::Error), Vec::<String>::new());
    assert_eq!(factored.unchanged, ["P1", "P2"]);
    // The others exclude a group that this one does not.
    assert_eq!(factored.changed, ["Q1"]);
    assert!(texts(&factored.files).contains("values: { every: 4h }"), "{}", texts(&factored.files));
}

#[test]
fn an_exclusion_of_the_shared_set_that_is_over_is_no_difference() {
    let mut sets = named_set();
    for (path, bytes) in &mut sets {
        if path.ends_with("P1.yaml") {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let over = "{group: SG-Spare, until: 2026-11-30}";
            *bytes = text.replace("[$(breakGlass)]", &format!("[$(breakGlass), {over}]")).into_bytes();
        }
    }
    let tenant =
        TENANT.replace("breakGlass: SG-Spare", "breakGlass: $(prefix) - P2").replace("$(prefix)", "CON");
    let on = sound(sets.clone(), &export(&sets, &tenant));
    assert_eq!(on.factored.unchanged, ["P1", "P2"], "{:#}", on.tenant);
}

#[test]
fn an_own_policy_gives_way_to_a_key_that_is_used() {
    let mut export = export(&named_set(), TENANT);
    let mut own = export.policies[0].clone();
    own["id"] = "cccccccc-0000-4000-8000-000000000001".into();
    own["displayName"] = "P2".into();
    own["conditions"]["applications"] = json!({ "includeUserActions": ["urn:user:registersecurityinfo"] });
    own["conditions"]["users"] = json!({ "includeGroups": ["bbbbbbbb-0000-4000-8000-000000000001"] });
    export.policies.push(own);
    let on = sound(named_set(), &export);
    assert_eq!(on.factored.unchanged, ["P1", "P2"]);
    assert_eq!(on.factored.own, ["P2-own"]);
}
