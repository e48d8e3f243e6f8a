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

#[test]
fn sign_ins_come_from_standard_input_too() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("signins.json", sign_in("IN"));
    let ran_with = |arguments: &[&str]| {
        let mut command = sandbox.command(&[&["simulate", "contoso", "--sign-ins", "-"], arguments].concat());
        command.stdin(std::fs::File::open(sandbox.path("signins.json")).unwrap());
        super::sandbox::ran(command.output().unwrap())
    };
    assert_eq!(ran_with(&["--max-locked-out", "0"]).code, 1);
    let twice = ran_with(&["--sign-ins", "-"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("standard input is read once, for one tenant"), "{twice:?}");
}

#[test]
fn strict_refuses_sign_ins_of_which_a_record_cannot_be_read() {
    let sandbox = Sandbox::with_contoso();
    sandbox.write("signins.json", sign_in("IN").replace("}]", "},\n {\"id\": \"2\"}]"));
    let ran = sandbox.run(&["simulate", "contoso", "--sign-ins", "signins.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let line = "warning: signins.json:4: the sign-in has no `createdDateTime`";
    assert!(ran.err.contains(line), "{ran:?}");
    let strict = sandbox.run(&["simulate", "contoso", "--sign-ins", "signins.json", "--strict"]);
    assert_eq!(strict.code, 2, "{strict:?}");
    assert!(strict.err.contains("error: records cannot be read, and --strict refuses that"), "{strict:?}");
}

#[test]
fn sign_ins_that_come_twice_or_are_to_come_are_told() {
    let sandbox = Sandbox::with_contoso();
    let id = "00000000-0000-4000-8000-000000000001";
    sandbox.write("signins/one.json", sign_in("IN").replace("\"id\":\"1\"", &format!("\"id\":\"{id}\"")));
    sandbox.write(
        "signins/two.csv",
        format!(
            "Date (UTC),Request ID,User ID,Username,Status,Client app\n\
         2026-11-22T08:00:00Z,{id},00000000-0000-0000-0000-00000000a5a4,asha@contoso.com,Success,IMAP4\n\
         2031-11-22T08:00:00Z,,00000000-0000-0000-0000-00000000a5a4,asha@contoso.com,Success,IMAP4\n"
        ),
    );
    let ran = sandbox.run(&["simulate", "contoso", "--sign-ins", "signins", "--as-of", "2026-11-24"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("2 sign-ins") && ran.out.contains("set aside: 1 row that came before"),
        "{ran:?}"
    );
    assert!(ran.err.contains("signins/two.csv: sign-ins as late as 2031-11-22, which is to come"), "{ran:?}");
}
