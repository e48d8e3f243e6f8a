use std::fs;

use serde_json::Value;

use super::sandbox::Sandbox;

/// The workspace of `init` with a baseline, a parameter, a change and an exclusion for a while.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(
        "baseline/baseline.yaml",
        "parameters:\n  places: { type: locations, default: [], description: Where people work }\n  hours: { type: duration, default: 4h, description: How long a session lasts }\n",
    );
    sandbox.write(
        "baseline/policies/CA002-Geo.yaml",
        "\
id: CA002
name: CA002-Geo
state: reportOnly
users:
  include: all
  exclude:
    groups: [$(id) - Exclude]
applications: { include: all }
locations: { include: all, exclude: $(places) }
grant: mfa
session: { signInFrequency: $(hours) }
",
    );
    sandbox.write("baseline/groups.yaml", "groups: [{ name: CA002 - Exclude }, { name: SG-Travel }]\n");
    sandbox.write(
        "contoso/locations.yaml",
        "locations:\n  - { name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true }\n",
    );
    let tenant = sandbox.read("contoso/tenant.yaml")
        + "\
baselines:
  - { from: ../baseline, values: { places: [Kochi office] } }
changes:
  - policy: CA002
    add: { users.exclude.groups: [SG-Travel] }
    reason: they travel
    until: 2027-01-31
";
    sandbox.write("contoso/tenant.yaml", tenant);
    sandbox
}

