//! What `authenticationDetails` says about MFA and methods, and which flow a session came from.
//!
//! `authenticationRequirement` is what was required, not what the person did: a success that required MFA had it, but
//! one that required a single factor may have had it too (Entra, concept-sign-in-log-activity-details, 2024-10).

use super::wire::{AuthenticationDetail, Record, Text};
use super::{Authentication, Flow};
use crate::catalogue::AuthenticationMethod;

/// What is known of how the person proved who they are.
pub(super) fn authentication(record: &Record<'_>, error_code: i32) -> Authentication {
    let details = record.authentication_details.as_deref().unwrap_or_default();
    let mut methods = Vec::new();
    let mut multifactor = None;
    for step in details {
        let Some(shows) = step_shows(step, &mut methods) else { continue };
        multifactor = Some(shows || multifactor == Some(true));
    }
    if error_code == 0 && is(&record.authentication_requirement, "multiFactorAuthentication") {
        multifactor = Some(true);
    }
    Authentication { multifactor, methods }
}

/// The flow; none if the export does not tell, or names a transfer method this version does not know.
///
/// A session keeps the flow that it came from, whatever protocol a later request uses, so that only the transfer method
/// shows an ordinary one. A password that is sent starts a session of its own.
pub(super) fn flow(protocol: &Text<'_>, transfer_method: &Text<'_>) -> Option<Flow> {
    if has(protocol, "deviceCode") || is(transfer_method, "deviceCodeFlow") {
        return Some(Flow::DeviceCode);
    }
    if has(protocol, "authenticationTransfer") || is(transfer_method, "authenticationTransfer") {
        return Some(Flow::Transfer);
    }
    let is_ordinary = is(transfer_method, "none") || transfer_method.is_empty() && has(protocol, "ropc");
    is_ordinary.then_some(Flow::Ordinary)
}

/// Whether the session came by a flow and this sign-in did not.
pub(super) fn is_flow_inherited(protocol: &Text<'_>, transfer_method: &Text<'_>) -> bool {
    is(transfer_method, "deviceCodeFlow") && !has(protocol, "deviceCode")
        || is(transfer_method, "authenticationTransfer") && !has(protocol, "authenticationTransfer")
}

/// Whether a password is sent and nobody can be asked anything: ROPC, also where Exchange made it of basic
/// authentication.
pub(super) fn is_ropc(protocol: &Text<'_>, user_agent: &Text<'_>) -> bool {
    has(protocol, "ropc") || user_agent.as_str().as_bytes().array_windows().any(|part| part == b"BAV2ROPC")
}

/// Whether a step shows MFA; none if it says nothing about it. Its method is added if it succeeded.
fn step_shows(step: &AuthenticationDetail<'_>, methods: &mut Vec<AuthenticationMethod>) -> Option<bool> {
    let result = step.authentication_step_result_detail.as_str();
    if step.succeeded.flag() == Some(false) {
        return None;
    }
    let is_multifactor_claim =
        starts_with(result, "mfa requirement satisfied") || starts_with(result, "mfa completed");
    if is_multifactor_claim {
        add(method(step), methods);
        return Some(true);
    }
    if step.succeeded.flag().is_none() || contains(result, "skipped") {
        return None;
    }
    let method = method(step);
    add(method, methods);
    if is(&step.authentication_step_requirement, "Multi-factor authentication") {
        return Some(true);
    }
    // A first factor by an earlier claim does not say what that claim was.
    method.map(is_multifactor)
}

fn add(method: Option<AuthenticationMethod>, methods: &mut Vec<AuthenticationMethod>) {
    if let Some(method) = method
        && !methods.contains(&method)
    {
        methods.push(method);
    }
}

/// Methods that are two factors in one.
fn is_multifactor(method: AuthenticationMethod) -> bool {
    match method {
        AuthenticationMethod::Fido2
        | AuthenticationMethod::WindowsHelloForBusiness
        | AuthenticationMethod::DeviceBasedPush
        | AuthenticationMethod::TemporaryAccessPassOneTime
        | AuthenticationMethod::TemporaryAccessPassMultiUse
        | AuthenticationMethod::X509CertificateMultiFactor
        | AuthenticationMethod::FederatedMultiFactor => true,
        AuthenticationMethod::Password
        | AuthenticationMethod::Voice
        | AuthenticationMethod::HardwareOath
        | AuthenticationMethod::SoftwareOath
        | AuthenticationMethod::Sms
        | AuthenticationMethod::MicrosoftAuthenticatorPush
        | AuthenticationMethod::Email
        | AuthenticationMethod::X509CertificateSingleFactor
        | AuthenticationMethod::FederatedSingleFactor
        | AuthenticationMethod::QrCodePin => false,
    }
}

