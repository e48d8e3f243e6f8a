use serde_json::{Value, json};

use super::sandbox::Sandbox;

fn decided(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let ran = sandbox.run(&[&["whatif", "contoso", "--format", "json"], arguments].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn options_and_a_request_of_graph_say_the_same() {
    let sandbox = Sandbox::with_contoso();
    let request = json!({
        "signInIdentity": { "userId": "00000000-0000-0000-0000-00000000a5a4" },
        "signInContext": { "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"] },
        "signInConditions": { "clientAppType": "other", "country": "TH", "userRiskLevel": "none" },
    });
    sandbox.write("request.json", request.to_string());
    let by_request = decided(&sandbox, &["--sign-in", "request.json"]);
    let by_options = decided(
        &sandbox,
        &[
            "--user",
            "00000000-0000-0000-0000-00000000a5a4",
            "--app",
            "office365",
            "--client-app",
            "other",
            "--country",
            "th",
            "--user-risk",
            "none",
        ],
    );
    assert_eq!(by_request, by_options);
    // Without a directory, the id may be that of an emergency access account.
    let conditions = json!({ "users": "unknown", "applications": "yes", "clientAppTypes": "yes" });
    assert_eq!(by_request["policies"][0]["conditions"], conditions);
    assert_eq!(by_request["policies"][0]["analysisReasons"], json!(["notEnoughInformation"]));
    assert_eq!(by_request["outcome"], json!({ "best": "granted", "worst": "granted" }));
}

#[test]
fn a_recorded_sign_in_is_taken_as_it_is() {
    let sandbox = Sandbox::with_contoso();
    let record = json!({
        "createdDateTime": "2026-11-20T09:00:00Z", "userPrincipalName": "asha@contoso.com",
        "clientAppUsed": "IMAP4", "status": { "errorCode": 0 },
    });
    sandbox.write("record.json", record.to_string());
    let found = decided(&sandbox, &["--sign-in", "record.json"]);
    assert_eq!(found["policies"][0]["conditions"]["clientAppTypes"], "yes");
}

#[test]
fn mistakes_say_what_was_meant() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("bad.json", r#"{"signInConditions": {"clientAppType": "browsr"}}"#);
    for (arguments, told) in [
        (&["--app", "Ofice 365 Exchange Online"][..], "did you mean `Office 365 Exchange Online`?"),
        (&["--client-app", "brwser"], "did you mean `browser`?"),
        (&["--country", "Thailand"], "did you mean `TH`?"),
        (&["--trust-type", "AzureAD"], "whether the device is compliant is not said"),
        (&["--sign-in", "bad.json"], "bad.json:1:40"),
        (&["--sign-in", "bad.json", "--mfa", "yes"], "--sign-in says all of the sign-in"),
        (&["--sign-in", "missing.json"], "cannot read `missing.json`"),
        (&[], "nothing is said of the sign-in"),
    ] {
        let ran = sandbox.run(&[&["whatif", "contoso"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(told), "{ran:?}");
    }
}

#[test]
fn several_tenants_decide_one_sign_in() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    let ran = sandbox.run(&["whatif", "clients", "--app", "office365", "--mfa", "yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("\nfabrikam   ") && ran.out.contains(", MFA done\n"), "{ran:?}");
    assert!(ran.out.ends_with("\n2 tenants\ngranted: contoso and fabrikam\n"), "{ran:?}");
    let ran =
        sandbox.run(&["whatif", "clients", "--tenant", "fabrikam", "--app", "office365", "--mfa", "yes"]);
    assert!(ran.out.starts_with("fabrikam   "), "{ran:?}");
    assert!(!ran.out.contains("tenants"), "{ran:?}");
}
