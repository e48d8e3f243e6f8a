//! A policy's conditions as Entra names them, compared with what it recorded of each.

use super::judge::Verdict;
use super::{AppliedPolicy, RecordedMatch};
use crate::condition::{AnyDimension, DIMENSIONS, World};
use crate::model::{ConditionSet, Id, Match, Policy, Scoped};
use crate::sign_in::SignIn;
use crate::sign_in::recorded::{RecordedCondition, SatisfiedRule};

/// A policy's conditions, apart by what is included and what is excluded.
pub(super) struct PolicyConditions {
    /// Without anything excluded.
    include: ConditionSet<Id>,
    /// With what is excluded in place of what is included.
    exclude: ConditionSet<Id>,
}

impl PolicyConditions {
    pub(super) fn of(policy: &Policy<Id>) -> Self {
        let mut include = policy.conditions.clone();
        let mut exclude = ConditionSet::default();
        exclude.users.include = std::mem::take(&mut include.users.exclude);
        exclude.applications.include = std::mem::take(&mut include.applications.exclude);
        if let Some(platforms) = &mut include.platforms {
            exclude.platforms = Some(excluded(&mut platforms.exclude));
        }
        if let Some(locations) = &mut include.locations {
            exclude.locations = Some(excluded(&mut locations.exclude));
        }
        Self { include, exclude }
    }

    /// Hands over every condition and rule that was recorded of the policy, with what the engine says to it.
    pub(super) fn compare(
        &self,
        world: &World<'_>,
        policy: &Policy<Id>,
        applied: &AppliedPolicy,
        sign_in: &SignIn<'_>,
        mut each: impl FnMut(RecordedCondition, RecordedMatch, Verdict),
    ) {
        let conditions = &policy.conditions;
        for condition in applied.satisfied.unwrap_or_default().iter() {
            let Some(matches) = traced(world, conditions, condition, sign_in) else { continue };
            each(condition, RecordedMatch::Satisfied, verdict(matches, Match::Yes));
        }
        let not_satisfied = applied.not_satisfied.unwrap_or_default();
        for condition in not_satisfied.iter() {
            let Some(matches) = traced(world, conditions, condition, sign_in) else { continue };
            each(condition, RecordedMatch::NotSatisfied, verdict(matches, Match::No));
        }
        for SatisfiedRule { condition, rule } in applied.include_rules.iter().flatten() {
            // `deviceFilterIncludeRuleNotMatched` is the one that tells of a miss.
            if !has_rules(*condition) || rule.ends_with("NotMatched") {
                continue;
            }
            let Some(matches) = traced(world, &self.include, *condition, sign_in) else { continue };
            each(*condition, RecordedMatch::Included(rule.clone()), verdict(matches, Match::Yes));
        }
        // What is excluded shows in the outcome only where the condition was not satisfied.
        let excluded = applied.exclude_rules.iter().flatten();
        for SatisfiedRule { condition, rule } in
            excluded.filter(|rule| not_satisfied.contains(rule.condition))
        {
            if !has_rules(*condition) {
                continue;
            }
            let matches = match traced(world, &self.exclude, *condition, sign_in) {
                Some(matches) if self.excludes(*condition) => matches,
                Some(_) | None => Match::No,
            };
            each(*condition, RecordedMatch::Excluded(rule.clone()), verdict(matches, Match::Yes));
        }
    }

    /// Whether anything is excluded at all: an empty list of what is included may stand for everything.
    fn excludes(&self, condition: RecordedCondition) -> bool {
        match condition {
            RecordedCondition::Users => !self.exclude.users.include.is_empty(),
            RecordedCondition::Application => !self.exclude.applications.include.is_empty(),
            RecordedCondition::DevicePlatform => {
                self.exclude.platforms.as_ref().is_some_and(|platforms| !platforms.include.is_empty())
            }
            RecordedCondition::Location => {
                self.exclude.locations.as_ref().is_some_and(|locations| !locations.include.is_empty())
            }
            RecordedCondition::ClientType
            | RecordedCondition::SignInRisk
            | RecordedCondition::UserRisk
            | RecordedCondition::Time
            | RecordedCondition::DeviceState
            | RecordedCondition::Client
            | RecordedCondition::AddressSeenByEntra
            | RecordedCondition::AddressSeenByResource
            | RecordedCondition::Unknown
            | RecordedCondition::ServicePrincipals
            | RecordedCondition::ServicePrincipalRisk
            | RecordedCondition::AuthenticationFlows
            | RecordedCondition::InsiderRisk => false,
        }
    }
}

/// Takes what is excluded, as if it were what is included.
fn excluded<T>(list: &mut Vec<T>) -> Scoped<T> {
    Scoped { include: std::mem::take(list), exclude: Vec::new() }
}

/// Conditions that have something included and something excluded.
fn has_rules(condition: RecordedCondition) -> bool {
    matches!(
        condition,
        RecordedCondition::Users
            | RecordedCondition::Application
            | RecordedCondition::DevicePlatform
            | RecordedCondition::Location
    )
}

fn verdict(ours: Match, recorded: Match) -> Verdict {
    match ours {
        Match::Unknown => Verdict::Undecided,
        ours if ours == recorded => Verdict::Agreed,
        Match::Yes | Match::No => Verdict::Disagreed,
    }
}

/// What the engine says to a condition, yes where the policy does not configure it; `None` where no member of a policy
/// stands for it.
fn traced(
    world: &World<'_>,
    conditions: &ConditionSet<Id>,
    condition: RecordedCondition,
    sign_in: &SignIn<'_>,
) -> Option<Match> {
    let members = members(condition);
    let matches = |dimension: &&dyn AnyDimension| dimension.trace(world, conditions, sign_in);
    let named = DIMENSIONS.iter().filter(|dimension| members.contains(&dimension.member()));
    (!members.is_empty()).then(|| named.map(matches).fold(Match::Yes, Match::and))
}

/// Graph's members of `conditions` that Entra records as one condition.
fn members(condition: RecordedCondition) -> &'static [&'static str] {
    match condition {
        RecordedCondition::Application => &["applications", "authenticationContexts"],
        RecordedCondition::Users => &["users", "agents"],
        RecordedCondition::DevicePlatform => &["platforms"],
        RecordedCondition::Location => &["locations"],
        RecordedCondition::ClientType => &["clientAppTypes"],
        RecordedCondition::SignInRisk => &["signInRiskLevels"],
        RecordedCondition::UserRisk => &["userRiskLevels"],
        RecordedCondition::DeviceState => &["devices"],
        RecordedCondition::ServicePrincipals => &["clientApplications"],
        RecordedCondition::ServicePrincipalRisk => &["servicePrincipalRiskLevels"],
        RecordedCondition::AuthenticationFlows => &["authenticationFlows"],
        RecordedCondition::InsiderRisk => &["insiderRiskLevels"],
        // Policies cannot be made with these any more, or they are recorded beside a location.
        RecordedCondition::Time
        | RecordedCondition::Client
        | RecordedCondition::AddressSeenByEntra
        | RecordedCondition::AddressSeenByResource
        | RecordedCondition::Unknown => &[],
    }
}
