//! Whether one policy is for nothing but sign-ins of another, as far as their lists tell.
//!
//! It never says yes where it is not so; overlaps that need membership or evaluation are left to the exact analysis.

use crate::model::{
    ApplicationRef, Applications, ConditionSet, ExternalTenants, Guests, Id, Policy, Scoped, State, Subjects,
    UserRef, Users,
};

use super::policy_shape::{is_for_users, narrowing_conditions};

/// Whether two policies are there at the same time: neither is disabled, and one is not the trial of the other.
pub(super) fn decides_with(one: &Policy<Id>, other: &Policy<Id>) -> bool {
    one.state != State::Disabled && one.state == other.state
}

/// Whether each sign-in that the inner conditions match is surely one that the outer conditions match.
pub(super) fn contains(outer: &ConditionSet<Id>, inner: &ConditionSet<Id>) -> bool {
    is_for_users(outer)
        && is_for_users(inner)
        && contains_users(&outer.users, &inner.users)
        && contains_applications(&outer.applications, &inner.applications)
        && narrowing_conditions(outer).into_iter().all(|condition| has_same(outer, inner, condition))
}

fn contains_users(outer: &Users<Id>, inner: &Users<Id>) -> bool {
    includes_all_of(&outer.include, &inner.include) && excludes_all_of(&inner.exclude, &outer.exclude)
}

fn includes_all_of(outer: &Subjects<Id>, inner: &Subjects<Id>) -> bool {
    let every_user = inner.users.iter().all(|user| *user != UserRef::AllAgentIdUsers);
    (outer.users.contains(&UserRef::All) && every_user) || names_all_of(outer, inner)
}

fn excludes_all_of(inner: &Subjects<Id>, outer: &Subjects<Id>) -> bool {
    names_all_of(inner, outer)
}

/// Whether each subject of one list is in the other, by itself.
pub(super) fn names_all_of(list: &Subjects<Id>, others: &Subjects<Id>) -> bool {
    others.users.iter().all(|user| *user == UserRef::None || list.users.contains(user))
        && others.groups.iter().all(|group| list.groups.contains(group))
        && others.roles.iter().all(|role| list.roles.contains(role))
        && (!others.all_guests || list.all_guests)
        && others.guests.as_ref().is_none_or(|guests| names_guests(list, guests))
}

fn names_guests(list: &Subjects<Id>, guests: &Guests) -> bool {
    list.all_guests
        || list.guests.as_ref().is_some_and(|listed| {
            let same_tenants = matches!(listed.tenants, None | Some(ExternalTenants::All))
                || listed.tenants == guests.tenants;
            same_tenants && guests.types.iter().all(|kind| listed.types.contains(kind))
        })
}

fn contains_applications(outer: &Applications<Id>, inner: &Applications<Id>) -> bool {
    // Where nothing is targeted, there are no sign-ins.
    if inner.include.contains(&ApplicationRef::None) {
        return false;
    }
    if outer == inner {
        return true;
    }
    let is_plain = |applications: &Applications<Id>| {
        applications.filter.is_none()
            && applications.user_actions.is_empty()
            && applications.authentication_contexts.is_empty()
    };
    is_plain(outer)
        && is_plain(inner)
        && (outer.include.contains(&ApplicationRef::All) || outer.include == inner.include)
        && outer.exclude.iter().all(|application| inner.exclude.contains(application))
}

/// Whether a condition says the same in both.
fn has_same(outer: &ConditionSet<Id>, inner: &ConditionSet<Id>, condition: &str) -> bool {
    match condition {
        "clientAppTypes" => outer.client_app_types == inner.client_app_types,
        "platforms" => is_same_list(outer.platforms.as_ref(), inner.platforms.as_ref()),
        "locations" => is_same_list(outer.locations.as_ref(), inner.locations.as_ref()),
        "deviceFilter" => outer.device_filter == inner.device_filter,
        "userRiskLevels" => outer.user_risk_levels == inner.user_risk_levels,
        "signInRiskLevels" => outer.sign_in_risk_levels == inner.sign_in_risk_levels,
        "insiderRiskLevels" => outer.insider_risk_levels == inner.insider_risk_levels,
        "authenticationFlows" => outer.authentication_flows == inner.authentication_flows,
        // Those of workloads and agents, which are not compared.
        _ => false,
    }
}

fn is_same_list<T: PartialEq>(outer: Option<&Scoped<T>>, inner: Option<&Scoped<T>>) -> bool {
    outer.zip(inner).is_some_and(|(outer, inner)| outer == inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::valid_policy;
    use crate::model::{ClientAppType, LocationRef};

    #[test]
    fn a_policy_contains_itself_and_what_is_narrower() {
        let wide = valid_policy("CA001").conditions;
        assert!(contains(&wide, &wide));
        let mut narrow = wide.clone();
        narrow.client_app_types = vec![ClientAppType::Browser];
        assert!(contains(&wide, &narrow) && !contains(&narrow, &wide));
        let mut narrower = narrow.clone();
        narrower.locations =
            Some(Scoped { include: vec![LocationRef::All], exclude: vec![LocationRef::AllTrusted] });
        assert!(contains(&narrow, &narrower) && !contains(&narrower, &narrow));
        let mut other = wide.clone();
        other.client_app_types = vec![ClientAppType::Other];
        assert!(!contains(&narrow, &other) && !contains(&other, &narrow));
    }

    #[test]
    fn an_exclusion_of_the_outer_must_be_one_of_the_inner() {
        let wide = valid_policy("CA001").conditions;
        let group = Id::Text("<group:SG-Pilot>".into());
        let mut without = wide.clone();
        without.users.exclude.groups = vec![group];
        assert!(contains(&wide, &without));
        assert!(!contains(&without, &wide));
    }
}
