//! What comes of each claim for one sign-in: whether it is shown already, can be asked for, or never can be.
//!
//! The rules are those of reference pages on grant controls (Entra, concept-conditional-access-grant, 2026-03), guests
//! (external-id/authentication-conditional-access, 2024-05) and strengths (concept-authentication-strength-how-it-works,
//! 2025-03). What the evidence does not say is a range.

use super::{ClaimKind, Outcome, Range};
use crate::catalogue::AuthenticationMethod as Method;
use crate::condition::{Who, World};
use crate::directory::{Directory, Person, Registration, Trust};
use crate::model::{ClientAppType, DevicePlatform, Id, Match, UserAction};
use crate::sign_in::{Device, Flow, Platform, SignIn, Subject, TrustType};

/// What one sign-in can show.
#[derive(Debug)]
pub struct Ability<'a> {
    sign_in: &'a SignIn<'a>,
    directory: &'a Directory,
    person: Option<&'a Person>,
    /// `None` where it is not known.
    registration: Option<&'a Registration>,
    /// Whether the client can show nothing at all.
    is_mute: Match,
    /// Whether there is nobody to ask.
    is_unattended: bool,
    is_external: Match,
    is_direct_connect: Match,
    /// How the device is joined; `None` where it is not known.
    joined: Option<TrustType>,
    /// What is accepted from the home tenant; `None` where it is not known.
    trust: Option<Trust>,
}

impl<'a> Ability<'a> {
    /// What a sign-in can show.
    pub fn of(world: &World<'a>, sign_in: &'a SignIn<'a>) -> Self {
        let who = Who::of(world, sign_in);
        Self {
            sign_in,
            directory: world.directory,
            person: who.person,
            registration: who.person.and_then(|person| person.registration.as_ref()),
            is_mute: is_mute(sign_in),
            is_unattended: is_unattended(world, sign_in),
            is_external: who.guest.is_external(),
            is_direct_connect: who.guest.is_direct_connect(),
            joined: sign_in.device.as_ref().and_then(|device| world.trust_type(device)),
            trust: world.directory.trust(sign_in.home_tenant),
        }
    }

    /// What comes of a claim.
    pub fn outcome(&self, claim: &ClaimKind) -> Range<Outcome> {
        if self.is_mute == Match::Yes {
            return NEVER;
        }
        let here = self.as_member(claim);
        let outcome = match self.is_external {
            Match::No => here,
            Match::Yes => self.as_guest(claim),
            Match::Unknown => either(here, self.as_guest(claim)),
        };
        let outcome = if self.is_unattended { unattended(outcome) } else { outcome };
        match self.is_mute {
            Match::Unknown => either(outcome, NEVER),
            Match::No | Match::Yes => outcome,
        }
    }

    /// Whether MFA can be done without registering first.
    pub(super) fn is_mfa_capable(&self) -> Match {
        match (self.registration, self.sign_in.authentication.multifactor) {
            (Some(registration), _) if registration.is_mfa_capable => Match::Yes,
            (_, Some(true)) => Match::Yes,
            (Some(_), _) => Match::No,
            (None, _) => Match::Unknown,
        }
    }

    fn as_member(&self, claim: &ClaimKind) -> Range<Outcome> {
        match claim {
            ClaimKind::Method(method) => self.method(*method),
            // Which key or certificate a person has is in no export.
            ClaimKind::RestrictedMethod(method, _) => either(self.method(*method), NEVER),
            ClaimKind::Multifactor => self.multifactor(),
            ClaimKind::CompliantDevice => self.compliant_device(),
            ClaimKind::HybridJoinedDevice => self.hybrid_joined_device(),
            ClaimKind::ApprovedApplication => self.application(&[]),
            // Edge on Windows is in preview, and a sign-in does not say that a policy protects it.
            ClaimKind::CompliantApplication => self.application(&[DevicePlatform::Windows]),
            // The old password is not enough: MFA must be registered already.
            ClaimKind::PasswordChange => match self.registration {
                Some(registration) if registration.is_mfa_capable => ASKED,
                Some(_) => NEVER,
                None => either(ASKED, NEVER),
            },
            ClaimKind::RiskRemediation => ASKED,
            ClaimKind::TermsOfUse(agreement) => self.terms_of_use(agreement),
            ClaimKind::CustomControl(_) | ClaimKind::Unknown(_) => either(SHOWN, NEVER),
        }
    }

