//! A device object with its attributes, by what device filters call them.

use serde_json::{Map, Value};

use super::DeviceObject;
use crate::model::device_filter::Attribute;
use crate::sign_in::TrustType;

/// The device id, lower case, and the device; none without an id.
pub(super) fn device(members: &Map<String, Value>) -> Option<(String, DeviceObject)> {
    let id = text(members.get("deviceId"))?.to_lowercase();
    let attributes = Attribute::all()
        .filter_map(|attribute| Some((attribute, value(members, attribute)?.to_owned())))
        .collect();
    let device = DeviceObject {
        attributes,
        physical_ids: texts(members.get("physicalIds")),
        system_labels: texts(members.get("systemLabels")),
        is_compliant: members.get("isCompliant").and_then(Value::as_bool),
        is_managed: members.get("isManaged").and_then(Value::as_bool),
        trust: text(members.get("trustType")).and_then(TrustType::parse),
    };
    Some((id, device))
}

/// An attribute that is one text and has no member of its own.
fn value(members: &Map<String, Value>, attribute: Attribute) -> Option<&str> {
    match attribute {
        Attribute::IsCompliant | Attribute::TrustType | Attribute::PhysicalIds | Attribute::SystemLabels => {
            None
        }
        Attribute::ExtensionAttribute(_) => {
            let extension = members.get("extensionAttributes")?;
            text(extension.get(attribute.to_string()))
        }
        Attribute::DeviceId
        | Attribute::DisplayName
        | Attribute::DeviceOwnership
        | Attribute::EnrollmentProfileName
        | Attribute::Manufacturer
        | Attribute::MdmAppId
        | Attribute::Model
        | Attribute::OperatingSystem
        | Attribute::OperatingSystemVersion
        | Attribute::ProfileType => text(members.get(&attribute.to_string())),
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let elements = value.and_then(Value::as_array).into_iter().flatten();
    elements.filter_map(Value::as_str).map(str::to_owned).collect()
}
