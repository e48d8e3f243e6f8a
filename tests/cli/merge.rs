use serde_json::Value;

use super::sandbox::{Ran, Sandbox};

const CONTOSO: &str = "examples/contoso";
const DAY: [&str; 2] = ["--as-of", "2026-11-24"];

/// Writes the parts of a simulation to `parts/`.
fn shards(sandbox: &Sandbox, arguments: &[&str], of: usize) {
    for number in 1..=of {
        let shard = format!("{number}/{of}");
        let ran = sandbox.run(&[&["simulate"], arguments, &["--shard", &shard]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        sandbox.write(&format!("parts/{number}.json"), ran.out);
    }
}

fn merge(sandbox: &Sandbox, arguments: &[&str], parts: &[&str]) -> Ran {
    let parts: Vec<&str> = parts.iter().flat_map(|part| ["--part", part]).collect();
    sandbox.run(&[&["merge"], arguments, &parts].concat())
}

#[test]
fn parts_of_a_simulation_print_what_one_run_prints() {
    let sandbox = Sandbox::with_example("contoso");
    let arguments = [&[CONTOSO], &DAY[..]].concat();
    shards(&sandbox, &arguments, 3);
    for format in ["text", "json", "markdown", "html", "csv"] {
        let shown = ["--format", format, "--full", "--names", "--max-locked-out", "2"];
        let one = sandbox.run(&[&["simulate"], &arguments[..], &shown].concat());
        assert_eq!(one.code, 1, "{one:?}");
        for order in [["1", "2", "3"], ["3", "1", "2"]] {
            let parts = order.map(|number| format!("parts/{number}.json"));
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let merged = merge(&sandbox, &[&[CONTOSO], &shown[..]].concat(), &parts);
            assert_eq!((merged.code, &merged.out, &merged.err), (one.code, &one.out, &one.err), "{format}");
        }
    }
}

#[test]
fn a_folder_with_tenants_is_merged_as_it_is_simulated() {
    let sandbox = Sandbox::with_example("partner");
    let arguments = ["examples/partner/clients", DAY[0], DAY[1], "--as-written"];
    shards(&sandbox, &arguments, 2);
    let one = sandbox.run(&[&["simulate"], &arguments[..], &["--format", "json"]].concat());
    let merged = merge(&sandbox, &["examples/partner/clients", "--format", "json"], &["parts"]);
    assert_eq!((merged.code, &merged.out), (one.code, &one.out), "{}{}", one.err, merged.err);
    assert!(one.out.contains("tenants"), "{}", one.out);
}

#[test]
fn a_part_is_as_its_schema_says() {
    fn close(schema: &mut Value) {
        if let Some(members) = schema.as_object_mut() {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(close);
        } else if let Some(items) = schema.as_array_mut() {
            items.iter_mut().for_each(close);
        }
    }
    let sandbox = Sandbox::with_example("contoso");
    shards(&sandbox, &[&[CONTOSO], &DAY[..]].concat(), 1);
    let mut schema =
        gatewright::report::schemas::result_schema(gatewright::report::schemas::ResultKind::Part);
    close(&mut schema);
    let part: Value = serde_json::from_str(&sandbox.read("parts/1.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&part).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn parts_that_do_not_belong_together_are_told_apart() {
    let sandbox = Sandbox::with_example("contoso");
    let arguments = [&[CONTOSO], &DAY[..]].concat();
    shards(&sandbox, &arguments, 2);
    let other = |name: &str, more: &[&str]| {
        let ran = sandbox.run(&[&["simulate"], &arguments[..], more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        sandbox.write(name, ran.out);
    };
    other("three.json", &["--shard", "3/3"]);
    other("written.json", &["--shard", "2/2", "--as-written"]);
    other("text.json", &[]);
    sandbox.write("one.json", "[]");
    other("evidence.json", &["--shard", "2/2", "--sign-ins", "one.json"]);
    other("people.json", &["--shard", "2/2", "--directory", "policies"]);
    sandbox.write("cut.json", sandbox.read("parts/2.json").split_at(9000).0);
    sandbox.write("old.json", sandbox.read("parts/2.json").replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1));
    let faults: &[(&[&str], &str)] = &[
        (&["parts/1.json"], "missing: part 2/2"),
        (&["parts/2.json", "parts/2.json"], "`parts/2.json` and `parts/2.json` are both part 2/2"),
        (&["parts", "three.json"], "`three.json` is one of 3 parts, and `parts/1.json` of 2"),
        (&["parts/1.json", "written.json"], "`written.json` was asked something else than `parts/1.json`"),
        (&["parts/1.json", "text.json"], "`text.json` is no part of a simulation"),
        (&["parts/1.json", "cut.json"], "`cut.json` is damaged: EOF while parsing"),
        (&["parts/1.json", "old.json"], "`old.json` is of version 0.0.1"),
        (&["parts/1.json", "evidence.json"], "`evidence.json` was made of other sign-ins of `contoso`"),
        (&["parts/1.json", "people.json"], "`people.json` was made of another directory of `contoso`"),
        (&["parts/1.json", "nothing.json"], "cannot read `nothing.json`"),
    ];
    for (parts, message) in faults {
        let ran = merge(&sandbox, &[CONTOSO], parts);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(message), "{message}: {ran:?}");
        assert!(ran.err.contains("help: ") || message.starts_with("cannot read"), "{ran:?}");
        assert_eq!(ran.out, "");
    }
}

#[test]
fn parts_of_policies_that_changed_since_are_refused() {
    let sandbox = Sandbox::with_example("contoso");
    shards(&sandbox, &[&[CONTOSO], &DAY[..]].concat(), 1);
    let locations = sandbox.read("examples/contoso/locations.yaml");
    sandbox
        .write("examples/contoso/locations.yaml", locations.replacen("203.0.113.0/24", "203.0.113.0/25", 1));
    let ran = merge(&sandbox, &[CONTOSO], &["parts"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("the policies of `contoso` changed since the parts were made"), "{ran:?}");
    sandbox.init("fabrikam");
    let ran = merge(&sandbox, &["fabrikam"], &["parts"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("the parts are of `contoso`, and not of `fabrikam`"), "{ran:?}");
}
