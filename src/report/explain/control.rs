//! What a policy asks for: grant and session controls, in words.

use super::vocabulary::{Vocabulary, quoted, unknown_token};
use crate::catalogue::{AuthenticationMethod, Combination};
use crate::model::{
    AuthenticationStrength, BuiltInControl, CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit,
    GrantControls, GrantItem, Id, Operator, PersistentBrowser, ReferenceKind, SessionControls,
    SignInFrequency, SignInFrequencyAuthentication,
};
use crate::report::words::{either, list};

/// What grant controls ask for, such as `multifactor authentication or a compliant device`; none for nothing.
pub(super) fn grant(words: Vocabulary<'_>, grant: &GrantControls<Id>) -> Option<String> {
    joined(grant, |item| grant_item(words, item))
}

/// The same in as few words as a matrix has room for.
pub(super) fn brief_grant(words: Vocabulary<'_>, grant: &GrantControls<Id>) -> Option<String> {
    let brief = |item: &GrantItem<Id>| match item {
        GrantItem::BuiltIn(BuiltInControl::Mfa) => "MFA".to_owned(),
        GrantItem::AuthenticationStrength(id) => words.said(ReferenceKind::AuthenticationStrength, id),
        item => grant_item(words, item),
    };
    joined(grant, brief)
}

/// Session controls in as few words as a matrix has room for.
pub(super) fn brief_session(words: Vocabulary<'_>, controls: &SessionControls<Id>) -> Vec<String> {
    let brief = |(key, phrase): (&str, String)| match (key, &controls.persistent_browser) {
        ("persistentBrowser", Some(PersistentBrowser::Always)) => "persistent browser session".to_owned(),
        ("persistentBrowser", Some(PersistentBrowser::Never)) => "no persistent browser session".to_owned(),
        ("tokenProtection", _) => "token protection".to_owned(),
        ("applicationEnforcedRestrictions", _) => "application enforced restrictions".to_owned(),
        _ => phrase.strip_prefix("a ").map_or_else(|| phrase.clone(), str::to_owned),
    };
    session(words, controls).into_iter().map(brief).collect()
}

fn joined(grant: &GrantControls<Id>, say: impl Fn(&GrantItem<Id>) -> String) -> Option<String> {
    let items: Vec<String> = grant.items.iter().map(say).collect();
    let joined = match grant.operator {
        Operator::And => list(&items),
        Operator::Or => either(&items),
    };
    (!items.is_empty()).then_some(joined)
}

/// One grant control.
pub(super) fn grant_item(words: Vocabulary<'_>, item: &GrantItem<Id>) -> String {
    match item {
        GrantItem::BuiltIn(control) => built_in(control),
        GrantItem::AuthenticationStrength(id) => {
            format!("the authentication strength {}", words.said(ReferenceKind::AuthenticationStrength, id))
        }
        GrantItem::TermsOfUse(id) => {
            format!("acceptance of the terms of use {}", words.said(ReferenceKind::TermsOfUse, id))
        }
        GrantItem::CustomControl(name) => format!("the custom control {}", quoted(name)),
    }
}

fn built_in(control: &BuiltInControl) -> String {
    match control {
        BuiltInControl::Block => "blocked".to_owned(),
        BuiltInControl::Mfa => "multifactor authentication".to_owned(),
        BuiltInControl::CompliantDevice => "a device marked as compliant".to_owned(),
        BuiltInControl::DomainJoinedDevice => "a hybrid joined device".to_owned(),
        BuiltInControl::ApprovedApplication => "an approved client app".to_owned(),
        BuiltInControl::CompliantApplication => "an app with an app protection policy".to_owned(),
        BuiltInControl::PasswordChange => "a password change".to_owned(),
        BuiltInControl::RiskRemediation => "risk remediation".to_owned(),
        BuiltInControl::Unknown(token) => unknown_token("the control", token),
    }
}

/// What satisfies a strength, any of them.
pub(super) fn strength_methods(strength: &AuthenticationStrength) -> Option<String> {
    let ways: Vec<String> = strength.allowed_combinations.iter().map(|text| combination(text)).collect();
    let methods = if ways.is_empty() { return None } else { either(&ways) };
    let narrowed = if strength.restricted { ", each narrowed to certain keys or certificates" } else { "" };
    Some(format!("{methods}{narrowed}"))
}

fn combination(text: &str) -> String {
    let Some(combination) = Combination::parse(text) else { return unknown_token("the combination", text) };
    combination.methods().map(method).collect::<Vec<_>>().join(" with ")
}

