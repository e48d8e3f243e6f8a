//! One recorded or supposed sign-in, as much of it as is known.
//!
//! A compact record that every export is read into. `None` always means *not known*; what is known to be missing has a
//! value of its own. Nothing here decides anything.

mod attempts;
mod authentication;
mod encoding;
mod fields;
mod formats;
mod geography;
mod intake;
mod ordinary;
mod platform;
mod read;
mod record;
pub mod recorded;
mod repeats;
mod scan;
mod stream;
pub mod supposed;
mod time;
mod turns;
mod wire;
mod zstandard;

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::AuthenticationMethod;
use crate::model::{ClientAppType, DevicePlatform, Id, InsiderRiskLevel, RiskLevel, UserAction};

pub use attempts::{Attempts, Unfinished, Verdict};
pub use fields::{Field, FieldsSeen};
pub use geography::{Countries, Disagreement, Located};
pub use read::{
    Problem, ReadSummary, RecordPlace, read, read_by_serde_alone, read_by_threads, read_in_turns,
};
pub use recorded::Recorded;
pub use repeats::Repeats;
pub use turns::{Turn, Turns};

pub(crate) use encoding::{decode, is_plain};

/// A sign-in (`signIn`, Graph v1.0 and beta).
#[derive(Clone, Debug, PartialEq)]
pub struct SignIn<'a> {
    /// `id`.
    pub id: Cow<'a, str>,
    /// `createdDateTime`.
    pub created: DateTime<Utc>,
    /// `correlationId`: rows of one attempt share it.
    pub correlation_id: Cow<'a, str>,
    /// Who or what signs in.
    pub subject: Subject,
    /// `isInteractive`, or what `signInEventTypes` says.
    pub is_interactive: bool,
    /// `userId`, or the object id of the service principal.
    pub subject_id: Option<Uuid>,
    /// `userPrincipalName`, lower case.
    pub user_principal_name: Cow<'a, str>,
    /// `userDisplayName`, or the service principal's name.
    pub display_name: Cow<'a, str>,
    /// `userType`.
    pub user_type: Option<UserType>,
    /// `crossTenantAccessType`.
    pub cross_tenant_access: Option<CrossTenantAccess>,
    /// `homeTenantId`.
    pub home_tenant: Option<Uuid>,
    /// `resourceTenantId`.
    pub resource_tenant: Option<Uuid>,
    /// `appId` and `appDisplayName`: the client.
    pub application: Application<'a>,
    /// `resourceId` and `resourceDisplayName`.
    pub resource: Application<'a>,
    /// `conditionalAccessAudiences`; empty where the export lacks it.
    pub audiences: Vec<Uuid>,
    /// The delegated permissions asked for: `Oauth Scope Info` among `authenticationProcessingDetails`.
    pub scopes: Option<Vec<String>>,
    /// The user action, in place of a resource.
    pub user_action: Option<UserAction>,
    /// `authenticationContextClassReferences`: contexts that the request demands.
    pub authentication_contexts: Vec<Id>,
    /// `clientAppUsed`, as the type that policies know.
    pub client_app: Option<ClientAppType>,
    /// `clientAppUsed`, as recorded.
    pub client_app_used: Cow<'a, str>,
    /// The platform, from `deviceDetail.operatingSystem` and `userAgent`.
    pub platform: Option<Platform>,
    /// `deviceDetail`.
    pub device: Option<Device<'a>>,
    /// `ipAddress`.
    pub ip_address: Option<IpAddr>,
    /// Supposed to come from an address that no named location holds, whichever it is.
    pub is_outside_named_networks: bool,
    /// `location.countryOrRegion`.
    pub country: Option<Country>,
    /// Whether the network is a compliant one of Global Secure Access.
    pub compliant_network: Option<bool>,
    /// `riskLevelDuringSignIn`; `hidden` is not known.
    pub sign_in_risk: Option<RiskLevel>,
    /// The user's risk at that time; no export of sign-ins holds it.
    pub user_risk: Option<RiskLevel>,
    /// The service principal's risk.
    pub service_principal_risk: Option<RiskLevel>,
    /// The user's insider risk.
    pub insider_risk: Option<InsiderRisk>,
    /// `authenticationProtocol` and `originalTransferMethod`.
    pub flow: Option<Flow>,
    /// `authenticationProtocol` is `ropc`: a password is sent and nobody can be asked anything.
    pub is_ropc: bool,
    /// How the person proved who they are.
    pub authentication: Authentication,
    /// `status.errorCode`; 0 is success.
    pub error_code: i32,
    /// What Entra recorded of its own decision.
    pub recorded: Recorded<'a>,
}

