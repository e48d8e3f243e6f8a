//! Authentication methods, their combinations, and the strengths that Microsoft builds in.
//!
//! Strengths of a tenant's own are the tenant's; they are made of the same combinations.

use std::fmt;
use std::sync::LazyLock;

use uuid::Uuid;

use super::table;
use crate::model::{AuthenticationStrength, Id};

const TABLE: &str = include_str!("strengths.tsv");

static STRENGTHS: LazyLock<Vec<Strength>> = LazyLock::new(|| table::load(TABLE, strength));

/// An authentication strength that Microsoft builds in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strength {
    /// The id, the same in every tenant.
    pub id: Uuid,
    /// The display name.
    pub display_name: &'static str,
    /// `allowedCombinations`: any of them satisfies it.
    pub allowed_combinations: Vec<Combination>,
}

/// An authentication method (`authenticationMethodModes`), in the order of Graph's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "Graph's own words")]
pub enum AuthenticationMethod {
    Password,
    Voice,
    HardwareOath,
    SoftwareOath,
    Sms,
    Fido2,
    WindowsHelloForBusiness,
    MicrosoftAuthenticatorPush,
    DeviceBasedPush,
    TemporaryAccessPassOneTime,
    TemporaryAccessPassMultiUse,
    Email,
    X509CertificateSingleFactor,
    X509CertificateMultiFactor,
    FederatedSingleFactor,
    FederatedMultiFactor,
    QrCodePin,
}

/// Methods that are used together, such as `password,sms`. Their order does not matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Combination(u32);

/// The built-in strengths, by id.
pub fn strengths() -> &'static [Strength] {
    &STRENGTHS
}

/// The built-in strength of an id.
pub fn strength_by_id(id: Uuid) -> Option<&'static Strength> {
    strengths().iter().find(|strength| strength.id == id)
}

/// The built-in strength of a display name, in any case.
pub fn strength_by_name(display_name: &str) -> Option<&'static Strength> {
    strengths().iter().find(|strength| strength.display_name.eq_ignore_ascii_case(display_name))
}

/// As a tenant's export has it.
impl From<&Strength> for AuthenticationStrength {
    fn from(strength: &Strength) -> Self {
        Self {
            id: Id::Guid(strength.id),
            display_name: strength.display_name.to_owned(),
            allowed_combinations: strength.allowed_combinations.iter().map(Combination::to_string).collect(),
            restricted: false,
        }
    }
}

impl AuthenticationMethod {
    /// Every method, in the order of Graph's bits.
    pub const ALL: [Self; 17] = [
        Self::Password,
        Self::Voice,
        Self::HardwareOath,
        Self::SoftwareOath,
        Self::Sms,
        Self::Fido2,
        Self::WindowsHelloForBusiness,
        Self::MicrosoftAuthenticatorPush,
        Self::DeviceBasedPush,
        Self::TemporaryAccessPassOneTime,
        Self::TemporaryAccessPassMultiUse,
        Self::Email,
        Self::X509CertificateSingleFactor,
        Self::X509CertificateMultiFactor,
        Self::FederatedSingleFactor,
        Self::FederatedMultiFactor,
        Self::QrCodePin,
    ];

    /// Graph's token, such as `softwareOath`.
    pub fn token(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Voice => "voice",
            Self::HardwareOath => "hardwareOath",
            Self::SoftwareOath => "softwareOath",
            Self::Sms => "sms",
            Self::Fido2 => "fido2",
            Self::WindowsHelloForBusiness => "windowsHelloForBusiness",
            Self::MicrosoftAuthenticatorPush => "microsoftAuthenticatorPush",
            Self::DeviceBasedPush => "deviceBasedPush",
            Self::TemporaryAccessPassOneTime => "temporaryAccessPassOneTime",
            Self::TemporaryAccessPassMultiUse => "temporaryAccessPassMultiUse",
            Self::Email => "email",
            Self::X509CertificateSingleFactor => "x509CertificateSingleFactor",
            Self::X509CertificateMultiFactor => "x509CertificateMultiFactor",
            Self::FederatedSingleFactor => "federatedSingleFactor",
            Self::FederatedMultiFactor => "federatedMultiFactor",
            Self::QrCodePin => "qrCodePin",
        }
    }

    /// The method of one of Graph's tokens, in any case: the service re-cases flags.
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.token().eq_ignore_ascii_case(token))
    }
}

