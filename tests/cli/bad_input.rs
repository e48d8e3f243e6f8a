//! Each kind of bad input: a diagnostic at its place, exit code 1 from `check` and 2 from `compile`, nothing written.

use std::fs;

use super::sandbox::Sandbox;

/// A policy that is right but for what is appended.
const POLICY: &str =
    "id: CA300\nname: CA300-Block\nstate: reportOnly\napplications: { include: all }\ngrant: block\n";

/// Checks and compiles the workspace with one more document in it.
fn assert_told(path: &str, text: impl AsRef<[u8]>, said: &[&str]) {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(&format!("contoso/{path}"), text);
    assert_told_in(&sandbox, said);
}

fn assert_told_in(sandbox: &Sandbox, said: &[&str]) {
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{said:?}\n{}", ran.out);
    for said in said {
        assert!(ran.out.contains(said), "no `{said}` in\n{}", ran.out);
    }
    let ran = sandbox.run(&["compile", "contoso", "--out", "out"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{said:?}\n{}", ran.err);
    assert_eq!(sandbox.tree("out"), Vec::<String>::new());
}

fn policy(more: &str) -> String {
    format!("{POLICY}{more}\n")
}

#[test]
fn files_that_are_no_document() {
    assert_told("policies/x.yaml", "", &["policies/x.yaml:1:1"]);
    assert_told("policies/x.yaml", b"\x00\x01\xff\xfe\x00", &["contoso/policies/x.yaml"]);
    assert_told("policies/x.yaml", "a".repeat(50 << 20), &["contoso/policies/x.yaml", "10 MiB"]);
    assert_told("policies/x.yaml", "- CA300\n", &["policies/x.yaml:1:1"]);
    assert_told("tenant.yaml", "", &["tenant.yaml:1:1"]);
    assert_told("groups.yaml", "groups: [\n", &["groups.yaml:"]);
}

#[test]
fn an_export_in_another_shape_of_file_is_told_what_it_is() {
    let sandbox = Sandbox::new();
    let policy = r#"{"displayName":"CA1","state":"enabled","conditions":{},"grantControls":null}"#;
    sandbox.write("export/lines.json", format!("{policy}\n{policy}\n"));
    sandbox
        .write("export/wide.json", "[]".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>());
    sandbox.write("export/policies.json.bak", policy);
    sandbox.write("export/people.csv", "a,b\n");
    sandbox.write("export/.DS_Store", "");
    let ran = sandbox.run(&["import", "export", "--out", "out"]);
    for said in [
        "not read, being no JSON by name: `export/people.csv`, `export/policies.json.bak`\n",
        "error[several-values]: another JSON value begins here",
        " --> export/lines.json:2:1\n",
        "the file is in UTF-32, which is not read",
    ] {
        assert!(ran.err.contains(said), "no `{said}` in\n{}", ran.err);
    }
    assert_eq!(ran.code, 2);
}

#[test]
fn bombs_are_refused() {
    let aliases =
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n";
    assert_told("policies/x.yaml", aliases, &["policies/x.yaml:", "alias"]);
    assert_told("policies/x.yaml", "[".repeat(100_000), &["policies/x.yaml:1:65"]);
    let deep: Vec<String> = (0..2_000).map(|depth| format!("{}a:", " ".repeat(depth))).collect();
    assert_told("policies/x.yaml", deep.join("\n"), &["policies/x.yaml:"]);
}

#[test]
fn keys_that_are_twice_or_unknown() {
    let twice = policy("users: { include: all }\nstate: enabled");
    assert_told("policies/x.yaml", twice, &["x.yaml:7:1", "`state`", "3 | state: reportOnly"]);
    assert_told("policies/x.yaml", policy("user: { include: all }"), &["x.yaml:6:1", "`user`", "`users`"]);
}

#[test]
fn values_of_the_wrong_type_or_spelling() {
    assert_told("policies/x.yaml", policy("users: 7"), &["x.yaml:6:8"]);
    assert_told(
        "policies/x.yaml",
        policy("users: { include: all }\nclientAppTypes: browser"),
        &["x.yaml:7:17"],
    );
    let misspelt = POLICY.replace("reportOnly", "reportonly") + "users: { include: all }\n";
    assert_told("policies/x.yaml", misspelt, &["x.yaml:3:8", "`reportOnly`"]);
}

#[test]
fn networks_and_countries_that_are_none() {
    let ranges = |range: &str| format!("locations:\n  - {{ name: Office, ipRanges: [\"{range}\"] }}\n");
    assert_told("locations.yaml", ranges("203.0.113.0/33"), &["locations.yaml:2:32", "203.0.113.0/33"]);
    assert_told("locations.yaml", ranges("203.0.113"), &["locations.yaml:2:32"]);
    let country = "locations:\n  - { name: Allowed, countries: [UK], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }\n";
    assert_told("locations.yaml", country, &["locations.yaml:2:34", "`UK`", "`GB`"]);
}

#[test]
fn an_ipv6_range_for_one_host_is_not_a_slash_32() {
    let sandbox = Sandbox::with_contoso();
    let range = "locations:\n  - { name: Office, ipRanges: [\"2001:db8:40::7/32\"] }\n";
    sandbox.write("contoso/locations.yaml", range);
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for said in ["error[CA-NET-011]", "locations.yaml:2:32", "`2001:db8:40::7/128`"] {
        assert!(ran.out.contains(said), "no `{said}` in\n{}", ran.out);
    }
}

#[test]
fn names_that_are_missing_or_ambiguous() {
    let role = "users: { include: { roles: [Global Adminstrator] } }";
    assert_told("policies/x.yaml", policy(role), &["x.yaml:6:29", "`Global Administrator`"]);
    let group = "users: { include: { groups: [CA001 - Exclud] } }";
    assert_told("policies/x.yaml", policy(group), &["x.yaml:6:30", "`CA001 - Exclude`"]);

    let sandbox = Sandbox::with_contoso();
    let one = |id: &str| format!(r#"{{"id": "{id}", "displayName": "SG-Build", "securityEnabled": true}}"#);
    let groups = format!(
        r#"{{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups", "value": [{}, {}]}}"#,
        one("22222222-2222-2222-2222-222222222222"),
        one("33333333-3333-3333-3333-333333333333")
    );
    sandbox.write("contoso/directory/groups.json", groups);
    sandbox.write("contoso/policies/x.yaml", policy("users: { include: { groups: [SG-Build] } }"));
    assert_told_in(&sandbox, &["x.yaml:6:30", "SG-Build", "22222222-2222-2222-2222-222222222222"]);
}

#[test]
fn baselines_that_lead_in_circles_or_out() {
    let sandbox = Sandbox::with_contoso();
    let tenant = sandbox.read("contoso/tenant.yaml");
    for (from, said) in
        [("../../../etc", "tenant.yaml:"), ("/etc", "tenant.yaml:"), ("../absent", "tenant.yaml:")]
    {
        sandbox.write("contoso/tenant.yaml", format!("{tenant}baselines:\n  - from: {from}\n"));
        assert_told_in(&sandbox, &[said, "from"]);
    }
    sandbox.write("contoso/tenant.yaml", format!("{tenant}baselines:\n  - from: ../a\n"));
    sandbox.write("a/baseline.yaml", "baselines:\n  - from: ../b\n");
    sandbox.write("b/baseline.yaml", "baselines:\n  - from: ../a\n");
    assert_told_in(&sandbox, &["baseline.yaml:"]);
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read() {
    use std::os::unix::fs::symlink;

    let outside = Sandbox::new();
    outside.write("secret.yaml", POLICY);
    for (case, said) in [
        ("dangling", "No such file or directory"),
        ("outside", "leaves the repository"),
        ("socket", "not a regular file"),
    ] {
        let sandbox = Sandbox::with_contoso();
        let path = sandbox.path("contoso/policies/x.yaml");
        let mut socket = None;
        match case {
            "dangling" => symlink("absent.yaml", &path).unwrap(),
            "outside" => symlink(outside.path("secret.yaml"), &path).unwrap(),
            _ => socket = Some(std::os::unix::net::UnixListener::bind(&path).unwrap()),
        }
        assert_told_in(&sandbox, &["cannot read `contoso/policies/x.yaml`", said]);
        drop(socket);
    }
}

#[test]
fn a_folder_in_the_place_of_a_document() {
    let sandbox = Sandbox::with_contoso();
    fs::remove_file(sandbox.path("contoso/groups.yaml")).unwrap();
    fs::create_dir(sandbox.path("contoso/groups.yaml")).unwrap();
    assert_told_in(&sandbox, &["cannot read `contoso/groups.yaml`"]);
}

#[test]
fn json_that_is_broken_is_told_and_the_rest_is_imported() {
    let sandbox = Sandbox::with_contoso();
    sandbox.run(&["compile", "contoso", "--out", "out"]);
    sandbox.write("out/contoso/policies/broken.json", "{\"displayName\": \"x\", \"conditions\": {");
    sandbox.write("out/contoso/policies/empty.json", "");
    let ran = sandbox.run(&["import", "out/contoso/policies", "--out", "again"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.starts_with("2 policies and 0 named locations in again;"), "{ran:?}");
    assert!(ran.err.contains("broken.json:1:"), "{ran:?}");
    assert!(ran.err.contains("empty.json:1:1"), "{ran:?}");
    assert_eq!(sandbox.run(&["check", "again", "--format", "json"]).code, 1, "only CA-LOCK-001 is left");

    sandbox.write("deep.json", "[".repeat(100_000));
    sandbox.write("large.json", " ".repeat(70 << 20));
    for path in ["deep.json", "large.json", "out/contoso/policies/broken.json"] {
        let ran = sandbox.run(&["import", path, "--out", "new"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(path), "{ran:?}");
        assert!(!sandbox.path("new").exists());
    }
}

#[test]
fn files_of_an_export_are_found_under_other_names() {
    let sandbox = Sandbox::with_contoso();
    sandbox.run(&["compile", "contoso", "--out", "out"]);
    let [one, other] = sandbox.tree("out/contoso/policies").try_into().unwrap();
    sandbox.write("export/one.txt", sandbox.read(&format!("out/contoso/policies/{one}")));
    sandbox.write("export/other.TFSTATE", sandbox.read(&format!("out/contoso/policies/{other}")));
    sandbox.write("export/README.txt", "[an export of contoso");
    sandbox.write("export/NOTES.txt", "of 24 November");
    let ran = sandbox.run(&["import", "export", "--out", "again"]);
    assert!(ran.out.starts_with("2 policies"), "{ran:?}");
    assert_eq!(ran.code, 2, "what begins as JSON and is none is told: {ran:?}");
    assert!(
        ran.err.contains("README.txt:1:2")
            && ran.err.starts_with("not read, being no JSON by name: `export/NOTES.txt`\n"),
        "{ran:?}"
    );
}

#[test]
fn evidence_that_is_broken_is_told() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("contoso/directory/users.json", "{\"value\": [{\"id\": ");
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("contoso/directory/users.json"), "{ran:?}");
}