/// Who or what signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user, guests included.
    User,
    /// A service principal.
    ServicePrincipal,
    /// A managed identity, which Conditional Access does not cover.
    ManagedIdentity,
    /// An agent identity or agent user.
    Agent,
}

/// `userType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserType {
    /// `member`.
    Member,
    /// `guest`.
    Guest,
}

impl UserType {
    /// Reads Graph's token, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let named = [("member", Self::Member), ("guest", Self::Guest)];
        named.into_iter().find(|(token, _)| text.eq_ignore_ascii_case(token)).map(|(_, user_type)| user_type)
    }
}

/// `crossTenantAccessType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CrossTenantAccess {
    /// `none`.
    None,
    /// `b2bCollaboration`.
    B2bCollaboration,
    /// `b2bDirectConnect`.
    B2bDirectConnect,
    /// `serviceProvider`.
    ServiceProvider,
    /// `microsoftSupport`, `passthrough` or a token this version does not know.
    Other,
}

/// A client or a resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application<'a> {
    /// The application id.
    pub id: Option<Uuid>,
    /// The display name.
    pub display_name: Cow<'a, str>,
}

/// A device platform, as Conditional Access derives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// One that policies can name.
    Known(DevicePlatform),
    /// Any other, such as `ChromeOS` or none at all: it is in `all` and in nothing else.
    Unrecognized,
}

/// `deviceDetail`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device<'a> {
    /// `deviceId`, lower case; `None` means that the device is not registered.
    pub id: Option<Cow<'a, str>>,
    /// `displayName`.
    pub display_name: Cow<'a, str>,
    /// `operatingSystem`, as recorded.
    pub operating_system: Cow<'a, str>,
    /// `browser`.
    pub browser: Cow<'a, str>,
    /// `isCompliant`; null counts as not compliant.
    pub is_compliant: bool,
    /// `isManaged`; null counts as not managed.
    pub is_managed: bool,
    /// `trustType`.
    pub trust: Option<TrustType>,
}

/// How a device is joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrustType {
    /// Microsoft Entra joined: `AzureAD` in filters.
    AzureAd,
    /// Microsoft Entra hybrid joined: `ServerAD` in filters.
    ServerAd,
    /// Microsoft Entra registered: `Workplace` in filters.
    Workplace,
}

impl TrustType {
    /// The value that device filters know.
    pub fn as_filter(self) -> &'static str {
        match self {
            Self::AzureAd => "AzureAD",
            Self::ServerAd => "ServerAD",
            Self::Workplace => "Workplace",
        }
    }
}

/// The country of an address. Its JSON is the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Country {
    /// A two-letter code, upper case.
    Code([u8; 2]),
    /// Entra found none: an unknown country or region.
    Undetermined,
}

impl Country {
    /// Reads a code in either case; anything but two letters is undetermined.
    pub fn parse(text: &str) -> Self {
        match text.trim().as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Self::Code([first.to_ascii_uppercase(), second.to_ascii_uppercase()])
            }
            _ => Self::Undetermined,
        }
    }

    /// The code, or nothing for an undetermined country.
    pub fn code(&self) -> &str {
        match self {
            Self::Code(code) => std::str::from_utf8(code).unwrap_or(""),
            Self::Undetermined => "",
        }
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl From<String> for Country {
    fn from(code: String) -> Self {
        Self::parse(&code)
    }
}

/// Insider risk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InsiderRisk {
    /// There is none.
    None,
    /// There is some.
    Level(InsiderRiskLevel),
}

