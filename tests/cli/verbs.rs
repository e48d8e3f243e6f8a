use serde_json::Value;

use super::sandbox::Sandbox;

#[test]
fn a_new_workspace_passes_every_check() {
    let sandbox = Sandbox::with_contoso();
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no problems in 2 policies of contoso\n"), "{ran:?}");
    assert_eq!(sandbox.read("contoso/.gitignore"), "# Evidence is personal data.\ndirectory/\nsignins/\n");
}

#[test]
fn without_emergency_access_a_new_workspace_has_that_one_finding() {
    let sandbox = Sandbox::new();
    sandbox.run(&["init", "contoso"]);
    let ran = sandbox.run(&["check", "contoso", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let codes: Vec<&Value> =
        found["diagnostics"].as_array().unwrap().iter().map(|found| &found["code"]).collect();
    assert_eq!(codes, ["CA-LOCK-001"]);
}

#[test]
fn fail_on_chooses_from_which_severity_on() {
    let sandbox = Sandbox::with_contoso();
    let tenant = sandbox.read("contoso/tenant.yaml");
    sandbox.write("contoso/tenant.yaml", format!("{tenant}rules: {{ CA-XXX-001: off }}\n"));
    assert_eq!(sandbox.run(&["check", "contoso"]).code, 0);
    let ran = sandbox.run(&["check", "contoso", "--fail-on", "warning"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("warning[CA-RULE-001]"), "{ran:?}");
}

#[test]
fn sarif_and_json_are_json_and_nothing_else() {
    let sandbox = Sandbox::with_contoso();
    for format in ["json", "sarif"] {
        let ran = sandbox.run(&["check", "contoso", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        serde_json::from_str::<Value>(&ran.out).unwrap();
    }
}

#[test]
fn a_comment_allows_what_is_found_and_is_counted() {
    let sandbox = Sandbox::with_contoso();
    let policy = "id: CA900\nname: CA900 - Both\nstate: enabled\nusers: { include: all }\n\
        applications: { include: all }\n\
        grant: { anyOf: [block, mfa] } # gatewright: allow CA-STR-004 block wins\n";
    sandbox.write("contoso/policies/CA900.yaml", policy);
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "no problems in 3 policies of contoso (1 allowed)\n"),
        "{ran:?}"
    );
    let ran = sandbox.run(&["check", "contoso", "--show-allowed"]);
    assert!(ran.out.starts_with("allowed[CA-STR-004]: policy `CA900` blocks"), "{ran:?}");
    assert!(ran.out.contains("help: the comment says: block wins\n"), "{ran:?}");
    let json =
        |format| serde_json::from_str::<Value>(&sandbox.run(&["check", "contoso", "--format", format]).out);
    assert_eq!(json("json").unwrap()["allowed"][0]["reason"], "block wins");
    assert_eq!(json("sarif").unwrap()["runs"][0]["results"], serde_json::json!([]));

    sandbox.write("contoso/policies/CA900.yaml", policy.replace(" block wins", ""));
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("error[CA-STR-004]") && ran.out.contains("warning[CA-RULE-002]"), "{ran:?}");
}

#[test]
fn only_what_is_not_known_fails() {
    let sandbox = Sandbox::with_contoso();
    let policy = |id: &str, controls: &str| {
        format!(
            "id: {id}\nname: {id} - Both\nstate: enabled\nusers: {{ include: all }}\napplications: {{ include: all }}\n\
             grant: {{ anyOf: [{controls}] }}\n"
        )
    };
    sandbox.write("contoso/policies/CA900.yaml", policy("CA900", "mfa, block"));
    assert_eq!(sandbox.run(&["check", "contoso"]).code, 1);
    let ran = sandbox.run(&["check", "contoso", "--baseline-findings", "known.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--write-baseline-findings known.json"), "{ran:?}");
    let ran = sandbox.run(&["check", "contoso", "--write-baseline-findings", "known.json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, "wrote 1 finding to known.json\n"), "{ran:?}");
    let known = ["check", "contoso", "--baseline-findings", "known.json"];
    let ran = sandbox.run(&known);
    assert_eq!(ran.out, "no problems in 3 policies of contoso (1 known)\n", "{ran:?}");

    // Another line and another place in the list are the same finding.
    sandbox.write("contoso/policies/CA900.yaml", format!("# New.\n{}", policy("CA900", "block, mfa")));
    assert_eq!(sandbox.run(&known).code, 0);
    sandbox.write("contoso/policies/CA901.yaml", policy("CA901", "mfa, block"));
    let ran = sandbox.run(&known);
    assert_eq!(ran.code, 1);
    assert!(ran.out.ends_with("\n1 error in 4 policies of contoso (1 known)\n"), "{ran:?}");
    sandbox.write("contoso/policies/CA900.yaml", policy("CA900", "mfa"));
    let ran = sandbox.run(&known);
    let gone = "1 finding of known.json no longer there; --write-baseline-findings writes it anew\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, gone), "{ran:?}");
    sandbox.write("known.json", "{}");
    let ran = sandbox.run(&known);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`known.json` is no file of known findings: missing field `version`"),
        "{ran:?}"
    );
}

#[test]
fn every_format_tells_of_every_tenant() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    let tenant = sandbox.read("clients/fabrikam/tenant.yaml");
    sandbox.write("clients/fabrikam/tenant.yaml", format!("{tenant}rules: {{ CA-XXX-001: off }}\n"));
    for (format, line) in [
        ("github", "::warning file=clients/fabrikam/tenant.yaml,line="),
        (
            "azuredevops",
            "##vso[task.logissue type=warning;sourcepath=clients/fabrikam/tenant.yaml;linenumber=",
        ),
        ("junit", "  <testsuite name=\"contoso\" tests=\"1\" failures=\"0\""),
        ("junit", "  <testsuite name=\"fabrikam\" tests=\"1\" failures=\"0\""),
        ("markdown", "**1 warning in 4 policies of 2 tenants**"),
    ] {
        let ran = sandbox.run(&["check", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{format}");
        assert!(ran.out.lines().any(|shown| shown.starts_with(line)), "{format}: {}", ran.out);
    }
}

#[test]
fn several_tenants_are_found_and_one_can_be_chosen() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    let ran = sandbox.run(&["check"]);
    assert_eq!(ran.out, "no problems in 4 policies of 2 tenants\n", "{ran:?}");
    let ran = sandbox.run(&["check", "clients", "--tenant", "fabrikam"]);
    assert_eq!(ran.out, "no problems in 2 policies of fabrikam\n", "{ran:?}");
    let ran = sandbox.run(&["compile", "--out", "out"]);
    assert!(ran.out.ends_with("2 of 2 tenants: 4 policies in out\n"), "{ran:?}");
    assert!(sandbox.path("out/contoso/manifest.json").exists());
    assert!(sandbox.path("out/fabrikam/manifest.json").exists());
}

#[test]
fn a_tenant_with_an_error_stops_only_itself() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    sandbox.write("clients/fabrikam/policies/CA999.yaml", "id: CA999\n");
    let ran = sandbox.run(&["compile", "--out", "out"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.starts_with("contoso: 2 policies"), "{ran:?}");
    assert!(ran.err.contains("clients/fabrikam/policies/CA999.yaml:1:1"), "{ran:?}");
    assert!(!sandbox.path("out/fabrikam").exists());
}

#[test]
fn compiled_bytes_are_the_same_every_time() {
    let sandbox = Sandbox::with_contoso();
    sandbox.run(&["compile", "contoso", "--out", "one"]);
    sandbox.run(&["compile", "contoso", "--out", "two"]);
    let paths = sandbox.tree("one");
    assert_eq!(paths, sandbox.tree("two"));
    assert_eq!(
        paths,
        [
            "contoso/groups/CA-EmergencyAccess - Exclude.json",
            "contoso/groups/CA001 - Exclude.json",
            "contoso/groups/CA201 - Exclude.json",
            "contoso/manifest.json",
            "contoso/policies/CA001.json",
            "contoso/policies/CA201.json",
        ]
    );
    for path in paths {
        assert_eq!(sandbox.read(&format!("one/{path}")), sandbox.read(&format!("two/{path}")));
    }
}

#[test]
fn compile_check_tells_what_would_change_and_writes_nothing() {
    let sandbox = Sandbox::with_contoso();
    let check = ["compile", "contoso", "--out", "out", "--check"];
    assert_eq!(sandbox.run(&check).code, 1);
    assert!(!sandbox.path("out").exists());
    sandbox.run(&["compile", "contoso", "--out", "out"]);
    let ran = sandbox.run(&check);
    assert_eq!((ran.code, ran.out.as_str()), (0, "contoso: out/contoso is current\n"));
    let policy = sandbox.tree("contoso/policies").remove(0);
    let path = format!("contoso/policies/{policy}");
    sandbox.write(&path, sandbox.read(&path).replace("state: reportOnly", "state: enabled"));
    let ran = sandbox.run(&check);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.out, "contoso: out/contoso/policies/CA001.json differs\n");
}

#[test]
fn what_was_compiled_can_be_imported_and_is_the_same() {
    let sandbox = Sandbox::with_contoso();
    sandbox.run(&["compile", "contoso", "--out", "out"]);
    let ran = sandbox.run(&["import", "out/contoso/policies", "--out", "again"]);
    let said = "2 policies and 0 named locations in again; `gatewright check again` comes next\n";
    assert_eq!((ran.code, ran.out.as_str()), (0, said), "{ran:?}");
    assert!(sandbox.read("again/.gitignore").contains("signins/"));
    let ran = sandbox.run(&["diff", "out/contoso/policies", "again", "--detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("no differences (policies: 2 unchanged; named locations: none)"), "{ran:?}");
}

/// A repository with a shared set of one policy, and a client that uses it.
fn with_shared_set() -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    let policy = sandbox.tree("contoso/policies").remove(0);
    sandbox.write("shared/baseline.yaml", "parameters: {}\n");
    sandbox.write(&format!("shared/policies/{policy}"), sandbox.read(&format!("contoso/policies/{policy}")));
    sandbox.write("shared/groups.yaml", sandbox.read("contoso/groups.yaml"));
    let names = ["CA-EmergencyAccess - Exclude", "CA001 - Exclude", "CA201 - Exclude"];
    let ids = names.iter().enumerate();
    let ids = ids.map(|(number, name)| format!("  {name}: aaaaaaaa-0000-4000-8000-{number:012}\n"));
    sandbox.write("contoso/tenant.lock.yaml", format!("groups:\n{}", ids.collect::<String>()));
    sandbox.run(&["compile", "contoso", "--out", "out"]);
    sandbox
}

#[test]
fn an_import_on_a_shared_set_says_what_remains() {
    let sandbox = with_shared_set();
    let ran =
        sandbox.run(&["import", "out/contoso/policies", "--baseline", "shared", "--out", "clients/again"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.starts_with(
            "2 policies and 0 named locations in clients/again:\n  1 as the shared set has them\n"
        ),
        "{ran:?}"
    );
    assert!(ran.out.contains("\n  1 the client's own: CA201\n"), "{ran:?}");
    let tenant = sandbox.read("clients/again/tenant.yaml");
    assert!(tenant.contains("- { from: ../../shared }\n"), "{tenant}");
    let paths = sandbox.tree("clients/again");
    assert_eq!(paths.len(), 4, "{paths:?}");
    let ran = sandbox.run(&["diff", "out/contoso/policies", "clients/again", "--detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_shared_set_outside_of_the_repository_is_refused() {
    let sandbox = with_shared_set();
    let outside = Sandbox::new();
    let out = outside.path("again");
    let ran = sandbox.run(&[
        "import",
        "out/contoso/policies",
        "--baseline",
        "shared",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(ran.err.contains("`shared` is not in the repository of"), "{ran:?}");
    assert!(ran.err.contains("in one git repository"), "{ran:?}");
    assert!(!out.exists());
}

#[test]
fn a_folder_that_is_no_shared_set_is_refused() {
    let sandbox = with_shared_set();
    for (folder, said) in
        [("contoso", "there is no `contoso/baseline.yaml`"), ("absent", "cannot read `absent`")]
    {
        let ran = sandbox.run(&["import", "out/contoso/policies", "--baseline", folder, "--out", "again"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
        assert!(!sandbox.path("again").exists());
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let sandbox = Sandbox::new();
    assert!(sandbox.run(&["rules", "MT.1005"]).out.starts_with("# CA-LOCK-001: "));
    assert!(sandbox.run(&["rules"]).out.contains("\nCA-LOCK-001 "));
    let ran = sandbox.run(&["rules", "ca-lock-001"]);
    assert!(ran.out.starts_with("# CA-LOCK-001: "), "{ran:?}");
    assert!(ran.out.contains("## Why is this bad?"));
}

#[test]
fn a_day_is_said_where_the_result_depends_on_it() {
    let sandbox = Sandbox::with_contoso();
    let tenant = sandbox.read("contoso/tenant.yaml");
    let change = "changes:\n  - { policy: CA001, add: { users.exclude.groups: [CA201 - Exclude] }, reason: x, until: 2027-01-31 }\n";
    sandbox.write("contoso/tenant.yaml", tenant + change);
    let ran = sandbox.run(&["check", "contoso"]);
    assert!(ran.err.starts_with("dates are judged as of "), "{ran:?}");
    let ran = sandbox.run(&["compile", "contoso", "--out", "out", "--as-of", "2027-01-31"]);
    assert_eq!(ran.err, "", "{ran:?}");
    assert!(ran.out.ends_with("to be compiled again on 2027-02-01\n"), "{ran:?}");
}

#[test]
fn names_are_looked_up_in_the_directory() {
    let sandbox = Sandbox::with_contoso();
    let path = format!("contoso/policies/{}", sandbox.tree("contoso/policies").remove(0));
    let policy = sandbox.read(&path).replace("[$(id) - Exclude]", "[$(id) - Exclude, SG-Build]");
    sandbox.write(&path, policy);
    let ran = sandbox.run(&["check", "contoso"]);
    assert!(ran.code == 1 && ran.out.contains("SG-Build"), "{ran:?}");
    let groups = r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups", "value": [
        {"id": "22222222-2222-2222-2222-222222222222", "displayName": "SG-Build", "securityEnabled": true}]}"#;
    sandbox.write("contoso/directory/groups.json", groups);
    assert_eq!(sandbox.run(&["check", "contoso"]).code, 0);
    std::fs::rename(sandbox.path("contoso/directory"), sandbox.path("evidence")).unwrap();
    assert_eq!(sandbox.run(&["check", "contoso"]).code, 1);
    assert_eq!(sandbox.run(&["check", "contoso", "--directory", "evidence"]).code, 0);
}

#[test]
fn a_tenant_without_policies_is_imported_and_a_file_of_something_else_is_not() {
    let sandbox = Sandbox::new();
    let context = "https://graph.microsoft.com/beta/$metadata#identity/conditionalAccess/policies";
    sandbox.write("none.json", format!(r#"{{"@odata.context": "{context}", "value": []}}"#));
    let ran = sandbox.run(&["import", "none.json", "--out", "clients/fabrikam"]);
    assert!(ran.code == 0 && ran.out.starts_with("0 policies and 0 named locations"), "{ran:?}");
    sandbox.write("other.json", r#"{"value": []}"#);
    let ran = sandbox.run(&["import", "other.json", "--out", "clients/northwind"]);
    assert!(ran.code == 2 && ran.err.contains("no policy and no named location"), "{ran:?}");
}
