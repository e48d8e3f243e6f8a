//! L34: a device filter that an unregistered device meets: all it asks about is null, so that everything negative is true
//! (Entra, concept-condition-filters-for-devices, 2025-04).

use super::{Case, Particular};
use crate::replay::Cause;

pub(super) static CAUSE: Particular = Particular {
    token: "unregisteredDevice",
    words: "the device is not registered",
    remedy: "register the device, or write the filter so that unregistered devices do not meet it",
};

pub(super) fn holds(case: &Case<'_>) -> bool {
    let device = case.sign_in.device.as_ref();
    case.cause == Cause::DeviceFilter && device.is_some_and(|device| device.id.is_none())
}
