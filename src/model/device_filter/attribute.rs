//! The attributes of a device that a filter may name, and the operators that compare them.
//!
//! Names, operators and values are those of Microsoft's "Filter for devices as a condition" of April 2025.

use std::fmt;

/// A property of a device, as `device.<name>` in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// `deviceId`
    DeviceId,
    /// `displayName`
    DisplayName,
    /// `deviceOwnership`: `Personal` or `Company`
    DeviceOwnership,
    /// `enrollmentProfileName`
    EnrollmentProfileName,
    /// `isCompliant`: `True` or `False`, a text like the others
    IsCompliant,
    /// `manufacturer`
    Manufacturer,
    /// `mdmAppId`
    MdmAppId,
    /// `model`
    Model,
    /// `operatingSystem`
    OperatingSystem,
    /// `operatingSystemVersion`
    OperatingSystemVersion,
    /// `physicalIds`, a list
    PhysicalIds,
    /// `profileType`: `RegisteredDevice`, `SecureVM`, `Printer`, `Shared` or `IoT`
    ProfileType,
    /// `systemLabels`, a list
    SystemLabels,
    /// `trustType`: `AzureAD`, `ServerAD` (hybrid joined) or `Workplace`
    TrustType,
    /// `extensionAttribute1` to `extensionAttribute15`
    ExtensionAttribute(u8),
}

/// How a rule compares an attribute with values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// `-eq`
    Equals,
    /// `-ne`
    NotEquals,
    /// `-startsWith`
    StartsWith,
    /// `-notStartsWith`
    NotStartsWith,
    /// `-endsWith`
    EndsWith,
    /// `-notEndsWith`
    NotEndsWith,
    /// `-contains`: a part of a text, a whole element of a list
    Contains,
    /// `-notContains`
    NotContains,
    /// `-in`
    In,
    /// `-notIn`
    NotIn,
}

impl Attribute {
    /// Every attribute, in the order of Microsoft's table.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::DeviceId,
            Self::DisplayName,
            Self::DeviceOwnership,
            Self::EnrollmentProfileName,
            Self::IsCompliant,
            Self::Manufacturer,
            Self::MdmAppId,
            Self::Model,
            Self::OperatingSystem,
            Self::OperatingSystemVersion,
            Self::PhysicalIds,
            Self::ProfileType,
            Self::SystemLabels,
            Self::TrustType,
        ]
        .into_iter()
        .chain((1..=15).map(Self::ExtensionAttribute))
    }

    /// The attribute of that name, in any case, without `device.`.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|attribute| attribute.to_string().eq_ignore_ascii_case(name))
    }

    /// Whether a device has a list of values rather than one.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::PhysicalIds | Self::SystemLabels)
    }

    /// Every value Microsoft documents, where these are few; else nothing.
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::DeviceOwnership => &["Personal", "Company"],
            Self::IsCompliant => &["True", "False"],
            Self::ProfileType => &["RegisteredDevice", "SecureVM", "Printer", "Shared", "IoT"],
            Self::TrustType => &["AzureAD", "ServerAD", "Workplace"],
            Self::DeviceId
            | Self::DisplayName
            | Self::EnrollmentProfileName
            | Self::Manufacturer
            | Self::MdmAppId
            | Self::Model
            | Self::OperatingSystem
            | Self::OperatingSystemVersion
            | Self::PhysicalIds
            | Self::SystemLabels
            | Self::ExtensionAttribute(_) => &[],
        }
    }

    /// The operators Microsoft documents for it.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{Contains, Equals, In, NotContains, NotEquals, NotIn};
        match self {
            Self::DeviceId | Self::MdmAppId => &[Equals, NotEquals, In, NotIn],
            Self::DeviceOwnership | Self::IsCompliant | Self::ProfileType | Self::TrustType => {
                &[Equals, NotEquals]
            }
            Self::PhysicalIds | Self::SystemLabels => &[Contains, NotContains],
            Self::DisplayName
            | Self::EnrollmentProfileName
            | Self::Manufacturer
            | Self::Model
            | Self::OperatingSystem
            | Self::OperatingSystemVersion
            | Self::ExtensionAttribute(_) => &Operator::ALL,
        }
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DeviceId => "deviceId",
            Self::DisplayName => "displayName",
            Self::DeviceOwnership => "deviceOwnership",
            Self::EnrollmentProfileName => "enrollmentProfileName",
            Self::IsCompliant => "isCompliant",
            Self::Manufacturer => "manufacturer",
            Self::MdmAppId => "mdmAppId",
            Self::Model => "model",
            Self::OperatingSystem => "operatingSystem",
            Self::OperatingSystemVersion => "operatingSystemVersion",
            Self::PhysicalIds => "physicalIds",
            Self::ProfileType => "profileType",
            Self::SystemLabels => "systemLabels",
            Self::TrustType => "trustType",
            Self::ExtensionAttribute(number) => return write!(f, "extensionAttribute{number}"),
        })
    }
}

impl Operator {
    /// Every operator, in the order of Microsoft's table.
    pub const ALL: [Self; 10] = [
        Self::Equals,
        Self::NotEquals,
        Self::StartsWith,
        Self::NotStartsWith,
        Self::EndsWith,
        Self::NotEndsWith,
        Self::Contains,
        Self::NotContains,
        Self::In,
        Self::NotIn,
    ];

    /// The operator of that name, in any case, with or without the dash.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_prefix('-').unwrap_or(name);
        Self::ALL
            .into_iter()
            .find(|operator| operator.as_str().trim_start_matches('-').eq_ignore_ascii_case(name))
    }

    /// How a rule writes it, dash included.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "-eq",
            Self::NotEquals => "-ne",
            Self::StartsWith => "-startsWith",
            Self::NotStartsWith => "-notStartsWith",
            Self::EndsWith => "-endsWith",
            Self::NotEndsWith => "-notEndsWith",
            Self::Contains => "-contains",
            Self::NotContains => "-notContains",
            Self::In => "-in",
            Self::NotIn => "-notIn",
        }
    }

    /// Whether it holds where its counterpart does not. Such an operator holds for a device without the attribute,
    /// so for every unregistered device.
    pub const fn is_negative(self) -> bool {
        match self {
            Self::NotEquals | Self::NotStartsWith | Self::NotEndsWith | Self::NotContains | Self::NotIn => {
                true
            }
            Self::Equals | Self::StartsWith | Self::EndsWith | Self::Contains | Self::In => false,
        }
    }

    /// Whether it compares with a list in brackets.
    pub const fn takes_list(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }
}
