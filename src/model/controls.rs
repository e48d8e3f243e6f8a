//! What a policy asks for: grant controls and session controls.

use super::{
    BuiltInControl, CloudAppSecurity, ContinuousAccessEvaluation, FrequencyUnit, PersistentBrowser,
    Reference, SignInFrequencyAuthentication,
};

/// `grantControls`.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantControls<R: Reference> {
    /// `operator`; does not matter with one item.
    pub operator: Operator,
    /// `builtInControls`, `authenticationStrength`, `termsOfUse` and `customAuthenticationFactors`, in that order.
    pub items: Vec<GrantItem<R>>,
}

/// How grant controls combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// `AND`: all of them.
    And,
    /// `OR`: any of them.
    Or,
}

/// One grant control.
#[derive(Clone, Debug, PartialEq)]
pub enum GrantItem<R: Reference> {
    /// An entry of `builtInControls`.
    BuiltIn(BuiltInControl),
    /// `authenticationStrength`.
    AuthenticationStrength(R),
    /// An entry of `termsOfUse`.
    TermsOfUse(R),
    /// An entry of `customAuthenticationFactors`.
    CustomControl(String),
}

impl<R: Reference> GrantControls<R> {
    /// Whether one of the controls is `block`.
    pub fn is_block(&self) -> bool {
        self.items.contains(&GrantItem::BuiltIn(BuiltInControl::Block))
    }
}

/// `sessionControls`. A member that is off is the same as an absent one.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionControls<R: Reference> {
    /// `signInFrequency`.
    pub sign_in_frequency: Option<SignInFrequency>,
    /// `persistentBrowser.mode`.
    pub persistent_browser: Option<PersistentBrowser>,
    /// `applicationEnforcedRestrictions.isEnabled`.
    pub application_enforced_restrictions: bool,
    /// `cloudAppSecurity.cloudAppSecurityType`.
    pub cloud_app_security: Option<CloudAppSecurity>,
    /// `continuousAccessEvaluation.mode` (beta).
    pub continuous_access_evaluation: Option<ContinuousAccessEvaluation>,
    /// `secureSignInSession.isEnabled`: token protection.
    pub token_protection: bool,
    /// `disableResilienceDefaults`.
    pub disable_resilience_defaults: bool,
    /// `globalSecureAccessFilteringProfile.profileId` (beta).
    pub global_secure_access_profile: Option<R>,
}

impl<R: Reference> Default for SessionControls<R> {
    fn default() -> Self {
        Self {
            sign_in_frequency: None,
            persistent_browser: None,
            application_enforced_restrictions: false,
            cloud_app_security: None,
            continuous_access_evaluation: None,
            token_protection: false,
            disable_resilience_defaults: false,
            global_secure_access_profile: None,
        }
    }
}

/// `signInFrequency`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInFrequency {
    /// How long a sign-in lasts; absent means `everyTime`.
    pub period: Option<(u32, FrequencyUnit)>,
    /// What is asked again; absent means null in Graph.
    pub authentication: Option<SignInFrequencyAuthentication>,
}
