//! One case for each judgement: what is renamed, missing, extra, in conflict or different.

use serde_json::{Value, json};

use crate::client::{Export, FOLDER, baseline, factored};

const EMERGENCY: &str = "bbbbbbbb-0000-4000-8000-000000000001";
const FINANCE: &str = "bbbbbbbb-0000-4000-8000-000000000002";

const TENANT: &str = "\
emergencyAccess: {accounts: [bg1@contoso.onmicrosoft.com], group: CA-EmergencyAccess - Exclude}
baselines:
  - from: ../../policies/baseline
    values:
      allowedCountries: [IN, AE]
      officeLocations: [Kochi office]
      serviceAccountLocations: [Kochi office, Build agents]
";

/// A client that has the shared set as it is, with its own offices and countries.
pub(crate) fn deployed() -> Export {
    let locations = "\
locations:
  - {name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true}
  - {name: Build agents, ipRanges: [198.51.100.192/28], trusted: false}
";
    let lock = format!("groups: {{CA-EmergencyAccess - Exclude: {EMERGENCY}}}\n");
    let own = [("tenant.yaml", TENANT), ("locations.yaml", locations), ("tenant.lock.yaml", &lock)];
    let own = own.map(|(path, text)| (format!("{FOLDER}/{path}"), text.as_bytes().to_vec()));
    let export = Export::of(&baseline().into_iter().chain(own).collect());
    export.with_group(EMERGENCY, "CA-EmergencyAccess - Exclude")
}

fn exclude(export: &mut Export, key: &str, group: &str) {
    let groups = &mut export.policy(key)["conditions"]["users"]["excludeGroups"];
    groups.as_array_mut().unwrap().push(group.into());
}

#[test]
fn a_client_as_the_shared_set_has_it_is_values_only() {
    let on = factored(&deployed());
    assert_eq!(
        on.tenant,
        json!({
            "emergencyAccess": { "accounts": [], "group": "CA-EmergencyAccess - Exclude" },
            "baselines": [{
                "from": "../../policies/baseline",
                "values": {
                    "allowedCountries": ["IN", "AE"],
                    "officeLocations": ["Kochi office"],
                    "serviceAccountLocations": ["Kochi office", "Build agents"],
                },
            }],
        })
    );
    assert_eq!(on.factored.unchanged.len(), 28);
    assert_eq!(on.warnings(), Vec::<String>::new());
    let paths: Vec<&str> = on.factored.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["locations.yaml", "tenant.lock.yaml", "tenant.yaml"]);
    assert!(on.factored.lines < 20 && on.factored.lines_alone > 300, "{:?}", on.factored);
}

#[test]
fn groups_without_names_are_told_by_where_they_stand() {
    let on = factored(&deployed().without_groups());
    assert_eq!(on.factored.unchanged.len(), 28, "{:#}", on.tenant);
    assert_eq!(on.tenant["emergencyAccess"]["group"], EMERGENCY);
    let lock = on.file("tenant.lock.yaml");
    assert!(lock["groups"]["CA-ServiceAccounts"].is_string(), "{lock:#}");
    assert!(lock["groups"]["CA101 - Exclude"].is_string(), "{lock:#}");
}

#[test]
fn a_renamed_policy_is_known_by_its_key() {
    let mut export = deployed();
    export.policy("CA101")["displayName"] = "CA101 - Admins need a key".into();
    let on = factored(&export);
    assert_eq!(on.changes(), [json!({ "policy": "CA101", "set": { "name": "CA101 - Admins need a key" } })]);
    assert_eq!(on.omitted(), Vec::<&str>::new());
}

#[test]
fn a_policy_with_another_name_is_known_by_what_it_says() {
    let mut export = deployed();
    export.policy("CA401")["displayName"] = "Guests: second factor".into();
    let on = factored(&export);
    assert_eq!(on.changes(), [json!({ "policy": "CA401", "set": { "name": "Guests: second factor" } })]);
}

