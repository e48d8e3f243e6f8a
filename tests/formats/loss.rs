//! What an export lost is said where it was.

use serde_json::{Value, json};

use super::{Input, compiled, files, imported, json, told};

fn policy(change: impl FnOnce(&mut Value)) -> Vec<Input> {
    let mut policy = json("expected/policies.json")[0].clone();
    change(&mut policy);
    vec![("export.json".to_owned(), serde_json::to_vec_pretty(&policy).unwrap())]
}

fn codes(inputs: &[Input]) -> Vec<(String, String)> {
    let imported = imported(inputs);
    let slice = |diagnostic: &gatewright::diagnostic::Diagnostic| {
        (diagnostic.code.to_owned(), imported.sources.slice(diagnostic.span).to_owned())
    };
    imported.diagnostics.iter().map(slice).collect()
}

fn pair(code: &str, slice: &str) -> (String, String) {
    (code.to_owned(), slice.to_owned())
}

#[test]
fn a_policy_about_nothing_lost_what_it_is_about() {
    let inputs = policy(|policy| policy["conditions"]["applications"]["includeApplications"] = json!([]));
    assert_eq!(codes(&inputs), [pair("lost-member", "\"applications\"")]);
    let inputs = policy(|policy| policy["conditions"]["users"] = json!(null));
    assert_eq!(codes(&inputs), [pair("lost-member", "\"users\"")]);
}

#[test]
fn a_policy_that_asks_for_nothing_lost_what_it_asks_for() {
    let inputs = policy(|policy| policy["grantControls"]["builtInControls"] = json!(null));
    assert_eq!(codes(&inputs), [pair("lost-member", "\"grantControls\"")]);
    let inputs = policy(|policy| {
        policy["grantControls"] = json!(null);
        policy["sessionControls"] = json!({ "newControl": { "isEnabled": true } });
    });
    assert_eq!(codes(&inputs), [pair("unknown-member", "\"newControl\"")], "something unknown may be it");
}

#[test]
fn policies_on_workloads_include_nobody_and_lost_nothing() {
    let inputs = policy(|policy| {
        policy["conditions"]["users"] = json!({ "includeUsers": ["None"] });
        policy["conditions"]["clientApplications"] =
            json!({ "includeServicePrincipals": ["ServicePrincipalsInMyTenant"] });
    });
    assert_eq!(codes(&inputs), []);
}

#[test]
fn hidden_values_and_unknown_ones_are_marked_themselves() {
    let inputs = policy(|policy| {
        policy["grantControls"]["builtInControls"] = json!(["mfa", "unknownFutureValue"]);
        policy["conditions"]["clientAppTypes"] = json!(["browser", "quantum"]);
        policy["conditions"]["insiderRiskLevels"] = json!("minor,huge");
    });
    let mut codes = codes(&inputs);
    codes.sort();
    assert_eq!(
        codes,
        [
            pair("hidden-value", "\"unknownFutureValue\""),
            pair("unknown-token", "\"minor,huge\""),
            pair("unknown-token", "\"quantum\""),
        ]
    );
}

#[test]
fn an_export_of_v1_is_noted_once() {
    let page = |context: &str| {
        json!({ "@odata.context": format!("https://graph.microsoft.com/{context}/$metadata#identity/conditionalAccess/policies"),
                "value": json("expected/policies.json") })
    };
    let inputs =
        |context| ["a.json", "b.json"].map(|path| (path.to_owned(), page(context).to_string().into_bytes()));
    let noted = |inputs: &[Input]| codes(inputs).iter().filter(|(code, _)| code == "v1-export").count();
    assert_eq!(noted(&inputs("v1.0")), 1);
    assert_eq!(noted(&inputs("beta")), 0);
    assert_eq!(noted(&files(&["power_shell"])), 1);
}

#[test]
fn the_beta_cmdlets_show_what_they_are() {
    let mut policies = json("power_shell/policies.json");
    for policy in policies.as_array_mut().unwrap() {
        policy["SessionControls"]["ContinuousAccessEvaluation"] = json!({ "Mode": null });
    }
    let codes = codes(&[("beta.json".to_owned(), policies.to_string().into_bytes())]);
    let codes: Vec<&str> = codes.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["strength-by-name"]);
}

#[test]
fn terraform_says_that_it_keeps_less() {
    let codes = |folder: &str| -> Vec<String> {
        codes(&files(&[folder])).into_iter().map(|(code, _)| code).collect()
    };
    assert_eq!(codes("terraform_state"), ["lossy-format", "other-object", "strength-by-name"]);
    assert_eq!(codes("terraform_msgraph"), ["lossy-format", "other-object"]);
}

#[test]
fn objects_that_hold_only_null_are_absent() {
    let inputs = policy(|policy| {
        policy["conditions"]["platforms"] = json!({ "includePlatforms": null, "excludePlatforms": null });
        policy["conditions"]["devices"] = json!({ "deviceFilter": { "mode": null, "rule": null } });
        policy["conditions"]["deviceStates"] = json!({ "includeStates": null, "excludeStates": null });
        policy["conditions"]["users"]["includeGuestsOrExternalUsers"] =
            json!({ "guestOrExternalUserTypes": null, "externalTenants": { "membershipKind": null } });
        policy["sessionControls"] = json!({ "signInFrequency": { "isEnabled": null, "value": null } });
    });
    let imported = imported(&inputs);
    assert_eq!(told(&imported), Vec::<String>::new());
    let compiled = compiled(&imported, "policies/").unwrap();
    let wanted = gatewright::graph::canonical_policy(&json("expected/policies.json")[0]);
    assert_eq!(gatewright::graph::canonical_policy(&compiled[0]), wanted);
}

#[test]
fn a_value_that_power_shell_cut_off_leaves_out_its_policy_alone() {
    let mut policies = json("power_shell/policies.json");
    policies[1]["Conditions"]["Users"] =
        json!("Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers");
    let inputs = [("cut.json".to_owned(), policies.to_string().into_bytes())];
    let imported = imported(&inputs);
    assert_eq!(imported.policies, 4);
    let errors: Vec<String> = told(&imported).into_iter().filter(|told| told.contains(" error ")).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].ends_with("error cut-off"), "{errors:?}");
}

#[test]
fn a_row_of_a_migration_table_that_names_nothing_is_said() {
    let table = json!({ "TenantId": "x", "Objects": [7, { "Id": 7, "DisplayName": "A", "Type": "Group" }] });
    let inputs = [("MigrationTable.json".to_owned(), table.to_string().into_bytes())];
    let codes = codes(&inputs);
    assert_eq!(codes.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["wrong-type", "wrong-type"]);
}
