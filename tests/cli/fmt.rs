use super::sandbox::Sandbox;

const POLICY: &str = "contoso/policies/CA900.yaml";

const MESSY: &str = "# why\n\nname:   'CA900 - Pilot'\nid: CA900\nstate: disabled   # for now\nusers: {include: all}\napplications: {include: all}\ngrant: mfa\n";

const TIDY: &str = "# why\n\nid: CA900\nname: CA900 - Pilot\nstate: disabled # for now\nusers: { include: all }\napplications: { include: all }\ngrant: mfa\n";

#[test]
fn what_init_and_import_write_is_in_the_one_style() {
    let sandbox = Sandbox::with_contoso();
    sandbox.run(&["init", "fabrikam"]);
    sandbox.write(
        "export.json",
        r##"[{"id":"11111111-1111-1111-1111-111111111111","displayName":"CA001 - MFA, for: all","state":"enabled",
            "conditions":{"clientAppTypes":["all"],"users":{"includeUsers":["All"],"excludeGroups":["22222222-2222-2222-2222-222222222222"]},
            "applications":{"includeApplications":["All"]},"futureCondition":{"b":1,"a":["x"]}},
            "grantControls":{"operator":"OR","builtInControls":["mfa","compliantDevice"]},"sessionControls":null},
            {"@odata.type":"#microsoft.graph.ipNamedLocation","id":"33333333-3333-3333-3333-333333333333","displayName":"Office",
            "isTrusted":true,"ipRanges":[{"@odata.type":"#microsoft.graph.iPv4CidrRange","cidrAddress":"203.0.113.0/24"}]}]"##,
    );
    let ran = sandbox.run(&["import", "export.json", "--out", "northwind"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = sandbox.run(&["fmt", "--check"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with("nothing to format in 1"), "{ran:?}");
}

#[test]
fn check_shows_what_would_change_and_writes_nothing() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(POLICY, MESSY);
    let ran = sandbox.run(&["fmt", "--check"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(
        ran.out,
        "\
contoso/policies/CA900.yaml
  @@ -2,7 +2,7 @@

  -name:   'CA900 - Pilot'
   id: CA900
  -state: disabled   # for now
  -users: {include: all}
  -applications: {include: all}
  +name: CA900 - Pilot
  +state: disabled # for now
  +users: { include: all }
  +applications: { include: all }
   grant: mfa
1 of 7 documents would change
"
    );
    assert_eq!(sandbox.read(POLICY), MESSY);
}

#[test]
fn formatting_writes_once() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(POLICY, MESSY);
    let ran = sandbox.run(&["fmt", "contoso", "contoso/policies"]);
    assert_eq!(ran.out, "formatted contoso/policies/CA900.yaml\n1 of 7 documents changed\n", "{ran:?}");
    assert_eq!((ran.code, sandbox.read(POLICY).as_str()), (0, TIDY));
    let ran = sandbox.run(&["fmt", POLICY]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "nothing to format in 1 document\n"), "{ran:?}");
    assert_eq!(sandbox.tree("contoso/policies").len(), 3, "nothing is left beside it");
}

#[test]
fn a_file_with_wrong_syntax_is_reported_and_the_others_are_formatted() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write(POLICY, MESSY);
    sandbox.write("contoso/policies/CA901.yaml", "id:   [CA901\n");
    let ran = sandbox.run(&["fmt"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("contoso/policies/CA901.yaml:1:7"), "{ran:?}");
    assert_eq!(sandbox.read(POLICY), TIDY);
    assert_eq!(sandbox.read("contoso/policies/CA901.yaml"), "id:   [CA901\n");
}

#[test]
fn what_is_no_document_is_told() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("notes.yaml", "a:   b\n");
    let ran = sandbox.run(&["fmt", "notes.yaml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: no document in `notes.yaml`"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    let sandbox = Sandbox::with_contoso();
    sandbox.write("contoso/shared.txt", MESSY);
    symlink("../shared.txt", sandbox.path(POLICY)).unwrap();
    fs::set_permissions(sandbox.path("contoso/shared.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(sandbox.run(&["fmt"]).code, 0);
    assert!(fs::symlink_metadata(sandbox.path(POLICY)).unwrap().is_symlink());
    let written = fs::metadata(sandbox.path("contoso/shared.txt")).unwrap();
    assert_eq!(written.permissions().mode() & 0o777, 0o640);
    assert_eq!(sandbox.read("contoso/shared.txt"), TIDY);
}
