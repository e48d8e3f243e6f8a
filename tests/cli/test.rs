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

#[test]
fn mutations_are_noticed_by_a_scenario_or_an_invariant_or_survive_at_their_lines() {
    let sandbox = sandbox();
    // The same as CA950 for fewer people: without it nothing is asked otherwise.
    sandbox.write(
        "contoso/policies/CA951.yaml",
        "id: CA951\nname: CA951 - Block\nstate: reportOnly\nusers: { include: { roles: [Global Administrator] }, exclude: \
         { groups: [SG-Pilot] } }\napplications: { include: [office365] }\ngrant: block\n",
    );
    sandbox.write(
        "contoso/policies/CA952.yaml",
        "id: CA952\nname: CA952 - MFA\nstate: reportOnly\nusers: { include: all }\napplications: { include: all }\n\
         grant: mfa\n",
    );
    sandbox.write(
        "contoso/policies/CA953.yaml",
        "id: CA953\nname: CA953 - Block\nstate: reportOnly\nusers: { include: all }\napplications: { include: all }\n\
         platforms: { include: [android] }\ngrant: block\n",
    );
    let ran = sandbox.run(&["test", "contoso", "--mutate", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{ran:?}");
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/results/mutation.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    assert!(jsonschema::is_valid(&schema, &found), "{found:#}");
    let fate = |without: &str| {
        let removals = found["tenants"][0]["removals"].as_array().unwrap();
        let removal = removals.iter().find(|removal| removal["without"] == without).unwrap();
        let said = |key: &str| removal[key].as_str().unwrap_or_default().to_owned();
        (said("fate"), said("noticedBy"), said("file"), removal["line"].as_u64().unwrap())
    };
    let of = |fate: &str, by: &str, file: &str, line| (fate.to_owned(), by.to_owned(), file.to_owned(), line);
    let (block, nested) = ("contoso/policies/CA950.yaml", "contoso/policies/CA951.yaml");
    assert_eq!(fate("CA950"), of("scenario", "others are", block, 1));
    let exclusion = "the exclusion of SG-Pilot from CA950";
    assert_eq!(fate(exclusion), of("scenario", "the <pilot> is not blocked", block, 4));
    assert_eq!(fate("CA951"), of("equal", "", nested, 1));
    assert_eq!(fate("platforms of CA953"), of("survives", "", "contoso/policies/CA953.yaml", 6));
    let text = sandbox.run(&["test", "contoso", "--mutate"]);
    assert!(text.out.contains("SURVIVES without CA952\n  contoso/policies/CA952.yaml:1\n"), "{}", text.out);
    assert!(!text.out.contains("without CA951\n"), "{}", text.out);
    for format in ["markdown", "junit"] {
        let ran = sandbox.run(&["test", "contoso", "--mutate", "--format", format]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.contains("CA952"), "{}", ran.out);
    }
    let ran = sandbox.run(&["test", "contoso", "--mutate", "--format", "github"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("choose text, json, junit or markdown"), "{}", ran.err);
}

#[test]
fn mutations_of_the_example_are_noticed_by_its_invariants() {
    let ran = Sandbox::new().run(&["test", EXAMPLE, "--as-of", DAY, "--mutate", "--format", "json"]);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let removals = found["tenants"][0]["removals"].as_array().unwrap();
    let exclusion = "the exclusion of CA-EmergencyAccess - Exclude from CA001";
    let noticed = removals.iter().find(|removal| removal["without"] == exclusion).unwrap();
    assert_eq!(noticed["fate"], "invariant");
    assert_eq!(noticed["noticedBy"], "emergency access is never blocked");
    assert!(removals.iter().all(|removal| removal["fate"] != "undecided"));
}
