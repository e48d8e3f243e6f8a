//! L14: an ordinary refresh in a session that began by device code flow, which sticks to it
//! (Entra, concept-authentication-flows, 2024-02).

use super::{Case, Particular};
use crate::replay::Cause;

pub(super) static CAUSE: Particular = Particular {
    token: "protocolTracking",
    words: "the session began by device code flow",
    remedy: "sign in anew without a device code, or exclude the account",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let is_by_flow = matches!(case.cause, Cause::DeviceCode | Cause::AuthenticationTransfer);
    is_by_flow && case.sign_in.recorded.is_flow_inherited
}
