//! L25: a block of all resources but some meets a service that every app calls, those included: it cannot be excluded
//! reliably (Entra, concept-conditional-access-cloud-apps, 2026-01).

use uuid::Uuid;

use super::{Case, Particular};
use crate::model::ApplicationRef;
use crate::replay::Cause;

pub(super) static CAUSE: Particular = Particular {
    token: "sharedResource",
    words: "a service that every app calls is blocked",
    remedy: "block the resources that are meant by name: what excluded apps call cannot be excluded",
};

/// Windows Azure Active Directory and Microsoft Graph.
const SHARED: [Uuid; 2] = [
    Uuid::from_u128(0x0000_0002_0000_0000_c000_0000_0000_0000),
    Uuid::from_u128(0x0000_0003_0000_0000_c000_0000_0000_0000),
];

pub(super) fn holds(case: &Case<'_>) -> bool {
    let applications = &case.policy.conditions.applications;
    case.cause == Cause::Block
        && applications.include.contains(&ApplicationRef::All)
        && !applications.exclude.is_empty()
        && case.sign_in.resource.id.is_some_and(|id| SHARED.contains(&id))
}