impl Combination {
    /// Reads an entry of `allowedCombinations`: tokens separated by commas, in any order. None if there is no token, or
    /// one that this version does not know.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(',').map(|token| AuthenticationMethod::from_token(token.trim())).collect()
    }

    /// The methods, in the order of Graph's bits.
    pub fn methods(self) -> impl Iterator<Item = AuthenticationMethod> {
        AuthenticationMethod::ALL.into_iter().filter(move |method| self.0 & bit(*method) != 0)
    }
}

impl FromIterator<AuthenticationMethod> for Combination {
    fn from_iter<I: IntoIterator<Item = AuthenticationMethod>>(methods: I) -> Self {
        Self(methods.into_iter().fold(0, |bits, method| bits | bit(method)))
    }
}

/// As the service writes it: in the order of its bits.
impl fmt::Display for Combination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, method) in self.methods().enumerate() {
            let separator = if index == 0 { "" } else { "," };
            write!(f, "{separator}{}", method.token())?;
        }
        Ok(())
    }
}

fn bit(method: AuthenticationMethod) -> u32 {
    1 << (method as u32)
}

fn strength([id, display_name, combinations]: [&'static str; 3]) -> Option<Strength> {
    Some(Strength {
        id: Uuid::parse_str(id).ok()?,
        display_name,
        allowed_combinations: table::list(combinations).map(Combination::parse).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn allowed(name: &str) -> BTreeSet<Combination> {
        strength_by_name(name).unwrap().allowed_combinations.iter().copied().collect()
    }

    #[test]
    fn every_row_is_read() {
        assert_eq!(strengths().len(), table::lines(TABLE).count());
        assert!(strengths().is_sorted_by(|a, b| a.id < b.id));
    }

    #[test]
    fn strengths_have_their_published_sizes_and_nest() {
        let mfa = allowed("multifactor authentication");
        let passwordless = allowed("Passwordless MFA");
        let phishing_resistant = allowed("Phishing-resistant MFA");
        assert_eq!((mfa.len(), passwordless.len(), phishing_resistant.len()), (19, 4, 3));
        assert!(phishing_resistant.is_subset(&passwordless) && passwordless.is_subset(&mfa));
    }

    #[test]
    fn a_built_in_strength_reads_as_one_of_the_tenant() {
        let strength = AuthenticationStrength::from(strength_by_id(Uuid::from_u128(4)).unwrap());
        assert_eq!(strength.display_name, "Phishing-resistant MFA");
        assert_eq!(
            strength.allowed_combinations,
            ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"]
        );
    }

    #[test]
    fn every_method_has_one_token_and_one_bit() {
        for (index, method) in AuthenticationMethod::ALL.into_iter().enumerate() {
            assert_eq!(AuthenticationMethod::from_token(method.token()), Some(method));
            assert_eq!(method as usize, index);
        }
        assert_eq!(AuthenticationMethod::from_token("FIDO2"), Some(AuthenticationMethod::Fido2));
        assert_eq!(AuthenticationMethod::from_token("unknownFutureValue"), None);
    }

    #[test]
    fn the_order_in_a_combination_does_not_matter() {
        let combination = Combination::parse("sms,password").unwrap();
        assert_eq!(Combination::parse("password, sms"), Some(combination));
        assert_eq!(combination.to_string(), "password,sms");
        assert_eq!(
            Combination::parse("federatedSingleFactor,sms").unwrap().to_string(),
            "sms,federatedSingleFactor"
        );
    }

    #[test]
    fn an_unknown_method_makes_no_combination() {
        assert_eq!(Combination::parse("password,telepathy"), None);
        assert_eq!(Combination::parse(""), None);
    }
}
