use serde_json::{Value, json};

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
fn annotations_stand_at_the_lines_that_differ_and_gates_are_errors() {
    let Some(sandbox) = repository() else { return };
    let diff = ["diff", "main:clients", "clients", "--format"];
    let run = |more: &[&str]| sandbox.run(&[&diff, more].concat());
    let path = mfa(&sandbox);
    let ran = run(&["github"]);
    let notice =
        format!("::notice file={path},line=4,endLine=4,col=8,endColumn=15,title=outcome-tightens::all but ");
    assert!(ran.out.starts_with(&notice) && ran.out.ends_with("\noutcomes: 1 tightens\n"), "{ran:?}");
    // Back again is a loosening, at the same line.
    sandbox.git(&["commit", "--quiet", "--all", "--message", "on"]);
    sandbox.write(&path, sandbox.read(&path).replace("state: enabled", "state: reportOnly"));
    let loosens =
        format!("::warning file={path},line=4,endLine=4,col=8,endColumn=18,title=outcome-loosens::");
    let ran = run(&["github"]);
    assert!(ran.out.starts_with(&loosens) && ran.code == 0, "{ran:?}");
    let refused = run(&["junit", "--no-new-access"]);
    assert!(refused.out.contains("failures=\"1\"") && refused.code == 1, "{refused:?}");
    assert!(run(&["junit", "--no-new-block"]).out.contains("failures=\"0\""));
    let issue = format!("##vso[task.logissue type=warning;sourcepath={path};linenumber=4;columnnumber=8;");
    assert!(run(&["azuredevops"]).out.starts_with(&issue));
}

#[test]
fn what_is_gone_has_its_place_in_the_file_it_was_in() {
    let Some(sandbox) = repository() else { return };
    sandbox.git(&["commit", "--quiet", "--all", "--message", "on"]);
    let path = mfa(&sandbox);
    std::fs::remove_file(sandbox.path(&path)).unwrap();
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--format", "github"]);
    let place = format!("::warning file={path},line=1,endLine=1,col=5,endColumn=10,title=outcome-loosens::");
    assert!(ran.out.starts_with(&place), "{ran:?}");
}