/// The method of a step, from its display name, which Microsoft has worded differently over the years.
fn method(step: &AuthenticationDetail<'_>) -> Option<AuthenticationMethod> {
    /// Parts of display names; the first that a name has counts.
    const NAMES: [(&str, AuthenticationMethod); 18] = [
        ("passwordless", AuthenticationMethod::DeviceBasedPush),
        ("phone sign-in", AuthenticationMethod::DeviceBasedPush),
        ("temporary access pass", AuthenticationMethod::TemporaryAccessPassOneTime),
        ("windows hello", AuthenticationMethod::WindowsHelloForBusiness),
        ("fido2", AuthenticationMethod::Fido2),
        ("passkey", AuthenticationMethod::Fido2),
        ("hardware oath", AuthenticationMethod::HardwareOath),
        ("verification code", AuthenticationMethod::SoftwareOath),
        ("oath", AuthenticationMethod::SoftwareOath),
        ("notification", AuthenticationMethod::MicrosoftAuthenticatorPush),
        ("authenticator", AuthenticationMethod::MicrosoftAuthenticatorPush),
        ("text message", AuthenticationMethod::Sms),
        ("sms", AuthenticationMethod::Sms),
        ("phone call", AuthenticationMethod::Voice),
        ("voice", AuthenticationMethod::Voice),
        ("qr code", AuthenticationMethod::QrCodePin),
        ("email", AuthenticationMethod::Email),
        ("password", AuthenticationMethod::Password),
    ];
    let name = step.authentication_method.as_str();
    // What nearly every step is need not be looked for among the others.
    if name == "Previously satisfied" {
        return None;
    }
    if name == "Password" {
        return Some(AuthenticationMethod::Password);
    }
    if contains(name, "x.509") || contains(name, "certificate") {
        return certificate(step);
    }
    NAMES.iter().find(|(part, _)| contains(name, part)).map(|(_, method)| *method)
}

/// A certificate is one factor or two, as the tenant binds it; only the detail may say which.
fn certificate(step: &AuthenticationDetail<'_>) -> Option<AuthenticationMethod> {
    let text =
        format!("{} {}", step.authentication_method.as_str(), step.authentication_method_detail.as_str());
    let text = text.to_ascii_lowercase();
    if text.contains("multi") {
        Some(AuthenticationMethod::X509CertificateMultiFactor)
    } else if text.contains("single") {
        Some(AuthenticationMethod::X509CertificateSingleFactor)
    } else {
        None
    }
}

/// In any case, and without a copy in lower case.
fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
}

/// In any case, and without a copy in lower case.
fn contains(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|text| text.eq_ignore_ascii_case(part.as_bytes()))
}

fn is(text: &Text<'_>, token: &str) -> bool {
    text.as_str().trim().eq_ignore_ascii_case(token)
}

