//! What is wrong with a shared set, or missing in an export, is said.

use gatewright::diagnostic::Severity;

use crate::client::{baseline, factored_on, messages};
use crate::judgements::deployed;

#[test]
fn a_folder_without_a_baseline_is_no_shared_set() {
    let on = factored_on(Vec::new(), &deployed());
    assert!(on.factored.files.is_empty());
    assert_eq!(
        messages(&on.factored, Severity::Error),
        ["there is no `policies/baseline/baseline.yaml`, so `policies/baseline` is no shared set"]
    );
}

#[test]
fn what_is_wrong_with_a_shared_set_is_all_said() {
    let mut files = baseline();
    for (path, bytes) in &mut files {
        if path.ends_with("baseline.yaml") {
            bytes.extend(b"parameter: {}\n");
        } else if path.contains("CA001-") {
            bytes.extend(b"platforms: { include: [$(noSuch)] }\n");
        } else if path.contains("CA002-") {
            bytes.extend(b"session: [\n");
        }
    }
    let on = factored_on(files, &deployed());
    assert!(on.factored.files.is_empty());
    let errors = messages(&on.factored, Severity::Error);
    assert!(errors.iter().any(|error| error.contains("`parameter`")), "{errors:?}");
}

#[test]
fn a_value_that_nothing_deployed_tells_is_to_be_written() {
    let mut export = deployed();
    export.policies.retain(|policy| !policy["displayName"].as_str().unwrap().starts_with("CA002"));
    export.locations.retain(|location| location["displayName"] != "Allowed countries");
    // A location that no policy of the set uses is every tenant's.
    let mut files = baseline();
    let (_, locations) = files.iter_mut().find(|(path, _)| path.ends_with("/locations.yaml")).unwrap();
    let text = String::from_utf8(locations.clone()).unwrap();
    *locations = text.replace("name: Allowed countries", "name: Countries we work in").into_bytes();
    let (_, policy) = files.iter_mut().find(|(path, _)| path.contains("/CA002-")).unwrap();
    let text = String::from_utf8(policy.clone()).unwrap();
    *policy = text.replace("Allowed countries", "$(officeLocations)").into_bytes();
    let on = factored_on(files, &export);
    assert_eq!(
        messages(&on.factored, Severity::Error),
        ["the shared set needs a value for the parameter `allowedCountries`"]
    );
    let tenant = &on.factored.files.iter().find(|(path, _)| path == "tenant.yaml").unwrap().1;
    let tenant = String::from_utf8(tenant.clone()).unwrap();
    let comment = "# Nothing deployed tells `allowedCountries`: write a list of two-letter country codes under `values`.\n";
    assert!(tenant.contains(comment), "{tenant}");
    assert_eq!(on.factored.unchanged.len(), 27);
    assert_eq!(on.omitted(), ["CA002"]);
}

#[test]
fn a_policy_that_no_workspace_takes_stays_and_the_rest_is_factored() {
    let mut export = deployed();
    export.policy("CA901")["conditions"]["users"] =
        serde_json::json!({ "includeGroups": ["bbbbbbbb-0000-4000-8000-00000000000f"] });
    let on = factored_on(baseline(), &export);
    assert_eq!(on.factored.unchanged.len(), 27);
    assert_eq!(on.omitted(), ["CA901"]);
    assert!(on.factored.files.iter().any(|(path, _)| path.starts_with("policies/CA901")));
    let errors = messages(&on.factored, Severity::Error);
    assert!(errors.iter().any(|error| error.contains("`users`")), "{errors:?}");
}

#[test]
fn an_export_that_has_nothing_of_the_shared_set_is_the_clients_own() {
    let mut export = deployed();
    export.policies.truncate(1);
    export.policies[0]["displayName"] = "Payroll".into();
    export.policies[0]["conditions"]["applications"]["includeApplications"] =
        serde_json::json!(["cccccccc-0000-4000-8000-000000000009"]);
    export.policies[0]["conditions"]["clientAppTypes"] = serde_json::json!(["browser"]);
    let on = factored_on(baseline(), &export);
    assert_eq!(on.factored.own, ["payroll"]);
    assert_eq!(on.factored.omitted.len(), 28);
}
