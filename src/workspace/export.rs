//! Graph exports, file by file: those of `deployed/` and those to import.
//!
//! Policies and named locations are read by `graph`. Other objects of an export only give names, and strengths the
//! combinations they allow.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::Deployed;
use super::files::{FileKind, join};
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{self, FoundKind, json};
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, Policy, ReferenceKind};
use crate::source::{SourceMap, Span};

/// What some files of an export hold.
#[derive(Debug, Default)]
pub(super) struct Export {
    pub(super) policies: Vec<ExportedPolicy>,
    pub(super) locations: Vec<(NamedLocation, Span)>,
    pub(super) strengths: Vec<AuthenticationStrength>,
    /// People, groups, terms of use and authentication contexts.
    pub(super) names: Vec<(ReferenceKind, Id, Name)>,
}

/// A policy of an export.
#[derive(Debug)]
pub(super) struct ExportedPolicy {
    pub(super) policy: Policy<Id>,
    pub(super) span: Span,
    /// It is a template, and nowhere deployed.
    pub(super) template: bool,
    /// The day of its last change.
    pub(super) changed: Option<NaiveDate>,
}

/// Reads the export of the tenant in a folder; `None` where there is none.
pub(super) fn deployed(reader: &mut Reader<'_>, folder: &str) -> Option<Deployed> {
    let folder = join(folder, "deployed")?;
    if reader.files.kind(&folder) != Some(FileKind::Folder) {
        return None;
    }
    let mut export = Export::default();
    for path in reader.files_under(&folder, &[".json"]) {
        if let Some(bytes) = reader.bytes(&path) {
            export.read(&mut reader.sources, &mut reader.diagnostics, &path, &bytes);
        }
    }
    let policies: Vec<_> = export.policies.into_iter().filter(|exported| !exported.template).collect();
    let day = |exported: &ExportedPolicy| exported.policy.graph_id.clone().zip(exported.changed);
    Some(Deployed {
        changed: policies.iter().filter_map(day).collect(),
        policies: policies.into_iter().map(|exported| exported.policy).collect(),
        locations: export.locations.into_iter().map(|(location, _)| location).collect(),
        strengths: export.strengths,
        names: export.names,
    })
}

impl Export {
    /// Adds what a file holds, and says what is odd in it.
    pub(super) fn read(
        &mut self,
        sources: &mut SourceMap,
        diagnostics: &mut Vec<Diagnostic>,
        path: &str,
        bytes: &[u8],
    ) {
        let reading = graph::read(sources, path, bytes);
        for found in &reading.found {
            let faults = match found.kind {
                FoundKind::Policy | FoundKind::Template => {
                    let (policy, faults) = graph::policy::decode(&found.value);
                    let template = found.kind == FoundKind::Template;
                    let changed = changed(&found.value);
                    self.policies.push(ExportedPolicy { policy, span: found.span(), template, changed });
                    self.embedded_strength(&found.value);
                    faults
                }
                FoundKind::NamedLocation => {
                    let (location, faults) = graph::named_location::decode(&found.value);
                    self.locations.push((location, found.span()));
                    faults
                }
            };
            diagnostics.extend(faults.iter().map(|fault| found.diagnostic(fault)));
        }
        let (others, problems): (Vec<_>, Vec<_>) =
            reading.diagnostics.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Note);
        diagnostics.extend(problems);
        if others.is_empty() {
            return;
        }
        // Notes are about objects that are neither policies nor locations; some of them still give names.
        let known = self.strengths.len() + self.names.len();
        if let Some(json) = json::parse(reading.file, sources.text(reading.file), &mut Vec::new()) {
            self.named_objects(&json.to_value());
        }
        if self.strengths.len() + self.names.len() == known {
            diagnostics.extend(others);
        }
    }

    /// The strength that an exported policy holds whole.
    fn embedded_strength(&mut self, policy: &Value) {
        if let Some(strength) = policy.pointer("/grantControls/authenticationStrength") {
            self.add_strength(strength);
        }
    }

    fn add_strength(&mut self, value: &Value) {
        let text = |key| value.get(key).and_then(Value::as_str);
        let list = |key| value.get(key).and_then(Value::as_array);
        let (Some(id), Some(name), Some(combinations)) =
            (text("id"), text("displayName"), list("allowedCombinations"))
        else {
            return;
        };
        let id = Id::parse(id);
        if self.strengths.iter().any(|known| known.id == id) {
            return;
        }
        self.strengths.push(AuthenticationStrength {
            id,
            display_name: name.to_owned(),
            allowed_combinations: combinations.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            restricted: list("combinationConfigurations")
                .is_some_and(|configurations| !configurations.is_empty()),
        });
    }

    /// Objects in a list, a page or bare.
    fn named_objects(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.named_objects(item)),
            Value::Object(members) => match members.get("value") {
                Some(page) => self.named_objects(page),
                None => self.named_object(value),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn named_object(&mut self, value: &Value) {
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let Some(id) = text("id") else { return };
        if let Some(name) = text("userPrincipalName") {
            self.names.push((ReferenceKind::User, Id::parse(id), name.to_lowercase()));
            return;
        }
        let Some(name) = text("displayName") else { return };
        let has = |key: &str| value.get(key).is_some();
        let kind = if has("allowedCombinations") {
            return self.add_strength(value);
        } else if has("securityEnabled") || has("groupTypes") {
            ReferenceKind::Group
        } else if has("isViewingBeforeAcceptanceRequired") {
            ReferenceKind::TermsOfUse
        } else if has("isAvailable") {
            ReferenceKind::AuthenticationContext
        } else {
            return;
        };
        self.names.push((kind, Id::parse(id), name.to_owned()));
    }
}

/// The day of the last change of an exported policy; one that was never changed was created.
fn changed(policy: &Value) -> Option<NaiveDate> {
    let time = |key: &str| policy.get(key)?.as_str()?.parse::<DateTime<Utc>>().ok();
    time("modifiedDateTime").or_else(|| time("createdDateTime")).map(|time| time.date_naive())
}
