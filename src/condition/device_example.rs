//! From what a device filter compares to a device as a sign-in and the directory have it.

use crate::directory::DeviceObject;
use crate::model::device_filter::{Attribute, OwnedDevice, OwnedFact};
use crate::sign_in::{Device, TrustType};

/// The id of a device of which nothing compares the id.
const ANY_DEVICE: &str = "00000000-0000-0000-0000-00000000da7a";

/// A device with these attributes; `None` if one of them is not known, or is none that a device can have. A device that
/// has nothing at all is not registered, and has no object.
pub(super) fn of(device: &OwnedDevice) -> Option<(Device<'static>, Option<DeviceObject>)> {
    if device.facts.values().all(|fact| *fact == OwnedFact::Null) {
        return Some((Device::default(), None));
    }
    let mut recorded = Device { id: Some(ANY_DEVICE.into()), ..Device::default() };
    let mut object = DeviceObject::default();
    for (attribute, fact) in &device.facts {
        match (attribute, fact) {
            (_, OwnedFact::Unknown) => return None,
            (_, OwnedFact::Null) => {}
            (Attribute::PhysicalIds, OwnedFact::List(elements)) => object.physical_ids.clone_from(elements),
            (Attribute::SystemLabels, OwnedFact::List(elements)) => object.system_labels.clone_from(elements),
            (_, OwnedFact::List(_)) => return None,
            (Attribute::DeviceId, OwnedFact::Text(text)) => recorded.id = Some(text.to_lowercase().into()),
            (Attribute::IsCompliant, OwnedFact::Text(text)) => recorded.is_compliant = text == "True",
            (Attribute::TrustType, OwnedFact::Text(text)) => recorded.trust = Some(TrustType::parse(text)?),
            (attribute, OwnedFact::Text(text)) => {
                // Of a device that is not managed a filter does not see them.
                recorded.is_managed |= matches!(attribute, Attribute::ExtensionAttribute(_));
                object.attributes.insert(*attribute, text.clone());
            }
        }
    }
    recorded.is_managed |= recorded.is_compliant;
    object.is_compliant = Some(recorded.is_compliant);
    object.is_managed = Some(recorded.is_managed);
    object.trust = recorded.trust;
    Some((recorded, Some(object)))
}
