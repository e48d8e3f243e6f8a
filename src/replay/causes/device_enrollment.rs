//! L17: a device cannot be enrolled or registered, so that it can never become compliant
//! (Entra, policy-all-users-device-compliance, 2025-04).

use uuid::Uuid;

use super::{Case, Particular};

pub(super) static CAUSE: Particular = Particular {
    token: "deviceEnrollment",
    words: "devices cannot be enrolled",
    remedy: "exclude Microsoft Intune Enrollment, or let devices be enrolled where the policy allows it",
};

/// Microsoft Intune Enrollment.
const ENROLLMENT: Uuid = Uuid::from_u128(0xd4eb_ce55_015a_49b5_a083_c84d_1797_ae8c);
/// Device Registration Service.
const REGISTRATION: Uuid = Uuid::from_u128(0x01cb_2876_7ebd_4aa4_9cc9_d28b_d4d3_59a9);

pub(super) fn holds(case: &Case<'_>) -> bool {
    let resource = case.sign_in.resource.id;
    resource.is_some_and(|id| id == ENROLLMENT || id == REGISTRATION)
}
