//! A sign-in that somebody supposes, for a what-if or a scenario.
//!
//! What is not supposed is not known, and stays so: no default stands in for it. Only what the directory knows of the
//! user (type, groups, roles, registered methods) is looked up there, as for any sign-in.

use std::borrow::Cow;
use std::net::IpAddr;

use uuid::Uuid;

use super::{
    Application, Authentication, Country, CrossTenantAccess, Device, Flow, InsiderRisk, Platform, SignIn,
    Subject, TrustType, UserType,
};
use crate::catalogue::{self, Group};
use crate::diagnostic::did_you_mean;
use crate::model::{
    ClientAppType, DevicePlatform, GuestType, Id, InsiderRiskLevel, Match, RiskLevel, TransferMethod,
    UserAction,
};

/// A sign-in as it is supposed. What is absent is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supposed {
    /// Who signs in.
    pub subject: SupposedSubject,
    /// To what.
    pub target: Option<Target>,
    /// Through which client app.
    pub client_app: Option<ClientAppType>,
    /// From which platform.
    pub platform: Option<Platform>,
    /// From which device.
    pub device: Option<SupposedDevice>,
    /// From which address.
    pub ip_address: Option<IpAddr>,
    /// From which country. It is not looked up from the address; without one, the address is supposed to be in no
    /// named location, as a traveler's is.
    pub country: Option<Country>,
    /// The risk of the sign-in.
    pub sign_in_risk: Option<RiskLevel>,
    /// The risk of the user.
    pub user_risk: Option<RiskLevel>,
    /// The risk of the service principal.
    pub service_principal_risk: Option<RiskLevel>,
    /// The insider risk of the user.
    pub insider_risk: Option<InsiderRisk>,
    /// Through which authentication flow.
    pub flow: Option<Flow>,
    /// Whether MFA was done already.
    pub multifactor: Option<bool>,
}

/// Who is supposed to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SupposedSubject {
    /// A user.
    User(SupposedUser),
    /// A service principal, by object id.
    ServicePrincipal(Option<Uuid>),
    /// An agent, by the object id of its service principal.
    Agent(Option<Uuid>),
}

impl Default for SupposedSubject {
    fn default() -> Self {
        Self::User(SupposedUser::default())
    }
}

/// A user, by name or object id; with neither, nobody in particular.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupposedUser {
    /// The user principal name.
    pub user_principal_name: Option<String>,
    /// The object id.
    pub id: Option<Uuid>,
    /// What type of guest or external user they are; `Some(None)` is none.
    pub guest: Option<Option<GuestType>>,
    /// The tenant they are at home in.
    pub home_tenant: Option<Uuid>,
}

/// What a sign-in is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Applications by id; a request may be for several.
    Applications(Vec<Uuid>),
    /// A user action.
    UserAction(UserAction),
    /// An authentication context that some application demands.
    AuthenticationContext(Id),
}

/// A device that is supposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupposedDevice {
    /// It is not registered.
    Unregistered,
    /// It is registered.
    Registered {
        /// Whether it is compliant.
        is_compliant: bool,
        /// How it is joined, if that is known.
        trust: Option<TrustType>,
    },
}

/// The id of a registered device that is supposed: it has one, and no filter names it.
pub(crate) const SUPPOSED_DEVICE: &str = "supposed";

