use serde_json::Value;

use super::sandbox::Sandbox;

/// A repository whose last commit has the workspace of `init`, and a work tree in which MFA is enabled.
fn repository() -> Option<Sandbox> {
    if std::process::Command::new("git").arg("--version").output().is_err() {
        eprintln!("SKIPPED: git is not installed, revisions were not compared");
        return None;
    }
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "--quiet", "--initial-branch", "main"]);
    sandbox.init("clients/contoso");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "--quiet", "--message", "contoso"]);
    let path = mfa(&sandbox);
    sandbox.write(&path, sandbox.read(&path).replace("state: reportOnly", "state: enabled"));
    Some(sandbox)
}

fn mfa(sandbox: &Sandbox) -> String {
    format!("clients/contoso/policies/{}", sandbox.tree("clients/contoso/policies").remove(1))
}

#[test]
fn a_revision_is_compared_with_the_work_tree() {
    let Some(sandbox) = repository() else { return };
    let ran = sandbox.run(&["diff", "main:clients/contoso", "clients/contoso"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(
        ran.out,
        "\
main:clients/contoso -> clients/contoso

contoso
  outcomes: 1 tightens
  Tightens  all but guests and holders of Directory Synchronization Accounts
            newly need MFA, to any resource (CA201)
            such as somebody@contoso.com, Windows Azure Active Directory,
              browser: nothing asked (granted) -> MFA
  ~ policy CA201-Internals-BaseProtection-AllApps-AnyPlatform-MFA
      /state: \"enabledForReportingButNotEnforced\" -> \"enabled\"
  policies: 1 changed, 1 unchanged
  named locations: none

--- a/policies/CA201-Internals-BaseProtection-AllApps-AnyPlatform-MFA.yaml
+++ b/policies/CA201-Internals-BaseProtection-AllApps-AnyPlatform-MFA.yaml
@@ -1,7 +1,7 @@
 id: CA201
 name: CA201-Internals-BaseProtection-AllApps-AnyPlatform-MFA
 description: Everyone who works here signs in with a second factor, on every application and from everywhere.
-state: reportOnly
+state: enabled
 users:
   include: all
   exclude: { groups: [$(id) - Exclude], roles: [Directory Synchronization Accounts], guests: all }
"
    );
}

#[test]
fn a_detailed_exit_code_tells_a_change_from_none() {
    let Some(sandbox) = repository() else { return };
    let diff = ["diff", "main:clients", "clients", "--detailed-exitcode"];
    assert_eq!(sandbox.run(&diff).code, 3);
    let path = mfa(&sandbox);
    let only_comment = sandbox.read(&path).replace("state: enabled", "state: reportOnly # soon");
    sandbox.write(&path, only_comment);
    let ran = sandbox.run(&diff);
    assert_eq!(ran.code, 0, "a comment is no change: {ran:?}");
    assert!(ran.out.contains("+state: reportOnly # soon\n"), "{ran:?}");
}

#[test]
fn json_and_markdown_say_the_same() {
    let Some(sandbox) = repository() else { return };
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--format", "json"]);
    let diff: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(diff["tenants"][0]["policies"]["changed"][0]["fields"][0]["after"], "enabled");
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--format", "markdown"]);
    assert!(ran.out.contains("| changed | policy CA201-Internals"), "{ran:?}");
}

#[test]
fn a_tenant_that_is_new_is_added_whole() {
    let Some(sandbox) = repository() else { return };
    sandbox.init("clients/fabrikam");
    let ran = sandbox.run(&["diff", "main:clients", "clients"]);
    let nothing =
        "\nfabrikam\n  no outcome changes: proved for every sign-in\n  if its report-only policies were on: ";
    assert!(ran.out.contains(nothing), "what is report-only decides nothing: {ran:?}");
    assert!(ran.out.contains("\n2 of 2 tenants differ\n"), "{ran:?}");
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--tenant", "fabrikam"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn names_of_a_revision_come_from_the_evidence_of_the_work_tree() {
    let Some(sandbox) = repository() else { return };
    let path = mfa(&sandbox);
    sandbox.write(&path, sandbox.read(&path).replace("[$(id) - Exclude]", "[SG-Build]"));
    let group = r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#groups/$entity",
        "id": "22222222-2222-2222-2222-222222222222", "displayName": "SG-Build", "securityEnabled": true}"#;
    sandbox.write("clients/contoso/directory/groups.json", group);
    sandbox.git(&["commit", "--quiet", "--all", "--message", "build"]);
    let ran = sandbox.run(&["diff", "main:clients/contoso", "clients/contoso", "--detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn what_is_no_side_says_so() {
    let Some(sandbox) = repository() else { return };
    sandbox.write("empty.json", "[]");
    sandbox.write("broken.json", "{\"conditions\": {");
    for (side, said) in [
        ("absent:clients", "git knows no revision `absent`"),
        ("main:absent", "revision `main` has no `absent`"),
        ("--upload-pack=x:clients", "unexpected argument"),
        (":clients", "is no git revision"),
        ("absent", "cannot read `absent`"),
        ("empty.json", "holds no policy and no named location"),
        ("broken.json", "broken.json:1:"),
    ] {
        let ran = sandbox.run(&["diff", side, "clients"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{side} {ran:?}");
        assert!(ran.err.contains(said), "{side} {ran:?}");
    }
}

#[test]
fn a_missing_git_is_said() {
    let Some(sandbox) = repository() else { return };
    let output = sandbox.command(&["diff", "main:clients", "clients"]).env("PATH", "").output().unwrap();
    let ran = super::sandbox::ran(output);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot run `git`"), "{ran:?}");
}

/// A folder of this test.
fn fixture(side: &str) -> String {
    format!("{}/tests/cli/diff/{side}/contoso", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_rename_a_reorder_and_a_split_leave_exactly_the_loosening() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["diff", &fixture("before"), &fixture("after"), "--no-new-access"]);
    assert_eq!(ran.code, 1, "less is asked: {ran:?}");
    let meaning: Vec<&str> = ran.out.lines().skip(3).take_while(|line| !line.starts_with("  + ")).collect();
    assert_eq!(
        meaning.join("\n"),
        "  outcomes: 1 loosens
  Loosens   3 members of Finance no longer need MFA, to Office 365 Exchange
            Online, from unknown countries (CA220)
            such as asha@contoso.com, Office 365 Exchange Online, browser,
              windows, no country: a compliant device and MFA -> a compliant
              device
  Equal     CA001 is written otherwise: proved to ask the same
  Equal     CA009-Global-AllApps-Block-DeviceCode is renamed
            CA009-Global-AttackSurfaceReduction-AllApps-Block-DeviceCodeFlow:
            proved to ask the same
  Equal     CA210 is split into CA210 and CA214: proved to ask the same"
    );
    let ran = sandbox.run(&["diff", &fixture("after"), &fixture("before"), "--no-new-access"]);
    assert_eq!(ran.code, 0, "the other way round nothing loosens: {ran:?}");
    assert!(ran.out.contains("Tightens  3 members of Finance newly need MFA, to Office 365"), "{ran:?}");
    assert!(ran.out.contains("CA210 and CA214 are merged into CA210"), "{ran:?}");
}

#[test]
fn settings_of_the_tenant_are_compared_as_well() {
    let Some(sandbox) = repository() else { return };
    let path = "clients/contoso/tenant.yaml";
    sandbox.git(&["commit", "--quiet", "--all", "--message", "enabled"]);
    sandbox.write(
        path,
        format!(
            "{}platform: {{ securityDefaults: true, resourceExclusions: legacy }}\n",
            sandbox.read(path).replace("platform:", "# platform:")
        ),
    );
    let ran = sandbox.run(&["diff", "main:clients", "clients"]);
    assert!(ran.out.contains("/platform/securityDefaults: false -> true"), "{ran:?}");
    assert!(ran.out.contains("/platform/resourceExclusions: \"enforced\" -> \"legacy\""), "{ran:?}");
    assert!(ran.out.contains("Left out"), "security defaults are no part of the analysis: {ran:?}");
}
