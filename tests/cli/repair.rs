//! `prove --repair`: what it offers is applied with git, and proves the invariant then.

use serde_json::Value;

use super::sandbox::{Ran, Sandbox};

/// A tenant with one policy, of which some lines are as given, and one invariant.
fn with_policy(lines: &str, invariant: &str) -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    sandbox.git(&["init", "--quiet"]);
    for path in sandbox.tree("contoso/policies") {
        std::fs::remove_file(sandbox.path(&format!("contoso/policies/{path}"))).unwrap();
    }
    std::fs::remove_file(sandbox.path("contoso/groups.yaml")).unwrap();
    // A group that is there may have members; one that is yet to be made has none.
    let lock = "groups:\n  Pilot: 30000000-0000-4000-8000-000000000001\n  CA-EmergencyAccess - Exclude: 30000000-0000-4000-8000-000000000004\n";
    let accounts = "users:\n  bg1@contoso.com: 30000000-0000-4000-8000-000000000002\n  bg2@contoso.com: 30000000-0000-4000-8000-000000000003\n";
    let accounts = if lines.contains("bg1@") { accounts } else { "" };
    sandbox.write("contoso/tenant.lock.yaml", format!("{lock}{accounts}"));
    let location = "locations:\n  - { name: Office, ipRanges: [203.0.113.0/24], trusted: true }\n";
    sandbox.write("contoso/locations.yaml", location);
    let mut policy = "id: CA500\nname: CA500 - a policy\n".to_owned();
    let defaults = [
        ("state:", "state: enabled"),
        ("users:", "users: { include: all }"),
        ("applications:", "applications: { include: all }"),
        ("grant:", "grant: block"),
    ];
    for (key, line) in defaults {
        if !lines.lines().any(|own| own.starts_with(key)) {
            policy += &format!("{line}\n");
        }
    }
    sandbox.write("contoso/policies/CA500.yaml", policy + lines);
    for path in sandbox.tree("contoso/tests") {
        std::fs::remove_file(sandbox.path(&format!("contoso/tests/{path}"))).unwrap();
    }
    sandbox.write("contoso/tests/p.yaml", format!("invariants:\n  - {{ name: it holds, {invariant} }}\n"));
    sandbox
}

fn prove(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    sandbox.run(&[&["prove", "contoso", "--as-of", "2026-11-24"], arguments].concat())
}