impl Supposed {
    /// The sign-in.
    pub fn sign_in(&self) -> SignIn<'static> {
        let mut sign_in = SignIn {
            client_app: self.client_app.clone(),
            client_app_used: self.client_app.as_ref().map_or(Cow::Borrowed(""), client_app_used),
            platform: self.platform.clone(),
            device: self.device.map(device),
            ip_address: self.ip_address,
            is_outside_named_networks: self.country.is_some() && self.ip_address.is_none(),
            country: self.country,
            sign_in_risk: self.sign_in_risk.clone().filter(|level| *level != RiskLevel::Hidden),
            user_risk: self.user_risk.clone().filter(|level| *level != RiskLevel::Hidden),
            service_principal_risk: self.service_principal_risk.clone(),
            insider_risk: self.insider_risk.clone(),
            flow: self.flow,
            authentication: Authentication { multifactor: self.multifactor, methods: Vec::new() },
            ..SignIn::blank()
        };
        set_subject(&mut sign_in, &self.subject);
        match &self.target {
            None => {}
            Some(Target::Applications(ids)) => match ids.as_slice() {
                [id] => sign_in.resource = application(*id),
                several => sign_in.audiences = several.to_vec(),
            },
            Some(Target::UserAction(action)) => sign_in.user_action = Some(action.clone()),
            Some(Target::AuthenticationContext(id)) => sign_in.authentication_contexts = vec![id.clone()],
        }
        sign_in
    }
}

/// An application that stands for a keyword of policies, `office365` or `microsoftAdminPortals` in any case: one that
/// surely is in that group.
pub fn representative(keyword: &str) -> Option<Uuid> {
    let group = if keyword.eq_ignore_ascii_case("office365") {
        Group::Office365
    } else if keyword.eq_ignore_ascii_case("microsoftAdminPortals") {
        Group::MicrosoftAdminPortals
    } else {
        return None;
    };
    let is_member = |application: &&catalogue::Application| {
        !application.public_client && application.in_group(group) == Match::Yes
    };
    let exchange = catalogue::application_by_id(EXCHANGE_ONLINE).filter(|exchange| is_member(exchange));
    exchange.or_else(|| catalogue::applications().iter().find(is_member)).map(|application| application.id)
}

const EXCHANGE_ONLINE: Uuid = Uuid::from_u128(0x0000_0002_0000_0ff1_ce00_0000_0000_0000);

/// Reads a client app type of one sign-in.
pub fn parse_client_app(text: &str) -> Result<ClientAppType, String> {
    let known = ClientAppType::KNOWN.iter().filter(|token| **token != "all");
    token(text, known, "client app", ClientAppType::from_graph)
}

/// Reads a device platform, or `unrecognized` for one that Entra does not know.
pub fn parse_platform(text: &str) -> Result<Platform, String> {
    let known = DevicePlatform::KNOWN.iter().chain(&["unrecognized"]).filter(|token| **token != "all");
    token(text, known, "device platform", |token| match token {
        "unrecognized" => Platform::Unrecognized,
        token => Platform::Known(DevicePlatform::from_graph(token)),
    })
}

/// Reads a level of risk.
pub fn parse_risk(text: &str) -> Result<RiskLevel, String> {
    let known = RiskLevel::KNOWN.iter().filter(|token| **token != "hidden");
    token(text, known, "risk level", RiskLevel::from_graph)
}

/// Reads a level of insider risk, or `none`.
pub fn parse_insider_risk(text: &str) -> Result<InsiderRisk, String> {
    let known = InsiderRiskLevel::KNOWN.iter().chain(&["none"]);
    token(text, known, "insider risk level", |token| match token {
        "none" => InsiderRisk::None,
        token => InsiderRisk::Level(InsiderRiskLevel::from_graph(token)),
    })
}

/// Reads an authentication flow, or `none` for neither of them.
pub fn parse_flow(text: &str) -> Result<Flow, String> {
    let known = TransferMethod::KNOWN.iter().chain(&["none"]);
    token(text, known, "authentication flow", |token| match TransferMethod::from_graph(token) {
        TransferMethod::DeviceCodeFlow => Flow::DeviceCode,
        TransferMethod::AuthenticationTransfer => Flow::Transfer,
        TransferMethod::Unknown(_) => Flow::Ordinary,
    })
}