fn has(text: &Text<'_>, token: &str) -> bool {
    text.tokens().any(|one| one.eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(requirement: &str, error_code: i32, steps: &str) -> Authentication {
        let text =
            format!(r#"{{"authenticationRequirement":"{requirement}","authenticationDetails":[{steps}]}}"#);
        authentication(&serde_json::from_str(&text).unwrap(), error_code)
    }

    fn step(method: &str, succeeded: bool, result: &str, requirement: &str) -> String {
        format!(
            r#"{{"authenticationMethod":"{method}","succeeded":{succeeded},
            "authenticationStepResultDetail":"{result}","authenticationStepRequirement":"{requirement}"}}"#
        )
    }

    fn first_factor(method: &str) -> String {
        step(method, true, "", "Primary authentication")
    }

    #[test]
    fn a_claim_in_the_token_is_multifactor() {
        let claim = "MFA requirement satisfied by claim in the token";
        let steps = step("Previously satisfied", true, claim, "Multi-factor authentication");
        let found = of("singleFactorAuthentication", 0, &steps);
        assert_eq!(found, Authentication { multifactor: Some(true), methods: vec![] });
    }

    #[test]
    fn a_first_factor_by_claim_says_nothing_about_multifactor() {
        let claim = "First factor requirement satisfied by claim in the token";
        let steps = step("Previously satisfied", true, claim, "Primary authentication");
        assert_eq!(of("singleFactorAuthentication", 0, &steps).multifactor, None);
    }

    #[test]
    fn a_password_alone_is_not_multifactor() {
        let found = of("singleFactorAuthentication", 0, &first_factor("Password"));
        assert_eq!(
            found,
            Authentication { multifactor: Some(false), methods: vec![AuthenticationMethod::Password] }
        );
    }

    #[test]
    fn methods_of_two_factors_are_multifactor_though_one_was_required() {
        for (name, method) in [
            ("FIDO2 security key", AuthenticationMethod::Fido2),
            ("Passkey (Microsoft Authenticator)", AuthenticationMethod::Fido2),
            ("Windows Hello for Business", AuthenticationMethod::WindowsHelloForBusiness),
            ("Passwordless phone sign-in", AuthenticationMethod::DeviceBasedPush),
            ("Temporary Access Pass", AuthenticationMethod::TemporaryAccessPassOneTime),
        ] {
            let found = of("singleFactorAuthentication", 0, &first_factor(name));
            assert_eq!(found, Authentication { multifactor: Some(true), methods: vec![method] }, "{name}");
        }
    }

    #[test]
    fn a_certificate_is_multifactor_only_where_it_is_said() {
        assert_eq!(of("", 0, &first_factor("X.509 Certificate")).multifactor, None);
        assert_eq!(of("", 0, &first_factor("X.509 Certificate (multi-factor)")).multifactor, Some(true));
    }

    #[test]
    fn a_second_step_adds_its_method() {
        let multifactor = "Multi-factor authentication";
        for (name, method) in [
            ("Text message", AuthenticationMethod::Sms),
            ("Mobile app notification", AuthenticationMethod::MicrosoftAuthenticatorPush),
            ("Mobile app verification code", AuthenticationMethod::SoftwareOath),
            ("OATH verification code", AuthenticationMethod::SoftwareOath),
            ("Phone call approval (Authentication phone)", AuthenticationMethod::Voice),
        ] {
            let steps = [first_factor("Password"), step(name, true, "", multifactor)].join(",");
            let found = of("multiFactorAuthentication", 0, &steps);
            let expected = Authentication {
                multifactor: Some(true),
                methods: vec![AuthenticationMethod::Password, method],
            };
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_step_that_failed_shows_nothing() {
        let denied = step("Mobile app notification", false, "MFA denied", "Multi-factor authentication");
        let found = of("multiFactorAuthentication", 500_121, &[first_factor("Password"), denied].join(","));
        assert_eq!(
            found,
            Authentication { multifactor: Some(false), methods: vec![AuthenticationMethod::Password] }
        );
    }

    #[test]
    fn a_success_that_required_multifactor_had_it() {
        assert_eq!(of("multiFactorAuthentication", 0, "").multifactor, Some(true));
        assert_eq!(of("multiFactorAuthentication", 50074, "").multifactor, None);
        assert_eq!(of("singleFactorAuthentication", 0, "").multifactor, None);
    }

    #[test]
    fn flows_come_from_protocol_and_transfer_method() {
        let flow = |protocol: &str, transfer: &str| {
            let text = format!(r#"["{protocol}","{transfer}"]"#);
            let (protocol, transfer): (Text<'_>, Text<'_>) = serde_json::from_str(&text).unwrap();
            flow(&protocol, &transfer)
        };
        assert_eq!(flow("", ""), None);
        assert_eq!(flow("none", "none"), Some(Flow::Ordinary));
        assert_eq!(flow("oAuth2", ""), None);
        assert_eq!(flow("ropc", ""), Some(Flow::Ordinary));
        assert_eq!(flow("oAuth2,deviceCode", "none"), Some(Flow::DeviceCode));
        assert_eq!(flow("none", "deviceCodeFlow"), Some(Flow::DeviceCode));
        assert_eq!(flow("none", "authenticationTransfer"), Some(Flow::Transfer));
        assert_eq!(flow("none", "unknownFutureValue"), None);
    }

    #[test]
    fn basic_authentication_that_exchange_converted_is_ropc() {
        let (protocol, user_agent): (Text<'_>, Text<'_>) =
            serde_json::from_str(r#"["none","BAV2ROPC"]"#).unwrap();
        assert!(is_ropc(&protocol, &user_agent));
    }
}
