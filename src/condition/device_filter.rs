//! `devices.deviceFilter`: a rule over the device's attributes.
//!
//! A device that is not registered has no attributes: they are null, so that negative operators match it
//! (Entra, concept-condition-filters-for-devices, 2025-04). Sign-ins hold a few attributes; the others come from the
//! device object, by device id.

use super::{Class, Dimension, Draft, Partition, World, device_example};
use crate::directory::DeviceObject;
use crate::model::device_filter::{
    Attribute, DeviceFacts, DevicePartition, Fact, OwnedDevice, Rule, extension_attributes_visible, partition,
};
use crate::model::{self, ConditionSet, FilterMode, Id, Match};
use crate::sign_in::{self, SignIn, TrustType};

pub(super) struct DeviceFilter;

/// A device, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Device<'a> {
    /// No sign-in says anything of it.
    Unknown,
    /// It is not registered.
    Unregistered,
    /// It is registered.
    Registered {
        /// What the sign-in recorded.
        recorded: &'a sign_in::Device<'a>,
        /// Its object in the directory.
        object: Option<&'a DeviceObject>,
        /// How it is joined.
        trust: Option<TrustType>,
    },
    /// It stands for a class.
    Representative(&'a OwnedDevice),
}

impl Dimension for DeviceFilter {
    type Condition = model::DeviceFilter;
    type Value<'a> = Device<'a>;
    type Partition = DeviceClasses;
    const MEMBER: &'static str = "devices";
    const REASON: &'static str = "devices";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::DeviceFilter> {
        of.device_filter.as_ref()
    }

    fn values<'a>(world: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(match &sign_in.device {
            None => Device::Unknown,
            Some(device) if device.id.is_none() => Device::Unregistered,
            Some(device) => Device::Registered {
                recorded: device,
                object: world.device_object(device),
                trust: world.trust_type(device),
            },
        });
    }

    /// A device that the comparisons of a partition tell apart. Their texts may not go together: no device is compliant
    /// and has no way in which it is joined.
    fn put(device: Device<'_>, draft: &mut Draft) -> bool {
        let Device::Representative(device) = device else { return false };
        let Some((recorded, object)) = device_example::of(device) else { return false };
        let trust = recorded.trust;
        let example = match recorded.id {
            None => Device::Unregistered,
            Some(_) => Device::Registered { recorded: &recorded, object: object.as_ref(), trust },
        };
        let is_same =
            device.facts.keys().all(|attribute| example.fact(*attribute) == device.fact(*attribute));
        draft.device = object;
        draft.sign_in.device = Some(recorded);
        is_same
    }

    fn matches(_: &World<'_>, condition: &model::DeviceFilter, device: Device<'_>) -> Match {
        let matches = condition.rule.matches(&device);
        match condition.mode {
            FilterMode::Include => matches,
            FilterMode::Exclude => matches.not(),
        }
    }

    fn partition(_: &World<'_>, conditions: &[&model::DeviceFilter]) -> Option<DeviceClasses> {
        let rules: Vec<&Rule> = conditions.iter().map(|condition| &condition.rule).collect();
        let partition = partition(&rules).ok()?;
        let representatives = (0..partition.len()).map(|class| partition.representative(class)).collect();
        Some(DeviceClasses { partition, representatives })
    }
}

impl DeviceFacts for Device<'_> {
    fn fact(&self, attribute: Attribute) -> Fact<'_> {
        match self {
            Self::Unknown => Fact::Unknown,
            Self::Unregistered => Fact::Null,
            Self::Registered { recorded, object, trust } => registered(recorded, *object, *trust, attribute),
            Self::Representative(device) => device.fact(attribute),
        }
    }
}

fn registered<'a>(
    recorded: &'a sign_in::Device<'a>,
    object: Option<&'a DeviceObject>,
    trust: Option<TrustType>,
    attribute: Attribute,
) -> Fact<'a> {
    let listed = |elements: fn(&DeviceObject) -> &Vec<String>| match object {
        Some(object) => Fact::List(elements(object)),
        None => Fact::Unknown,
    };
    match attribute {
        Attribute::DeviceId => recorded.id.as_deref().map_or(Fact::Null, Fact::Text),
        Attribute::IsCompliant => Fact::from(recorded.is_compliant),
        Attribute::TrustType => trust.map_or(Fact::Unknown, |trust| Fact::Text(trust.as_filter())),
        Attribute::PhysicalIds => listed(|object| &object.physical_ids),
        Attribute::SystemLabels => listed(|object| &object.system_labels),
        Attribute::ExtensionAttribute(_) => {
            let hybrid = trust.map(|trust| trust == TrustType::ServerAd);
            let visible = extension_attributes_visible(
                recorded.is_managed.into(),
                recorded.is_compliant.into(),
                hybrid.into(),
            );
            match (visible, text(object, attribute)) {
                (Match::No, _) | (_, Fact::Null) => Fact::Null,
                (Match::Unknown, _) => Fact::Unknown,
                (Match::Yes, fact) => fact,
            }
        }
        Attribute::DisplayName if object.is_none() && !recorded.display_name.is_empty() => {
            Fact::Text(&recorded.display_name)
        }
        Attribute::DisplayName
        | Attribute::DeviceOwnership
        | Attribute::EnrollmentProfileName
        | Attribute::Manufacturer
        | Attribute::MdmAppId
        | Attribute::Model
        | Attribute::OperatingSystem
        | Attribute::OperatingSystemVersion
        | Attribute::ProfileType => text(object, attribute),
    }
}

/// An attribute of the object: null if the object lacks it, unknown without an object.
fn text(object: Option<&DeviceObject>, attribute: Attribute) -> Fact<'_> {
    match object {
        None => Fact::Unknown,
        Some(object) => object.attribute(attribute).map_or(Fact::Null, Fact::Text),
    }
}

/// The classes of devices that the rules can tell apart.
pub(super) struct DeviceClasses {
    partition: DevicePartition,
    representatives: Vec<OwnedDevice>,
}

impl Partition for DeviceClasses {
    type Value<'a> = Device<'a>;

    fn class_count(&self) -> usize {
        self.partition.len()
    }

    fn class_of(&self, device: Device<'_>) -> Class {
        Class(self.partition.class_of(&device))
    }

    fn representative(&self, class: Class) -> Device<'_> {
        self.representatives.get(class.0).map_or(Device::Unknown, Device::Representative)
    }
}
