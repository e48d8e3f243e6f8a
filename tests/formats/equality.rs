//! Import, then compile: the canonical JSON that the export means.

use gatewright::graph::{canonical_named_location, canonical_policy};
use gatewright::source::SourceMap;
use serde_json::{Value, json};

use super::{COMPLETE, compiled, files, imported, json, text, told};

/// The expected policies, canonical, by name.
fn expected() -> Vec<Value> {
    sorted(json("expected/policies.json").as_array().unwrap().iter().map(canonical_policy).collect())
}

fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(|value| value["displayName"].as_str().unwrap().to_owned());
    values
}

fn policies(folders: &[&str]) -> Vec<Value> {
    let imported = imported(&files(folders));
    let policies =
        compiled(&imported, "policies/").unwrap_or_else(|errors| panic!("{folders:?}: {errors:?}"));
    sorted(policies.iter().map(canonical_policy).collect())
}

#[test]
fn every_format_gives_the_same_policies() {
    for folder in COMPLETE {
        // CIPP has names where the others have ids.
        let folders = if folder == "cipp" { vec![folder, "cipp_tenant"] } else { vec![folder] };
        assert_eq!(policies(&folders), expected(), "{folder}");
    }
}

#[test]
fn formats_mixed_in_one_import_stay_apart_and_what_they_have_alike_is_taken_once() {
    let mixed = policies(&["entra_exporter", "power_shell_azure_ad", "terraform", "cipp", "cipp_context"]);
    let alone = expected();
    // Three exports of one tenant are one; CIPP's templates have no ids, and so are others.
    for policy in &alone {
        let count = mixed.iter().filter(|other| *other == policy).count();
        assert_eq!(count, 2, "{}", policy["displayName"]);
    }
    assert_eq!(mixed.len(), 2 * alone.len() + 1);
}

