//! `examples/github/`: the scripts that review a change, run on a repository, with a stub of `gh`.
#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/github");

/// Keeps every call, and answers a search for the comment with what `existing` holds.
const STUB: &str = r#"#!/usr/bin/env bash
set -eu
here=$(dirname "$0")
echo "$*" >>"$here/calls"
case "$*" in *--jq*) if [ -f "$here/existing" ]; then cat "$here/existing"; fi ;; esac
"#;

const POLICY: &str = "\
id: CA001
name: CA001-Global-Block
state: enabled
users: {include: all}
applications: {include: all}
locations: {include: all, exclude: [Allowed countries]}
grant: block
";

/// A repository whose last commit is what the change is compared with.
struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let this = Self(TempDir::new().unwrap());
        this.write(
            "clients/contoso/tenant.yaml",
            "tenant: contoso.onmicrosoft.com\n\
             emergencyAccess: {accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess}\n",
        );
        this.write(
            "clients/contoso/groups.yaml",
            "groups: [{name: CA-EmergencyAccess, description: Gets in when nobody else does}]\n",
        );
        this.write(
            "clients/contoso/locations.yaml",
            "locations:\n  - {name: Allowed countries, countries: [IN], includeUnknownCountries: false, countryLookupMethod: clientIpAddress}\n",
        );
        this.write("clients/contoso/policies/CA001.yaml", POLICY);
        this.write("bin/gh", STUB);
        fs::set_permissions(this.path("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
        this.git(&["init", "--quiet", "--initial-branch", "main"]);
        this.git(&["add", "."]);
        this.git(&[
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@contoso.com",
            "commit",
            "--quiet",
            "--message",
            "first",
        ]);
        this
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn git(&self, arguments: &[&str]) {
        assert!(Command::new("git").args(arguments).current_dir(self.0.path()).status().unwrap().success());
    }

    fn run(&self, script: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let own = Path::new(env!("CARGO_BIN_EXE_gatewright")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        Command::new(Path::new(SCRIPTS).join(script))
            .args(arguments)
            .current_dir(self.0.path())
            .env("PATH", format!("{}:{}:{path}", self.path("bin").display(), own.display()))
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    /// A sign-in from a country, as evidence beside the repository's tenants.
    fn evidence(&self, country: &str) {
        self.write(
            "evidence/contoso/signins/one.json",
            &format!(
                r#"[{{"id":"1","createdDateTime":"2026-11-22T08:00:00Z","userId":"00000000-0000-0000-0000-00000000a5a4",
                "userPrincipalName":"asha@contoso.com","isInteractive":true,"clientAppUsed":"Browser","status":{{"errorCode":0}},
                "resourceId":"00000002-0000-0ff1-ce00-000000000000","location":{{"countryOrRegion":"{country}"}},
                "ipAddress":"192.0.2.1"}}]"#
            ),
        );
    }
}

#[test]
fn a_change_that_locks_somebody_out_is_found_and_nobody_is_named() {
    let repository = Repository::new();
    repository.evidence("IN");
    let locations = repository.read("clients/contoso/locations.yaml").replace("[IN]", "[AE]");
    repository.write("clients/contoso/locations.yaml", &locations);
    let environment = [("GATEWRIGHT_EVIDENCE", "evidence"), ("GATEWRIGHT_MAX_LOCKED_OUT", "0")];
    let ran = repository.run("review.sh", &["clients", "main", "review"], &environment);
    let comment = repository.read("review/comment.md");
    assert_eq!(ran.status.code(), Some(1), "{comment}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(comment.starts_with("<!-- gatewright:review -->\n❌"), "{comment}");
    assert!(comment.contains("1 person for certain"), "{comment}");
    assert!(comment.contains("Allowed countries"), "{comment}");
    assert!(!comment.contains("asha"), "{comment}");
    assert!(repository.read("review/check.sarif").contains("\"version\": \"2.1.0\""));
}

#[test]
fn what_loosens_is_annotated_at_its_line_and_a_gate_refuses_it() {
    let repository = Repository::new();
    let locations = repository.read("clients/contoso/locations.yaml").replace("[IN]", "[IN, TH]");
    repository.write("clients/contoso/locations.yaml", &locations);
    let ran = repository.run("review.sh", &["clients", "main", "review"], &[]);
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(0), "{out}");
    let warning = "::warning file=clients/contoso/locations.yaml,line=2,endLine=2,col=47,endColumn=49,\
        title=outcome-loosens::";
    assert!(out.contains(warning), "{out}");
    let environment =
        [("GATEWRIGHT_GATES", "--no-new-access --no-new-block"), ("GATEWRIGHT_ANNOTATIONS", "azuredevops")];
    let ran = repository.run("review.sh", &["clients", "main", "review"], &environment);
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{out}");
    let error = "##vso[task.logissue type=error;sourcepath=clients/contoso/locations.yaml;linenumber=2;\
        columnnumber=47;code=outcome-loosens;]";
    assert!(out.contains(error), "{out}");
    assert!(repository.read("review/diff.xml").contains("<failure type=\"outcome-loosens\""));
    assert!(repository.read("review/diff.sarif").contains("\"level\": \"error\""));
}

