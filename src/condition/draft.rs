//! A sign-in in the making, as an example of classes of values.

use crate::directory::DeviceObject;
use crate::sign_in::SignIn;

/// A sign-in that is put together value by value, with the device that the directory has to hold for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The sign-in.
    pub sign_in: SignIn<'static>,
    /// The object of its device, where the device is registered.
    pub device: Option<DeviceObject>,
}

impl Default for Draft {
    fn default() -> Self {
        Self { sign_in: SignIn::blank(), device: None }
    }
}
