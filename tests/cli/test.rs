use serde_json::Value;

use super::sandbox::Sandbox;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso");
const DAY: &str = "2026-11-24";

/// A client with a policy in report-only, and scenarios of somebody in and out of an excluded group.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_contoso();
    let groups = sandbox.read("contoso/groups.yaml");
    sandbox.write("contoso/groups.yaml", format!("{groups}  - {{ name: SG-Pilot }}\n"));
    sandbox.write(
        "contoso/policies/CA950.yaml",
        "id: CA950\nname: CA950 - Block\nstate: reportOnly\nusers: { include: all, exclude: { groups: [SG-Pilot] } }\n\
         applications: { include: [office365] }\ngrant: block\n",
    );
    sandbox.write(
        "contoso/tests/pilot.yaml",
        "given: { application: office365, clientAppType: browser, mfa: true }\n\
         scenarios:\n\
         \x20 - name: the <pilot> is not blocked\n\
         \x20   given: { person: { groups: [SG-Pilot] } }\n\
         \x20   expect: { doesNotApply: [CA950] }\n\
         \x20 - name: others are\n\
         \x20   given: { person: {} }\n\
         \x20   expect: { outcome: blocked, by: [CA950] }\n",
    );
    sandbox
}

#[test]
fn the_example_passes() {
    let ran = Sandbox::new().run(&["test", EXAMPLE, "--as-of", DAY]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(ran.out, "contoso   8 scenarios: all passed\n");
}

#[test]
fn report_only_policies_are_switched_on_unless_asked_otherwise() {
    let sandbox = sandbox();
    let ran = sandbox.run(&["test", "contoso"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "contoso   2 scenarios: all passed\n"), "{ran:?}");
    let ran = sandbox.run(&["test", "contoso", "--as-written"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.starts_with("contoso   2 scenarios: 1 passed, 1 failed\n\nFAILED  others are\n"),
        "{ran:?}"
    );
    assert!(ran.out.contains("\n  contoso/tests/pilot.yaml:6\n"), "{ran:?}");
}

#[test]
fn every_format_tells_what_failed() {
    let sandbox = sandbox();
    let run = |format: &str| sandbox.run(&["test", "contoso", "--as-written", "--format", format]);
    for (format, said) in [
        ("junit", "<testsuites name=\"gatewright test\" tests=\"2\" failures=\"1\" errors=\"0\">"),
        ("junit", "name=\"the &lt;pilot&gt; is not blocked\""),
        ("markdown", "**2 scenarios: 1 passed, 1 failed**"),
        ("github", "::error file=contoso/tests/pilot.yaml,line=6,"),
    ] {
        let ran = run(format);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.contains(said), "no `{said}` in\n{}", ran.out);
    }
    let result: Value = serde_json::from_str(&run("json").out).unwrap();
    assert_eq!(result["total"], serde_json::json!({ "passed": 1, "failed": 1 }));
    assert_eq!(result["tenants"][0]["scenarios"][1]["passed"], false);
}

#[test]
fn a_tenant_that_cannot_be_decided_stops_no_other() {
    let sandbox = sandbox();
    for path in ["tenant.yaml", "groups.yaml", "policies/CA950.yaml", "tests/pilot.yaml"] {
        sandbox.write(&format!("clients/northwind/{path}"), sandbox.read(&format!("contoso/{path}")));
    }
    sandbox.write("clients/fabrikam/tenant.yaml", "tenant: [\n");
    let ran = sandbox.run(&["test", "clients"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.out.starts_with("northwind   2 scenarios: all passed\n"), "{ran:?}");
    assert!(ran.err.contains("`fabrikam` was not tested"), "{ran:?}");
}
