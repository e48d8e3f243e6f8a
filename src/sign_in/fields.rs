//! Which fields an export has at all, so that one it lacks throughout is reported once and not for each person.

use serde::{Deserialize, Serialize};

/// A field that an export may lack, because of its version, its format or the tenant's license.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `userType`.
    UserType,
    /// `crossTenantAccessType`.
    CrossTenantAccess,
    /// `homeTenantId` and `resourceTenantId`.
    Tenants,
    /// `resourceId`.
    Resource,
    /// `conditionalAccessAudiences`.
    Audiences,
    /// `authenticationContextClassReferences`.
    AuthenticationContexts,
    /// `clientAppUsed`.
    ClientApp,
    /// `deviceDetail.operatingSystem`, or `userAgent`.
    Platform,
    /// `deviceDetail`.
    Device,
    /// `ipAddress`.
    IpAddress,
    /// `location`.
    Location,
    /// `riskLevelDuringSignIn`, other than `hidden`.
    SignInRisk,
    /// `authenticationProtocol` or `originalTransferMethod`.
    Flow,
    /// `authenticationDetails`.
    AuthenticationDetails,
    /// Sign-ins that are not interactive; Graph leaves them out unless they are asked for.
    NonInteractive,
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<&'static str>")]
pub struct FieldsSeen(u16);

impl Field {
    /// Every field.
    pub const ALL: [Self; 15] = [
        Self::UserType,
        Self::CrossTenantAccess,
        Self::Tenants,
        Self::Resource,
        Self::Audiences,
        Self::AuthenticationContexts,
        Self::ClientApp,
        Self::Platform,
        Self::Device,
        Self::IpAddress,
        Self::Location,
        Self::SignInRisk,
        Self::Flow,
        Self::AuthenticationDetails,
        Self::NonInteractive,
    ];

    /// What is missing without it, such as `sign-in risk`.
    pub fn words(self) -> &'static str {
        match self {
            Self::UserType => "user type",
            Self::CrossTenantAccess => "cross-tenant access type",
            Self::Tenants => "home and resource tenants",
            Self::Resource => "resources",
            Self::Audiences => "audiences",
            Self::AuthenticationContexts => "authentication contexts",
            Self::ClientApp => "client apps",
            Self::Platform => "device platforms",
            Self::Device => "device details",
            Self::IpAddress => "IP addresses",
            Self::Location => "countries",
            Self::SignInRisk => "sign-in risk",
            Self::Flow => "authentication flows",
            Self::AuthenticationDetails => "authentication details",
            Self::NonInteractive => "non-interactive sign-ins",
        }
    }
}

impl FieldsSeen {
    /// Whether some sign-in had the field.
    pub fn contains(self, field: Field) -> bool {
        self.0 & bit(field) != 0
    }

    /// Fields that no sign-in had.
    pub fn missing(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| !self.contains(*field))
    }

    /// Adds the fields of another part of the export.
    pub fn merge(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Adds a field if a sign-in has it.
    pub(super) fn note(&mut self, field: Field, is_there: bool) {
        if is_there {
            self.0 |= bit(field);
        }
    }
}

/// The words of the fields, in order.
impl From<FieldsSeen> for Vec<&'static str> {
    fn from(seen: FieldsSeen) -> Self {
        Field::ALL.into_iter().filter(|field| seen.contains(*field)).map(Field::words).collect()
    }
}

/// From the words of fields; any other is none.
impl From<Vec<String>> for FieldsSeen {
    fn from(words: Vec<String>) -> Self {
        let mut seen = Self::default();
        for field in Field::ALL {
            seen.note(field, words.iter().any(|word| word == field.words()));
        }
        seen
    }
}

fn bit(field: Field) -> u16 {
    1 << (field as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_part_has_is_missing() {
        let mut seen = FieldsSeen::default();
        seen.note(Field::Device, true);
        seen.note(Field::Location, false);
        let mut other = FieldsSeen::default();
        other.note(Field::Flow, true);
        seen.merge(other);
        assert!(seen.contains(Field::Device) && seen.contains(Field::Flow));
        assert_eq!(seen.missing().count(), Field::ALL.len() - 2);
        assert!(seen.missing().any(|field| field == Field::Location));
    }
}
