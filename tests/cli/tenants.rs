//! A repository of many clients: each is told, then all of them, and none stops the others.

use serde_json::{Value, json};

use super::sandbox::{Ran, Sandbox};

const PARTNER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/partner");
const DAY: &str = "2026-11-24";

/// Two clients that are well, and one with a mistake.
fn three() -> Sandbox {
    let sandbox = Sandbox::new();
    for client in ["contoso", "fabrikam", "northwind"] {
        sandbox.init(&format!("clients/{client}"));
    }
    sandbox.write("clients/fabrikam/policies/CA999.yaml", "id: CA999\n");
    sandbox
}

fn parsed(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn every_client_of_the_example_is_clean_and_compiles() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["check", PARTNER, "--as-of", DAY, "--fail-on", "warning"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.ends_with(" of 12 tenants; what tenants share counts once\n"), "{ran:?}");
    let ran = sandbox.run(&["compile", PARTNER, "--as-of", DAY, "--out", "out"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.lines().last().unwrap().starts_with("12 of 12 tenants: "), "{ran:?}");
}

#[test]
fn output_is_the_same_on_one_thread_and_on_many() {
    let sandbox = Sandbox::new();
    for verb in [
        &["check", PARTNER][..],
        &["check", PARTNER, "--format", "json"],
        &["compile", PARTNER, "--out", "out", "--check"],
        &["simulate", PARTNER, "--full"],
        &["simulate", PARTNER, "--format", "json"],
        &["whatif", PARTNER, "--country", "US"],
        &["diff", PARTNER, PARTNER],
    ] {
        let jobs = |jobs| {
            let Ran { code, out, err } = sandbox.run(&[verb, &["--as-of", DAY, "--jobs", jobs]].concat());
            (code, out, err)
        };
        let (code, out, err) = jobs("1");
        assert!(!out.is_empty(), "{verb:?}");
        assert_eq!(jobs("7"), (code, out, err), "{verb:?}");
    }
}

#[test]
fn a_simulation_tells_each_tenant_and_the_sum() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["simulate", PARTNER, "--as-of", DAY]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let total = ran.out.split("\n\n").last().unwrap();
    assert!(total.starts_with("12 tenants: 3 people locked out for certain\n"), "{total}");
    assert!(total.contains("\n  locked out: coho 1, northwind 1 and tailspin 1\n"), "{total}");
    let some = ["simulate", PARTNER, "--as-of", DAY, "--format", "json", "--tenant"];
    let found = parsed(&sandbox.run(&[&some[..], &["coho", "--tenant", "tailspin"]].concat()));
    let tenants: Vec<&Value> =
        found["tenants"].as_array().unwrap().iter().map(|one| &one["tenant"]).collect();
    assert_eq!(tenants, ["coho", "tailspin"]);
    assert_eq!(found["total"]["lockedOutForCertain"], 2);
    // A folder with tenants gives a list, however many are chosen.
    let found = parsed(&sandbox.run(&[&some[..], &["coho"]].concat()));
    assert_eq!(found["total"]["tenants"], 1);
}

#[test]
fn a_tenant_with_a_mistake_stops_no_other() {
    let sandbox = three();
    let check = parsed(&sandbox.run(&["check", "clients", "--format", "json"]));
    let counts = |tenant: &Value| (tenant["tenant"].clone(), tenant["errors"].as_u64().unwrap() > 0);
    let tenants: Vec<_> = check["tenants"].as_array().unwrap().iter().map(counts).collect();
    let expected = [("contoso", false), ("fabrikam", true), ("northwind", false)];
    assert_eq!(tenants, expected.map(|(tenant, is_wrong)| (json!(tenant), is_wrong)));

    for (verb, done) in [
        (&["simulate", "clients", "--format", "json"][..], "simulated"),
        (&["whatif", "clients", "--mfa", "yes", "--format", "json"], "decided"),
        (&["diff", "clients", "clients", "--format", "json"], "compared"),
    ] {
        let ran = sandbox.run(verb);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(&format!("error: `fabrikam` was not {done}\n")), "{ran:?}");
        let found = parsed(&ran);
        assert_eq!(found["failed"], json!(["fabrikam"]), "{ran:?}");
        assert_eq!(found["tenants"].as_array().unwrap().len(), 2, "{ran:?}");
        assert_eq!(found["total"]["tenants"], 3, "{ran:?}");
    }
    let ran = sandbox.run(&["explain", "clients"]);
    assert!(ran.code == 2 && ran.out.contains("northwind"), "{ran:?}");
    assert!(ran.err.contains("error: `fabrikam` was not explained\n"), "{ran:?}");
}

