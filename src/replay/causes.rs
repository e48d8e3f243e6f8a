#![doc = include_str!("causes.md")]

mod approved_application;
mod baseline_scopes;
mod device_enrollment;
mod directory_sync;
mod protocol_tracking;
mod service_account;
mod service_provider;
mod shared_resource;
mod strict_location;
mod teams_device;
mod token_protection;
mod unregistered_device;
mod unsupported_platform;

use super::cause::Cause;
use crate::condition::World;
use crate::model::{Id, Policy};
use crate::sign_in::SignIn;

pub(super) use strict_location::at_resource;
pub(super) use token_protection::is_unbound;

/// A cause that is told apart from the general ones because something else is to be done about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Particular {
    /// Our token in JSON, such as `directorySync`.
    pub token: &'static str,
    /// What it is, for a table.
    pub words: &'static str,
    /// What can be done.
    pub remedy: &'static str,
}

/// A sign-in that a policy locks out, with the general cause.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub(super) world: &'c World<'c>,
    pub(super) policy: &'c Policy<Id>,
    pub(super) sign_in: &'c SignIn<'c>,
    pub(super) cause: Cause,
}

/// Whether a particular cause is that of a case.
type Holds = fn(&Case<'_>) -> bool;

/// What it is by who signs in comes before what it is by what they do.
const OF_CASES: [(&Particular, Holds); 11] = [
    (&teams_device::CAUSE, teams_device::holds),
    (&directory_sync::CAUSE, directory_sync::holds),
    (&service_provider::CAUSE, service_provider::holds),
    (&device_enrollment::CAUSE, device_enrollment::holds),
    (&protocol_tracking::CAUSE, protocol_tracking::holds),
    (&service_account::CAUSE, service_account::holds),
    (&unregistered_device::CAUSE, unregistered_device::holds),
    (&approved_application::CAUSE, approved_application::holds),
    (&unsupported_platform::CAUSE, unsupported_platform::holds),
    (&baseline_scopes::CAUSE, baseline_scopes::holds),
    (&shared_resource::CAUSE, shared_resource::holds),
];

/// Every particular cause, in the order in which they are looked for.
pub fn particular() -> impl Iterator<Item = &'static Particular> {
    let of_sessions = [&token_protection::CAUSE, &strict_location::CAUSE];
    OF_CASES.into_iter().map(|(cause, _)| cause).chain(of_sessions)
}

/// The particular cause of a lockout, else the general one.
pub(super) fn told_apart(case: &Case<'_>) -> Cause {
    let found = OF_CASES.into_iter().find(|(_, holds)| holds(case));
    found.map_or(case.cause, |(cause, _)| Cause::Particular(cause))
}

/// Devices cannot be enrolled.
pub(super) const DEVICE_ENROLLMENT: Cause = Cause::Particular(&device_enrollment::CAUSE);
/// Token protection is asked of a session that is not bound to its device.
pub(super) const TOKEN_PROTECTION: Cause = Cause::Particular(&token_protection::CAUSE);
/// The address that the resource sees is not allowed.
pub(super) const STRICT_LOCATION: Cause = Cause::Particular(&strict_location::CAUSE);
