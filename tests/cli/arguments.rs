use super::sandbox::Sandbox;

#[test]
fn help_and_version_are_results() {
    let sandbox = Sandbox::new();
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["diff", "-h"]] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        assert!(!ran.out.is_empty());
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    }
    assert_eq!(sandbox.run(&["--version"]).out, format!("gatewright {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn arguments_that_cannot_be_are_refused_with_what_to_write() {
    let sandbox = Sandbox::with_contoso();
    for (arguments, said) in [
        (&["chek"][..], "'check'"),
        (&["check", "contoso", "--as-of", "1 May"], "write a day as in `2026-12-31`"),
        (&["check", "contoso", "--format", "xml"], "[possible values: text, json, sarif, github,"),
        (&["check", "contoso", "--tenant", "contso"], "did you mean `contoso`?"),
        (&["compile", "contoso"], "--out <DIR>"),
        (&["init", "new", "--emergency-access", "bg1@contoso.com"], "2 values required"),
        (&["init", "new", "--emergency-access", "bg1", "bg2@contoso.com"], "bg1@contoso.onmicrosoft.com"),
        (&["rules", "CA-LOCK-1"], "did you mean `CA-LOCK-001`?"),
        (&["import", "--out", "new"], "<SOURCE>"),
        (&["check", "absent"], "cannot read `absent`"),
        (&["check", "contoso/policies"], "give that folder"),
        (&["check", "contoso/tenant.yaml"], "it is a part of"),
        (&["diff", "contoso", "-x"], "-x"),
    ] {
        let ran = sandbox.run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?} {ran:?}");
        assert!(ran.err.contains(said), "{arguments:?} {ran:?}");
    }
    assert!(!sandbox.path("new").exists());
}

#[test]
fn no_arguments_show_help() {
    let ran = Sandbox::new().run(&[]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("Usage: gatewright <COMMAND>"), "{ran:?}");
}

#[test]
fn what_is_not_a_terminal_gets_no_color() {
    let sandbox = Sandbox::new();
    sandbox.run(&["init", "contoso"]);
    let ran = sandbox.run(&["check", "contoso"]);
    assert_eq!(ran.code, 1);
    assert!(!ran.out.contains('\x1b'), "{}", ran.out);
}

#[test]
fn a_folder_without_tenants_says_how_to_begin() {
    let ran = Sandbox::new().run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no folder there has a tenant.yaml"), "{ran:?}");
    assert!(ran.err.contains("`gatewright init DIR`"), "{ran:?}");
}

#[test]
fn a_shared_set_says_that_a_tenant_gives_it_meaning() {
    let sandbox = Sandbox::new();
    sandbox.write("baseline/baseline.yaml", "parameters: {}\n");
    for verb in ["check", "explain", "prove"] {
        let ran = sandbox.run(&[verb, "baseline"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("it is a shared set"), "{ran:?}");
    }
}

#[test]
fn two_emergency_access_accounts_are_two() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["init", "acme", "--emergency-access", "bg@contoso.com", "BG@contoso.com"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("`bg@contoso.com` is given twice"), "{ran:?}");
}