/// Reads a user action, also in the form that policies have it, `urn:user:…`.
pub fn parse_user_action(text: &str) -> Result<UserAction, String> {
    let text = match text.strip_prefix("urn:user:") {
        Some("registersecurityinfo") => "registerSecurityInformation",
        Some("registerdevice") => "registerOrJoinDevices",
        Some(_) | None => text,
    };
    token(text, UserAction::KNOWN.iter(), "user action", UserAction::from_graph)
}

/// Reads a type of guest or external user; `none` is none of them.
pub fn parse_guest(text: &str) -> Result<Option<GuestType>, String> {
    let known = GuestType::KNOWN.iter().chain(&["none"]);
    token(text, known, "type of guest", |token| (token != "none").then(|| GuestType::from_graph(token)))
}

/// Reads a two-letter country code, or `unknown` for an address that Entra finds no country for.
pub fn parse_country(text: &str) -> Result<Country, String> {
    if text.eq_ignore_ascii_case("unknown") {
        return Ok(Country::Undetermined);
    }
    if catalogue::country_by_code(&text.to_ascii_uppercase()).is_some() {
        return Ok(Country::parse(text));
    }
    let near = catalogue::suggest_country(text).map(|country| country.code);
    Err(not_known("country code", text, near, "two letters, or `unknown`"))
}

/// Reads how a device is joined; `none` is a device that is not registered.
pub fn parse_trust(text: &str) -> Result<Option<TrustType>, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    let known = ["AzureAD", "ServerAD", "Workplace", "none"];
    TrustType::parse(text)
        .map(Some)
        .ok_or_else(|| not_known("trust type", text, did_you_mean(text, known), &words(known.iter())))
}

/// Reads one of some tokens, in any case.
fn token<'t, T>(
    text: &str,
    known: impl Iterator<Item = &'t &'t str> + Clone,
    what: &str,
    read: impl Fn(&str) -> T,
) -> Result<T, String> {
    match known.clone().find(|token| token.eq_ignore_ascii_case(text)) {
        Some(token) => Ok(read(token)),
        None => Err(not_known(what, text, did_you_mean(text, known.clone().copied()), &words(known))),
    }
}

fn not_known(what: &str, text: &str, near: Option<&str>, known: &str) -> String {
    match near {
        Some(near) => format!("there is no {what} `{text}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{text}`; write {known}"),
    }
}

fn words<'t>(tokens: impl Iterator<Item = &'t &'t str>) -> String {
    let tokens: Vec<String> = tokens.map(|token| format!("`{token}`")).collect();
    tokens.join(", ")
}

fn set_subject(sign_in: &mut SignIn<'static>, subject: &SupposedSubject) {
    let user = match subject {
        SupposedSubject::ServicePrincipal(id) => {
            (sign_in.subject, sign_in.subject_id) = (Subject::ServicePrincipal, *id);
            return;
        }
        SupposedSubject::Agent(id) => {
            (sign_in.subject, sign_in.subject_id) = (Subject::Agent, *id);
            return;
        }
        SupposedSubject::User(user) => user,
    };
    sign_in.subject_id = user.id;
    sign_in.user_principal_name =
        user.user_principal_name.as_ref().map_or(Cow::Borrowed(""), |name| name.to_lowercase().into());
    sign_in.home_tenant = user.home_tenant;
    if let Some(guest) = &user.guest {
        (sign_in.cross_tenant_access, sign_in.user_type) = of_guest(guest.as_ref());
    }
}

