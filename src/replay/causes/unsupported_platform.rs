//! L15: app protection is asked for on a platform that has none (Entra, concept-conditional-access-grant, 2026-03).

use super::{Case, Particular};
use crate::model::DevicePlatform;
use crate::replay::Cause;
use crate::sign_in::Platform;

pub(super) static CAUSE: Particular = Particular {
    token: "unsupportedPlatform",
    words: "there is no app protection on the platform",
    remedy: "leave the platform out of the policy, or let it ask for a compliant device as well",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let is_phone = match &case.sign_in.platform {
        Some(Platform::Known(DevicePlatform::IOS | DevicePlatform::Android)) | None => true,
        Some(Platform::Known(_) | Platform::Unrecognized) => false,
    };
    case.cause == Cause::AppProtection && !is_phone
}