#[test]
fn a_fingerprint_stays_when_lines_move() {
    let Some(sandbox) = repository() else { return };
    let fingerprints = || {
        let ran = sandbox.run(&["diff", "main:clients", "clients", "--format", "sarif"]);
        let log: Value = serde_json::from_str(&ran.out).unwrap();
        log["runs"][0]["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["partialFingerprints"].clone())
            .collect::<Vec<_>>()
    };
    let before = fingerprints();
    assert_eq!(before.len(), 1);
    let path = mfa(&sandbox);
    sandbox.write(&path, format!("# why\n\n{}", sandbox.read(&path)));
    assert_eq!(fingerprints(), before);
}

#[test]
fn sign_ins_are_taken_from_where_they_are_given() {
    let Some(sandbox) = repository() else { return };
    let sign_in = r#"[{"id":"1","createdDateTime":"2026-11-22T08:00:00Z","userId":"00000000-0000-0000-0000-00000000a5a4",
        "userPrincipalName":"asha@contoso.com","isInteractive":true,"clientAppUsed":"IMAP4","status":{"errorCode":0},
        "resourceId":"00000002-0000-0ff1-ce00-000000000000","location":{"countryOrRegion":"IN"},"ipAddress":"192.0.2.1"}]"#;
    sandbox.write("protected/one.json", sign_in);
    let diff = ["diff", "main:clients/contoso", "clients/contoso", "--max-locked-out", "0"];
    assert_eq!(sandbox.run(&diff).code, 2, "nothing was recorded to tell by");
    let ran = sandbox.run(&[&diff[..], &["--sign-ins", "protected", "--format", "github"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains(
            "line=4,endLine=4,col=8,endColumn=15,title=locked-out::by 1 recorded sign-in of 1 person: newly locked out are 0 for certain, 1 at most"
        ),
        "{ran:?}"
    );
    assert!(!ran.out.contains("asha"), "people are counted: {ran:?}");
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
fn accounts_in_another_order_are_no_change() {
    let Some(sandbox) = repository() else { return };
    sandbox.git(&["commit", "--quiet", "--all", "--message", "on"]);
    let path = "clients/contoso/tenant.yaml";
    let text = sandbox.read(path);
    let other = text.replace("bg1@", "bg3@").replace("bg2@", "bg1@").replace("bg3@", "bg2@");
    assert_ne!(text, other);
    sandbox.write(path, other);
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--detailed-exitcode"]);
    assert_eq!(ran.code, 0, "{ran:?}");
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

#[test]
fn a_gate_on_lockouts_needs_recorded_sign_ins() {
    let Some(sandbox) = repository() else { return };
    let gate = ["diff", "main:clients", "clients", "--max-locked-out", "0"];
    let ran = sandbox.run(&gate);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("no recorded sign-in of `contoso` got in, so --max-locked-out is not decided"),
        "{ran:?}"
    );
    let sign_in = |number: u32, client: &str| {
        format!(
            r#"{{"id":"{number}","createdDateTime":"2026-11-22T08:00:00Z","userId":"00000000-0000-0000-0000-00000000a5a4",
            "userPrincipalName":"asha@contoso.com","isInteractive":true,"clientAppUsed":"{client}","userType":"member",
            "status":{{"errorCode":0}},"resourceId":"00000002-0000-0ff1-ce00-000000000000"}}"#
        )
    };
    let sign_ins = |client: &str| format!("[{},{}]", sign_in(1, "Browser"), sign_in(2, client));
    sandbox.write("clients/contoso/signins/week.json", sign_ins("Browser"));
    let path = mfa(&sandbox);
    let without_role = sandbox.read(&path).replace(", roles: [Directory Synchronization Accounts]", "");
    sandbox.write(&path, without_role.replace("groups: [$(id) - Exclude]", "groups: []"));
    let seen = |sandbox: &Sandbox| {
        let ran = sandbox.run(&["diff", "main:clients", "clients", "--format", "json"]);
        let diff: Value = serde_json::from_str(&ran.out).unwrap();
        diff["tenants"][0]["meaning"]["differences"][0]["seen"].clone()
    };
    assert_eq!(seen(&sandbox), json!({ "signIns": 0, "possible": 2, "people": 1 }), "she may be a guest");
    let asha = r#"{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": [{
        "id": "00000000-0000-0000-0000-00000000a5a4", "userPrincipalName": "asha@contoso.com",
        "displayName": "Asha", "userType": "Member", "accountEnabled": true}]}"#;
    sandbox.write("clients/contoso/directory/users.json", asha);
    assert_eq!(seen(&sandbox), json!({ "signIns": 2, "possible": 0, "people": 1 }));
    let block = sandbox.read(&path).replace("grant: mfa", "grant: block");
    sandbox.write(&path, block);
    let ran = sandbox.run(&gate);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("newly locked out are 1 for certain, 1 at\n  most: asha@contoso.com"),
        "{ran:?}"
    );
    let ran = sandbox.run(&["diff", "main:clients", "clients", "--max-locked-out", "1"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_comment_names_nobody_unless_asked() {
    let Some(sandbox) = repository() else { return };
    let lock = "users: { asha@contoso.com: aaaaaaaa-0000-4000-8000-000000000041 }\n";
    sandbox.write("clients/contoso/tenant.lock.yaml", lock);
    let path = mfa(&sandbox);
    sandbox
        .write(&path, sandbox.read(&path).replace("guests: all", "guests: all, users: [asha@contoso.com]"));
    let comment = ["diff", "main:clients", "clients", "--format", "markdown"];
    let ran = sandbox.run(&comment);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("<!-- gatewright:diff -->\n**outcomes: "), "{ran:?}");
    assert!(!ran.out.contains("asha"), "{ran:?}");
    assert!(!ran.out.contains("000000000041"), "{ran:?}");
    assert!(ran.out.contains("one person"), "{ran:?}");
    let ran = sandbox.run(&[&comment[..], &["--names"]].concat());
    assert!(ran.out.contains("asha@contoso.com"), "{ran:?}");
}

#[test]
fn a_baseline_is_followed_to_the_tenants_that_it_touches() {
    let Some(sandbox) = repository() else { return };
    sandbox.git(&["commit", "--quiet", "--all", "--message", "enabled"]);
    sandbox.write("shared/baseline.yaml", "parameters: {}\n");
    let policy = |grant: &str| {
        format!(
            "id: CA500\nname: CA500-Global-AllApps\nstate: enabled\nusers: {{ include: all }}\napplications: {{ include: all }}\nauthenticationFlows: [deviceCodeFlow]\ngrant: {grant}\n"
        )
    };
    sandbox.write("shared/policies/CA500.yaml", policy("mfa"));
    for tenant in ["fabrikam", "northwind"] {
        sandbox.write(
            &format!("clients/{tenant}/tenant.yaml"),
            format!("tenant: {tenant}.onmicrosoft.com\nbaselines: [{{ from: ../../shared }}]\n"),
        );
    }
    sandbox.write("clients/northwind/policies/CA501.yaml", policy("block").replace("CA500", "CA501"));
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "--quiet", "--message", "shared"]);
    sandbox.write("shared/policies/CA500.yaml", policy("block"));
    let ran = sandbox.run(&["diff", "main:", ".", "--format", "markdown"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("**Outcomes change in 1 of 3 tenants: 1 tightens**"), "{ran:?}");
    assert!(ran.out.contains("No outcome changes in 2: contoso and northwind"), "{ran:?}");
    assert!(ran.out.contains("are newly blocked"), "{ran:?}");
}

#[test]
fn a_change_of_everything_is_cut_and_says_so() {
    let sandbox = Sandbox::new();
    let contoso = format!("{}/examples/contoso", env!("CARGO_MANIFEST_DIR"));
    let ran = sandbox.run(&["diff", &format!("{contoso}/deployed"), &contoso, "--as-of", "2026-11-24"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let as_written = ran.out.split("  if its report-only policies were on").next().unwrap();
    let told = as_written.lines().filter(|line| line.starts_with("  Tightens  ")).count();
    assert_eq!(told, 8, "{as_written}");
    let all: usize =
        as_written.split("outcomes: ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(as_written.contains(&format!("            {} more are cut here", all - 8)), "{as_written}");
    let wide = as_written.lines().skip(2).find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}
