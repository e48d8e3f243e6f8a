//! What was judged on the way, and somebody should look at.

use super::plan::{Found, Plan};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::workspace::Place;

/// Everything that was judged.
pub(super) fn judgements(plan: &Plan<'_>, found: &Found, span: &dyn Fn(&Place) -> Span) -> Vec<Diagnostic> {
    let baselines = span(&Place::tenant("/baselines"));
    let mut said = Vec::new();
    for bound in &found.bound {
        let Some(known_as) = bound.known_as.as_ref().filter(|known| **known != bound.name) else { continue };
        let (kind, name) = (bound.kind.words(), &bound.name);
        let message =
            format!("the {kind} `{known_as}` is taken for the shared set's `{name}`, and would be renamed");
        said.push(Diagnostic::warning("renamed", baselines, message).help("look whether they are the same"));
    }
    for (shared, exported) in &plan.pairing.ambiguous {
        let key = plan.shared(*shared).map_or("", |(_, draft)| draft.key.as_str());
        let policies = exported.iter().filter_map(|at| plan.client.policies.get(*at));
        let names: Vec<String> = policies.map(|policy| format!("`{}`", policy.policy.display_name)).collect();
        let message = format!("several may be `{key}` of the shared set, and none is: {}", names.join(", "));
        let diagnostic = Diagnostic::warning("ambiguous-policy", baselines, message);
        said.push(diagnostic.help("rename the others in the tenant, and import again"));
    }
    for policy in plan.unequal.iter().filter_map(|at| plan.client.policies.get(*at)) {
        let message = format!(
            "`{}` does not come out of the shared set as it is deployed, and is the client's own",
            policy.policy.display_name
        );
        let diagnostic = Diagnostic::warning("own-policy", span(&Place::policy(&policy.key, "/id")), message);
        said.push(diagnostic.help("compare it with the shared set's"));
    }
    for location in &plan.client.locations {
        let Some(name) = plan.own_locations.get(&location.location.id) else { continue };
        let message = format!(
            "the named location `{}` differs from the shared set's `{name}` beyond its parameters, and stays beside it",
            location.name()
        );
        let place = span(&Place::location(location.name(), "/name"));
        let diagnostic = Diagnostic::warning("own-location", place, message);
        said.push(diagnostic.help("use the shared set's if that will do"));
    }
    said
}