#[test]
fn two_that_may_be_meant_are_not_guessed() {
    let mut export = deployed();
    let name = "CA401 - Guests".to_owned();
    export.policy("CA401")["displayName"] = name.clone().into();
    let mut copy = export.policy("CA401").clone();
    copy["id"] = "cccccccc-0000-4000-8000-000000000001".into();
    copy["displayName"] = "CA401 - Guests (copy)".into();
    export.policies.push(copy);
    let on = factored(&export);
    assert_eq!(on.omitted(), ["CA401"]);
    assert_eq!(on.factored.own.len(), 2);
    let [warning] = on.warnings().try_into().unwrap();
    assert!(warning.contains("`CA401 - Guests`") && warning.contains("`CA401 - Guests (copy)`"), "{warning}");
}

#[test]
fn a_name_used_for_something_else_is_the_clients_own() {
    let mut export = deployed();
    let own = json!({
        "id": "cccccccc-0000-4000-8000-000000000001",
        "displayName": "CA103 - Legacy protocols",
        "state": "disabled",
        "conditions": {
            "users": { "includeGroups": [FINANCE] },
            "applications": { "includeApplications": ["Office365"] },
            "clientAppTypes": ["other"],
        },
        "grantControls": { "operator": "OR", "builtInControls": ["block"] },
    });
    *export.policy("CA103") = own;
    let on = factored(&export);
    assert_eq!(on.tenant["baselines"][0]["omit"], json!({ "CA103": "the client has its own" }));
    assert_eq!(on.factored.own, ["CA103"]);
}

#[test]
fn a_missing_policy_is_left_out_and_an_extra_one_is_the_clients_own() {
    let mut export = deployed();
    export.policies.retain(|policy| !policy["displayName"].as_str().unwrap().starts_with("CA202"));
    let mut extra = export.policy("CA403").clone();
    extra["id"] = "cccccccc-0000-4000-8000-000000000001".into();
    extra["displayName"] = "Payroll only from the office".into();
    extra["conditions"]["users"]["includeGuestsOrExternalUsers"] = Value::Null;
    extra["conditions"]["users"]["includeGroups"] = json!([FINANCE]);
    export.policies.push(extra);
    let on = factored(&export);
    assert_eq!(on.tenant["baselines"][0]["omit"], json!({ "CA202": "not deployed" }));
    assert_eq!(on.factored.own, ["payroll-only-from-the-office"]);
    // Emergency access is left to composition in the client's own policies too.
    let own = on.file("policies/payroll-only-from-the-office.yaml");
    assert!(own.get("emergencyAccess").is_none(), "{own:#}");
    assert_eq!(own["users"]["exclude"], json!({ "groups": ["CA403 - Exclude"] }));
}

#[test]
fn of_values_in_conflict_the_one_that_most_agree_with_holds() {
    let mut export = deployed();
    let locations = &mut export.policy("CA901")["conditions"]["locations"]["excludeLocations"];
    locations.as_array_mut().unwrap().pop();
    let on = factored(&export);
    // One policy has both networks, one only the office: the shorter list holds, as an addition reads better.
    assert_eq!(on.values()["serviceAccountLocations"], json!(["Kochi office"]));
    assert_eq!(
        on.changes(),
        [json!({ "policy": "CA601", "add": { "locations.exclude": ["Build agents"] } })]
    );
}

#[test]
fn an_added_exclusion_is_a_change() {
    let mut export = deployed().with_group(FINANCE, "SG-Finance");
    exclude(&mut export, "CA004", FINANCE);
    exclude(&mut export, "CA201", FINANCE);
    let on = factored(&export);
    let add = |key: &str| json!({ "policy": key, "add": { "users.exclude.groups": ["SG-Finance"] } });
    assert_eq!(on.changes(), [add("CA004"), add("CA201")]);
}

#[test]
fn an_exclusion_that_is_not_there_is_removed() {
    let mut export = deployed();
    let own = export.group("CA007 - Exclude")["id"].clone();
    let groups = export.policy("CA007")["conditions"]["users"]["excludeGroups"].as_array_mut().unwrap();
    groups.retain(|group| *group != own);
    let on = factored(&export);
    assert_eq!(
        on.changes(),
        [json!({ "policy": "CA007", "remove": { "users.exclude.groups": ["CA007 - Exclude"] } })]
    );
}

