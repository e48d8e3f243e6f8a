//! The proof: the workspace is loaded, and what it compiles to is compared with the export.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::client::ClientPolicy;
use super::judgements::judgements;
use super::overlay::Overlay;
use super::plan::{Found, Plan, policies};
use super::write::{self, Written};
use super::{Factored, Factoring};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{canonical_named_location, canonical_policy, named_location, policy};
use crate::model::{Id, NamedLocation};
use crate::source::Span;
use crate::workspace::{Loaded, Loader, Place, Spans, TenantWorkspace, compile};

/// The workspace as loaded.
pub(super) struct Outcome {
    loaded: Loaded,
}

impl Outcome {
    /// Loads the workspace where it is to stand.
    pub(super) fn load(written: &Written, factoring: Factoring<'_>) -> Self {
        let files = Overlay::new(factoring.files, factoring.folder, &written.files);
        let mut loader = Loader::new(&files, factoring.as_of);
        loader.tenant(factoring.folder, None);
        Self { loaded: loader.finish() }
    }

    /// The exported policies that a shared set was to give and did not.
    pub(super) fn unequal(&self, plan: &Plan<'_>) -> BTreeSet<usize> {
        let compiled = self.policies();
        let differs = |(shared, exported): &&(usize, usize)| {
            let key = plan.shared(*shared).map_or("", |(_, draft)| draft.key.as_str());
            let deployed = plan.client.policies.get(*exported).map(ClientPolicy::canonical);
            compiled.get(key) != deployed.as_ref()
        };
        plan.pairing.pairs.iter().filter(differs).map(|(_, exported)| *exported).collect()
    }

    /// The named locations that nothing declares, though a shared set was to.
    pub(super) fn undeclared(&self, plan: &Plan<'_>) -> BTreeSet<Id> {
        let Some(tenant) = self.tenant() else { return BTreeSet::new() };
        let is_there = |id: &Id| tenant.locations.iter().any(|location| location.id == *id);
        let deployed = plan.client.locations.iter().map(|location| &location.location.id);
        deployed.filter(|id| !is_there(id)).cloned().collect()
    }

    /// The workspace with what is to be said of it.
    pub(super) fn factored(self, plan: &Plan<'_>, found: &Found, written: Written) -> Factored {
        let errors = self.loaded.diagnostics.iter();
        let mut diagnostics: Vec<Diagnostic> =
            errors.filter(|diagnostic| diagnostic.severity == Severity::Error).cloned().collect();
        diagnostics.extend(self.lost(plan));
        diagnostics.extend(judgements(plan, found, &|place| self.span(place)));
        let mut factored = Factored {
            lines: write::lines(&written.files),
            files: written.files,
            own: plan.own().map(|policy| policy.key.clone()).collect(),
            locations: written.locations,
            next_change: self.tenant().and_then(|tenant| tenant.next_change),
            diagnostics,
            ..Factored::default()
        };
        let paired: BTreeMap<usize, bool> = plan
            .pairing
            .pairs
            .iter()
            .zip(&found.changes)
            .map(|((shared, _), (_, edits))| (*shared, edits.is_empty()))
            .collect();
        for (at, (_, draft)) in policies(plan.sets).enumerate() {
            let keys = match paired.get(&at) {
                Some(true) => &mut factored.unchanged,
                Some(false) => &mut factored.changed,
                None => &mut factored.omitted,
            };
            keys.push(draft.key.clone());
        }
        factored.sources = self.loaded.sources;
        factored
    }

    /// What would not be compiled to what is deployed after all.
    fn lost(&self, plan: &Plan<'_>) -> Vec<Diagnostic> {
        let Some(tenant) = self.tenant().filter(|tenant| tenant.complete) else { return Vec::new() };
        let lost = |place: Place, what: String| {
            let message = format!("{what} would not be compiled to what is deployed");
            Diagnostic::error("unequal", self.span(&place), message)
        };
        let mut diagnostics = compile(tenant).err().unwrap_or_default();
        let compiled = self.policies();
        for policy in plan.own().filter(|of| compiled.get(of.key.as_str()) != Some(&of.canonical())) {
            diagnostics.push(lost(Place::policy(&policy.key, "/id"), format!("policy `{}`", policy.key)));
        }
        for deployed in plan.client.locations.iter().map(|location| &location.location) {
            let compiled = tenant.locations.iter().find(|location| location.id == deployed.id);
            if compiled.map(content) != Some(content(deployed)) {
                let name = &deployed.display_name;
                diagnostics.push(lost(Place::location(name, "/name"), format!("named location `{name}`")));
            }
        }
        diagnostics
    }

    fn tenant(&self) -> Option<&TenantWorkspace> {
        self.loaded.tenants.first()
    }

    /// What each policy is compiled to.
    fn policies(&self) -> BTreeMap<&str, Json> {
        let policies = self.tenant().map_or(&[][..], |tenant| &tenant.policies);
        policies.iter().map(|of| (of.id.as_str(), canonical_policy(&policy::encode(of)))).collect()
    }

    fn span(&self, place: &Place) -> Span {
        self.tenant().map_or(Span::SYNTHETIC, |tenant| tenant.span(place))
    }
}

/// What a named location is compiled to, its name aside.
fn content(location: &NamedLocation) -> Json {
    let unnamed = NamedLocation { display_name: String::new(), ..location.clone() };
    canonical_named_location(&named_location::encode(&unnamed))
}