    fn terms_of_use(&self, agreement: &Id) -> Range<Outcome> {
        let found = self.person.zip(agreement.guid()).map_or(Match::Unknown, |(person, agreement)| {
            self.directory.has_accepted(person.id, agreement, self.sign_in.created)
        });
        match found {
            Match::Yes => SHOWN,
            Match::No => ASKED,
            Match::Unknown => either(SHOWN, ASKED),
        }
    }

    /// Whether the tenant's methods policy lets the person use a method, as far as it is known.
    fn is_allowed(&self, method: Method) -> Match {
        self.person.map_or(Match::Unknown, |person| self.directory.allows_method(person, method))
    }

    /// Guests show what their home tenant says where it is trusted, and register here where it is not.
    fn as_guest(&self, claim: &ClaimKind) -> Range<Outcome> {
        match claim {
            ClaimKind::Multifactor => {
                let at_home = match self.sign_in.authentication.multifactor {
                    Some(true) => SHOWN,
                    Some(false) | None => either(SHOWN, ASKED),
                };
                self.trusted(|trust| trust.mfa, at_home, self.here(self.multifactor()))
            }
            // Which methods were used at home is not recorded; here, only these can be registered.
            ClaimKind::Method(method) | ClaimKind::RestrictedMethod(method, _) => {
                let here = match method {
                    Method::Sms
                    | Method::Voice
                    | Method::MicrosoftAuthenticatorPush
                    | Method::SoftwareOath => self.here(self.method(*method)),
                    Method::Password => SHOWN,
                    Method::HardwareOath
                    | Method::Fido2
                    | Method::WindowsHelloForBusiness
                    | Method::DeviceBasedPush
                    | Method::TemporaryAccessPassOneTime
                    | Method::TemporaryAccessPassMultiUse
                    | Method::Email
                    | Method::X509CertificateSingleFactor
                    | Method::X509CertificateMultiFactor
                    | Method::FederatedSingleFactor
                    | Method::FederatedMultiFactor
                    | Method::QrCodePin => NEVER,
                };
                let used = self.sign_in.authentication.methods.contains(method);
                let at_home = if used { SHOWN } else { either(SHOWN, NEVER) };
                self.trusted(|trust| trust.mfa, at_home, here)
            }
            ClaimKind::CompliantDevice => {
                self.trusted(|trust| trust.compliant_device, self.compliant_device(), NEVER)
            }
            ClaimKind::HybridJoinedDevice => {
                self.trusted(|trust| trust.hybrid_joined_device, self.hybrid_joined_device(), NEVER)
            }
            ClaimKind::ApprovedApplication
            | ClaimKind::CompliantApplication
            | ClaimKind::PasswordChange
            | ClaimKind::RiskRemediation => NEVER,
            ClaimKind::TermsOfUse(_) | ClaimKind::CustomControl(_) | ClaimKind::Unknown(_) => {
                self.here(self.as_member(claim))
            }
        }
    }

    fn trusted(
        &self,
        accepts: impl Fn(Trust) -> bool,
        if_trusted: Range<Outcome>,
        otherwise: Range<Outcome>,
    ) -> Range<Outcome> {
        match self.trust {
            Some(trust) if accepts(trust) => if_trusted,
            Some(_) => otherwise,
            None => either(if_trusted, otherwise),
        }
    }

    /// What has to be done in this tenant, which nobody can who has no user object here.
    fn here(&self, outcome: Range<Outcome>) -> Range<Outcome> {
        match self.is_direct_connect {
            Match::No => outcome,
            Match::Yes => NEVER,
            Match::Unknown => either(outcome, NEVER),
        }
    }