#[test]
fn the_cmdlets_of_azure_ad_give_the_same_policies() {
    let expected = expected();
    let wanted: Vec<&Value> = expected
        .iter()
        .filter(|policy| {
            ["CA001", "CA002"].iter().any(|key| policy["displayName"].as_str().unwrap().starts_with(key))
        })
        .collect();
    assert_eq!(policies(&["power_shell_azure_ad"]).iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn every_format_with_locations_gives_the_same_locations() {
    let wanted: Vec<Value> = json("expected/named-locations.json")
        .as_array()
        .unwrap()
        .iter()
        .map(canonical_named_location)
        .collect();
    for folder in COMPLETE.into_iter().filter(|folder| *folder != "dc_toolbox") {
        let folders = if folder == "cipp" { vec![folder, "cipp_tenant"] } else { vec![folder] };
        let imported = imported(&files(&folders));
        let locations = compiled(&imported, "namedLocations/").unwrap();
        let locations: Vec<Value> = locations.iter().map(canonical_named_location).collect();
        assert_eq!(locations, wanted, "{folder}");
    }
}

#[test]
fn what_exports_hold_beside_policies_names_their_ids() {
    for (folder, names) in [
        (
            "entra_exporter",
            &[
                "CA-EmergencyAccess - Exclude: 7d1f0001",
                "asha@contoso.com: 7d1f0003",
                "Contoso payroll: 7d1f0030",
                "Contoso terms of use: 7d1f0020",
                "Contoso security keys: 7d1f0040",
                "Global Administrator: 62e90394",
            ][..],
        ),
        (
            "intune_management",
            &[
                "CA-EmergencyAccess - Exclude: 7d1f0001",
                "CA002 - Exclude: 7d1f0002",
                "Kochi office: 7d1f0011",
            ],
        ),
        ("power_shell", &["CA002 - Exclude: 7d1f0002", "Contoso security keys: 7d1f0040"]),
        (
            "terraform_state",
            &[
                "CA002 - Exclude: 7d1f0002",
                "asha@contoso.com: 7d1f0003",
                "Contoso payroll: 7d1f0030",
                "Contoso security keys: 7d1f0040",
            ],
        ),
    ] {
        let lock = text(&imported(&files(&[folder])), "tenant.lock.yaml");
        for name in names {
            assert!(lock.contains(name), "{folder}: {name} is not in\n{lock}");
        }
    }
}

#[test]
fn an_export_that_says_whose_it_is_fills_in_the_tenant() {
    let inputs = files(&["entra_exporter"]);
    let tenant = text(&imported(&inputs), "tenant.yaml");
    assert!(tenant.starts_with("tenant: contoso.onmicrosoft.com\ntenantId: 7d1f00aa-"), "{tenant}");
    let other = r#"{"id": "7d1f00cc-51aa-4c3e-9b10-0000000000cc", "verifiedDomains": []}"#;
    let two = [inputs, vec![("other.json".to_owned(), other.into())]].concat();
    let tenant = text(&imported(&two), "tenant.yaml");
    assert!(tenant.starts_with("# tenant: "), "two organizations are none: {tenant}");
}

#[test]
fn dates_of_windows_power_shell_are_dates() {
    let (path, bytes) = files(&["power_shell"]).pop().unwrap();
    let reading = gatewright::graph::read(&mut SourceMap::default(), &path, &bytes);
    assert_eq!(reading.found[0].value["createdDateTime"], "2026-02-03T08:15:30.123Z");
}

#[test]
fn policies_of_a_tenant_keep_their_ids_and_templates_have_none() {
    for (folder, kept) in [("power_shell", 5), ("terraform", 5), ("cipp", 0), ("dc_toolbox", 0)] {
        let lock = text(&imported(&files(&[folder])), "tenant.lock.yaml");
        assert_eq!(lock.matches(": 7d1f1").count(), kept, "{folder}\n{lock}");
    }
}

#[test]
fn a_name_that_nothing_goes_by_stays_a_name_and_is_reported() {
    let imported = imported(&files(&["cipp"]));
    assert_eq!(
        told(&imported),
        [
            "cipp/0c1f5a10-1111-4a2b-8c3d-00000000c003.CATemplate.json:1:1 note strength-by-name",
            "cipp/0c1f5a10-1111-4a2b-8c3d-00000000c001.CATemplate.json:1:1 warning unresolved-names"
        ]
    );
    assert!(
        text(
            &imported,
            "policies/CA001-Global-AttackSurfaceReduction-AllApps-AnyPlatform-Block-LegacyAuthentication.yaml"
        )
        .contains("groups: [CA-EmergencyAccess - Exclude]")
    );
    let errors = compiled(&imported, "policies/").unwrap_err();
    assert!(errors.contains(&"there is no group `CA-EmergencyAccess - Exclude`".to_owned()), "{errors:?}");
    assert!(errors.contains(&"`Asha Menon` is not a user principal name".to_owned()), "{errors:?}");
}

#[test]
fn authentication_contexts_of_a_template_have_their_names() {
    let imported = imported(&files(&["cipp_context", "cipp_tenant"]));
    assert!(
        text(&imported, "policies/payroll-a-security-key-before-a-change.yaml").contains("[Payroll change]")
    );
    let policies = compiled(&imported, "policies/").unwrap();
    let references = "/conditions/applications/includeAuthenticationContextClassReferences";
    assert_eq!(policies[0].pointer(references), Some(&json!(["c1"])));
}

#[test]
fn placeholders_of_a_design_come_back() {
    let policies = policies(&["dc_toolbox_placeholders"]);
    assert_eq!(
        policies[0].pointer("/conditions/users/excludeGroups"),
        Some(&json!(["REPLACE WITH EXCLUDE GROUP ID"]))
    );
}

#[test]
fn templates_of_microsoft_are_report_only() {
    let policies = policies(&["microsoft_templates"]);
    let template = json("microsoft_templates/templates.json");
    for (policy, template) in policies.iter().zip(template["value"].as_array().unwrap()) {
        let mut wanted = template["details"].clone();
        wanted["displayName"] = template["name"].clone();
        wanted["state"] = json!("enabledForReportingButNotEnforced");
        assert_eq!(*policy, canonical_policy(&wanted));
    }
    assert_eq!(policies.len(), 2);
    assert_eq!(policies, self::policies(&["power_shell_templates"]), "as PowerShell writes them");
}