#[test]
fn another_grant_is_set() {
    let mut export = deployed();
    export.policy("CA007")["grantControls"]["builtInControls"] = json!(["mfa", "compliantDevice"]);
    let on = factored(&export);
    assert_eq!(
        on.changes(),
        [json!({ "policy": "CA007", "set": { "grant": { "anyOf": ["mfa", "compliantDevice"] } } })]
    );
}

#[test]
fn another_state_is_set() {
    let mut export = deployed();
    export.policy("CA002")["state"] = "enabled".into();
    export.policy("CA001")["state"] = "disabled".into();
    let on = factored(&export);
    let set = |key: &str, state: &str| json!({ "policy": key, "set": { "state": state } });
    assert_eq!(on.changes(), [set("CA001", "disabled"), set("CA002", "enabled")]);
}

#[test]
fn a_condition_that_is_not_there_is_null_and_a_new_one_is_whole() {
    let mut export = deployed();
    export.policy("CA005")["conditions"]["locations"] = Value::Null;
    export.policy("CA007")["conditions"]["platforms"] =
        json!({ "includePlatforms": ["all"], "excludePlatforms": ["linux"] });
    let on = factored(&export);
    assert_eq!(
        on.changes(),
        [
            json!({ "policy": "CA005", "set": { "locations": null } }),
            json!({ "policy": "CA007", "set": { "platforms": { "include": "all", "exclude": ["linux"] } } }),
        ]
    );
}

#[test]
fn a_renamed_location_is_the_shared_sets_and_that_is_said() {
    let mut export = deployed();
    export.location("Allowed countries")["displayName"] = "Where we work".into();
    let on = factored(&export);
    assert_eq!(on.values()["allowedCountries"], json!(["IN", "AE"]));
    assert_eq!(on.changes(), Vec::<Value>::new());
    assert_eq!(
        on.warnings(),
        [
            "the named location `Where we work` is taken for the shared set's `Allowed countries`, and would be renamed"
        ]
    );
}

#[test]
fn a_location_that_no_parameter_makes_equal_stays_beside() {
    let mut export = deployed();
    export.location("Allowed countries")["includeUnknownCountriesAndRegions"] = true.into();
    let on = factored(&export);
    assert_eq!(
        on.changes(),
        [json!({
            "policy": "CA002",
            "remove": { "locations.exclude": ["Allowed countries"] },
            "add": { "locations.exclude": ["Allowed countries (deployed)"] },
        })]
    );
    assert_eq!(on.factored.locations, 3);
    assert_eq!(on.warnings().len(), 1, "{:?}", on.warnings());
}

#[test]
fn a_group_called_otherwise_is_told_by_the_key_in_its_name() {
    let mut export = deployed();
    export.group("CA101 - Exclude")["displayName"] = "SG_CA101_Exceptions".into();
    export.group("CA102 - Exclude")["displayName"] = "Directors".into();
    let on = factored(&export);
    assert_eq!(
        on.changes(),
        [json!({
            "policy": "CA102",
            "remove": { "users.exclude.groups": ["CA102 - Exclude"] },
            "add": { "users.exclude.groups": ["Directors"] },
        })]
    );
    assert_eq!(
        on.warnings(),
        [
            "the group `SG_CA101_Exceptions` is taken for the shared set's `CA101 - Exclude`, and would be renamed"
        ]
    );
}

#[test]
fn a_policy_without_emergency_access_says_so() {
    let mut export = deployed();
    let groups = export.policy("CA008")["conditions"]["users"]["excludeGroups"].as_array_mut().unwrap();
    groups.retain(|group| *group != EMERGENCY);
    let on = factored(&export);
    let included = json!({ "included": true, "reason": "as deployed" });
    assert_eq!(on.changes(), [json!({ "policy": "CA008", "set": { "emergencyAccess": included } })]);
}

#[test]
fn a_value_that_is_the_default_is_not_written() {
    let mut export = deployed();
    export.policy("CA102")["sessionControls"]["signInFrequency"]["value"] = 8.into();
    let on = factored(&export);
    assert_eq!(on.values()["adminSignInFrequency"], "8h");
    assert!(on.values().get("unmanagedSignInFrequency").is_none());
    assert_eq!(on.changes(), Vec::<Value>::new());
}
