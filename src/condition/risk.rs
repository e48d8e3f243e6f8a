//! `signInRiskLevels`, `userRiskLevels`, `servicePrincipalRiskLevels` and `agentIdRiskLevels`: each a list of levels,
//! with no "at least" about it.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{ConditionSet, Id, Match, RiskLevel};
use crate::sign_in::SignIn;

/// Declares a dimension over risk levels.
macro_rules! risk {
    ($name:ident, $member:literal, $reason:literal, $field:ident, $value:expr, $put:expr) => {
        pub(super) struct $name;

        impl Dimension for $name {
            type Condition = [RiskLevel];
            type Value<'a> = Option<&'a RiskLevel>;
            type Partition = Listed<RiskLevel>;
            const MEMBER: &'static str = $member;
            const REASON: &'static str = $reason;

            fn condition(of: &ConditionSet<Id>) -> Option<&[RiskLevel]> {
                (!of.$field.is_empty()).then_some(of.$field.as_slice())
            }

            fn values<'a>(
                world: &'a World<'_>,
                sign_in: &'a SignIn<'_>,
                each: &mut dyn FnMut(Self::Value<'a>),
            ) {
                let value: fn(&'a World<'_>, &'a SignIn<'_>) -> Option<&'a RiskLevel> = $value;
                each(value(world, sign_in));
            }

            fn put(value: Option<&RiskLevel>, draft: &mut Draft) -> bool {
                let put: fn(&mut SignIn<'static>, Option<RiskLevel>) -> bool = $put;
                let level = value.filter(|level| level.is_known() && **level != RiskLevel::Hidden);
                put(&mut draft.sign_in, level.cloned()) && level.is_some()
            }

            fn matches(_: &World<'_>, condition: &[RiskLevel], value: Option<&RiskLevel>) -> Match {
                matches(condition, value)
            }

            fn partition(_: &World<'_>, conditions: &[&[RiskLevel]]) -> Option<Self::Partition> {
                let known = RiskLevel::KNOWN.iter().map(|token| RiskLevel::from_graph(token));
                let named = conditions.iter().flat_map(|levels| levels.iter().cloned());
                Some(Listed::new(known.chain(named), RiskLevel::Unknown("".into())))
            }
        }
    };
}

risk!(
    SignInRisk,
    "signInRiskLevels",
    "signInRisk",
    sign_in_risk_levels,
    |_, sign_in| sign_in.sign_in_risk.as_ref(),
    |sign_in, level| {
        sign_in.sign_in_risk = level;
        true
    }
);
// No sign-in records it: it is as of the export, where risky users were exported.
risk!(
    UserRisk,
    "userRiskLevels",
    "userRisk",
    user_risk_levels,
    |world, sign_in| {
        let exported = || world.person(sign_in).and_then(|person| person.user_risk.as_ref());
        sign_in.user_risk.as_ref().or_else(exported)
    },
    |sign_in, level| {
        sign_in.user_risk = level;
        true
    }
);
risk!(
    ServicePrincipalRisk,
    "servicePrincipalRiskLevels",
    "servicePrincipalRisk",
    service_principal_risk_levels,
    |_, sign_in| sign_in.service_principal_risk.as_ref(),
    |sign_in, level| {
        sign_in.service_principal_risk = level;
        true
    }
);
// No sign-in holds the risk of an agent.
risk!(AgentIdRisk, "agentIdRiskLevels", "agentIdRisk", agent_id_risk_levels, |_, _| None, |_, _| false);

fn matches(condition: &[RiskLevel], value: Option<&RiskLevel>) -> Match {
    match value {
        // Without the license, logs say `hidden` in place of the level.
        None | Some(RiskLevel::Hidden) => Match::Unknown,
        Some(level) if condition.contains(level) => Match::Yes,
        Some(RiskLevel::Unknown(_)) => Match::Unknown,
        Some(_) if condition.iter().any(|level| !level.is_known()) => Match::Unknown,
        Some(_) => Match::No,
    }
}
