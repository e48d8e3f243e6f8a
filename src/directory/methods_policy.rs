//! Which methods the tenant's authentication methods policy lets whom use (`authenticationMethodsPolicy`).

use std::collections::BTreeMap;

use uuid::Uuid;

use super::wire::{AuthenticationMethodsPolicy, MethodTarget, guid};
use super::{Directory, Person};
use crate::catalogue::AuthenticationMethod as Method;
use crate::model::Match;

/// The tenant's authentication methods policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MethodsPolicy {
    /// By the id of `authenticationMethodConfigurations`, lower case.
    configurations: BTreeMap<String, Configuration>,
}

/// Who may use one method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Configuration {
    is_enabled: bool,
    /// Whether everybody is a target; else the members of these groups.
    includes_all: bool,
    included: Vec<Uuid>,
    excluded: Vec<Uuid>,
}

impl MethodsPolicy {
    pub(super) fn new(policy: &AuthenticationMethodsPolicy) -> Self {
        let ids = |targets: &Option<Vec<MethodTarget>>| -> Vec<Uuid> {
            targets.iter().flatten().filter_map(|target| guid(target.id.as_ref())).collect()
        };
        let configurations = policy.authentication_method_configurations.iter().filter_map(|entry| {
            let is = |text: &Option<String>, token| {
                text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case(token))
            };
            let includes_all = match &entry.include_targets {
                None => true,
                Some(targets) => targets.iter().any(|target| is(&target.id, "all_users")),
            };
            let configuration = Configuration {
                is_enabled: is(&entry.state, "enabled"),
                includes_all,
                included: ids(&entry.include_targets),
                excluded: ids(&entry.exclude_targets),
            };
            Some((entry.id.as_ref()?.to_ascii_lowercase(), configuration))
        });
        Self { configurations: configurations.collect() }
    }

    /// Whether a person may use a method; unknown where the policy does not speak of it.
    pub fn allows(&self, directory: &Directory, person: &Person, method: Method) -> Match {
        let Some(id) = configuration_of(method) else { return Match::Unknown };
        let Some(found) = self.configurations.get(id) else { return Match::Unknown };
        if !found.is_enabled {
            return Match::No;
        }
        let among =
            |groups: &[Uuid]| Match::any(groups.iter().map(|group| directory.in_group(person, *group)));
        Match::from(found.includes_all).or(among(&found.included)).and(among(&found.excluded).not())
    }
}

/// The configuration that governs a method; Windows Hello and federation have none.
fn configuration_of(method: Method) -> Option<&'static str> {
    match method {
        Method::Fido2 => Some("fido2"),
        Method::MicrosoftAuthenticatorPush | Method::DeviceBasedPush => Some("microsoftauthenticator"),
        Method::Sms => Some("sms"),
        Method::Voice => Some("voice"),
        Method::SoftwareOath => Some("softwareoath"),
        Method::HardwareOath => Some("hardwareoath"),
        Method::TemporaryAccessPassOneTime | Method::TemporaryAccessPassMultiUse => {
            Some("temporaryaccesspass")
        }
        Method::X509CertificateSingleFactor | Method::X509CertificateMultiFactor => Some("x509certificate"),
        Method::Email => Some("email"),
        Method::QrCodePin => Some("qrcodepin"),
        Method::Password
        | Method::WindowsHelloForBusiness
        | Method::FederatedSingleFactor
        | Method::FederatedMultiFactor => None,
    }
}
