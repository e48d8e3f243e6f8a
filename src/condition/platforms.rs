//! `platforms`: the operating system, as Entra derives it from the user agent. Nothing verifies it.

use super::listed::Listed;
use super::{Dimension, Draft, World};
use crate::model::{self, ConditionSet, DevicePlatform, Id, Match};
use crate::sign_in::{Platform, SignIn};

pub(super) struct Platforms;

impl Dimension for Platforms {
    type Condition = model::Platforms;
    type Value<'a> = Option<&'a Platform>;
    type Partition = Listed<Platform>;
    const MEMBER: &'static str = "platforms";
    const REASON: &'static str = "devicePlatform";

    fn condition(of: &ConditionSet<Id>) -> Option<&model::Platforms> {
        of.platforms
            .as_ref()
            .filter(|platforms| !(platforms.include.is_empty() && platforms.exclude.is_empty()))
    }

    fn values<'a>(_: &'a World<'_>, sign_in: &'a SignIn<'_>, each: &mut dyn FnMut(Self::Value<'a>)) {
        each(sign_in.platform.as_ref());
    }

    fn put(value: Option<&Platform>, draft: &mut Draft) -> bool {
        draft.sign_in.platform = value.cloned();
        match value {
            Some(Platform::Known(platform)) => platform.is_known() && *platform != DevicePlatform::All,
            Some(Platform::Unrecognized) => true,
            None => false,
        }
    }

    /// What Entra does not recognize is in `all` and in no list
    /// (Entra, concept-conditional-access-conditions, 2024-06).
    fn matches(_: &World<'_>, condition: &model::Platforms, value: Option<&Platform>) -> Match {
        let included =
            if condition.include.is_empty() { Match::Yes } else { lists(&condition.include, value) };
        included.and(lists(&condition.exclude, value).not())
    }

    fn partition(_: &World<'_>, conditions: &[&model::Platforms]) -> Option<Self::Partition> {
        let known = DevicePlatform::KNOWN.iter().map(|token| DevicePlatform::from_graph(token));
        let named = conditions
            .iter()
            .flat_map(|platforms| platforms.include.iter().chain(&platforms.exclude).cloned());
        let platforms = known.chain(named).map(Platform::Known);
        let other = Platform::Known(DevicePlatform::Unknown("".into()));
        Some(Listed::new([Platform::Unrecognized].into_iter().chain(platforms), other))
    }
}

fn lists(platforms: &[DevicePlatform], value: Option<&Platform>) -> Match {
    if platforms.contains(&DevicePlatform::All) {
        return Match::Yes;
    }
    match value {
        _ if platforms.is_empty() => Match::No,
        None => Match::Unknown,
        Some(Platform::Known(platform)) if platforms.contains(platform) => Match::Yes,
        Some(Platform::Known(platform)) if !platform.is_known() => Match::Unknown,
        // A platform this version does not know may be what this sign-in came from.
        Some(Platform::Known(_) | Platform::Unrecognized)
            if platforms.iter().any(|platform| !platform.is_known()) =>
        {
            Match::Unknown
        }
        Some(Platform::Known(_) | Platform::Unrecognized) => Match::No,
    }
}
