//! `examples/deploy/deploy.sh` against a stub of `az` that keeps what it was asked to send.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deploy/deploy.sh");

/// Writes every call to `calls` and its body beside it, and answers with ids. Refuses what `refuse` holds.
const STUB: &str = r#"#!/usr/bin/env bash
set -eu
here=$(dirname "$0")
if [ "$1" = account ]; then echo 11111111-1111-1111-1111-111111111111; exit; fi
method=$3 url=$5 body=${9#@}
if [ -f "$here/refuse" ] && grep -q "$(cat "$here/refuse")" "$body"; then echo "Bad Request" >&2; exit 1; fi
number=$(($(wc -l <"$here/calls") + 1))
echo "$method $url" >>"$here/calls"
cp "$body" "$here/body-$number.json"
if [ "$method" = POST ]; then echo "new-$number"; fi
"#;

struct Deployment {
    folder: TempDir,
}

impl Deployment {
    fn new() -> Self {
        let this = Self { folder: TempDir::new().unwrap() };
        for name in ["bin", "out/contoso/groups", "out/contoso/namedLocations", "out/contoso/policies"] {
            fs::create_dir_all(this.path(name)).unwrap();
        }
        fs::write(this.path("bin/az"), STUB).unwrap();
        fs::set_permissions(this.path("bin/az"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(this.path("bin/calls"), "").unwrap();
        this.write("groups/CA002 - Exclude.json", &json!({ "displayName": "CA002 - Exclude" }));
        this.write("namedLocations/Kochi office.json", &json!({ "displayName": "Kochi office" }));
        this.write("namedLocations/Allowed countries.json", &json!({ "displayName": "Allowed countries" }));
        this.write(
            "policies/CA002.json",
            &json!({
                "displayName": "CA002-Global",
                "conditions": {
                    "users": { "includeUsers": ["All"], "excludeGroups": ["<group:CA002 - Exclude>"] },
                    "locations": { "excludeLocations": ["<namedLocation:Allowed countries>", "known"] }
                }
            }),
        );
        this.manifest("11111111-1111-1111-1111-111111111111");
        this
    }

    fn manifest(&self, tenant: &str) {
        let entry = |kind: &str, name: &str, file: &str, id: Option<&str>| {
            let placeholder = if id.is_none() { json!(format!("<{kind}:{name}>")) } else { Value::Null };
            json!({ "kind": kind, "name": name, "file": file, "id": id, "placeholder": placeholder })
        };
        let order = [
            entry("group", "CA002 - Exclude", "groups/CA002 - Exclude.json", None),
            entry("namedLocation", "Kochi office", "namedLocations/Kochi office.json", Some("known")),
            entry("namedLocation", "Allowed countries", "namedLocations/Allowed countries.json", None),
            entry("policy", "CA002", "policies/CA002.json", None),
        ];
        self.write(
            "manifest.json",
            &json!({
                "tenant": "contoso.onmicrosoft.com",
                "tenantId": tenant,
                "order": order,
                "placeholders": [],
                "nextChange": null
            }),
        );
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, value: &Value) {
        fs::write(self.path("out/contoso").join(name), value.to_string()).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        Command::new("bash")
            .arg(SCRIPT)
            .args(arguments)
            .arg(self.path("out/contoso/"))
            .env("PATH", path)
            .output()
            .unwrap()
    }

    fn calls(&self) -> String {
        fs::read_to_string(self.path("bin/calls")).unwrap().replace("https://graph.microsoft.com/v1.0", "")
    }

    fn body(&self, call: usize) -> Value {
        read(&self.path(&format!("bin/body-{call}.json")))
    }
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn new_ids_take_the_place_of_placeholders_and_existing_ones_are_patched() {
    let deployment = Deployment::new();
    let output = deployment.run(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(
        deployment.calls(),
        "POST /groups\n\
         PATCH /identity/conditionalAccess/namedLocations/known\n\
         POST /identity/conditionalAccess/namedLocations\n\
         POST /identity/conditionalAccess/policies\n"
    );
    let policy = deployment.body(4);
    assert_eq!(policy.pointer("/conditions/users/excludeGroups"), Some(&json!(["new-1"])));
    assert_eq!(policy.pointer("/conditions/locations/excludeLocations"), Some(&json!(["new-3", "known"])));
    assert_eq!(
        fs::read_to_string(deployment.path("out/contoso.created.tsv")).unwrap(),
        "group\tCA002 - Exclude\tnew-1\nnamedLocation\tAllowed countries\tnew-3\npolicy\tCA002\tnew-4\n"
    );
}

#[test]
fn a_dry_run_sends_nothing() {
    let deployment = Deployment::new();
    let output = deployment.run(&["--dry-run"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(deployment.calls(), "");
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("POST group CA002 - Exclude\n"), "{shown}");
    assert!(shown.contains("PATCH namedLocation Kochi office\n"), "{shown}");
    assert!(shown.ends_with("nothing was sent: 4 objects would be\n"), "{shown}");
}

#[test]
fn the_first_error_stops_and_the_next_run_creates_nothing_twice() {
    let deployment = Deployment::new();
    fs::write(deployment.path("bin/refuse"), "Allowed countries").unwrap();
    let output = deployment.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let message = "error: stopped at namedLocation `Allowed countries`, 2 of 4 done";
    assert!(stderr(&output).contains(message), "{}", stderr(&output));

    fs::remove_file(deployment.path("bin/refuse")).unwrap();
    fs::write(deployment.path("bin/calls"), "").unwrap();
    let output = deployment.run(&[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(deployment.calls().starts_with("PATCH /groups/new-1\n"), "{}", deployment.calls());
    assert_eq!(deployment.body(4).pointer("/conditions/users/excludeGroups"), Some(&json!(["new-1"])));
}

#[test]
fn a_placeholder_nobody_created_stops_before_it_is_sent() {
    let deployment = Deployment::new();
    deployment.write(
        "policies/CA002.json",
        &json!({ "conditions": { "users": { "excludeGroups": ["<EmergencyAccessAccountsGroup>"] } } }),
    );
    let output = deployment.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("no id is known for `<EmergencyAccessAccountsGroup>`"),
        "{}",
        stderr(&output)
    );
    assert!(!deployment.calls().contains("policies"), "{}", deployment.calls());
}

#[test]
fn another_tenant_is_refused() {
    let deployment = Deployment::new();
    deployment.manifest("22222222-2222-2222-2222-222222222222");
    let output = deployment.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("is for 22222222-2222-2222-2222-222222222222"), "{}", stderr(&output));
    assert_eq!(deployment.calls(), "");
}
