//! `deployed/*.json`: today's Graph export of a tenant.
//!
//! Policies and named locations are read by `graph`. Other objects of the export only give names, and strengths the
//! combinations they allow.

use serde_json::Value;

use super::Deployed;
use super::files::{FileKind, join};
use super::reader::Reader;
use crate::diagnostic::Severity;
use crate::graph::{self, FoundKind, json};
use crate::model::{AuthenticationStrength, Id, ReferenceKind};

/// Reads the export of the tenant in a folder; `None` where there is none.
pub(super) fn read(reader: &mut Reader<'_>, folder: &str) -> Option<Deployed> {
    let folder = join(folder, "deployed")?;
    if reader.files.kind(&folder) != Some(FileKind::Folder) {
        return None;
    }
    let mut deployed = Deployed::default();
    for path in reader.files_under(&folder, &[".json"]) {
        if let Some(bytes) = reader.bytes(&path) {
            read_file(reader, &path, &bytes, &mut deployed);
        }
    }
    Some(deployed)
}

fn read_file(reader: &mut Reader<'_>, path: &str, bytes: &[u8], deployed: &mut Deployed) {
    let reading = graph::read(&mut reader.sources, path, bytes);
    for found in &reading.found {
        let faults = match found.kind {
            FoundKind::Policy => {
                let (policy, faults) = graph::policy::decode(&found.value);
                deployed.policies.push(policy);
                embedded_strength(&found.value, deployed);
                faults
            }
            FoundKind::NamedLocation => {
                let (location, faults) = graph::named_location::decode(&found.value);
                deployed.locations.push(location);
                faults
            }
            // A template is not deployed.
            FoundKind::Template => Vec::new(),
        };
        reader.diagnostics.extend(faults.iter().map(|fault| found.diagnostic(fault)));
    }
    let (others, problems): (Vec<_>, Vec<_>) =
        reading.diagnostics.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Note);
    reader.diagnostics.extend(problems);
    // Notes are about objects that are neither policies nor locations, which here may still be of use.
    if !others.is_empty()
        && let Some(json) = json::parse(reading.file, reader.sources.text(reading.file), &mut Vec::new())
    {
        named_objects(&json.to_value(), deployed);
    }
}

/// The strength that an exported policy holds whole.
fn embedded_strength(policy: &Value, deployed: &mut Deployed) {
    if let Some(strength) = policy.pointer("/grantControls/authenticationStrength") {
        add_strength(strength, deployed);
    }
}

fn add_strength(value: &Value, deployed: &mut Deployed) {
    let text = |key| value.get(key).and_then(Value::as_str);
    let list = |key| value.get(key).and_then(Value::as_array);
    let (Some(id), Some(name), Some(combinations)) =
        (text("id"), text("displayName"), list("allowedCombinations"))
    else {
        return;
    };
    let id = Id::parse(id);
    if deployed.strengths.iter().any(|known| known.id == id) {
        return;
    }
    deployed.strengths.push(AuthenticationStrength {
        id,
        display_name: name.to_owned(),
        allowed_combinations: combinations.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        restricted: list("combinationConfigurations")
            .is_some_and(|configurations| !configurations.is_empty()),
    });
}

/// Objects in a list, a page or bare.
fn named_objects(value: &Value, deployed: &mut Deployed) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| named_objects(item, deployed)),
        Value::Object(members) => match members.get("value") {
            Some(page) => named_objects(page, deployed),
            None => named_object(value, deployed),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn named_object(value: &Value, deployed: &mut Deployed) {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let (Some(id), Some(name)) = (text("id"), text("displayName")) else { return };
    let has = |key: &str| value.get(key).is_some();
    let kind = if has("allowedCombinations") {
        return add_strength(value, deployed);
    } else if has("securityEnabled") || has("groupTypes") {
        ReferenceKind::Group
    } else if has("isViewingBeforeAcceptanceRequired") {
        ReferenceKind::TermsOfUse
    } else if has("isAvailable") {
        ReferenceKind::AuthenticationContext
    } else {
        return;
    };
    deployed.names.push((kind, Id::parse(id), name.to_owned()));
}
