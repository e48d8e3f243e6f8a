//! The proof: the workspace is loaded, and what it compiles to is compared with the export.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::overlay::Overlay;
use super::plan::{Found, Plan};
use super::write::{self, Written};
use super::{Factored, Factoring};
use crate::diagnostic::{Diagnostic, Severity};
use crate::graph::{canonical_policy, policy};
use crate::source::Span;
use crate::workspace::{Loaded, Loader, Place, Spans, TenantWorkspace, compile};

/// The workspace as loaded.
pub(super) struct Outcome {
    loaded: Loaded,
}

/// Loads the workspace where it is to stand.
pub(super) fn load(_: &Plan<'_>, written: &Written, factoring: Factoring<'_>) -> Outcome {
    let files = Overlay::new(factoring.files, factoring.folder, &written.files);
    let mut loader = Loader::new(&files, factoring.as_of);
    loader.tenant(factoring.folder, None);
    Outcome { loaded: loader.finish() }
}

impl Outcome {
    fn tenant(&self) -> Option<&TenantWorkspace> {
        self.loaded.tenants.first()
    }

    /// The exported policies that the shared set was to give and did not.
    pub(super) fn unequal(&self, plan: &Plan<'_>) -> BTreeSet<usize> {
        let compiled = self.compiled();
        let differs = |(shared, exported): &&(usize, usize)| {
            let key = plan.shared(*shared).map_or("", |(_, draft)| draft.key.as_str());
            let deployed = plan.client.policies.get(*exported).map(super::client::ClientPolicy::canonical);
            compiled.get(key) != deployed.as_ref()
        };
        plan.pairing.pairs.iter().filter(differs).map(|(_, exported)| *exported).collect()
    }

    /// What each policy is compiled to.
    fn compiled(&self) -> BTreeMap<&str, Json> {
        let policies = self.tenant().map_or(&[][..], |tenant| &tenant.policies);
        policies.iter().map(|of| (of.id.as_str(), canonical_policy(&policy::encode(of)))).collect()
    }

    /// The workspace with what is to be said of it.
    pub(super) fn factored(self, plan: &Plan<'_>, found: &Found, written: Written) -> Factored {
        let compiled = self.compiled();
        let lost = |policy: &&super::client::ClientPolicy| {
            compiled.get(policy.key.as_str()) != Some(&policy.canonical())
        };
        let lost: Vec<String> = plan.own().filter(lost).map(|policy| policy.key.clone()).collect();
        let mut diagnostics: Vec<Diagnostic> = self
            .loaded
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .cloned()
            .collect();
        for key in lost {
            let message = format!("policy `{key}` would not be compiled to what is deployed");
            diagnostics.push(Diagnostic::error("unequal-policy", self.policy(&key), message));
        }
        if let Some(tenant) = self.tenant().filter(|tenant| tenant.complete) {
            diagnostics.extend(compile(tenant).err().unwrap_or_default());
        }
        diagnostics.extend(self.judgements(plan, found));
        let mut factored = Factored {
            lines: write::lines(&written.files),
            files: written.files,
            own: plan.own().map(|policy| policy.key.clone()).collect(),
            locations: written.locations,
            diagnostics,
            ..Factored::default()
        };
        for ((shared, _), (_, edits)) in plan.pairing.pairs.iter().zip(&found.changes) {
            let Some((_, draft)) = plan.shared(*shared) else { continue };
            let keys = if edits.is_empty() { &mut factored.unchanged } else { &mut factored.changed };
            keys.push(draft.key.clone());
        }
        for (at, (_, draft)) in super::plan::policies(plan.sets).enumerate() {
            if !plan.pairing.pairs.iter().any(|(shared, _)| *shared == at) {
                factored.omitted.push(draft.key.clone());
            }
        }
        factored.sources = self.loaded.sources;
        factored
    }

    /// What was judged, and somebody should look at.
    fn judgements(&self, plan: &Plan<'_>, found: &Found) -> Vec<Diagnostic> {
        let mut said = Vec::new();
        let mut say = |code, span, message: String, help: &str| {
            said.push(Diagnostic::warning(code, span, message).help(help));
        };
        for bound in &found.bound {
            let Some(known_as) = bound.known_as.as_ref().filter(|known| **known != bound.name) else {
                continue;
            };
            let message = format!(
                "the {} `{known_as}` is taken for the shared set's `{}`, and would be renamed",
                bound.kind.words(),
                bound.name
            );
            say("renamed", self.tenant_place("/baselines"), message, "look whether they are the same");
        }
        for (shared, exported) in &plan.pairing.ambiguous {
            let key = plan.shared(*shared).map_or("", |(_, draft)| draft.key.as_str());
            let names: Vec<String> = exported
                .iter()
                .filter_map(|at| plan.client.policies.get(*at))
                .map(|policy| format!("`{}`", policy.policy.display_name))
                .collect();
            let message =
                format!("`{key}` of the shared set may be any of {}; none is taken for it", names.join(", "));
            say(
                "ambiguous-policy",
                self.tenant_place("/baselines"),
                message,
                "rename or remove the others, and import again",
            );
        }
        for at in &plan.unequal {
            let Some(policy) = plan.client.policies.get(*at) else { continue };
            let message = format!(
                "policy `{}` does not come out of the shared set as it is deployed; it is the client's own",
                policy.policy.display_name
            );
            say("own-policy", self.policy(&policy.key), message, "compare it with the shared set's");
        }
        for location in &plan.client.locations {
            if plan.own_locations.contains_key(&location.location.id) {
                let message = format!(
                    "the named location `{}` differs from the shared set's in more than its parameters; it stays beside it",
                    location.name()
                );
                let span = self.tenant().map_or(Span::SYNTHETIC, |tenant| {
                    tenant.span(&Place::location(location.name(), "/name"))
                });
                say("own-location", span, message, "use the shared set's if it will do");
            }
        }
        said
    }

    fn policy(&self, key: &str) -> Span {
        self.tenant().map_or(Span::SYNTHETIC, |tenant| tenant.span(&Place::policy(key, "/id")))
    }

    fn tenant_place(&self, pointer: &str) -> Span {
        self.tenant().map_or(Span::SYNTHETIC, |tenant| tenant.span(&Place::tenant(pointer)))
    }
}
