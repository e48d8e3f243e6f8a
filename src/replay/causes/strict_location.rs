//! L31: under strict location, the address that the resource sees must be allowed as well
//! (Entra, concept-continuous-access-evaluation, 2025-07).

use super::Particular;
use crate::model::{ContinuousAccessEvaluation, Id, Policy};
use crate::sign_in::SignIn;

pub(super) static CAUSE: Particular = Particular {
    token: "strictLocation",
    words: "the resource sees another address",
    remedy: "add the address that the resource sees to a named location, or leave strict location",
};

/// The sign-in as the resource sees it, where a policy is strict and the address is another one.
pub(in crate::replay) fn at_resource<'a>(policy: &Policy<Id>, sign_in: &SignIn<'a>) -> Option<SignIn<'a>> {
    let mode = policy.session.as_ref()?.continuous_access_evaluation.as_ref()?;
    let address =
        sign_in.recorded.address_at_resource.filter(|address| Some(*address) != sign_in.ip_address)?;
    // Countries are not enforced by resources.
    (*mode == ContinuousAccessEvaluation::StrictLocation)
        .then(|| SignIn { ip_address: Some(address), ..sign_in.clone() })
}
