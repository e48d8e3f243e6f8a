//! Each format cut, misnamed, in other encodings, and with other values than it has: something is said, or shows in
//! what is written.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{COMPLETE, Input, files, imported, told};

/// A text in another encoding.
type Recoding = fn(&str) -> Vec<u8>;

/// Ends of pointers to values that say nothing of a policy or a location: written by the service or the tool alone.
const SILENT: [&str; 43] = [
    "/createdDateTime",
    "/modifiedDateTime",
    "/deletedDateTime",
    "/CreatedDateTime",
    "/ModifiedDateTime",
    "/DeletedDateTime",
    "/templateId",
    "/combinationConfigurations",
    "/requirementsSatisfied",
    "/policyType",
    "/authenticationStrength/description",
    "/authenticationStrength/allowedCombinations",
    "/authenticationStrength/allowedCombinations/0",
    "/AuthContextInfo/0/description",
    "/AuthContextInfo/0/isAvailable",
    "/GUID",
    // Terraform has an id twice, and Graph's under `object_id` wherever that is one.
    "/values/id",
    "/attributes/id",
    "/object_id",
    "/timeouts",
    "/format_version",
    "/terraform_version",
    "/address",
    "/mode",
    "/name",
    "/provider_name",
    "/provider",
    "/schema_version",
    "/sensitive_values",
    "/sensitive_attributes",
    "/private",
    "/check_results",
    "/lineage",
    "/serial",
    "/outputs",
    "/version",
    "/scenarios",
    // Of the msgraph provider: how it asks Graph, and what it showed of the answer.
    "/api_version",
    "/ignore_missing_property",
    "/output",
    "/output/value",
    "/resource_url",
    "/response_export_values",
];

fn everything() -> Vec<Input> {
    files(&[&COMPLETE[..], &["power_shell_azure_ad", "cipp_context", "microsoft_templates"]].concat())
}