    fn multifactor(&self) -> Range<Outcome> {
        let asked = match self.registration {
            Some(registration) if registration.is_mfa_capable => ASKED,
            Some(_) if !self.may_hold_pass() => self.registers(),
            Some(_) | None => either(ASKED, self.registers()),
        };
        let has_no_method = self
            .registration
            .is_some_and(|registration| !registration.is_mfa_capable && !self.may_hold_pass());
        match self.sign_in.authentication.multifactor {
            Some(true) => SHOWN,
            Some(false) => asked,
            // A token that nobody could have got by MFA holds no claim of it.
            None if has_no_method => asked,
            None => either(SHOWN, asked),
        }
    }

    /// Whether somebody whom the export calls not capable of MFA is listed with a Temporary Access Pass. It counts as MFA
    /// while it lasts (Entra, policy-all-users-security-info-registration, 2025-04), and no export says until when.
    fn may_hold_pass(&self) -> bool {
        let passes = [Method::TemporaryAccessPassOneTime, Method::TemporaryAccessPassMultiUse];
        self.registration.is_some_and(|registration| {
            !registration.is_mfa_capable
                && passes
                    .iter()
                    .any(|pass| registration.methods.contains(pass) && self.is_allowed(*pass) != Match::No)
        })
    }

    fn method(&self, method: Method) -> Range<Outcome> {
        let registered = self.registration.and_then(|registration| {
            let is_listed = registration.methods.contains(&method);
            let is_pass =
                matches!(method, Method::TemporaryAccessPassOneTime | Method::TemporaryAccessPassMultiUse);
            if is_listed && is_pass && self.may_hold_pass() {
                return None;
            }
            Some(registration.is_mfa_capable && is_listed)
        });
        let asked = match method {
            // Whoever got this far has given a first factor, and can give a password.
            Method::Password => SHOWN,
            Method::Email | Method::QrCodePin => NEVER,
            // Nobody becomes federated when asked.
            Method::FederatedSingleFactor | Method::FederatedMultiFactor => NEVER,
            Method::Sms | Method::Voice | Method::SoftwareOath | Method::MicrosoftAuthenticatorPush => {
                let asked = match registered {
                    Some(true) => ASKED,
                    Some(false) => self.registers(),
                    None => either(ASKED, self.registers()),
                };
                if self.is_allowed(method) == Match::No { NEVER } else { asked }
            }
            // These are not offered when a sign-in is interrupted for registration.
            Method::HardwareOath
            | Method::Fido2
            | Method::WindowsHelloForBusiness
            | Method::DeviceBasedPush
            | Method::TemporaryAccessPassOneTime
            | Method::TemporaryAccessPassMultiUse
            | Method::X509CertificateSingleFactor
            | Method::X509CertificateMultiFactor => match registered {
                _ if self.is_allowed(method) == Match::No => NEVER,
                Some(true) => ASKED,
                Some(false) => NEVER,
                None => either(ASKED, NEVER),
            },
        };
        // What is not registered was not used, save that federation is registered nowhere.
        let is_federated = matches!(method, Method::FederatedSingleFactor | Method::FederatedMultiFactor);
        match self.was_used(method) {
            Match::Yes => SHOWN,
            Match::Unknown if registered != Some(false) || is_federated => either(SHOWN, asked),
            Match::Unknown | Match::No => asked,
        }
    }

    /// Whether a method was used. A claim in the token does not say which it stands for.
    fn was_used(&self, method: Method) -> Match {
        let authentication = &self.sign_in.authentication;
        if authentication.methods.contains(&method) {
            Match::Yes
        } else if authentication.multifactor == Some(false)
            || authentication.methods.iter().any(|method| !is_single_factor(*method))
        {
            Match::No
        } else {
            Match::Unknown
        }
    }