#[test]
fn a_change_of_nothing_is_no_finding() {
    let repository = Repository::new();
    repository.evidence("IN");
    let environment = [("GATEWRIGHT_EVIDENCE", "evidence"), ("GATEWRIGHT_MAX_LOCKED_OUT", "0")];
    let ran = repository.run("review.sh", &["clients", "main", "review"], &environment);
    let comment = repository.read("review/comment.md");
    assert_eq!(ran.status.code(), Some(0), "{comment}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(comment.starts_with("<!-- gatewright:review -->\n✅"), "{comment}");
}

#[test]
fn scenarios_and_invariants_are_gone_through() {
    let repository = Repository::new();
    let tests = "\
scenarios:
  - name: nobody is blocked
    given: { user: asha@contoso.com, application: office365, clientAppType: browser, country: TH }
    expect: { outcome: granted }
invariants:
  - name: all of it is shut
    owner: ravi@contoso.com
    always: { outcome: blocked }
";
    repository.write("clients/contoso/tests/tests.yaml", tests);
    let ran = repository.run("review.sh", &["clients", "main", "review"], &[]);
    let comment = repository.read("review/comment.md");
    assert_eq!(ran.status.code(), Some(1), "{comment}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(comment.contains("nobody is blocked"), "{comment}");
    assert!(comment.contains("| FAILS | all of it is shut |"), "{comment}");
    assert!(repository.read("review/test.xml").contains("<testcase"));
}

#[test]
fn a_mistake_is_annotated_and_the_review_says_that_it_is_none() {
    let repository = Repository::new();
    repository.write("clients/contoso/policies/CA001.yaml", &POLICY.replace("grant: block", "grant: blok"));
    let ran = repository.run("review.sh", &["clients", "main", "review"], &[]);
    assert_eq!(ran.status.code(), Some(2));
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(out.contains("::error file=clients/contoso/policies/CA001.yaml,line=7"), "{out}");
    assert!(repository.read("review/comment.md").contains("The review could not be done"));
    let azure = repository.run(
        "review.sh",
        &["clients", "main", "review"],
        &[("GATEWRIGHT_ANNOTATIONS", "azuredevops")],
    );
    assert!(String::from_utf8_lossy(&azure.stdout).contains("##vso[task.logissue type=error;"), "{azure:?}");
}

#[test]
fn a_comment_is_written_once_and_then_replaced() {
    let repository = Repository::new();
    repository.write("comment.md", "<!-- gatewright:review -->\n");
    let arguments = ["contoso/policies", "7", "comment.md"];
    assert!(repository.run("comment.sh", &arguments, &[]).status.success());
    repository.write("bin/existing", "4711\n");
    assert!(repository.run("comment.sh", &arguments, &[]).status.success());
    let calls = repository.read("bin/calls");
    let calls: Vec<&str> = calls.lines().filter(|call| call.contains("--method")).collect();
    assert_eq!(
        calls,
        [
            "api --method POST repos/contoso/policies/issues/7/comments --field body=@comment.md --silent",
            "api --method PATCH repos/contoso/policies/issues/comments/4711 --field body=@comment.md --silent",
        ]
    );
}

#[test]
fn scripts_say_how_they_are_used() {
    let repository = Repository::new();
    for script in ["review.sh", "comment.sh"] {
        let ran = repository.run(script, &[], &[]);
        assert_eq!(ran.status.code(), Some(2));
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(told.contains(script) && !told.contains("set -"), "{told}");
    }
}

#[test]
fn workflows_are_yaml_and_call_scripts_that_are_there() {
    for name in ["action.yml", "workflow.yml", "../azure-devops/azure-pipelines.yml"] {
        let text = fs::read_to_string(Path::new(SCRIPTS).join(name)).unwrap();
        let mut sources = gatewright::source::SourceMap::default();
        let file = sources.add(name, text.clone());
        let mut problems = Vec::new();
        gatewright::syntax::parse(&sources, file, &mut problems).unwrap();
        assert_eq!(problems, [], "{name}");
        for script in ["review.sh", "comment.sh"] {
            assert!(!text.contains(script) || Path::new(SCRIPTS).join(script).exists());
        }
    }
}
