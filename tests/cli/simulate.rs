use super::sandbox::Sandbox;

/// A sign-in with a password alone, from the country given.
fn sign_in(country: &str) -> String {
    format!(
        r#"[{{"id":"1","createdDateTime":"2026-11-22T08:00:00Z","userId":"00000000-0000-0000-0000-00000000a5a4",
        "userPrincipalName":"asha@contoso.com","isInteractive":true,"clientAppUsed":"IMAP4","status":{{"errorCode":0}},
        "resourceId":"00000002-0000-0ff1-ce00-000000000000","location":{{"countryOrRegion":"{country}"}}}}]"#
    )
}

#[test]
fn a_gate_without_sign_ins_is_not_passed() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("binary.json", [0xff_u8, 0x00, 0x7b, 0xfe]);
    for arguments in [&["--sign-ins", "binary.json"][..], &[]] {
        let ran = sandbox.run(&[&["simulate", "contoso", "--max-locked-out", "9"], arguments].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.err.contains("no sign-in of `contoso` got in, so --max-locked-out is not decided"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_gate_counts_people() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("signins.json", sign_in("IN"));
    let gate =
        |most| sandbox.run(&["simulate", "contoso", "--sign-ins", "signins.json", "--max-locked-out", most]);
    assert_eq!(gate("0").code, 1, "a mail protocol can show no second factor");
    assert_eq!(gate("1").code, 0);
}
