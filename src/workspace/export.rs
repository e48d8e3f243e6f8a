//! Graph exports, file by file: those of `deployed/` and those to import.
//!
//! Objects other than policies and named locations only give names, and strengths the combinations they allow.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::Deployed;
use super::files::{FileKind, join};
use super::reader::Reader;
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{self, Fault, FoundKind, Named, Organization};
use crate::model::{AuthenticationStrength, Id, Name, NamedLocation, Policy, ReferenceKind};
use crate::source::{SourceMap, Span};

/// What some files of an export hold.
#[derive(Debug, Default)]
pub(super) struct Export {
    pub(super) policies: Vec<ExportedPolicy>,
    pub(super) locations: Vec<(NamedLocation, Span)>,
    pub(super) strengths: Vec<AuthenticationStrength>,
    strength_ids: BTreeSet<Id>,
    /// What else policies refer to, such as people, groups and terms of use.
    pub(super) names: Vec<(ReferenceKind, Id, Name)>,
    /// What people are called beside their user principal names.
    pub(super) display_names: Vec<(ReferenceKind, Id, Name)>,
    /// The tenants that it says it is of.
    pub(super) organizations: Vec<Organization>,
    /// Whether security defaults are on, where it says so.
    pub(super) security_defaults: Option<bool>,
    /// Where it shows that some of it is of the v1.0 endpoint.
    pub(super) v1: Option<Span>,
    /// Whether Graph was asked for policies or named locations, of which there may be none.
    pub(super) is_answer: bool,
}

/// A policy of an export.
#[derive(Debug)]
pub(super) struct ExportedPolicy {
    pub(super) policy: Policy<Id>,
    pub(super) span: Span,
    /// It is a template, and nowhere deployed.
    pub(super) template: bool,
    /// References are names where Graph has ids.
    pub(super) by_name: bool,
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
    export.distinct();
    let policies: Vec<_> = export.policies.into_iter().filter(|exported| !exported.template).collect();
    let day = |exported: &ExportedPolicy| exported.policy.graph_id.clone().zip(exported.changed);
    Some(Deployed {
        changed: policies.iter().filter_map(day).collect(),
        policies: policies.into_iter().map(|exported| exported.policy).collect(),
        locations: export.locations.into_iter().map(|(location, _)| location).collect(),
        strengths: export.strengths,
        names: export.names,
        security_defaults: export.security_defaults,
    })
}

impl Export {
    /// Adds what a file holds, and says what is odd in it. What has an error in it is left out.
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
                    let (policy, mut faults) = graph::policy::decode(&found.value);
                    let template = found.kind == FoundKind::Template;
                    faults.extend(graph::lost(&policy));
                    let (span, by_name, changed) = (found.span(), found.by_name, changed(&found.value));
                    if !has_errors(&faults) {
                        self.policies.push(ExportedPolicy { policy, span, template, by_name, changed });
                    }
                    faults
                }
                FoundKind::NamedLocation => {
                    let (location, faults) = graph::named_location::decode(&found.value);
                    if !has_errors(&faults) {
                        self.locations.push((location, found.span()));
                    }
                    faults
                }
            };
            diagnostics.extend(faults.iter().map(|fault| found.diagnostic(fault)));
        }
        self.v1 = self.v1.or(reading.v1);
        self.is_answer |= reading.is_answer;
        self.security_defaults = reading.security_defaults.or(self.security_defaults);
        self.organizations.extend(reading.organizations);
        for strength in reading.strengths {
            if self.strength_ids.insert(strength.id.clone()) {
                self.strengths.push(strength);
            }
        }
        for Named { kind, id, name, display_name } in reading.named {
            self.display_names.extend(display_name.map(|name| (kind, id.clone(), name)));
            self.names.push((kind, id, name));
        }
        diagnostics.extend(reading.diagnostics);
    }
}

impl Export {
    /// Takes each policy once that is there several times, alike. Returns the first that was left out, and how many were.
    pub(super) fn distinct(&mut self) -> Option<(Span, usize)> {
        let mut kept: Vec<ExportedPolicy> = Vec::new();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut repeated: Option<(Span, usize)> = None;
        for exported in std::mem::take(&mut self.policies) {
            let alike = by_name.entry(exported.policy.display_name.clone()).or_default();
            if alike.iter().filter_map(|at| kept.get(*at)).any(|other| other.is_same(&exported)) {
                repeated.get_or_insert((exported.span, 0)).1 += 1;
                continue;
            }
            alike.push(kept.len());
            kept.push(exported);
        }
        self.policies = kept;
        repeated
    }
}

impl ExportedPolicy {
    fn is_same(&self, other: &Self) -> bool {
        (self.by_name, self.template) == (other.by_name, other.template) && self.policy == other.policy
    }
}

fn has_errors(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}

/// The day of the last change of an exported policy; one that was never changed was created.
fn changed(policy: &Value) -> Option<NaiveDate> {
    let time = |key: &str| policy.get(key)?.as_str()?.parse::<DateTime<Utc>>().ok();
    time("modifiedDateTime").or_else(|| time("createdDateTime")).map(|time| time.date_naive())
}
