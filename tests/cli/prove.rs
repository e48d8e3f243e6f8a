use serde_json::Value;

use super::sandbox::{Ran, Sandbox};

fn with_invariants(invariants: &str) -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("contoso/tests/promises.yaml", format!("invariants:\n{invariants}"));
    sandbox
}

fn prove(sandbox: &Sandbox, arguments: &[&str]) -> Ran {
    sandbox.run(&[&["prove", "contoso", "--as-of", "2026-11-24"], arguments].concat())
}

#[test]
fn what_holds_of_every_sign_in_is_proved() {
    let sandbox = with_invariants(
        "  - { name: legacy is shut, always: { clientAppTypes: legacy, except: { groups: [CA-EmergencyAccess - Exclude, CA001 - Exclude] }, outcome: blocked } }\n",
    );
    let ran = prove(&sandbox, &["--switched-on"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("PROVED      legacy is shut\n"), "{ran:?}");
}

#[test]
fn a_failure_shows_a_sign_in_and_what_opens_it() {
    let sandbox = with_invariants(
        "  - { name: legacy is shut, owner: ravi@contoso.com, reason: they cannot show MFA, always: { clientAppTypes: legacy, outcome: blocked } }\n",
    );
    let ran = prove(&sandbox, &["--switched-on"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let near = "near miss: CA001 would cover it, but its users exclude members of\n    CA-EmergencyAccess - Exclude\n";
    for said in [
        "FAILS       legacy is shut (ravi@contoso.com)\n  because they cannot show MFA\n",
        "bg1@contoso.com",
        "decided again: granted",
        near,
    ] {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let ran = prove(&sandbox, &[]);
    assert!(ran.out.contains("near miss: CA001 would cover it, but it is report-only"), "{ran:?}");
    let ran = prove(&sandbox, &["--format", "markdown"]);
    assert!(
        ran.out.contains("| legacy is shut<br>because they cannot show MFA | ravi@contoso.com |"),
        "{ran:?}"
    );
    let json: Value = serde_json::from_str(&prove(&sandbox, &["--format", "json"]).out).unwrap();
    let invariants = json["invariants"].as_array().unwrap();
    assert!(invariants.iter().any(|one| one["because"] == "they cannot show MFA"), "{json}");
}

#[test]
fn a_path_is_shown_and_contradictions_do_not_both_hold() {
    let sandbox = with_invariants(
        "  - { name: somebody gets in, somePath: { outcome: granted } }
  - { name: with MFA, always: { users: all, outcome: { requires: mfa } } }
  - { name: never with MFA, never: { users: all, outcome: { requires: mfa } } }\n",
    );
    let ran = prove(&sandbox, &["--switched-on"]);
    assert!(ran.out.contains("PROVED      somebody gets in\n"), "{ran:?}");
    assert_eq!(ran.out.matches("FAILS").count(), 2, "{ran:?}");
}

#[test]
fn an_unknown_name_is_not_decided() {
    let sandbox = with_invariants(
        "  - { name: admins, always: { users: { roles: [Global Admin] }, outcome: blocked } }\n",
    );
    let ran = prove(&sandbox, &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.contains("there is no role `Global Admin`"), "{ran:?}");
}

#[test]
fn what_this_version_does_not_know_is_never_proved() {
    let sandbox = with_invariants(
        "  - { name: browsers are shut, always: { clientAppTypes: [browser], outcome: blocked } }\n",
    );
    let policy = "id: CA900\nname: CA900 - new\nstate: enabled\nusers: { include: all }\napplications: { include: all }
emergencyAccess: { included: true, reason: a test }\ngrant: block\n";
    sandbox.write("contoso/policies/CA900.yaml", policy);
    let ran = prove(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    sandbox
        .write("contoso/policies/CA900.yaml", format!("{policy}graph: {{ /conditions/new: {{ a: 1 }} }}\n"));
    let ran = prove(&sandbox, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("NOT PROVED  browsers are shut"), "{ran:?}");
    assert!(
        ran.out.contains("supposing `/conditions/new: {\"a\":1}` does not let the policy apply"),
        "{ran:?}"
    );
}

#[test]
fn nobody_in_scope_says_nothing() {
    let sandbox = with_invariants(
        "  - { name: nobody, always: { users: { groups: [CA001 - Exclude] }, outcome: blocked } }\n",
    );
    let ran = prove(&sandbox, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("NOT PROVED  nobody\n  no sign-in is in scope"), "{ran:?}");
}

#[test]
fn a_split_policy_is_equivalent_and_an_exclusion_is_not() {
    let sandbox = Sandbox::with_contoso();
    sandbox.init("b/contoso");
    for folder in ["contoso", "b/contoso"] {
        for path in sandbox.tree(&format!("{folder}/policies")) {
            let path = format!("{folder}/policies/{path}");
            sandbox.write(&path, sandbox.read(&path).replace("state: reportOnly", "state: enabled"));
        }
    }
    let path = format!("b/contoso/policies/{}", sandbox.tree("b/contoso/policies").remove(1));
    let whole = sandbox.read(&path);
    let half = |types: &str| whole.replace("grant: mfa", &format!("clientAppTypes: {types}\ngrant: mfa"));
    sandbox.write(&path, half("[browser]"));
    let other = half("[mobileAppsAndDesktopClients, exchangeActiveSync, other]");
    let other = other.replace("id: CA201", "id: CA299").replace("name: CA201", "name: CA299");
    sandbox.write("b/contoso/policies/CA299.yaml", other.replace("$(id) - Exclude", "CA201 - Exclude"));
    let relate =
        |relation: &str| sandbox.run(&["prove", relation, "contoso", "b/contoso", "--as-of", "2026-11-24"]);
    let ran = relate("--equivalent");
    assert_eq!(ran.code, 0, "{ran:?}");
    let diff = ["diff", "contoso", "b/contoso", "--no-new-access", "--no-new-block", "--as-of", "2026-11-24"];
    let ran = sandbox.run(&diff);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("no outcome changes: proved for every sign-in"), "{ran:?}");

    sandbox.write(&path, half("[browser]").replace("guests: all", "guests: all, users: [asha@contoso.com]"));
    sandbox.write(
        "b/contoso/tenant.lock.yaml",
        "users: { asha@contoso.com: aaaaaaaa-0000-4000-8000-000000000041 }\n",
    );
    assert_eq!(relate("--equivalent").code, 1);
    assert_eq!(relate("--implies").code, 0);
    let ran = sandbox.run(&diff);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("no longer need MFA, to any resource, through a browser"), "{ran:?}");
}

#[test]
fn json_and_markdown_say_what_text_says() {
    let sandbox = with_invariants("  - { name: <b>shut</b>, always: { outcome: blocked } }\n");
    let ran = prove(&sandbox, &["--format", "json"]);
    let proofs: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(proofs["invariants"][0]["verdict"], "fails");
    assert_eq!(proofs["invariants"][0]["example"]["outcome"]["best"], "granted");
    let ran = prove(&sandbox, &["--format", "markdown"]);
    assert!(ran.out.contains("| FAILS | &lt;b&gt;shut&lt;/b&gt; |"), "{ran:?}");
}

#[test]
fn a_gap_is_shown_with_the_policy_that_is_missed() {
    let sandbox = Sandbox::with_contoso();
    let ran = prove(&sandbox, &["--gaps"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for said in
        ["a password is enough in ", "\nGAP     ", "near miss: CA001 would cover it, but it is report-only"]
    {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
    let ran = prove(&sandbox, &["--gaps", "--format", "markdown"]);
    assert!(ran.out.contains("| GAP | "), "{ran:?}");
    assert!(!ran.out.contains("@contoso.com"), "{ran:?}");
}

#[test]
fn where_a_password_is_never_enough_it_is_said_in_one_line() {
    let sandbox = Sandbox::with_contoso();
    for path in sandbox.tree("contoso/policies") {
        std::fs::remove_file(sandbox.path(&format!("contoso/policies/{path}"))).unwrap();
    }
    let ran = prove(&sandbox, &["--gaps"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("GAP     all but members of CA-EmergencyAccess - Exclude\n"), "{ran:?}");
    let policy = |target: &str, id: &str| {
        format!("id: {id}\nname: {id}\nstate: enabled\nusers: {{ include: all }}\n{target}\ngrant: mfa\n")
    };
    sandbox.write("contoso/policies/CA900.yaml", policy("applications: { include: all }", "CA900"));
    let actions = "userActions: [registerSecurityInformation, registerOrJoinDevices]";
    sandbox.write("contoso/policies/CA901.yaml", policy(actions, "CA901"));
    let ran = prove(&sandbox, &["--gaps"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("a password is never enough: proved for every sign-in by a user"), "{ran:?}");
    assert!(ran.out.contains("emergency access, which is left open\n  on purpose"), "{ran:?}");
}

#[test]
fn a_policy_that_another_covers_is_shadowed() {
    let sandbox = Sandbox::with_contoso();
    let policy = |id: &str, target: &str, grant: &str| {
        format!(
            "id: {id}\nname: {id}\nstate: enabled\nusers: {{ include: all }}\napplications: {{ include: {target} }}\ngrant: {grant}\n"
        )
    };
    sandbox.write("contoso/policies/CA900.yaml", policy("CA900", "[office365]", "mfa"));
    let strong = "{ authenticationStrength: Phishing-resistant MFA }";
    sandbox.write("contoso/policies/CA901.yaml", policy("CA901", "all", strong));
    let ran = prove(&sandbox, &["--policies"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("SHADOWED    CA901 asks at least as much wherever CA900 asks something"),
        "{ran:?}"
    );
    let ran = prove(&sandbox, &["--policies", "--format", "markdown"]);
    assert!(ran.out.contains("| shadowed | CA901 asks"), "{ran:?}");
}

fn policy(sandbox: &Sandbox, id: &str, rest: &str) {
    let text = format!(
        "id: {id}\nname: {id}\nstate: enabled\nusers: {{ include: all }}\napplications: {{ include: all }}\n{rest}\n"
    );
    sandbox.write(&format!("contoso/policies/{id}.yaml"), text);
}

#[test]
fn an_attacker_says_another_platform_and_comes_from_another_country() {
    let sandbox = with_invariants(
        "  - { name: Windows needs a device, always: { platforms: [windows], except: { groups: [CA-EmergencyAccess - Exclude] }, outcome: { requires: compliantDevice } } }
  - { name: Thailand is shut, always: { countries: [TH], except: { groups: [CA-EmergencyAccess - Exclude] }, outcome: blocked } }
  - { name: legacy is shut, always: { clientAppTypes: legacy, except: { groups: [CA-EmergencyAccess - Exclude] }, outcome: blocked } }\n",
    );
    policy(&sandbox, "CA900", "platforms: { include: [windows] }\ngrant: compliantDevice");
    policy(&sandbox, "CA901", "locations: { include: [Thailand] }\ngrant: block");
    policy(&sandbox, "CA902", "clientAppTypes: [exchangeActiveSync, other]\ngrant: block");
    let locations = "locations:\n  - { name: Thailand, countries: [TH], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }\n";
    sandbox.write("contoso/locations.yaml", locations);
    let ran = prove(&sandbox, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = prove(&sandbox, &["--adversary"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for said in
        ["FAILS       Windows needs a device", "FAILS       Thailand is shut", "PROVED      legacy is shut"]
    {
        assert!(ran.out.contains(said), "{said}: {ran:?}");
    }
}

#[test]
fn what_depends_on_compliance_locks_out_without_it() {
    let sandbox = with_invariants(
        "  - { name: emergency access gets in, never: { users: { groups: [CA-EmergencyAccess - Exclude] }, outcome: blocked } }\n",
    );
    sandbox.write(
        "contoso/directory/users.json",
        r#"[{"id":"aaaaaaaa-0000-4000-8000-000000000001","userPrincipalName":"asha@contoso.com","accountEnabled":true},
            {"id":"aaaaaaaa-0000-4000-8000-000000000002","userPrincipalName":"bg1@contoso.com","accountEnabled":true}]"#,
    );
    policy(&sandbox, "CA900", "grant: { allOf: [mfa, compliantDevice] }");
    let ran = prove(&sandbox, &["--without", "compliance"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("LOCKED OUT"), "{ran:?}");
    assert!(ran.out.contains("asha@contoso.com"), "{ran:?}");
    let ran = prove(&sandbox, &["--without", "mfa"]);
    assert!(!ran.out.contains("LOCKED OUT"), "{ran:?}");
    policy(&sandbox, "CA900", "grant: { anyOf: [mfa, compliantDevice] }");
    let ran = prove(&sandbox, &["--without", "compliance", "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["without"]["lockedOut"], serde_json::json!([]), "{ran:?}");
}

#[test]
fn whom_an_invariant_excepts_it_excepts_from_user_actions_too() {
    let invariant = |except: &str| {
        format!(
            "  - {{ name: registering, always: {{ userActions: [registerSecurityInformation], {except}outcome: {{ requires: mfa }} }} }}\n"
        )
    };
    let sandbox = with_invariants(&invariant("except: { groups: [CA-EmergencyAccess - Exclude] }, "));
    let text = "id: CA900\nname: CA900\nstate: enabled\nusers: { include: all }\nuserActions: [registerSecurityInformation]\ngrant: mfa\n";
    sandbox.write("contoso/policies/CA900.yaml", text);
    let ran = prove(&sandbox, &[]);
    assert!(ran.out.contains("PROVED      registering"), "{ran:?}");
    sandbox.write("contoso/tests/promises.yaml", format!("invariants:\n{}", invariant("")));
    let ran = prove(&sandbox, &[]);
    assert!(ran.out.contains("FAILS       registering"), "{ran:?}");
}

#[test]
fn a_set_that_is_all_disabled_keeps_no_promise_and_is_one_gap() {
    let sandbox = with_invariants("  - { name: MFA, always: { outcome: { requires: mfa } } }\n");
    for path in sandbox.tree("contoso/policies") {
        let path = format!("contoso/policies/{path}");
        sandbox.write(&path, sandbox.read(&path).replace("state: reportOnly", "state: disabled"));
    }
    let ran = prove(&sandbox, &["--switched-on"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("FAILS       MFA"), "{ran:?}");
    let ran = prove(&sandbox, &["--gaps", "--switched-on"]);
    assert!(ran.out.contains("GAP     all but members of CA-EmergencyAccess - Exclude\n"), "{ran:?}");
    let ran = prove(&sandbox, &["--policies", "--switched-on"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn emergency_access_is_somebody_also_where_the_ids_of_its_accounts_are_known() {
    let sandbox = with_invariants(
        "  - { name: legacy is shut, always: { clientAppTypes: legacy, outcome: blocked } }\n",
    );
    let lock = "groups:\n  CA-EmergencyAccess - Exclude: 30000000-0000-4000-8000-000000000004\nusers:
  bg1@contoso.com: 30000000-0000-4000-8000-000000000002\n  bg2@contoso.com: 30000000-0000-4000-8000-000000000003\n";
    sandbox.write("contoso/tenant.lock.yaml", lock);
    let ran = prove(&sandbox, &["--switched-on"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("such as bg1@contoso.com"), "{ran:?}");
}