fn repairs(sandbox: &Sandbox) -> Value {
    let ran = prove(sandbox, &["--repair", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    json["invariants"][0]["repairs"].clone()
}

/// Applies a repair with git, and proves that the invariant holds then.
fn applied(sandbox: &Sandbox, repair: &Value) {
    let patches = repair["documents"].as_array().unwrap().iter();
    let patch: String = patches.map(|document| document["patch"].as_str().unwrap()).collect();
    sandbox.write("repair.patch", &patch);
    sandbox.git(&["apply", "repair.patch"]);
    let ran = prove(sandbox, &[]);
    assert_eq!(ran.code, 0, "{patch}\n{ran:?}");
    sandbox.git(&["apply", "--reverse", "repair.patch"]);
}

const EMERGENCY: &str = "except: { groups: [CA-EmergencyAccess - Exclude] }";

fn blocked(scope: &str) -> String {
    format!("always: {{ {scope}{EMERGENCY}, outcome: blocked }}")
}

#[test]
fn each_kind_of_edit_repairs_what_it_opens() {
    let cases = [
        ("state: reportOnly\n", blocked(""), "switch CA500 on"),
        ("state: reportOnly\nreportOnlySince: 2026-11-01\n", blocked(""), "switch CA500 on"),
        ("state: disabled\n", blocked(""), "switch CA500 on"),
        (
            "users:\n  include: all\n  exclude:\n    groups:\n      - Pilot # for now\n",
            blocked(""),
            "no longer exclude Pilot from CA500",
        ),
        (
            "users:\n  include: all\n  exclude:\n    groups: [{ group: Pilot, reason: a trial, until: 2027-01-31 }]\n",
            blocked(""),
            "no longer exclude Pilot from CA500",
        ),
        (
            "users: { include: all, exclude: { roles: [Global Administrator] } }\n",
            blocked(""),
            "no longer exclude Global Administrator from CA500",
        ),
        (
            "users: { include: all, exclude: { guests: all } }\n",
            blocked(""),
            "no longer exclude guests from CA500",
        ),
        (
            "applications: { include: all, exclude: [Office 365 Exchange Online] }\n",
            blocked(""),
            "no longer exclude Office 365 Exchange Online from CA500",
        ),
        (
            "locations: { include: all, exclude: [Office] }\n",
            blocked(""),
            "no longer exclude Office from CA500",
        ),
        (
            "platforms: { include: all, exclude: [linux] }\n",
            blocked(""),
            "no longer exclude linux from CA500",
        ),
        ("platforms: { include: [windows] }\n", blocked(""), "drop platforms from CA500"),
        (
            "clientAppTypes: [exchangeActiveSync]\n",
            blocked("clientAppTypes: legacy, "),
            "add other to the clientAppTypes of CA500",
        ),
        ("locations: { include: [Office] }\n", blocked(""), "drop locations from CA500"),
        (
            "deviceFilter: { exclude: 'device.isCompliant -eq True' }\n",
            blocked(""),
            "drop deviceFilter from CA500",
        ),
        ("signInRiskLevels: [high]\n", blocked(""), "drop signInRiskLevels from CA500"),
        ("userRiskLevels: [high]\n", blocked(""), "drop userRiskLevels from CA500"),
        ("users: { include: { groups: [Pilot] } }\n", blocked(""), "have CA500 include all users"),
        (
            "applications: { include: [Office 365 Exchange Online] }\n",
            blocked(""),
            "have CA500 include all resources",
        ),
        (
            "grant: mfa\n",
            format!("always: {{ {EMERGENCY}, outcome: {{ requires: Phishing-resistant MFA }} }}"),
            "have CA500 ask for Phishing-resistant MFA",
        ),
        (
            "grant: { anyOf: [mfa, compliantDevice] }\n",
            format!("always: {{ {EMERGENCY}, outcome: {{ requires: mfa }} }}"),
            "have CA500 ask for mfa",
        ),
        (
            "grant: compliantDevice\n",
            format!("always: {{ {EMERGENCY}, outcome: {{ requires: mfa }} }}"),
            "have CA500 ask for mfa",
        ),
    ];
    for (lines, invariant, wanted) in cases {
        let sandbox = with_policy(lines, &invariant);
        let repairs = repairs(&sandbox);
        let found = repairs["found"].as_array().unwrap();
        let is_wanted = |repair: &&Value| repair["edits"] == serde_json::json!([wanted]);
        assert!(found.iter().any(|repair| is_wanted(&repair)), "{lines}{wanted}: {repairs:#}");
        for repair in found {
            applied(&sandbox, repair);
            let differences = repair["differences"].as_array().unwrap();
            assert!(!differences.is_empty(), "{repairs:#}");
            assert!(differences.iter().all(|found| found["direction"] == "tightens"), "{repairs:#}");
        }
    }
}

#[test]
fn two_edits_are_tried_where_one_is_not_enough() {
    let lines = "state: reportOnly # until the pilot is done
users: { include: all, exclude: { groups: [Pilot] } }\n";
    let sandbox = with_policy(lines, &blocked(""));
    let found = repairs(&sandbox);
    let edits = &found["found"][0]["edits"];
    assert_eq!(*edits, serde_json::json!(["switch CA500 on", "no longer exclude Pilot from CA500"]));
    assert!(
        found["found"][0]["documents"][0]["patch"].as_str().unwrap().contains("# until the pilot is done")
    );
    applied(&sandbox, &found["found"][0]);
}

#[test]
fn emergency_access_stays_excluded() {
    let sandbox = with_policy("", "always: { outcome: blocked }");
    let found = repairs(&sandbox);
    assert_eq!(found["found"], serde_json::json!([]), "{found:#}");
    assert_eq!(found["emergencyAccess"], true);
    // By name, by an account, and where the policy that would cover everybody does not exclude it.
    let accounts = "users: { include: all, exclude: { users: [bg1@contoso.com, bg2@contoso.com] } }\n";
    let included = "state: reportOnly\nemergencyAccess: { included: true, reason: a test }\n";
    for lines in
        ["users: { include: all, exclude: { groups: [CA-EmergencyAccess - Exclude] } }\n", accounts, included]
    {
        let sandbox = with_policy(lines, "always: { outcome: blocked }");
        let found = repairs(&sandbox);
        assert_eq!(found["found"], serde_json::json!([]), "{lines}: {found:#}");
    }
}

#[test]
fn what_no_edit_repairs_is_said() {
    let sandbox = with_policy("grant: mfa\n", &blocked(""));
    let ran = prove(&sandbox, &["--repair"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("  no repair found: 0 edits and pairs of edits tried"), "{ran:?}");
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("tried; no edit that tightens one policy bears on it"), "{ran:?}");
    let sandbox = with_policy("", &format!("somePath: {{ {EMERGENCY}, outcome: granted }}"));
    let found = repairs(&sandbox);
    assert_eq!(found["found"], serde_json::json!([]), "{found:#}");
}

#[test]
fn a_policy_of_a_shared_set_is_altered_in_the_tenant() {
    let sandbox = Sandbox::with_example("partner");
    let folder = "examples/partner/clients/fabrikam";
    let invariant = "  - { name: nobody old gets in, always: { clientAppTypes: legacy, applications: [Office 365 Exchange Online],\n      except: { groups: [CA-EmergencyAccess - Exclude] }, outcome: blocked } }\n";
    sandbox.write(&format!("{folder}/tests/p.yaml"), format!("invariants:\n{invariant}"));
    let as_of = ["--as-of", "2026-11-24"];
    let ran = sandbox.run(&[&["prove", folder, "--repair", "--format", "json"][..], &as_of].concat());
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let found = &json["invariants"][0]["repairs"]["found"][0];
    let document = &found["documents"][0];
    assert_eq!(document["path"], format!("{folder}/tenant.yaml"), "{ran:?}");
    sandbox.write("repair.patch", document["patch"].as_str().unwrap());
    sandbox.git(&["apply", "repair.patch"]);
    let ran = sandbox.run(&[&["prove", folder][..], &as_of].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn markdown_holds_the_patch_and_names_nobody() {
    let sandbox = with_policy("state: reportOnly\n", &blocked(""));
    let ran = prove(&sandbox, &["--repair", "--format", "markdown"]);
    for said in [
        "repair, proved: switch CA500 on\n\n```diff\n--- a/contoso/policies/CA500.yaml\n",
        "+state: enabled\n",
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    assert!(!ran.out.contains("bg1@"), "{ran:?}");
}
