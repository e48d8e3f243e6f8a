//! What a policy refers to: by name where it is authored, by id where Graph has it.

use std::fmt;
use uuid::Uuid;

/// A reference as it is authored: a display name, a user principal name or an id.
pub type Name = String;

/// Either form of a reference.
pub trait Reference: Clone + fmt::Debug + PartialEq {}

impl Reference for Name {}
impl Reference for Id {}

/// A reference as Graph has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// The object id of a user, group, location, …, the template id of a role, the application id of an application.
    Guid(Uuid),
    /// Anything else: an authentication context (`c1`), a placeholder for what does not exist yet
    /// (`<group:CA002 - Exclude>`) or is yet to be bound (`<EmergencyAccessAccountsGroup>`). Written as it came.
    Text(Box<str>),
}

impl Id {
    /// Reads an id. GUIDs are recognized in Graph's hyphenated form only, in either case.
    pub fn parse(text: &str) -> Self {
        match parse_guid(text) {
            Some(guid) => Self::Guid(guid),
            None => Self::Text(text.into()),
        }
    }

    /// The placeholder for an object that this repository creates, such as `<group:CA002 - Exclude>`.
    pub fn placeholder(kind: ReferenceKind, name: &str) -> Self {
        Self::Text(format!("<{}:{name}>", kind.as_str()).into())
    }

    /// The GUID, if it is one.
    pub fn guid(&self) -> Option<Uuid> {
        match self {
            Self::Guid(guid) => Some(*guid),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => guid.hyphenated().fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A GUID in Graph's hyphenated form.
pub(crate) fn parse_guid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::parse_str(text).ok()).flatten()
}

/// What kind of object a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceKind {
    /// A user, by user principal name.
    User,
    /// A group.
    Group,
    /// A directory role, by the id of its template.
    Role,
    /// An application, by its application id.
    Application,
    /// A service principal, by its object id.
    ServicePrincipal,
    /// A named location.
    NamedLocation,
    /// An authentication strength.
    AuthenticationStrength,
    /// Terms of use.
    TermsOfUse,
    /// An authentication context.
    AuthenticationContext,
    /// A Global Secure Access filtering profile.
    FilteringProfile,
}

impl ReferenceKind {
    /// Every kind, in the order of the lock file.
    pub const ALL: &[Self] = &[
        Self::User,
        Self::Group,
        Self::Role,
        Self::Application,
        Self::ServicePrincipal,
        Self::NamedLocation,
        Self::AuthenticationStrength,
        Self::TermsOfUse,
        Self::AuthenticationContext,
        Self::FilteringProfile,
    ];

    /// The word in placeholders, such as `group`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Application => "application",
            Self::ServicePrincipal => "servicePrincipal",
            Self::NamedLocation => "namedLocation",
            Self::AuthenticationStrength => "authenticationStrength",
            Self::TermsOfUse => "termsOfUse",
            Self::AuthenticationContext => "authenticationContext",
            Self::FilteringProfile => "filteringProfile",
        }
    }

    /// The words in messages, such as `named location`.
    pub fn words(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Application => "application",
            Self::ServicePrincipal => "service principal",
            Self::NamedLocation => "named location",
            Self::AuthenticationStrength => "authentication strength",
            Self::TermsOfUse => "terms of use",
            Self::AuthenticationContext => "authentication context",
            Self::FilteringProfile => "filtering profile",
        }
    }

    /// The key of `tenant.lock.yaml` that maps names of this kind to ids.
    pub fn lock_key(self) -> &'static str {
        match self {
            Self::User => "users",
            Self::Group => "groups",
            Self::Role => "roles",
            Self::Application => "applications",
            Self::ServicePrincipal => "servicePrincipals",
            Self::NamedLocation => "namedLocations",
            Self::AuthenticationStrength => "authenticationStrengths",
            Self::TermsOfUse => "termsOfUse",
            Self::AuthenticationContext => "authenticationContexts",
            Self::FilteringProfile => "filteringProfiles",
        }
    }
}
