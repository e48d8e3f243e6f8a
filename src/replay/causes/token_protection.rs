//! L22: token protection of a session that was not bound to its device, as Entra records of every sign-in
//! (Entra, concept-token-protection, 2025-08).

use super::Particular;
use crate::model::{Id, Policy};
use crate::sign_in::SignIn;

pub(super) static CAUSE: Particular = Particular {
    token: "tokenProtection",
    words: "the session is not bound to the device",
    remedy: "use a registered device and a client that token protection supports, or narrow the policy to such",
};

/// `signInSessionStatusCode`s of sessions that are not bound.
const UNBOUND: std::ops::RangeInclusive<i64> = 1001..=1099;

/// Whether a policy asks for token protection that a session lacks.
pub(in crate::replay) fn is_unbound(policy: &Policy<Id>, sign_in: &SignIn<'_>) -> bool {
    let asks = policy.session.as_ref().is_some_and(|session| session.token_protection);
    asks && sign_in.recorded.token_protection_code().is_some_and(|code| UNBOUND.contains(&code))
}
