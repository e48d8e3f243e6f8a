//! What is imported, loaded and compiled is what was exported.

use serde_json::{Value, json};

use super::*;
use crate::graph::canonical_policy;
use crate::workspace::{Loaded, Memory, compile, load};

fn policy(name: &str, more: &Value) -> Value {
    let mut policy = json!({
        "displayName": name,
        "state": "enabled",
        "conditions": {
            "users": { "includeUsers": ["All"] },
            "applications": { "includeApplications": ["All"] },
        },
        "grantControls": { "operator": "OR", "builtInControls": ["mfa"] },
    });
    merge(&mut policy, more);
    policy
}

fn merge(into: &mut Value, more: &Value) {
    match (into.as_object_mut(), more.as_object()) {
        (Some(members), Some(more)) => {
            for (key, value) in more {
                merge(members.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        _ => *into = more.clone(),
    }
}

fn imported(export: &Value) -> Imported {
    import(&[("export.json".to_owned(), export.to_string().into_bytes())], &ImportOptions::default())
}

fn reloaded(imported: &Imported) -> Loaded {
    let files: Memory = imported.files.iter().cloned().collect();
    let loaded = load(&files, "", "2026-12-01".parse().unwrap()).unwrap();
    let faults: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|fault| {
            let path = loaded.sources.path(fault.span.file);
            format!("{path}: {}\n{}", fault.message, text(imported, path))
        })
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    loaded
}

fn files_of(imported: &Imported) -> BTreeMap<String, Vec<u8>> {
    imported.files.iter().cloned().collect()
}

fn text(imported: &Imported, path: &str) -> String {
    let files = files_of(imported);
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("{:?}", files.keys())).clone()).unwrap()
}

/// Asserts the law for every policy of an export, and returns what was imported.
fn comes_back(policies: &[Value]) -> Imported {
    let imported = imported(&json!({ "value": policies }));
    let loaded = reloaded(&imported);
    let output: BTreeMap<String, Vec<u8>> = compile(&loaded.tenants[0]).unwrap().into_iter().collect();
    let compiled: Vec<Value> = output
        .iter()
        .filter(|(path, _)| path.starts_with("policies/"))
        .map(|(_, bytes)| canonical_policy(&serde_json::from_slice(bytes).unwrap()))
        .collect();
    for policy in policies {
        let wanted = canonical_policy(policy);
        assert!(compiled.contains(&wanted), "{wanted:#} is not among {compiled:#?}");
    }
    assert_eq!(compiled.len(), policies.len());
    imported
}

#[test]
fn an_import_comes_back() {
    let imported = comes_back(&[policy("CA101-Admins-MFA", &json!({}))]);
    assert_eq!(
        text(&imported, "policies/CA101-Admins-MFA.yaml"),
        "id: CA101\nname: CA101-Admins-MFA\nstate: enabled\nusers: { include: all }\napplications: { include: all }\ngrant: mfa\nemergencyAccess: { included: true, reason: as deployed }\n"
    );
}

const ID: &str = "11111111-1111-1111-1111-111111111111";

fn told(imported: &Imported) -> Vec<String> {
    imported.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
}

#[test]
fn a_policy_that_is_exported_twice_alike_is_taken_once() {
    let one = policy("CA001 - MFA", &json!({ "id": ID }));
    let other = policy("CA001 - MFA", &json!({ "id": "22222222-2222-2222-2222-222222222222" }));
    let found = imported(&json!([one, other, one, one]));
    assert_eq!(found.policies, 2);
    assert_eq!(
        told(&found),
        ["repeated-policy: 2 policies are exported again, alike; each is taken once; this is the first"]
    );
}

#[test]
fn a_policy_that_is_exported_twice_and_differs_is_told_at_both_places() {
    let one = policy("CA001 - MFA", &json!({ "id": ID }));
    let other = policy("CA001 - MFA", &json!({ "id": ID, "state": "disabled" }));
    let found = imported(&json!([one, other]));
    assert_eq!(found.policies, 2);
    assert_eq!(
        told(&found),
        ["duplicate-id: policy `CA001 - MFA` is exported again, and says something else; both are imported"]
    );
    let [found] = found.diagnostics.as_slice() else { panic!("{found:?}") };
    assert!(found.related.first().is_some_and(|first| first.span < found.span), "{found:?}");
}

#[test]
fn roles_applications_and_strengths_go_by_name() {
    let imported = comes_back(&[policy(
        "CA101",
        &json!({
            "conditions": {
                "users": { "includeRoles": ["62e90394-69f5-4237-9190-012177145e10"] },
                "applications": { "includeApplications": ["797f4846-ba00-4fd7-ba43-dac1f8f63013"] },
            },
            "grantControls": {
                "builtInControls": [],
                "authenticationStrength": { "id": "00000000-0000-0000-0000-000000000004" },
            },
        }),
    )]);
    let text = text(&imported, "policies/CA101.yaml");
    for name in ["Global Administrator", "Windows Azure Service Management API", "Phishing-resistant MFA"] {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn locations_and_groups_of_the_export_go_by_name() {
    let location = "88888888-8888-8888-8888-888888888888";
    let group = "99999999-9999-9999-9999-999999999999";
    let policy = policy(
        "CA002",
        &json!({ "conditions": {
            "users": { "excludeGroups": [group] },
            "locations": { "includeLocations": ["All"], "excludeLocations": [location] },
        } }),
    );
    let imported = imported(&json!([
        policy,
        { "@odata.type": "#microsoft.graph.ipNamedLocation", "id": location, "displayName": "Kochi office",
          "isTrusted": true, "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24" }] },
        { "id": group, "displayName": "CA-EmergencyAccess", "securityEnabled": true },
        { "id": "77777777-7777-7777-7777-777777777777", "displayName": "Not named", "securityEnabled": true },
    ]));
    assert_eq!(imported.diagnostics, []);
    let text = text(&imported, "policies/CA002.yaml");
    assert!(text.contains("Kochi office") && text.contains("CA-EmergencyAccess"), "{text}");
    assert!(!text.contains("emergencyAccess:"), "{text}");
    assert!(!self::text(&imported, "tenant.lock.yaml").contains("Not named"));
    let loaded = reloaded(&imported);
    let tenant = &loaded.tenants[0];
    assert_eq!(tenant.locations[0].id, Id::parse(location));
    assert_eq!(tenant.policies[0].conditions.users.exclude.groups, [Id::parse(group)]);
}