#[test]
fn a_tenant_that_cannot_be_read_stops_no_other() {
    let sandbox = three();
    sandbox.write("clients/fabrikam/tenant.yaml", "tenant: [\n");
    let ran = sandbox.run(&["check", "clients"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.ends_with(
            "\nfabrikam   1 error\n1 error in 4 policies of 3 tenants, 1 of which could not be read\n"
        ),
        "{ran:?}"
    );
    let ran = sandbox.run(&["compile", "clients", "--out", "out"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.ends_with("2 of 3 tenants: 4 policies in out\n"), "{ran:?}");
    let ran = sandbox.run(&["compile", "clients", "--out", "out", "--tenant", "northwind"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_folder_of_output_that_is_not_ours_stops_no_other() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    sandbox.write("out/contoso/mine.txt", "mine");
    let ran = sandbox.run(&["compile", "clients", "--out", "out"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("`out/contoso` holds `mine.txt`"), "{ran:?}");
    assert!(sandbox.path("out/fabrikam/manifest.json").exists());
    assert_eq!(sandbox.read("out/contoso/mine.txt"), "mine");
}

#[test]
fn a_fault_in_the_shared_set_is_said_once_with_all_its_tenants() {
    let sandbox = Sandbox::new();
    sandbox.write("policies/standard/baseline.yaml", "parameters: {}\n");
    sandbox.write("policies/standard/policies/CA777.yaml", "id: CA777\nname: CA777\nstate: on\n");
    for number in 1..=9 {
        sandbox.write(
            &format!("clients/client{number}/tenant.yaml"),
            format!(
                "tenant: client{number}.onmicrosoft.com\nbaselines: [{{ from: ../../policies/standard }}]\n"
            ),
        );
    }
    let ran = sandbox.run(&["check", "--format", "json"]);
    let found = parsed(&ran);
    let shared = |found: &&Value| found["file"].as_str().unwrap().starts_with("policies/");
    let shared: Vec<&Value> = found["diagnostics"].as_array().unwrap().iter().filter(shared).collect();
    assert!(!shared.is_empty(), "{ran:?}");
    let places: std::collections::BTreeSet<String> =
        shared.iter().map(|found| format!("{} {}", found["line"], found["message"])).collect();
    assert_eq!(places.len(), shared.len(), "each is said once");
    assert!(shared.iter().all(|found| found["tenants"].as_array().unwrap().len() == 9), "{ran:?}");
    let ran = sandbox.run(&["check"]);
    assert!(ran.out.contains("= note: in all tenants\n"), "{ran:?}");
}

#[test]
fn two_folders_of_one_tenant_are_refused() {
    let sandbox = Sandbox::new();
    for client in ["contoso", "fabrikam"] {
        sandbox.init(&format!("clients/{client}"));
        let path = format!("clients/{client}/tenant.yaml");
        let id = "tenantId: 22222222-2222-2222-2222-222222222222\n";
        sandbox.write(&path, sandbox.read(&path) + id);
    }
    let ran = sandbox.run(&["check", "clients"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for place in [
        "`contoso` and `fabrikam` are one tenant",
        "clients/contoso/tenant.yaml",
        "clients/fabrikam/tenant.yaml",
    ] {
        assert!(ran.out.contains(place), "{ran:?}");
    }
    assert_eq!(sandbox.run(&["compile", "clients", "--out", "out"]).code, 2);
    assert!(!sandbox.path("out").exists());
}

#[cfg(unix)]
#[test]
fn evidence_that_cannot_be_read_stops_no_other() {
    let sandbox = Sandbox::new();
    sandbox.init("clients/contoso");
    sandbox.init("clients/fabrikam");
    sandbox.write("clients/contoso/directory/users.json", "");
    let link = sandbox.path("clients/contoso/directory/groups.json");
    std::os::unix::fs::symlink("/nowhere", link).unwrap();
    let ran = sandbox.run(&["simulate", "clients", "--format", "json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("cannot read `clients/contoso/directory/groups.json`"), "{ran:?}");
    assert_eq!(parsed(&ran)["tenants"][0]["tenant"], "fabrikam", "{ran:?}");
}
