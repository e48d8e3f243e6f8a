//! L30: approved apps alone are asked for, which were retired in March 2026 (Entra, concept-conditional-access-grant,
//! 2026-03).

use super::{Case, Particular};
use crate::model::{BuiltInControl, GrantItem};

pub(super) static CAUSE: Particular = Particular {
    token: "approvedApplication",
    words: "approved apps are retired",
    remedy: "ask for app protection instead: approved apps were retired in March 2026",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let approved = GrantItem::BuiltIn(BuiltInControl::ApprovedApplication);
    case.policy.grant.as_ref().is_some_and(|grant| grant.items == [approved])
}