/// The authentication flow a session came from, which sticks to it (Entra, concept-authentication-flows, 2024-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// Neither of the others.
    Ordinary,
    /// Device code flow.
    DeviceCode,
    /// Authentication transfer.
    Transfer,
}

/// How the person proved who they are, in this sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authentication {
    /// Whether MFA was done, or a claim in the token says so; `None` where the export has no details.
    pub multifactor: Option<bool>,
    /// Methods that succeeded in this sign-in.
    pub methods: Vec<AuthenticationMethod>,
}

impl SignIn<'_> {
    /// The same, independent of the text that it was read from.
    pub fn into_owned(self) -> SignIn<'static> {
        SignIn {
            id: owned(self.id),
            created: self.created,
            correlation_id: owned(self.correlation_id),
            subject: self.subject,
            is_interactive: self.is_interactive,
            subject_id: self.subject_id,
            user_principal_name: owned(self.user_principal_name),
            display_name: owned(self.display_name),
            user_type: self.user_type,
            cross_tenant_access: self.cross_tenant_access,
            home_tenant: self.home_tenant,
            resource_tenant: self.resource_tenant,
            application: self.application.into_owned(),
            resource: self.resource.into_owned(),
            audiences: self.audiences,
            scopes: self.scopes,
            user_action: self.user_action,
            authentication_contexts: self.authentication_contexts,
            client_app: self.client_app,
            client_app_used: owned(self.client_app_used),
            platform: self.platform,
            device: self.device.map(Device::into_owned),
            ip_address: self.ip_address,
            is_outside_named_networks: self.is_outside_named_networks,
            country: self.country,
            compliant_network: self.compliant_network,
            sign_in_risk: self.sign_in_risk,
            user_risk: self.user_risk,
            service_principal_risk: self.service_principal_risk,
            insider_risk: self.insider_risk,
            flow: self.flow,
            is_ropc: self.is_ropc,
            authentication: self.authentication,
            error_code: self.error_code,
            recorded: self.recorded.into_owned(),
        }
    }

    /// A sign-in of which nothing is known but its kind.
    pub fn blank() -> Self {
        Self {
            id: Cow::Borrowed(""),
            created: DateTime::UNIX_EPOCH,
            correlation_id: Cow::Borrowed(""),
            subject: Subject::User,
            is_interactive: true,
            subject_id: None,
            user_principal_name: Cow::Borrowed(""),
            display_name: Cow::Borrowed(""),
            user_type: None,
            cross_tenant_access: None,
            home_tenant: None,
            resource_tenant: None,
            application: Application::default(),
            resource: Application::default(),
            audiences: Vec::new(),
            scopes: None,
            user_action: None,
            authentication_contexts: Vec::new(),
            client_app: None,
            client_app_used: Cow::Borrowed(""),
            platform: None,
            device: None,
            ip_address: None,
            is_outside_named_networks: false,
            country: None,
            compliant_network: None,
            sign_in_risk: None,
            user_risk: None,
            service_principal_risk: None,
            insider_risk: None,
            flow: None,
            is_ropc: false,
            authentication: Authentication::default(),
            error_code: 0,
            recorded: Recorded::default(),
        }
    }
}

impl Application<'_> {
    fn into_owned(self) -> Application<'static> {
        Application { id: self.id, display_name: owned(self.display_name) }
    }
}

impl Device<'_> {
    fn into_owned(self) -> Device<'static> {
        Device {
            id: self.id.map(owned),
            display_name: owned(self.display_name),
            operating_system: owned(self.operating_system),
            browser: owned(self.browser),
            is_compliant: self.is_compliant,
            is_managed: self.is_managed,
            trust: self.trust,
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}
