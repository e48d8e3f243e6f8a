//! `conditionalAccessConditions`: flags, as tokens with commas in Graph and as a number in diagnostics.

use serde_json::Value;

/// A condition as Entra names it in what it records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordedCondition {
    /// `application`.
    Application,
    /// `users`.
    Users,
    /// `devicePlatform`.
    DevicePlatform,
    /// `location`.
    Location,
    /// `clientType`.
    ClientType,
    /// `signInRisk`.
    SignInRisk,
    /// `userRisk`.
    UserRisk,
    /// `time`.
    Time,
    /// `deviceState`.
    DeviceState,
    /// `client`.
    Client,
    /// `ipAddressSeenByAzureAD`.
    AddressSeenByEntra,
    /// `ipAddressSeenByResourceProvider`.
    AddressSeenByResource,
    /// `unknownFutureValue`, or a token this version does not know.
    Unknown,
    /// `servicePrincipals`.
    ServicePrincipals,
    /// `servicePrincipalRisk`.
    ServicePrincipalRisk,
    /// `authenticationFlows`.
    AuthenticationFlows,
    /// `insiderRisk`.
    InsiderRisk,
}

/// A set of conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RecordedConditions(u32);

impl RecordedCondition {
    /// Every condition, in the order of Graph's bits: the first is 1, the second 2, the third 4.
    pub const ALL: [Self; 17] = [
        Self::Application,
        Self::Users,
        Self::DevicePlatform,
        Self::Location,
        Self::ClientType,
        Self::SignInRisk,
        Self::UserRisk,
        Self::Time,
        Self::DeviceState,
        Self::Client,
        Self::AddressSeenByEntra,
        Self::AddressSeenByResource,
        Self::Unknown,
        Self::ServicePrincipals,
        Self::ServicePrincipalRisk,
        Self::AuthenticationFlows,
        Self::InsiderRisk,
    ];

    /// Graph's token.
    pub fn as_graph(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Users => "users",
            Self::DevicePlatform => "devicePlatform",
            Self::Location => "location",
            Self::ClientType => "clientType",
            Self::SignInRisk => "signInRisk",
            Self::UserRisk => "userRisk",
            Self::Time => "time",
            Self::DeviceState => "deviceState",
            Self::Client => "client",
            Self::AddressSeenByEntra => "ipAddressSeenByAzureAD",
            Self::AddressSeenByResource => "ipAddressSeenByResourceProvider",
            Self::Unknown => "unknownFutureValue",
            Self::ServicePrincipals => "servicePrincipals",
            Self::ServicePrincipalRisk => "servicePrincipalRisk",
            Self::AuthenticationFlows => "authenticationFlows",
            Self::InsiderRisk => "insiderRisk",
        }
    }

    fn parse(token: &str) -> Self {
        let same = |one: &Self| one.as_graph().eq_ignore_ascii_case(token);
        Self::ALL.into_iter().find(same).unwrap_or(Self::Unknown)
    }

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

impl RecordedConditions {
    /// Whether a condition is among them.
    pub fn contains(self, condition: RecordedCondition) -> bool {
        self.0 & condition.bit() != 0
    }

    /// Those among them, in the order of Graph's bits.
    pub fn iter(self) -> impl Iterator<Item = RecordedCondition> {
        RecordedCondition::ALL.into_iter().filter(move |condition| self.contains(*condition))
    }

    /// Reads tokens with commas, a number, or a number as text; `none` is the empty set.
    pub(super) fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Self::of_bits(number.as_u64()?)),
            Value::String(text) => match text.trim().parse() {
                Ok(bits) => Some(Self::of_bits(bits)),
                Err(_) => Some(Self::of_tokens(text)),
            },
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn of_tokens(text: &str) -> Self {
        let tokens = text.split(',').map(str::trim);
        let named = tokens.filter(|token| !token.is_empty() && !token.eq_ignore_ascii_case("none"));
        Self(named.fold(0, |bits, token| bits | RecordedCondition::parse(token).bit()))
    }

    /// Bits this version does not know count as one unknown condition.
    fn of_bits(bits: u64) -> Self {
        let all = RecordedCondition::ALL.into_iter().fold(0, |all, condition| all | condition.bit());
        let known = u32::try_from(bits & u64::from(all)).unwrap_or(0);
        let is_all_known = bits & !u64::from(all) == 0;
        Self(if is_all_known { known } else { known | RecordedCondition::Unknown.bit() })
    }
}

impl FromIterator<RecordedCondition> for RecordedConditions {
    fn from_iter<I: IntoIterator<Item = RecordedCondition>>(conditions: I) -> Self {
        Self(conditions.into_iter().fold(0, |bits, condition| bits | condition.bit()))
    }
}

/// One condition: a token, or a number as in diagnostics.
pub(super) fn one(value: &Value) -> RecordedCondition {
    let mut found = RecordedConditions::read(value).unwrap_or_default().iter();
    match (found.next(), found.next()) {
        (Some(condition), None) => condition,
        (_, _) => RecordedCondition::Unknown,
    }
}
