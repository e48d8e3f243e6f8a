//! The options that say what a sign-in is like, and the sign-in that they make.

use std::net::IpAddr;

use uuid::Uuid;

use crate::cli::terminal::Terminal;
use crate::diagnostic::did_you_mean;
use crate::directory::Directory;
use crate::error::{Error, ErrorKind};
use crate::model::{ClientAppType, Id, ReferenceKind, RiskLevel, UserAction};
use crate::sign_in::supposed::{
    Supposed, SupposedDevice, SupposedSubject, SupposedUser, Target, parse_client_app, parse_country,
    parse_flow, parse_guest, parse_insider_risk, parse_platform, parse_risk, parse_trust, parse_user_action,
    representative,
};
use crate::sign_in::{Country, Flow, InsiderRisk, Platform, SignIn};
use crate::workspace::TenantWorkspace;

/// What is supposed. What is left out is not known.
#[derive(Debug, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "The sign-in")]
pub(super) struct Given {
    /// Who signs in, by user principal name or object id
    #[arg(long, value_name = "UPN")]
    user: Option<String>,

    /// To which application: a name, an application id, office365 or microsoftAdminPortals
    ///
    /// A keyword stands for one application that surely is in its group: Exchange Online is office365.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["user_action", "authentication_context"])]
    app: Option<String>,

    /// To a user action in place of an application, such as registerSecurityInformation
    #[arg(long, value_name = "ACTION", value_parser = parse_user_action, conflicts_with = "authentication_context")]
    user_action: Option<UserAction>,

    /// To an application that demands an authentication context, by name or id, such as c1
    #[arg(long, value_name = "NAME")]
    authentication_context: Option<String>,

    /// Through which client app: browser, mobileAppsAndDesktopClients, exchangeActiveSync or other
    #[arg(long, value_name = "TYPE", value_parser = parse_client_app)]
    client_app: Option<ClientAppType>,

    /// From which platform: windows, macOS, iOS, android, linux or unrecognized
    #[arg(long, value_name = "PLATFORM", value_parser = parse_platform)]
    platform: Option<Platform>,

    /// From which address
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// From which country, by two-letter code, or unknown; without it, --geoip looks the address up
    #[arg(long, value_name = "CODE", value_parser = parse_country)]
    country: Option<Country>,

    /// Whether the device is compliant: yes or no
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    device_compliant: Option<bool>,

    #[arg(
        long,
        value_name = "TYPE",
        help = "How the device is joined: AzureAD, ServerAD (hybrid) or Workplace, or none if it is not registered"
    )]
    trust_type: Option<String>,

    /// The risk of the sign-in: none, low, medium or high
    #[arg(long, value_name = "LEVEL", value_parser = parse_risk)]
    sign_in_risk: Option<RiskLevel>,

    /// The risk of the user: none, low, medium or high
    #[arg(long, value_name = "LEVEL", value_parser = parse_risk)]
    user_risk: Option<RiskLevel>,

    /// The insider risk of the user: none, minor, moderate or elevated
    #[arg(long, value_name = "LEVEL", value_parser = parse_insider_risk)]
    insider_risk: Option<InsiderRisk>,

    /// Through which authentication flow: deviceCodeFlow, authenticationTransfer or none
    #[arg(long, value_name = "FLOW", value_parser = parse_flow)]
    flow: Option<Flow>,

    /// What type of guest the user is, such as b2bCollaborationGuest, or none
    #[arg(long, value_name = "TYPE")]
    guest_type: Option<String>,

    /// The id of the tenant that the user is at home in
    #[arg(long, value_name = "ID")]
    home_tenant: Option<Uuid>,

    /// Whether MFA was done already: yes or no
    #[arg(long, value_name = "YES|NO", value_parser = yes_or_no)]
    mfa: Option<bool>,
}

