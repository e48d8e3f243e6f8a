//! `examples/exception/`: a conference in Thailand for one person, from the document to what is deployed and back.

use serde_json::{Value, json};

use super::sandbox::Sandbox;

const FOLDER: &str = "examples/exception";

fn read(sandbox: &Sandbox, path: &str) -> Value {
    serde_json::from_str(&sandbox.read(path)).unwrap()
}

/// A tenant without its exceptions.
fn without_exceptions(sandbox: &Sandbox) -> String {
    let text = sandbox.read(&format!("{FOLDER}/tenant.yaml"));
    text[..text.find("exceptions:").unwrap()].to_owned()
}

#[test]
fn an_exception_opens_one_country_for_one_person_while_it_lasts() {
    let sandbox = Sandbox::with_example("exception");
    sandbox.git(&["add", "--force", "."]);
    sandbox.git(&["commit", "--quiet", "--message", "with"]);
    let tenant = format!("{FOLDER}/tenant.yaml");
    let with = sandbox.read(&tenant);
    sandbox.write(&tenant, without_exceptions(&sandbox));
    sandbox.git(&["commit", "--quiet", "--all", "--message", "without"]);
    sandbox.write(&tenant, with);
    let base = format!("HEAD:{FOLDER}");
    let differences = |day: &str| -> Vec<Value> {
        let ran = sandbox.run(&["diff", &base, FOLDER, "--as-of", day, "--format", "json"]);
        let diff: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
        diff["tenants"][0]["meaning"]["differences"].as_array().cloned().unwrap_or_default()
    };
    let found = differences("2026-12-10");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["direction"], &found[0]["effect"]),
        (&"loosens".into(), &"are no longer blocked".into())
    );
    assert_eq!(found[0]["regions"], json!(["asha@contososuites.com, to any resource, from Travel TH"]));
    for day in ["2026-12-09", "2026-12-21"] {
        assert_eq!(differences(day), Vec::<Value>::new(), "{day}");
    }
    let ran = sandbox.run(&["check", FOLDER, "--as-of", "2026-12-10"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no problems in 2 policies of exception\n"), "{ran:?}");
}

#[test]
fn a_companion_is_imported_as_a_policy_that_compiles_to_the_same() {
    let sandbox = Sandbox::with_example("exception");
    let ids = "\
groups:
  CA-EmergencyAccess - Exclude: bbbbbbbb-0000-4000-8000-000000000001
  CA002 - Exclude: bbbbbbbb-0000-4000-8000-000000000003
namedLocations:
  Allowed countries: cccccccc-0000-4000-8000-000000000001
  Travel TH: cccccccc-0000-4000-8000-000000000002
";
    let lock = format!("{FOLDER}/tenant.lock.yaml");
    sandbox.write(&lock, format!("{}{ids}", sandbox.read(&lock)));
    let day = ["--as-of", "2026-12-10"];
    assert_eq!(sandbox.run(&[&["compile", FOLDER, "--out", "deployed"][..], &day].concat()).code, 0);
    let file = |folder: &str, name: &str| format!("{folder}/{name}");
    for (name, id) in [
        ("policies/CA002.json", "dddddddd-0000-4000-8000-000000000001"),
        ("policies/CA002.TH.json", "dddddddd-0000-4000-8000-000000000002"),
        ("namedLocations/Allowed countries.json", "cccccccc-0000-4000-8000-000000000001"),
        ("namedLocations/Travel TH.json", "cccccccc-0000-4000-8000-000000000002"),
    ] {
        let mut object = read(&sandbox, &file("deployed/exception", name));
        object["id"] = id.into();
        sandbox.write(&file("export", name), object.to_string());
    }
    let ran = sandbox.run(&["import", "export", "--out", "again"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(sandbox.run(&["compile", "again", "--out", "compiled"]).code, 0);
    let policies = |folder: &str| -> Vec<Value> {
        let files = sandbox.tree(folder);
        let mut policies: Vec<Value> = files.iter().map(|name| read(&sandbox, &file(folder, name))).collect();
        policies.sort_by_key(|policy| policy["displayName"].to_string());
        policies
    };
    assert_eq!(policies("compiled/again/policies"), policies("deployed/exception/policies"));
}
