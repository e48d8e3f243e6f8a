//! What Entra recorded of its own decision, kept as the export has it and decoded only where it is asked for.
//!
//! It is the largest part of a record. Exports differ in case, in enumerations as tokens or numbers, and in JSON inside
//! texts; what is decoded here is the same for all. What is absent was not recorded: that no policy applied is never
//! concluded from it. Nothing here compares anything.

mod conditions;
mod decode;
mod result;

use std::borrow::Cow;
use std::net::IpAddr;

use uuid::Uuid;

use super::owned;
use crate::model::Id;

pub use conditions::{RecordedCondition, RecordedConditions};
pub use result::{AppliedResult, ConditionalAccessStatus, StrengthResult};

/// What an export says beside who signed in, from where, and with what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded<'a> {
    /// `conditionalAccessStatus`.
    pub status: Option<ConditionalAccessStatus>,
    /// `sessionId`; empty where it is not recorded.
    pub session_id: Cow<'a, str>,
    /// `userAgent`.
    pub user_agent: Cow<'a, str>,
    /// `location.city`.
    pub city: Cow<'a, str>,
    /// `autonomousSystemNumber`; none for 0, which is written where it is not known.
    pub autonomous_system: Option<u32>,
    /// `ipAddressFromResourceProvider`: the address that the resource saw.
    pub address_at_resource: Option<IpAddr>,
    /// Whether the flow is that of an earlier sign-in of the session: `originalTransferMethod` has it and
    /// `authenticationProtocol` has not.
    pub is_flow_inherited: bool,
    /// `appliedConditionalAccessPolicies`, as JSON.
    pub(super) policies: Option<Cow<'a, str>>,
    /// `networkLocationDetails`, as JSON.
    pub(super) networks: Option<Cow<'a, str>>,
    /// `authenticationRequirementPolicies`, as JSON.
    pub(super) requirements: Option<Cow<'a, str>>,
    /// `tokenProtectionStatusDetails`, as JSON.
    pub(super) token_protection: Option<Cow<'a, str>>,
}

/// One policy as Entra evaluated it (`appliedConditionalAccessPolicy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedPolicy {
    /// `id`, in Log Analytics queries also `policyId`.
    pub id: Id,
    /// `displayName`.
    pub display_name: String,
    /// `result`.
    pub result: AppliedResult,
    /// `enforcedGrantControls`, as recorded: the tokens are not documented.
    pub grant_controls: Vec<String>,
    /// `enforcedSessionControls`, as recorded.
    pub session_controls: Vec<String>,
    /// `conditionsSatisfied`; none in v1.0.
    pub satisfied: Option<RecordedConditions>,
    /// `conditionsNotSatisfied`; none in v1.0.
    pub not_satisfied: Option<RecordedConditions>,
    /// `includeRulesSatisfied`; none in v1.0.
    pub include_rules: Option<Vec<SatisfiedRule>>,
    /// `excludeRulesSatisfied`; none in v1.0.
    pub exclude_rules: Option<Vec<SatisfiedRule>>,
    /// `authenticationStrength`.
    pub strength: Option<AppliedStrength>,
}

/// A rule of a policy that was met (`conditionalAccessRuleSatisfied`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SatisfiedRule {
    /// `conditionalAccessCondition`.
    pub condition: RecordedCondition,
    /// `ruleSatisfied`, as recorded, such as `office365`.
    pub rule: String,
}

/// The authentication strength of a policy as Entra evaluated it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedStrength {
    /// `authenticationStrengthId`.
    pub id: Option<Uuid>,
    /// `displayName`.
    pub display_name: String,
    /// `authenticationStrengthResult`.
    pub result: StrengthResult,
}

/// Networks that Entra matched an address with (`networkLocationDetail`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkDetail {
    /// `networkType`, as recorded: `namedNetwork`, `trustedNamedLocation`, ….
    pub kind: String,
    /// `networkNames`: display names of named locations.
    pub names: Vec<String>,
}

/// What asked for the level of authentication (`authenticationRequirementPolicy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequirementPolicy {
    /// `requirementProvider`, as recorded, such as `multiConditionalAccess`, `user` or `securityDefaults`.
    pub provider: String,
    /// `detail`.
    pub detail: String,
}

impl Recorded<'_> {
    /// Each policy as Entra evaluated it, those that did not apply included. `None` where it is not recorded, cannot be
    /// read, or is empty: whoever exports without the right to read policies gets an empty list (Entra, signIn, 2024-11).
    pub fn policies(&self) -> Option<Vec<AppliedPolicy>> {
        let policies = decode::elements(self.policies.as_deref()?)?;
        let policies: Vec<AppliedPolicy> = policies.iter().filter_map(decode::policy).collect();
        (!policies.is_empty()).then_some(policies)
    }

    /// Whether [`Recorded::policies`] may have something, without decoding it.
    pub fn has_policies(&self) -> bool {
        self.policies.as_deref().is_some_and(|text| !matches!(text.trim(), "" | "[]" | "\"\"" | "\"[]\""))
    }

    /// The networks that Entra matched the address with; empty where it is in none. `None` where it is not recorded.
    pub fn networks(&self) -> Option<Vec<NetworkDetail>> {
        let networks = decode::elements(self.networks.as_deref()?)?;
        Some(networks.iter().filter_map(decode::network).collect())
    }

    /// What asked for the level of authentication. `None` where it is not recorded.
    pub fn requirements(&self) -> Option<Vec<RequirementPolicy>> {
        let requirements = decode::elements(self.requirements.as_deref()?)?;
        Some(requirements.iter().filter_map(decode::requirement).collect())
    }

    /// Why the token of the session is not bound to the device: `signInSessionStatusCode`, such as 1003
    /// (Entra, concept-token-protection, 2025-08).
    pub fn token_protection_code(&self) -> Option<i64> {
        decode::token_protection_code(self.token_protection.as_deref()?)
    }

    /// The same, independent of the text that it was read from.
    pub fn into_owned(self) -> Recorded<'static> {
        Recorded {
            status: self.status,
            session_id: owned(self.session_id),
            user_agent: owned(self.user_agent),
            city: owned(self.city),
            autonomous_system: self.autonomous_system,
            address_at_resource: self.address_at_resource,
            is_flow_inherited: self.is_flow_inherited,
            policies: self.policies.map(owned),
            networks: self.networks.map(owned),
            requirements: self.requirements.map(owned),
            token_protection: self.token_protection.map(owned),
        }
    }
}

#[cfg(test)]
mod tests;
