//! What policies ask for: grant controls as requirements over claims.

use uuid::Uuid;

use super::{Claim, Claims, Requirement, TooManyWays};
use crate::catalogue::{self, AuthenticationMethod, Combination};
use crate::condition::World;
use crate::model::{AuthenticationStrength, BuiltInControl, GrantControls, GrantItem, Id, Operator};

/// The built-in strength "Multifactor authentication".
const MULTIFACTOR_STRENGTH: Uuid = Uuid::from_u128(2);

/// Something that can be shown, so that a control is met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClaimKind {
    /// An authentication method, used in this sign-in.
    Method(AuthenticationMethod),
    /// A method narrowed to certain keys or certificates by a strength.
    RestrictedMethod(AuthenticationMethod, Id),
    /// MFA of some kind: the claim in a token, or a trusted home tenant's.
    Multifactor,
    /// `compliantDevice`.
    CompliantDevice,
    /// `domainJoinedDevice`: hybrid joined.
    HybridJoinedDevice,
    /// `approvedApplication`.
    ApprovedApplication,
    /// `compliantApplication`: an app protection policy.
    CompliantApplication,
    /// `passwordChange`.
    PasswordChange,
    /// `riskRemediation`.
    RiskRemediation,
    /// Acceptance of terms of use.
    TermsOfUse(Id),
    /// A custom control of another provider.
    CustomControl(String),
    /// A control this version does not know, by its token or id.
    Unknown(String),
}

/// The claims that a set of policies asks for, numbered.
#[derive(Clone, Debug, Default)]
pub struct ClaimTable {
    kinds: Vec<ClaimKind>,
}

impl ClaimTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// What a claim stands for.
    pub fn kind(&self, claim: Claim) -> Option<&ClaimKind> {
        self.kinds.get(usize::from(claim.index()))
    }

    /// The number of a claim; an error past 128 of them.
    pub fn claim(&mut self, kind: ClaimKind) -> Result<Claim, TooManyWays> {
        let index = self.kinds.iter().position(|known| *known == kind).unwrap_or(self.kinds.len());
        let claim = u8::try_from(index).ok().and_then(Claim::new).ok_or(TooManyWays)?;
        if index == self.kinds.len() {
            self.kinds.push(kind);
        }
        Ok(claim)
    }

    /// What grant controls ask for.
    pub fn requirement(
        &mut self,
        world: &World<'_>,
        grant: &GrantControls<Id>,
    ) -> Result<Requirement, TooManyWays> {
        let mut items = Vec::new();
        for item in &grant.items {
            items.push(self.item(world, item)?);
        }
        if items.is_empty() {
            return Ok(Requirement::nothing());
        }
        match grant.operator {
            _ if grant.is_block() => Ok(Requirement::block()),
            Operator::And => Requirement::all_of(&items),
            Operator::Or => Requirement::any_of(&items),
        }
    }

    fn item(&mut self, world: &World<'_>, item: &GrantItem<Id>) -> Result<Requirement, TooManyWays> {
        let kind = match item {
            GrantItem::BuiltIn(BuiltInControl::Block) => return Ok(Requirement::block()),
            GrantItem::BuiltIn(BuiltInControl::Mfa) => return self.multifactor(),
            GrantItem::AuthenticationStrength(id) => return self.strength(world, id),
            GrantItem::BuiltIn(BuiltInControl::CompliantDevice) => ClaimKind::CompliantDevice,
            GrantItem::BuiltIn(BuiltInControl::DomainJoinedDevice) => ClaimKind::HybridJoinedDevice,
            GrantItem::BuiltIn(BuiltInControl::ApprovedApplication) => ClaimKind::ApprovedApplication,
            GrantItem::BuiltIn(BuiltInControl::CompliantApplication) => ClaimKind::CompliantApplication,
            GrantItem::BuiltIn(BuiltInControl::PasswordChange) => ClaimKind::PasswordChange,
            GrantItem::BuiltIn(BuiltInControl::RiskRemediation) => ClaimKind::RiskRemediation,
            GrantItem::BuiltIn(BuiltInControl::Unknown(token)) => ClaimKind::Unknown(token.to_string()),
            GrantItem::TermsOfUse(id) => ClaimKind::TermsOfUse(id.clone()),
            GrantItem::CustomControl(name) => ClaimKind::CustomControl(name.clone()),
        };
        Ok(Requirement::claim(self.claim(kind)?))
    }

    /// `mfa` is met by every combination of the built-in strength of that name, and by a claim that MFA was done.
    pub(super) fn multifactor(&mut self) -> Result<Requirement, TooManyWays> {
        let mut ways = vec![Claims::from_iter([self.claim(ClaimKind::Multifactor)?])];
        let built_in = catalogue::strength_by_id(MULTIFACTOR_STRENGTH);
        for combination in built_in.iter().flat_map(|strength| &strength.allowed_combinations) {
            ways.push(self.way(*combination)?);
        }
        Requirement::from_ways(ways)
    }

    fn strength(&mut self, world: &World<'_>, id: &Id) -> Result<Requirement, TooManyWays> {
        let built_in = || id.guid().and_then(catalogue::strength_by_id).map(AuthenticationStrength::from);
        let Some(strength) = world.strength(id).cloned().or_else(built_in) else {
            return Ok(Requirement::claim(self.claim(ClaimKind::Unknown(id.to_string()))?));
        };
        let mut ways = Vec::new();
        for text in &strength.allowed_combinations {
            match Combination::parse(text) {
                Some(combination) if strength.restricted => ways.push(self.restricted_way(combination, id)?),
                Some(combination) => ways.push(self.way(combination)?),
                None => ways.push(Claims::from_iter([self.claim(ClaimKind::Unknown(text.clone()))?])),
            }
        }
        // An export that leaves the combinations out says nothing of what is asked.
        if ways.is_empty() {
            ways.push(Claims::from_iter([self.claim(ClaimKind::Unknown(id.to_string()))?]));
        }
        // Whatever meets plain MFA meets the built-in strength of that name too.
        if id.guid() == Some(MULTIFACTOR_STRENGTH) {
            ways.push(Claims::from_iter([self.claim(ClaimKind::Multifactor)?]));
        }
        Requirement::from_ways(ways)
    }

    fn way(&mut self, combination: Combination) -> Result<Claims, TooManyWays> {
        combination.methods().map(|method| self.claim(ClaimKind::Method(method))).collect()
    }

    /// Only keys and certificates can be narrowed (Graph, combinationConfigurations, 2026-08).
    fn restricted_way(&mut self, combination: Combination, id: &Id) -> Result<Claims, TooManyWays> {
        let kind = |method| match method {
            AuthenticationMethod::Fido2
            | AuthenticationMethod::X509CertificateSingleFactor
            | AuthenticationMethod::X509CertificateMultiFactor => {
                ClaimKind::RestrictedMethod(method, id.clone())
            }
            method => ClaimKind::Method(method),
        };
        combination.methods().map(|method| self.claim(kind(method))).collect()
    }
}
