//! What is known of a device.
//!
//! Whoever provides the facts decides what a filter gets to see; rules only ask. In particular the extension attributes
//! of a device that is neither managed, compliant nor hybrid joined are to be given as null.

use std::collections::BTreeMap;

use super::Attribute;
use crate::model::matching::Match;

/// What is known of one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<'a> {
    /// Nothing is recorded; it may be anything.
    Unknown,
    /// The device does not have it, as an unregistered device has nothing.
    Null,
    /// The value of a single-valued attribute. A text for a list attribute counts as unknown.
    Text(&'a str),
    /// The elements of a list attribute. A list for a single-valued attribute counts as unknown.
    List(&'a [String]),
}

/// A device, or what stands for one.
pub trait DeviceFacts {
    /// What is known of an attribute.
    fn fact(&self, attribute: Attribute) -> Fact<'_>;
}

/// A device that is not registered: every attribute is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnregisteredDevice;

/// A device nothing is known of: every attribute is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownDevice;

/// A device that owns its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnedDevice {
    /// What is known; an attribute not listed is unknown.
    pub facts: BTreeMap<Attribute, OwnedFact>,
}

/// A [`Fact`] that owns its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnedFact {
    /// It may be anything.
    Unknown,
    /// The device does not have it.
    Null,
    /// The value of a single-valued attribute.
    Text(String),
    /// The elements of a list attribute.
    List(Vec<String>),
}

/// Whether a filter sees the extension attributes of a device: it must be managed by Intune, compliant or hybrid joined.
/// Else they are null to the filter, whatever the directory holds. (Microsoft, "Filter for devices as a condition",
/// April 2025)
pub const fn extension_attributes_visible(managed: Match, compliant: Match, hybrid_joined: Match) -> Match {
    managed.or(compliant).or(hybrid_joined)
}

impl From<bool> for Fact<'_> {
    /// As `isCompliant` is compared: with the texts `True` and `False`.
    fn from(value: bool) -> Self {
        Self::Text(if value { "True" } else { "False" })
    }
}

impl OwnedFact {
    /// The same fact, borrowed.
    pub fn as_fact(&self) -> Fact<'_> {
        match self {
            Self::Unknown => Fact::Unknown,
            Self::Null => Fact::Null,
            Self::Text(text) => Fact::Text(text),
            Self::List(elements) => Fact::List(elements),
        }
    }
}

impl DeviceFacts for UnregisteredDevice {
    fn fact(&self, _attribute: Attribute) -> Fact<'_> {
        Fact::Null
    }
}

impl DeviceFacts for UnknownDevice {
    fn fact(&self, _attribute: Attribute) -> Fact<'_> {
        Fact::Unknown
    }
}

impl DeviceFacts for OwnedDevice {
    fn fact(&self, attribute: Attribute) -> Fact<'_> {
        self.facts.get(&attribute).map_or(Fact::Unknown, OwnedFact::as_fact)
    }
}