#[test]
fn placeholders_are_recorded_and_come_back_unchanged() {
    let imported = comes_back(&[policy(
        "CA101",
        &json!({ "conditions": { "users": {
            "excludeGroups": ["<EmergencyAccessAccountsGroup>"],
            "excludeUsers": ["Current administrator will be excluded"],
        } } }),
    )]);
    assert_eq!(text(&imported, "tenant.lock.yaml"), "toBind: [\"<EmergencyAccessAccountsGroup>\"]\n");
    assert!(!text(&imported, "policies/CA101.yaml").contains("as deployed"));
    let loaded = reloaded(&imported);
    let placeholders: Vec<&String> = loaded.tenants[0].placeholders.keys().collect();
    assert_eq!(placeholders, ["<EmergencyAccessAccountsGroup>", "Current administrator will be excluded"]);
}

#[test]
fn a_strength_without_an_id_is_the_one_of_its_name() {
    let by_name = |name: &str| {
        let strength =
            json!({ "displayName": name, "policyType": "builtIn", "allowedCombinations": ["fido2"] });
        policy(
            "CA105",
            &json!({ "grantControls": { "builtInControls": [], "authenticationStrength": strength } }),
        )
    };
    let text = |name| text(&comes_back(&[by_name(name)]), "policies/CA105.yaml").clone();
    let built_in = text("Phishing-resistant MFA");
    assert!(built_in.contains("grant: { authenticationStrength: Phishing-resistant MFA }"), "{built_in}");
    let custom = text("Passkeys of ours");
    assert!(custom.contains("grant: { authenticationStrength: \"graph:Passkeys of ours\" }"), "{custom}");
}

#[test]
fn texts_that_look_like_parameters_come_back() {
    comes_back(&[policy("CA101 $(name) $$(x", &json!({ "extension": ["$(y)"] }))]);
}

#[test]
fn ids_of_deployed_policies_are_recorded() {
    let id = "66666666-6666-6666-6666-666666666666";
    let imported = comes_back(&[policy("CA101", &json!({ "id": id })), policy("CA101", &json!({}))]);
    assert_eq!(text(&imported, "tenant.lock.yaml"), format!("policies: {{ ca101: {id} }}\n"));
}

#[test]
fn a_broken_file_leaves_the_others_alone() {
    let inputs = [
        ("broken.json".to_owned(), b"{\"displayName\": ".to_vec()),
        ("good.json".to_owned(), policy("CA101", &json!({})).to_string().into_bytes()),
    ];
    let imported = import(&inputs, &ImportOptions::default());
    assert_eq!(imported.policies, 1);
    let [fault] = imported.diagnostics.as_slice() else { panic!("{:?}", imported.diagnostics) };
    assert_eq!(imported.sources.path(fault.span.file), "broken.json");
}

#[test]
fn two_locations_of_one_name_stay_two() {
    let location = |id: &str, range: &str| {
        json!({ "@odata.type": "#microsoft.graph.ipNamedLocation", "id": id, "displayName": "Office", "isTrusted": false,
                "ipRanges": [{ "@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": range }] })
    };
    let first = location("88888888-8888-8888-8888-888888888888", "203.0.113.0/24");
    let second = location("99999999-9999-9999-9999-999999999999", "192.0.2.0/24");
    let imported = imported(&json!([first, second, first]));
    assert_eq!(imported.locations, 2);
    assert_eq!(
        imported.diagnostics[0].message,
        "the name `Office` is empty or taken; it becomes `Office (1)`"
    );
    assert_eq!(reloaded(&imported).tenants[0].locations.len(), 2);
}

#[test]
fn a_policy_without_a_name_is_named_and_that_is_said() {
    let imported = imported(&policy("", &json!({})));
    assert!(text(&imported, "policies/policy.yaml").contains("name: policy\n"));
    let codes: Vec<&str> = imported.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["missing-name"]);
}

#[test]
fn a_policy_with_an_error_in_it_is_left_out_and_the_others_are_not() {
    let mut broken = policy("CA002", &json!({}));
    broken.as_object_mut().unwrap().remove("state");
    let imported = imported(&json!([policy("CA001", &json!({})), broken]));
    assert_eq!(imported.policies, 1);
    assert!(imported.diagnostics.iter().any(|said| said.severity == Severity::Error));
    reloaded(&imported);
}

#[test]
fn what_a_strength_of_the_tenant_allows_is_said_to_stay_in_the_export() {
    let strength = json!({
        "id": "22222222-0000-4000-8000-000000000001", "displayName": "Keys",
        "policyType": "custom", "allowedCombinations": ["fido2"],
    });
    let grant = json!({ "grantControls": { "builtInControls": [], "authenticationStrength": strength } });
    let imported = imported(&policy("CA001", &grant));
    let said: Vec<_> = imported.diagnostics.iter().map(|said| (said.code, said.message.as_str())).collect();
    let message = "what authentication strength `Keys` allows is not written: policies refer to it by name";
    assert_eq!(said, [("strength-by-name", message)]);
}