fn explained(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ran = sandbox
        .run(&[&["explain", "contoso", "--as-of", "2026-12-01", "--format", "json"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn every_value_knows_its_file_and_line() {
    let sandbox = sandbox();
    let document = explained(&sandbox, &["--policy", "CA002", "--where"]);
    let policy = &document["tenants"][0]["policies"][0];
    let place_of = |text: &str| -> String {
        let rows = policy["rows"].as_array().unwrap().iter();
        let mut values = rows.flat_map(|row| row["values"].as_array().unwrap());
        let value =
            values.find(|value| value["text"] == text).unwrap_or_else(|| panic!("{text}: {policy:#}"));
        let place = &value["place"];
        let word = |key: &str| place[key].as_str().unwrap_or("-").to_owned();
        format!("{} {}:{} {}", word("kind"), word("file"), place["line"], word("origin"))
    };
    let own = "baseline/policies/CA002-Geo.yaml";
    assert_eq!(place_of("everyone"), format!("written {own}:5 -"));
    assert_eq!(place_of("group CA002 - Exclude"), format!("written {own}:7 -"));
    assert_eq!(place_of("every resource"), format!("written {own}:8 -"));
    let tenant = sandbox.read("contoso/tenant.yaml");
    let line = |what: &str| tenant.lines().position(|line| line.contains(what)).unwrap() + 1;
    let emergency = format!("written contoso/tenant.yaml:{} emergency access", line("CA-EmergencyAccess"));
    assert_eq!(place_of("group CA-EmergencyAccess - Exclude"), emergency);
    assert_eq!(
        place_of("Kochi office"),
        format!("written contoso/tenant.yaml:{} value of a parameter", line("Kochi"))
    );
    assert_eq!(
        place_of("group SG-Travel"),
        format!("written contoso/tenant.yaml:{} change", line("SG-Travel"))
    );
    assert_eq!(
        place_of("a new sign-in every 4 hours"),
        "written baseline/baseline.yaml:3 default of a parameter"
    );
    assert_eq!(place_of("every client, legacy authentication included"), "default -:null -");
    assert_eq!(
        place_of("add users.exclude.groups (reason: they travel; until: 2027-01-31)"),
        format!("written contoso/tenant.yaml:{} change", line("- policy: CA002"))
    );
}

#[test]
fn the_set_has_a_matrix_and_chosen_policies_have_none() {
    let sandbox = sandbox();
    let all = explained(&sandbox, &[]);
    assert_eq!(all["tenants"][0]["policies"].as_array().unwrap().len(), 3);
    assert!(all["tenants"][0]["matrix"].is_object(), "{all:#}");
    let some = explained(&sandbox, &["--policy", "ca002", "--policy", "CA001"]);
    assert_eq!(some["tenants"][0]["policies"].as_array().unwrap().len(), 2);
    assert!(some["tenants"][0]["matrix"].is_null(), "{some:#}");
    let ran = sandbox.run(&["explain", "contoso", "--policy", "CA02"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("there is no policy `CA02` here\nhelp: did you mean `CA002`?"), "{ran:?}");
}

#[test]
fn each_format_is_a_document_for_every_tenant() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    for (format, heading) in [
        ("text", "fabrikam   2 policies: 2 report-only\n"),
        ("markdown", "# fabrikam\n\n2 policies: 2 report-only\n"),
        ("html", "<h1>fabrikam</h1>\n<p class=\"summary\">2 policies: 2 report-only · "),
    ] {
        let ran = sandbox.run(&["explain", "clients", "--format", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.out.contains(heading), "{}", ran.out);
        let chosen = sandbox.run(&["explain", "clients", "--tenant", "contoso", "--format", format]);
        assert!(!chosen.out.contains("fabrikam"), "{chosen:?}");
    }
}

#[test]
fn an_export_is_explained_without_a_tenant() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "deployed/policies.json",
        r#"[{"id": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Block legacy", "state": "enabled",
            "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["other"]},
            "grantControls": {"operator": "OR", "builtInControls": ["block"]}}]"#,
    );
    let ran = sandbox.run(&["explain", "deployed", "--policy", "Block legacy"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with("deployed   1 policy: 1 enabled\n"), "{ran:?}");
    assert!(
        ran.out
            .contains("\n  \"Block legacy\" blocks everyone from every resource when the client is another"),
        "{ran:?}"
    );
    assert!(ran.out.contains("- Of an export alone nothing is known of the tenant"), "{ran:?}");
    let ran = sandbox.run(&["explain", "deployed", "--where"]);
    assert!(ran.out.contains("\n  deployed/policies.json\n"), "{ran:?}");
    assert!(ran.out.contains("everyone  [line 2]"), "{ran:?}");
    assert!(ran.out.contains("blocked  [line 3]"), "{ran:?}");
}

#[test]
fn a_set_with_an_error_is_not_explained() {
    let sandbox = sandbox();
    sandbox.write("contoso/policies/CA900.yaml", "id: CA900\nname: CA900\nstate: enabled\n");
    let ran = sandbox.run(&["explain", "contoso"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("nothing was explained"), "{ran:?}");
}

#[test]
fn deployed_policies_that_nobody_manages_are_told_as_such() {
    let sandbox = sandbox();
    sandbox.write(
        "contoso/deployed/policies.json",
        r#"{"value": [{"id": "aaaaaaaa-0000-4000-8000-000000000001", "displayName": "Made by hand", "state": "enabled",
            "conditions": {"users": {"includeUsers": ["All"]}, "applications": {"includeApplications": ["All"]}},
            "grantControls": {"operator": "OR", "builtInControls": ["mfa"]}}]}"#,
    );
    let document = explained(&sandbox, &["--where"]);
    let policy = document["tenants"][0]["policies"].as_array().unwrap().last().unwrap();
    assert_eq!(policy["managed"], false);
    assert_eq!(policy["notes"][0], "It was made in the tenant itself: this repository does not manage it.");
    assert_eq!(policy["rows"][0]["values"][0]["place"]["kind"], "export");
}

#[test]
fn whatever_import_takes_is_explained() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import");
    for folder in fs::read_dir(fixtures).unwrap().map(|entry| entry.unwrap().path()) {
        if folder.ends_with("expected") {
            continue;
        }
        let sandbox = Sandbox::new();
        let folder = folder.display().to_string();
        let imported = sandbox.run(&["import", &folder, "--out", "out"]);
        let explained = sandbox.run(&["explain", &folder]);
        assert_eq!(explained.code, imported.code, "{folder}: {explained:?}\n{imported:?}");
    }
}
