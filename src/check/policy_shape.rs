//! Questions about a policy's shape that several rules ask.

use uuid::Uuid;

use crate::model::{
    ApplicationRef, Applications, BuiltInControl, ClientAppType, ConditionSet, GrantControls, GrantItem, Id,
    Operator, Policy, ReferenceKind, State, UserRef, Users,
};

/// Whether every resource is targeted, with nothing taken away.
pub(super) fn targets_every_resource(applications: &Applications<Id>) -> bool {
    applications.include.contains(&ApplicationRef::All)
        && applications.exclude.is_empty()
        && applications.filter.is_none()
}

/// The grant controls of a policy; none where it has no grant.
pub(super) fn grant_items(policy: &Policy<Id>) -> &[GrantItem<Id>] {
    policy.grant.as_ref().map_or(&[], |grant| &grant.items)
}

/// Whether a policy asks for a control, alone or with others.
pub(super) fn asks_for(policy: &Policy<Id>, control: &BuiltInControl) -> bool {
    grant_items(policy).iter().any(|item| matches!(item, GrantItem::BuiltIn(built_in) if built_in == control))
}

/// A control like that which nobody gets around: one of `allOf`, or nothing else is offered.
pub(super) fn needed_control(
    policy: &Policy<Id>,
    is_it: impl Fn(&GrantItem<Id>) -> bool,
) -> Option<&GrantItem<Id>> {
    let grant = policy.grant.as_ref()?;
    let first = grant.items.iter().find(|item| is_it(item))?;
    let is_needed = match grant.operator {
        Operator::And => true,
        Operator::Or => grant.items.iter().all(is_it),
    };
    is_needed.then_some(first)
}

/// Whether a policy is on, or being tried: what it asks for is meant.
pub(super) fn is_in_use(policy: &Policy<Id>) -> bool {
    match policy.state {
        // A state that this version does not know is not taken for disabled.
        State::Enabled | State::ReportOnly | State::Unknown(_) => true,
        State::Disabled => false,
    }
}

/// Whether a text in the place of an id may be a keyword like `All` that this version does not know. Graph has keywords
/// for users, applications, locations and service principals, each one capitalized word.
pub(super) fn may_be_keyword(kind: ReferenceKind, text: &str) -> bool {
    let has_keywords = match kind {
        ReferenceKind::User
        | ReferenceKind::Application
        | ReferenceKind::NamedLocation
        | ReferenceKind::ServicePrincipal => true,
        ReferenceKind::Group
        | ReferenceKind::Role
        | ReferenceKind::AuthenticationStrength
        | ReferenceKind::TermsOfUse
        | ReferenceKind::AuthenticationContext
        | ReferenceKind::FilteringProfile => false,
    };
    let is_word = text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
        && text.chars().any(|letter| letter.is_ascii_lowercase());
    has_keywords && is_word
}

/// Whether conditions are about users, and not about workload identities or agents.
pub(super) fn is_for_users(conditions: &ConditionSet<Id>) -> bool {
    conditions.client_applications.is_none() && conditions.agents.is_none()
}

/// Whether a policy is for users, and includes all of them.
pub(super) fn includes_everyone(policy: &Policy<Id>) -> bool {
    is_for_users(&policy.conditions) && policy.conditions.users.include.users.contains(&UserRef::All)
}

/// Whether a policy names one of these applications among what it includes.
pub(super) fn names_application(policy: &Policy<Id>, applications: &[Uuid]) -> bool {
    policy.conditions.applications.include.iter().any(|target| is_application(target, applications))
}

/// Whether an entry is one of these applications.
pub(super) fn is_application(target: &ApplicationRef<Id>, applications: &[Uuid]) -> bool {
    match target {
        ApplicationRef::Application(id) => id.guid().is_some_and(|id| applications.contains(&id)),
        ApplicationRef::All
        | ApplicationRef::None
        | ApplicationRef::Office365
        | ApplicationRef::MicrosoftAdminPortals
        | ApplicationRef::AllAgentIdResources => false,
    }
}

/// Whether a policy blocks.
pub(super) fn blocks(policy: &Policy<Id>) -> bool {
    policy.grant.as_ref().is_some_and(GrantControls::is_block)
}

/// Whether nobody gets through a policy without MFA: it blocks, or each way to satisfy it asks for `mfa` or a strength.
pub(super) fn requires_mfa(policy: &Policy<Id>) -> bool {
    let is_mfa = |item: &GrantItem<Id>| {
        matches!(
            item,
            GrantItem::BuiltIn(BuiltInControl::Mfa | BuiltInControl::Block)
                | GrantItem::AuthenticationStrength(_)
        )
    };
    policy.grant.as_ref().is_some_and(|grant| match grant.operator {
        Operator::And => grant.items.iter().any(is_mfa),
        Operator::Or => !grant.items.is_empty() && grant.items.iter().all(is_mfa),
    })
}

/// Whether lists name the holders of a role: everyone, or the role itself.
pub(super) fn includes_role(users: &Users<Id>, role: &Id) -> bool {
    (users.include.users.contains(&UserRef::All) || users.include.roles.contains(role))
        && !users.exclude.roles.contains(role)
}

/// Whether a policy that is not disabled asks MFA, or blocks, on every resource and under no condition.
pub(super) fn requires_mfa_everywhere(policy: &Policy<Id>) -> bool {
    policy.state != State::Disabled
        && requires_mfa(policy)
        && targets_every_resource(&policy.conditions.applications)
        && narrowing_conditions(&policy.conditions).is_empty()
}

/// The keys of the conditions that narrow a policy, beyond who and on what. `clientAppTypes` of all is none.
pub(super) fn narrowing_conditions(conditions: &ConditionSet<Id>) -> Vec<&'static str> {
    let ConditionSet {
        users: _,
        applications: _,
        client_applications: _,
        agents: _,
        client_app_types,
        platforms,
        locations,
        device_filter,
        user_risk_levels,
        sign_in_risk_levels,
        service_principal_risk_levels,
        insider_risk_levels,
        agent_id_risk_levels,
        authentication_flows,
    } = conditions;
    let present = [
        ("clientAppTypes", !client_app_types.is_empty() && !client_app_types.contains(&ClientAppType::All)),
        ("platforms", platforms.is_some()),
        ("locations", locations.is_some()),
        ("deviceFilter", device_filter.is_some()),
        ("userRiskLevels", !user_risk_levels.is_empty()),
        ("signInRiskLevels", !sign_in_risk_levels.is_empty()),
        ("servicePrincipalRiskLevels", !service_principal_risk_levels.is_empty()),
        ("insiderRiskLevels", !insider_risk_levels.is_empty()),
        ("agentIdRiskLevels", !agent_id_risk_levels.is_empty()),
        ("authenticationFlows", !authentication_flows.is_empty()),
    ];
    present.into_iter().filter(|(_, is_present)| *is_present).map(|(key, _)| key).collect()
}
