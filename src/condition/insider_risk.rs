//! `insiderRiskLevels`. No export of sign-ins holds the level.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{ConditionSet, Id, InsiderRiskLevel, Match};
use crate::sign_in::{self, SignIn};

pub(super) struct InsiderRisk;

impl Dimension for InsiderRisk {
    type Condition = [InsiderRiskLevel];
    type Value<'a> = Option<&'a sign_in::InsiderRisk>;
    type Partition = Listed<sign_in::InsiderRisk>;
    const MEMBER: &'static str = "insiderRiskLevels";
    const REASON: &'static str = "insiderRisk";

    fn condition(of: &ConditionSet<Id>) -> Option<&[InsiderRiskLevel]> {
        (!of.insider_risk_levels.is_empty()).then_some(of.insider_risk_levels.as_slice())
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(sign_in.insider_risk.as_ref());
    }

    fn put(value: Option<&sign_in::InsiderRisk>, draft: &mut Draft) -> bool {
        draft.sign_in.insider_risk = value.cloned();
        match value {
            Some(sign_in::InsiderRisk::Level(level)) => level.is_known(),
            Some(sign_in::InsiderRisk::None) => true,
            None => false,
        }
    }

    fn matches(_: &World<'_>, condition: &[InsiderRiskLevel], value: Option<&sign_in::InsiderRisk>) -> Match {
        let unknown_token = condition.iter().any(|level| !level.is_known());
        match value {
            None => Match::Unknown,
            Some(sign_in::InsiderRisk::Level(level)) if condition.contains(level) => Match::Yes,
            Some(sign_in::InsiderRisk::Level(level)) if unknown_token || !level.is_known() => Match::Unknown,
            Some(sign_in::InsiderRisk::None | sign_in::InsiderRisk::Level(_)) => Match::No,
        }
    }

    fn partition(_: &World<'_>, conditions: &[&[InsiderRiskLevel]]) -> Option<Self::Partition> {
        let known = InsiderRiskLevel::KNOWN.iter().map(|token| InsiderRiskLevel::from_graph(token));
        let named = conditions.iter().flat_map(|levels| levels.iter().cloned());
        let levels = known.chain(named).map(sign_in::InsiderRisk::Level);
        let other = sign_in::InsiderRisk::Level(InsiderRiskLevel::Unknown("".into()));
        Some(Listed::new([sign_in::InsiderRisk::None].into_iter().chain(levels), other))
    }
}