fn encoded(text: &str, mark: bool, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some('\u{FEFF}');
    mark.into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_file_that_is_cut_is_an_error_wherever_it_is_cut() {
    for (path, bytes) in everything() {
        let end = bytes.iter().rposition(|byte| matches!(byte, b'}' | b']')).unwrap();
        for part in 1..8 {
            let cut = (path.clone(), bytes[..end * part / 8].to_vec());
            let told = told(&imported(std::slice::from_ref(&cut)));
            assert!(
                told.iter().any(|told| told.contains("error invalid-json")),
                "{path} at {part}/8: {told:?}"
            );
        }
    }
}

#[test]
fn a_cut_file_leaves_the_others_alone() {
    for folder in COMPLETE {
        let mut inputs = files(&[folder]);
        let whole = imported(&inputs);
        let half = inputs[0].1[..inputs[0].1.len() / 2].to_vec();
        inputs.push(("cut.json".to_owned(), half));
        let damaged = imported(&inputs);
        assert_eq!(damaged.files, whole.files, "{folder}");
        assert!(told(&damaged).iter().any(|told| told.starts_with("cut.json:")), "{folder}");
    }
}

#[test]
fn names_of_files_and_encodings_say_nothing() {
    for folder in COMPLETE {
        let inputs = files(&[folder]);
        let plain = imported(&inputs);
        let recodings: [Recoding; 5] = [
            |text| [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            |text| encoded(text, true, u16::to_le_bytes),
            |text| encoded(text, true, u16::to_be_bytes),
            |text| encoded(text, false, u16::to_le_bytes),
            |text| encoded(text, false, u16::to_be_bytes),
        ];
        for (number, recode) in recodings.into_iter().enumerate() {
            let recode = |(index, (_, bytes)): (usize, &Input)| {
                (format!("{index:03}.txt"), recode(std::str::from_utf8(bytes).unwrap()))
            };
            let renamed: Vec<Input> = inputs.iter().enumerate().map(recode).collect();
            let recoded = imported(&renamed);
            assert_eq!(recoded.files, plain.files, "{folder}, recoding {number}");
            assert_eq!(recoded.diagnostics.len(), plain.diagnostics.len(), "{folder}, recoding {number}");
        }
    }
}

#[test]
fn text_in_latin_1_and_empty_files_are_errors() {
    for folder in COMPLETE {
        let (path, bytes) = files(&[folder]).swap_remove(0);
        let latin = [b"[\"Z\xFCrich\",".as_slice(), &bytes, b"]"].concat();
        assert_eq!(told(&imported(&[(path.clone(), latin)])), [format!("{path}:1:4 error not-text")]);
        for nothing in [&b""[..], b"  \n", b"\xEF\xBB\xBF"] {
            let told = told(&imported(&[(path.clone(), nothing.to_vec())]));
            assert_eq!(told, [format!("{path}:1:1 error invalid-json")]);
        }
    }
}

/// Every value of every file replaced by one of another type: the workspace is another, or something is said.
#[test]
fn a_value_of_another_type_never_goes_unsaid() {
    let mut unsaid = BTreeSet::new();
    let mut replaced = 0;
    for folder in [&COMPLETE[..], &["power_shell_azure_ad", "cipp_context", "microsoft_templates"]].concat() {
        let mut inputs = files(&[folder]);
        // One policy of a kind is enough of those that have a file each.
        inputs.dedup_by_key(|(path, _)| {
            path.rsplit('/').nth(1).map(|parent| parent.get(..6).map(str::to_owned))
        });
        for (path, bytes) in inputs {
            let Ok(value) = serde_json::from_slice::<Value>(&bytes) else { continue };
            let plain = imported(&[(path.clone(), bytes)]);
            if plain.policies + plain.locations == 0 {
                continue;
            }
            let mut pointers = Vec::new();
            places(&value, String::new(), &mut pointers);
            for pointer in pointers {
                let is_silent = SILENT.iter().any(|end| pointer.ends_with(end));
                // A template's policy is deployed nowhere, whatever id it had.
                let is_template_id = pointer.ends_with("/id")
                    && !pointer.contains("/grantControls/")
                    && ["cipp", "cipp_context", "microsoft_templates"].contains(&folder);
                // A state has the type of a value of any type beside it.
                let is_type = pointer.contains("/output/type") || pointer.contains("/body/type");
                if is_silent || is_template_id || is_type || pointer.contains(['@', '#']) {
                    continue;
                }
                for other in [json!(7), json!([{ "contoso": 1 }]), json!({ "contoso": 1 })] {
                    let mut changed = value.clone();
                    *changed.pointer_mut(&pointer).unwrap() = other.clone();
                    let damaged = imported(&[(path.clone(), changed.to_string().into_bytes())]);
                    replaced += 1;
                    let said = damaged.diagnostics.len() != plain.diagnostics.len()
                        || damaged.diagnostics.iter().zip(&plain.diagnostics).any(|(a, b)| a.code != b.code);
                    let is_less = damaged.policies + damaged.locations < plain.policies + plain.locations;
                    if (damaged.files == plain.files || is_less) && !said {
                        unsaid.insert(format!("{folder} {pointer} as {other}"));
                    }
                }
            }
        }
    }
    assert!(replaced > 1000, "only {replaced} were tried");
    assert!(unsaid.is_empty(), "{} of {replaced}: {unsaid:#?}", unsaid.len());
}

/// The places of all values, of lists the first two items.
fn places(value: &Value, pointer: String, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(member, format!("{pointer}/{key}"), into);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(2) {
                places(item, format!("{pointer}/{index}"), into);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if !pointer.is_empty() {
        into.push(pointer);
    }
}

/// A small generator with a seed, so that a failure repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn parts_moved_about_are_read_to_the_end() {
    let mut random = Random(20_261_124);
    let everything = everything();
    let mut with_policies = 0;
    for (path, bytes) in &everything {
        for _ in 0..40 {
            let mut damaged = bytes.clone();
            for _ in 0..=random.below(3) {
                let (_, other) = &everything[random.below(everything.len())];
                // Values are lines, which move without breaking what is around them more often than bytes do.
                let lines: Vec<&[u8]> = other.split_inclusive(|byte| *byte == b'\n').collect();
                let line = lines[random.below(lines.len())];
                let at = random.below(damaged.len());
                let at = damaged[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                let until =
                    damaged[at..].iter().position(|byte| *byte == b'\n').map_or(at, |end| at + end + 1);
                damaged.splice(at..until, line.iter().copied());
            }
            let imported = imported(&[(path.clone(), damaged)]);
            with_policies += usize::from(imported.policies > 0);
        }
    }
    assert!(with_policies > 100, "only {with_policies} were still readable");
}
