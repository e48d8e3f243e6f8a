//! What the registered methods of `userRegistrationDetails` are in the words of authentication strengths.

use super::Registration;
use super::wire::UserRegistrationDetails;
use crate::catalogue::AuthenticationMethod;

/// What a person has registered.
pub(super) fn registration(details: &UserRegistrationDetails) -> Registration {
    let mut methods: Vec<AuthenticationMethod> =
        details.methods_registered.iter().flatten().flat_map(|token| methods(token)).copied().collect();
    methods.sort_unstable();
    methods.dedup();
    Registration {
        is_mfa_capable: details.is_mfa_capable.unwrap_or(false),
        is_mfa_registered: details.is_mfa_registered.unwrap_or(false),
        methods,
    }
}

/// Methods that somebody may be supposed to have registered, by Graph's word in `methodsRegistered`.
pub const METHODS: [&str; 14] = [
    "microsoftAuthenticatorPush",
    "microsoftAuthenticatorPasswordless",
    "softwareOneTimePasscode",
    "hardwareOneTimePasscode",
    "mobilePhone",
    "alternateMobilePhone",
    "officePhone",
    "fido2SecurityKey",
    "passKeyDeviceBound",
    "passKeyDeviceBoundAuthenticator",
    "windowsHelloForBusiness",
    "macOsSecureEnclaveKey",
    "temporaryAccessPass",
    "qrCodePin",
];

impl Registration {
    /// Of somebody who has registered these methods, all of which the tenant allows. A Temporary Access Pass counts as
    /// MFA (Entra, policy-all-users-security-info-registration, 2025-04).
    pub fn supposed<'t>(tokens: impl IntoIterator<Item = &'t str>) -> Self {
        let tokens: Vec<&str> = tokens.into_iter().collect();
        // A code alone is one factor.
        let is_mfa = tokens.iter().any(|token| !token.eq_ignore_ascii_case("qrCodePin"));
        registration(&UserRegistrationDetails {
            is_mfa_capable: Some(is_mfa),
            is_mfa_registered: Some(is_mfa),
            methods_registered: Some(tokens.into_iter().map(str::to_owned).collect()),
            ..Default::default()
        })
    }
}

/// The methods that a registration can be used as. Those for resetting a password are none, nor is a certificate, of
/// which the export does not say how many factors it is, nor a token this version does not know.
fn methods(token: &str) -> &'static [AuthenticationMethod] {
    use AuthenticationMethod as Method;
    match token.to_ascii_lowercase().as_str() {
        "microsoftauthenticatorpush" => &[Method::MicrosoftAuthenticatorPush],
        "microsoftauthenticatorpasswordless" => &[Method::DeviceBasedPush],
        "softwareonetimepasscode" => &[Method::SoftwareOath],
        "hardwareonetimepasscode" => &[Method::HardwareOath],
        "mobilephone" => &[Method::Voice, Method::Sms],
        "alternatemobilephone" | "officephone" => &[Method::Voice],
        "fido2securitykey" | "fido2" => &[Method::Fido2],
        passkey if passkey.starts_with("passkey") => &[Method::Fido2],
        // A platform credential counts as Windows Hello (Entra, concept-authentication-strengths, 2024-11).
        "windowshelloforbusiness" | "macossecureenclavekey" => &[Method::WindowsHelloForBusiness],
        "temporaryaccesspass" => &[Method::TemporaryAccessPassOneTime],
        "qrcodepin" => &[Method::QrCodePin],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tokens: &[&str]) -> Vec<AuthenticationMethod> {
        let methods_registered = Some(tokens.iter().map(|token| (*token).to_owned()).collect());
        registration(&UserRegistrationDetails { methods_registered, ..Default::default() }).methods
    }

    #[test]
    fn a_mobile_phone_takes_calls_and_text_messages() {
        assert_eq!(of(&["mobilePhone"]), [AuthenticationMethod::Voice, AuthenticationMethod::Sms]);
    }

    #[test]
    fn every_kind_of_passkey_is_fido2_once() {
        let tokens = ["fido2SecurityKey", "passKeyDeviceBound", "passKeyDeviceBoundAuthenticator"];
        assert_eq!(of(&tokens), [AuthenticationMethod::Fido2]);
    }

    #[test]
    fn methods_that_only_reset_a_password_are_none() {
        assert!(of(&["email", "securityQuestion", "telepathy"]).is_empty());
    }

    #[test]
    fn what_is_not_said_to_be_capable_is_not() {
        let registration = registration(&UserRegistrationDetails::default());
        assert!(!registration.is_mfa_capable && !registration.is_mfa_registered);
    }

    /// Graph's definition of the built-in strength "Multifactor authentication" allows a pass alone.
    #[test]
    fn whoever_is_supposed_to_hold_a_pass_can_do_mfa() {
        assert!(Registration::supposed(["temporaryAccessPass"]).is_mfa_capable);
        assert!(!Registration::supposed(["qrCodePin"]).is_mfa_capable);
        assert!(!Registration::supposed([]).is_mfa_capable);
    }
}
