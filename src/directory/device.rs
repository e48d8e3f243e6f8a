//! A device object with its attributes, by what device filters call them.

use super::DeviceObject;
use super::wire::Device;
use crate::model::device_filter::Attribute;
use crate::sign_in::TrustType;

/// The device id, lower case, and the device; none without an id.
pub(super) fn device(entry: Device) -> Option<(String, DeviceObject)> {
    let id = entry.device_id.as_deref().filter(|id| !id.is_empty())?.to_lowercase();
    let own = [
        (Attribute::DeviceId, entry.device_id),
        (Attribute::DisplayName, entry.display_name),
        (Attribute::DeviceOwnership, entry.device_ownership),
        (Attribute::EnrollmentProfileName, entry.enrollment_profile_name),
        (Attribute::Manufacturer, entry.manufacturer),
        (Attribute::MdmAppId, entry.mdm_app_id),
        (Attribute::Model, entry.model),
        (Attribute::OperatingSystem, entry.operating_system),
        (Attribute::OperatingSystemVersion, entry.operating_system_version),
        (Attribute::ProfileType, entry.profile_type),
    ];
    let extension = entry.extension_attributes.unwrap_or_default().into_iter();
    let extension = extension.filter_map(|(name, value)| Some((extension_attribute(&name)?, value)));
    let there = |(attribute, value): (Attribute, Option<String>)| {
        value.filter(|value| !value.is_empty()).map(|value| (attribute, value))
    };
    let device = DeviceObject {
        attributes: own.into_iter().chain(extension).filter_map(there).collect(),
        physical_ids: entry.physical_ids.unwrap_or_default(),
        system_labels: entry.system_labels.unwrap_or_default(),
        is_compliant: entry.is_compliant,
        is_managed: entry.is_managed,
        trust: entry.trust_type.as_deref().and_then(TrustType::parse),
    };
    Some((id, device))
}

/// `extensionAttribute1` to `extensionAttribute15`.
fn extension_attribute(name: &str) -> Option<Attribute> {
    let number = name.strip_prefix("extensionAttribute")?.parse().ok()?;
    (1..=15).contains(&number).then_some(Attribute::ExtensionAttribute(number))
}
