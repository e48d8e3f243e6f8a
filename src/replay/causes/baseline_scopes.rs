//! L24: a request for baseline scopes only, which a policy on all resources now meets in spite of what it excludes
//! (Entra, concept-enforcement-resource-exclusions, 2026-05).

use super::{Case, Particular};
use crate::condition::are_baseline;
use crate::model::ApplicationRef;

pub(super) static CAUSE: Particular = Particular {
    token: "baselineScopes",
    words: "baseline scopes, which exclusions no longer let through",
    remedy: "let the app ask for more than baseline scopes, or exclude Windows Azure Active Directory",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let applications = &case.policy.conditions.applications;
    applications.include.contains(&ApplicationRef::All)
        && !applications.exclude.is_empty()
        && are_baseline(case.sign_in)
}