fn method(method: AuthenticationMethod) -> &'static str {
    match method {
        AuthenticationMethod::Password => "password",
        AuthenticationMethod::Voice => "phone call",
        AuthenticationMethod::HardwareOath => "hardware token",
        AuthenticationMethod::SoftwareOath => "software token",
        AuthenticationMethod::Sms => "text message",
        AuthenticationMethod::Fido2 => "passkey (FIDO2)",
        AuthenticationMethod::WindowsHelloForBusiness => "Windows Hello for Business",
        AuthenticationMethod::MicrosoftAuthenticatorPush => "Authenticator push notification",
        AuthenticationMethod::DeviceBasedPush => "Authenticator phone sign-in",
        AuthenticationMethod::TemporaryAccessPassOneTime => "one-time Temporary Access Pass",
        AuthenticationMethod::TemporaryAccessPassMultiUse => "Temporary Access Pass",
        AuthenticationMethod::Email => "email code",
        AuthenticationMethod::X509CertificateSingleFactor => "certificate (single factor)",
        AuthenticationMethod::X509CertificateMultiFactor => "certificate (multifactor)",
        AuthenticationMethod::FederatedSingleFactor => "federated sign-in",
        AuthenticationMethod::FederatedMultiFactor => "federated multifactor sign-in",
        AuthenticationMethod::QrCodePin => "QR code with PIN",
    }
}

/// What session controls ask for, a phrase each, with the key of each in the language.
pub(super) fn session(words: Vocabulary<'_>, session: &SessionControls<Id>) -> Vec<(&'static str, String)> {
    let on = |is_on: bool, phrase: &str| is_on.then(|| phrase.to_owned());
    let members = [
        ("signInFrequency", session.sign_in_frequency.as_ref().map(frequency)),
        ("persistentBrowser", session.persistent_browser.as_ref().map(persistent_browser)),
        (
            "applicationEnforcedRestrictions",
            on(
                session.application_enforced_restrictions,
                "restrictions that the application enforces itself",
            ),
        ),
        ("cloudAppSecurity", session.cloud_app_security.as_ref().map(cloud_app_security)),
        (
            "continuousAccessEvaluation",
            session.continuous_access_evaluation.as_ref().map(continuous_access_evaluation),
        ),
        (
            "tokenProtection",
            on(session.token_protection, "token protection, by which a session is bound to its device"),
        ),
        (
            "disableResilienceDefaults",
            on(session.disable_resilience_defaults, "no extension of sessions during an outage of Entra"),
        ),
        (
            "globalSecureAccessProfile",
            session.global_secure_access_profile.as_ref().map(|id| {
                let profile = words.said(ReferenceKind::FilteringProfile, id);
                format!("the Global Secure Access profile {profile}")
            }),
        ),
    ];
    members.into_iter().filter_map(|(key, phrase)| Some((key, phrase?))).collect()
}

fn frequency(frequency: &SignInFrequency) -> String {
    let what = match &frequency.authentication {
        None => "a new sign-in".to_owned(),
        Some(SignInFrequencyAuthentication::PrimaryAndSecondary) => {
            "a new sign-in with every factor".to_owned()
        }
        Some(SignInFrequencyAuthentication::Secondary) => "a new second factor".to_owned(),
        Some(SignInFrequencyAuthentication::Unknown(token)) => unknown_token("a new authentication", token),
    };
    match &frequency.period {
        None => format!("{what} every time"),
        Some((count, FrequencyUnit::Hours)) => format!("{what} every {}", period(*count, "hour")),
        Some((count, FrequencyUnit::Days)) => format!("{what} every {}", period(*count, "day")),
        Some((count, FrequencyUnit::Unknown(unit))) => {
            format!("{what} every {count} of the unit \"{unit}\", which this version does not know")
        }
    }
}

/// `hour`, `4 hours`.
fn period(count: u32, unit: &str) -> String {
    if count == 1 { unit.to_owned() } else { format!("{count} {unit}s") }
}

fn persistent_browser(mode: &PersistentBrowser) -> String {
    match mode {
        PersistentBrowser::Always => "a browser that stays signed in when it is closed".to_owned(),
        PersistentBrowser::Never => "a browser that forgets the session when it is closed".to_owned(),
        PersistentBrowser::Unknown(token) => unknown_token("the persistent browser mode", token),
    }
}

fn cloud_app_security(control: &CloudAppSecurity) -> String {
    match control {
        CloudAppSecurity::McasConfigured => "the policies configured in Defender for Cloud Apps".to_owned(),
        CloudAppSecurity::MonitorOnly => "monitoring by Defender for Cloud Apps".to_owned(),
        CloudAppSecurity::BlockDownloads => "no downloads, by Defender for Cloud Apps".to_owned(),
        CloudAppSecurity::Unknown(token) => unknown_token("the Defender for Cloud Apps control", token),
    }
}

fn continuous_access_evaluation(mode: &ContinuousAccessEvaluation) -> String {
    match mode {
        ContinuousAccessEvaluation::StrictLocation => {
            "continuous access evaluation that enforces locations strictly".to_owned()
        }
        ContinuousAccessEvaluation::StrictEnforcement => {
            "continuous access evaluation, enforced strictly".to_owned()
        }
        ContinuousAccessEvaluation::Disabled => "no continuous access evaluation".to_owned(),
        ContinuousAccessEvaluation::Unknown(token) => {
            unknown_token("the continuous access evaluation mode", token)
        }
    }
}