    /// Whoever registers right now cannot be asked to have registered before.
    fn registers(&self) -> Range<Outcome> {
        match self.sign_in.user_action {
            Some(UserAction::RegisterSecurityInformation) => NEVER,
            Some(_) | None => Range::certain(Outcome::NeedsRegistration),
        }
    }

    fn compliant_device(&self) -> Range<Outcome> {
        self.device(|device| device.is_compliant.into())
    }

    /// Only Windows is hybrid joined; where a device is recorded as joined all the same, the device is believed.
    fn hybrid_joined_device(&self) -> Range<Outcome> {
        let windows = Platform::Known(DevicePlatform::Windows);
        let is_elsewhere = self.sign_in.platform.as_ref().is_some_and(|platform| *platform != windows);
        match self.joined {
            None if is_elsewhere => NEVER,
            joined => self.device(|_| joined.map(|trust| trust == TrustType::ServerAd).into()),
        }
    }

    /// The device that approves a device code is not the one that signs in.
    fn device(&self, shows: impl Fn(&Device<'_>) -> Match) -> Range<Outcome> {
        let shows = match &self.sign_in.device {
            _ if self.sign_in.flow == Some(Flow::DeviceCode) => Match::No,
            Some(device) if device.id.is_some() => shows(device),
            Some(_) => Match::No,
            None => Match::Unknown,
        };
        match shows {
            Match::Yes => SHOWN,
            Match::No => NEVER,
            Match::Unknown => either(SHOWN, NEVER),
        }
    }

    /// Whether an app protection policy holds is in no sign-in; on other platforms none can.
    fn application(&self, besides: &[DevicePlatform]) -> Range<Outcome> {
        match &self.sign_in.platform {
            Some(Platform::Known(DevicePlatform::IOS | DevicePlatform::Android)) | None => {
                either(SHOWN, NEVER)
            }
            Some(Platform::Known(platform)) if besides.contains(platform) => either(SHOWN, NEVER),
            Some(Platform::Known(_) | Platform::Unrecognized) => NEVER,
        }
    }
}

const SHOWN: Range<Outcome> = Range::certain(Outcome::Granted);
const ASKED: Range<Outcome> = Range::certain(Outcome::Prompted);
const NEVER: Range<Outcome> = Range::certain(Outcome::Unsatisfiable);

/// One or the other, and it is not known which.
fn either(one: Range<Outcome>, other: Range<Outcome>) -> Range<Outcome> {
    Range::between(one.best().min(other.best()), one.worst().max(other.worst()))
}

/// Nobody is there to be asked, or to register.
fn unattended(outcome: Range<Outcome>) -> Range<Outcome> {
    let end = |end| if end > Outcome::Granted { Outcome::Unsatisfiable } else { end };
    Range::between(end(outcome.best()), end(outcome.worst()))
}

/// Legacy clients and resource owner password credentials can show nothing
/// (Entra, concept-conditional-access-conditions, 2024-06).
fn is_mute(sign_in: &SignIn<'_>) -> Match {
    if sign_in.is_ropc || sign_in.subject != Subject::User {
        return Match::Yes;
    }
    match &sign_in.client_app {
        None => Match::Unknown,
        Some(ClientAppType::ExchangeActiveSync | ClientAppType::EasSupported | ClientAppType::Other) => {
            Match::Yes
        }
        Some(ClientAppType::Browser | ClientAppType::MobileAppsAndDesktopClients) => Match::No,
        Some(ClientAppType::All | ClientAppType::Unknown(_)) => Match::Unknown,
    }
}

/// Methods that are no second factor.
fn is_single_factor(method: Method) -> bool {
    matches!(
        method,
        Method::Password
            | Method::Email
            | Method::X509CertificateSingleFactor
            | Method::FederatedSingleFactor
            | Method::QrCodePin
    )
}

fn is_unattended(world: &World<'_>, sign_in: &SignIn<'_>) -> bool {
    let is_listed =
        |name: &str| world.tenant.unattended.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    is_listed(&sign_in.user_principal_name)
        || world.person(sign_in).is_some_and(|person| is_listed(&person.user_principal_name))
}
