//! What several promises have in common: which sign-ins, by whom, and what is asked of them.

use crate::catalogue::Role;
use crate::check::Context;
use crate::model::device_filter::parse;
use crate::model::{
    ApplicationRef, BuiltInControl, ClientAppType, ConditionSet, DeviceFilter, DevicePlatform, FilterMode,
    GrantControls, GrantItem, Id, Operator, Platforms, UserAction,
};
use uuid::{Uuid, uuid};

/// The built-in strength of this id asks for phishing-resistant MFA.
const PHISHING_RESISTANT: Uuid = uuid!("00000000-0000-0000-0000-000000000004");

/// Every sign-in to a resource.
pub(in crate::check) fn any(_: &Context<'_>, _: &mut ConditionSet<Id>) {}

/// Sign-ins by a browser or a modern application.
pub(in crate::check) fn modern(_: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    conditions.client_app_types = vec![ClientAppType::Browser, ClientAppType::MobileAppsAndDesktopClients];
}

/// The same on a device that is neither compliant nor hybrid joined.
pub(in crate::check) fn unmanaged(context: &Context<'_>, conditions: &mut ConditionSet<Id>) {
    modern(context, conditions);
    let rule = r#"device.isCompliant -ne True -and device.trustType -ne "ServerAD""#;
    conditions.device_filter = Some(DeviceFilter { mode: FilterMode::Include, rule: parse(rule).0 });
}

/// To some resources.
pub(in crate::check) fn to(conditions: &mut ConditionSet<Id>, resources: &[ApplicationRef<Id>]) {
    conditions.applications.include = resources.to_vec();
}

/// To an application of that id.
pub(in crate::check) fn application(id: Uuid) -> ApplicationRef<Id> {
    ApplicationRef::Application(Id::Guid(id))
}

/// Of an action rather than to a resource.
pub(in crate::check) fn action(conditions: &mut ConditionSet<Id>, action: UserAction) {
    conditions.applications.include.clear();
    conditions.applications.user_actions.push(action);
}

/// On some platforms.
pub(in crate::check) fn on(
    conditions: &mut ConditionSet<Id>,
    include: &[DevicePlatform],
    exclude: &[DevicePlatform],
) {
    conditions.platforms = Some(Platforms { include: include.to_vec(), exclude: exclude.to_vec() });
}

/// The roles of Microsoft's template "Require multifactor authentication for admins".
pub(in crate::check) fn admins(role: &Role) -> bool {
    role.in_mfa_template
}

/// The role of the account that keeps the directory in step with one on premises.
pub(in crate::check) fn synchronizes(role: &Role) -> bool {
    role.display_name == "Directory Synchronization Accounts"
}

/// MFA of any kind.
pub(in crate::check) fn mfa() -> GrantControls<Id> {
    any_of(&[BuiltInControl::Mfa])
}

/// MFA that cannot be phished.
pub(in crate::check) fn phishing_resistant_mfa() -> GrantControls<Id> {
    let strength = GrantItem::AuthenticationStrength(Id::Guid(PHISHING_RESISTANT));
    GrantControls { operator: Operator::Or, items: vec![strength] }
}

/// A device that is compliant or hybrid joined.
pub(in crate::check) fn managed_device() -> GrantControls<Id> {
    any_of(&[BuiltInControl::CompliantDevice, BuiltInControl::DomainJoinedDevice])
}

/// Any of some controls.
pub(in crate::check) fn any_of(controls: &[BuiltInControl]) -> GrantControls<Id> {
    let items = controls.iter().cloned().map(GrantItem::BuiltIn).collect();
    GrantControls { operator: Operator::Or, items }
}