/// What a sign-in says of a type of guest (Entra, external-id/authentication-conditional-access, 2024-05).
fn of_guest(guest: Option<&GuestType>) -> (Option<CrossTenantAccess>, Option<UserType>) {
    match guest {
        None => (Some(CrossTenantAccess::None), Some(UserType::Member)),
        Some(GuestType::InternalGuest) => (Some(CrossTenantAccess::None), Some(UserType::Guest)),
        Some(GuestType::B2bCollaborationGuest) => {
            (Some(CrossTenantAccess::B2bCollaboration), Some(UserType::Guest))
        }
        Some(GuestType::B2bCollaborationMember) => {
            (Some(CrossTenantAccess::B2bCollaboration), Some(UserType::Member))
        }
        Some(GuestType::B2bDirectConnectUser) => (Some(CrossTenantAccess::B2bDirectConnect), None),
        Some(GuestType::ServiceProvider) => (Some(CrossTenantAccess::ServiceProvider), None),
        Some(GuestType::OtherExternalUser | GuestType::Unknown(_)) => (Some(CrossTenantAccess::Other), None),
    }
}

fn application(id: Uuid) -> Application<'static> {
    let known = catalogue::application_by_id(id);
    Application {
        id: Some(id),
        display_name: known.map_or(Cow::Borrowed(""), |application| application.display_name.into()),
    }
}

fn device(device: SupposedDevice) -> Device<'static> {
    match device {
        SupposedDevice::Unregistered => Device::default(),
        SupposedDevice::Registered { is_compliant, trust } => Device {
            id: Some(SUPPOSED_DEVICE.into()),
            is_compliant,
            // What is compliant is managed, and what is hybrid joined is as well.
            is_managed: is_compliant || trust == Some(TrustType::ServerAd),
            trust,
            ..Device::default()
        },
    }
}

fn client_app_used(client_app: &ClientAppType) -> Cow<'static, str> {
    client_app.as_graph().to_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_supposed_is_not_known() {
        assert_eq!(Supposed::default().sign_in(), SignIn::blank());
    }

    #[test]
    fn keywords_have_a_member_that_surely_belongs() {
        for (keyword, group) in
            [("office365", Group::Office365), ("MicrosoftAdminPortals", Group::MicrosoftAdminPortals)]
        {
            let id = representative(keyword).unwrap();
            assert_eq!(catalogue::in_group(id, group), Match::Yes, "{keyword}");
        }
        assert_eq!(representative("all"), None);
    }

    #[test]
    fn tokens_are_read_in_any_case_and_near_ones_are_suggested() {
        assert_eq!(parse_client_app("Browser"), Ok(ClientAppType::Browser));
        assert_eq!(parse_platform("unrecognized"), Ok(Platform::Unrecognized));
        assert_eq!(parse_country("th"), Ok(Country::parse("TH")));
        assert_eq!(parse_country("unknown"), Ok(Country::Undetermined));
        assert_eq!(
            parse_user_action("urn:user:registersecurityinfo"),
            Ok(UserAction::RegisterSecurityInformation)
        );
        assert_eq!(parse_trust("none"), Ok(None));
        for (error, near) in [
            (parse_client_app("brwser").unwrap_err(), "browser"),
            (parse_platform("window").unwrap_err(), "windows"),
            (parse_country("Thailand").unwrap_err(), "TH"),
            (parse_flow("deviceCode").unwrap_err(), "deviceCodeFlow"),
            (parse_trust("AzureADD").unwrap_err(), "AzureAD"),
        ] {
            assert!(error.ends_with(&format!("did you mean `{near}`?")), "{error}");
        }
        assert!(parse_client_app("all").is_err(), "a sign-in is through one client");
    }

    #[test]
    fn a_supposed_device_is_registered_unless_it_is_said_not_to_be() {
        let of = |device| Supposed { device: Some(device), ..Supposed::default() }.sign_in().device.unwrap();
        assert_eq!(of(SupposedDevice::Unregistered).id, None);
        let joined = of(SupposedDevice::Registered { is_compliant: false, trust: Some(TrustType::ServerAd) });
        assert!(joined.id.is_some() && joined.is_managed && !joined.is_compliant);
    }

    #[test]
    fn several_applications_are_several_audiences() {
        let ids = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        let target = Some(Target::Applications(ids.clone()));
        assert_eq!(Supposed { target, ..Supposed::default() }.sign_in().audiences, ids);
    }
}