impl Given {
    /// Whether nothing is said.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses that nothing is said.
    pub(super) fn is_said(&self) -> Result<(), Error> {
        if !self.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Usage, "nothing is said of the sign-in")
            .hint("as in `--user asha@contoso.com --app office365 --client-app browser --country TH`")
            .hint("or give a file with --sign-in"))
    }

    /// The sign-in, with names looked up in the tenant.
    pub(super) fn sign_in(
        &self,
        tenant: &TenantWorkspace,
        directory: &Directory,
        terminal: &mut Terminal,
    ) -> Result<SignIn<'static>, Error> {
        let supposed = Supposed {
            subject: SupposedSubject::User(self.user(&tenant.tenant.name, directory, terminal)?),
            target: self.target(tenant)?,
            client_app: self.client_app.clone(),
            platform: self.platform.clone(),
            device: self.device()?,
            ip_address: self.ip,
            country: self.country,
            sign_in_risk: self.sign_in_risk.clone(),
            user_risk: self.user_risk.clone(),
            service_principal_risk: None,
            insider_risk: self.insider_risk.clone(),
            flow: self.flow,
            multifactor: self.mfa,
        };
        Ok(supposed.sign_in())
    }

    fn user(
        &self,
        tenant: &str,
        directory: &Directory,
        terminal: &mut Terminal,
    ) -> Result<SupposedUser, Error> {
        let guest = self.guest_type.as_deref().map(parse_guest).transpose().map_err(usage)?;
        let mut user = SupposedUser { guest, home_tenant: self.home_tenant, ..SupposedUser::default() };
        let Some(written) = &self.user else { return Ok(user) };
        user.id = Id::parse(written).guid();
        let person = match user.id {
            Some(id) => directory.person(id),
            None => directory.person_by_name(written),
        };
        user.user_principal_name = match person {
            Some(person) => Some(person.user_principal_name.clone()),
            None => user.id.is_none().then(|| written.clone()),
        };
        user.id = user.id.or(person.map(|person| person.id));
        if person.is_none() {
            let known = directory.people().iter().map(|person| person.user_principal_name.as_str());
            let help = did_you_mean(written, known)
                .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            terminal.status(&format!(
                "warning: the directory of {tenant} does not know `{written}`, so groups, roles and methods are unknown{help}\n"
            ));
        }
        Ok(user)
    }

    fn target(&self, tenant: &TenantWorkspace) -> Result<Option<Target>, Error> {
        if let Some(action) = &self.user_action {
            return Ok(Some(Target::UserAction(action.clone())));
        }
        if let Some(context) = &self.authentication_context {
            let id = resolve(tenant, ReferenceKind::AuthenticationContext, context);
            return id.map(|id| Some(Target::AuthenticationContext(id)));
        }
        let Some(application) = &self.app else { return Ok(None) };
        if let Some(id) = representative(application) {
            return Ok(Some(Target::Applications(vec![id])));
        }
        let id = resolve(tenant, ReferenceKind::Application, application)?;
        let id = id.guid().ok_or_else(|| usage(format!("`{application}` has no application id yet")))?;
        Ok(Some(Target::Applications(vec![id])))
    }

    fn device(&self) -> Result<Option<SupposedDevice>, Error> {
        let trust = self.trust_type.as_deref().map(parse_trust).transpose().map_err(usage)?;
        match (self.device_compliant, trust) {
            (None, None) => Ok(None),
            (Some(true), Some(None)) => Err(usage("a device that is not registered is never compliant")),
            (None | Some(false), Some(None)) => Ok(Some(SupposedDevice::Unregistered)),
            (Some(is_compliant), trust) => {
                Ok(Some(SupposedDevice::Registered { is_compliant, trust: trust.flatten() }))
            }
            (None, Some(Some(_))) => Err(usage("whether the device is compliant is not said")
                .hint("add --device-compliant yes or --device-compliant no")),
        }
    }
}

/// The id of a name of the tenant or of the catalogues.
fn resolve(tenant: &TenantWorkspace, kind: ReferenceKind, name: &str) -> Result<Id, Error> {
    let id = Id::parse(name);
    let is_context = kind == ReferenceKind::AuthenticationContext
        && name.strip_prefix('c').is_some_and(|number| number.parse::<u8>().is_ok());
    if id.guid().is_some() || is_context {
        return Ok(id);
    }
    let known = || tenant.names.iter().filter(|((of, _), _)| *of == kind);
    let ids: Vec<&Id> =
        known().filter(|(_, known)| known.eq_ignore_ascii_case(name)).map(|((_, id), _)| id).collect();
    match ids.as_slice() {
        [id] => Ok((*id).clone()),
        [] => {
            let error = usage(format!("there is no {} `{name}`", kind.words()));
            Err(match did_you_mean(name, known().map(|(_, known)| known.as_str())) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => {
                    error.hint(format!("give its id, or add it to `{}` of tenant.lock.yaml", kind.lock_key()))
                }
            })
        }
        several => {
            let ids: Vec<String> = several.iter().map(|id| format!("`{id}`")).collect();
            Err(usage(format!("the {} `{name}` is ambiguous: {}", kind.words(), ids.join(", ")))
                .hint("give the id that is meant"))
        }
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("write yes or no".to_owned()),
    }
}

fn usage(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Usage, message)
}
