//! From an entry of an export to what is kept of it.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::wire::{
    Flag, Group as GroupEntry, InboundTrust, RiskyUser, ServicePrincipal as ServicePrincipalEntry, User, guid,
};
use super::{Group, PerUserMfa, Person, ServicePrincipal, Trust};
use crate::model::RiskLevel;
use crate::sign_in::UserType;

pub(super) fn person(user: &User) -> Option<Person> {
    Some(Person {
        id: guid(user.id.as_ref())?,
        user_principal_name: user.user_principal_name.as_ref()?.to_lowercase(),
        display_name: user.display_name.clone().unwrap_or_default(),
        user_type: user.user_type.as_deref().and_then(UserType::parse),
        enabled: user.account_enabled,
        created: user.created_date_time.as_deref().and_then(time),
        hired: user.employee_hire_date.as_deref().and_then(day),
        groups: BTreeSet::new(),
        roles: BTreeSet::new(),
        eligible_roles: BTreeSet::new(),
        registration: None,
        user_risk: None,
        per_user_mfa: user.per_user_mfa_state.as_deref().and_then(per_user_mfa),
        licenses: user
            .assigned_licenses
            .as_ref()
            .map(|licenses| licenses.iter().filter_map(|license| guid(license.sku_id.as_ref())).collect()),
    })
}

/// The risk of a user who is listed as risky; nothing if it is hidden or not understood. Who was remediated, dismissed or
/// confirmed safe is at none.
pub(super) fn user_risk(entry: &RiskyUser) -> Option<RiskLevel> {
    let is = |token: &str| entry.risk_state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case(token));
    if ["none", "remediated", "dismissed", "confirmedSafe"].into_iter().any(is) {
        return Some(RiskLevel::None);
    }
    match RiskLevel::from_graph(entry.risk_level.as_deref()?) {
        RiskLevel::Hidden | RiskLevel::Unknown(_) => None,
        level @ (RiskLevel::Low | RiskLevel::Medium | RiskLevel::High | RiskLevel::None) => Some(level),
    }
}

pub(super) fn service_principal(entry: &ServicePrincipalEntry) -> ServicePrincipal {
    let is = |text: &Option<String>, token: &str| text.as_ref().map(|text| text.eq_ignore_ascii_case(token));
    ServicePrincipal {
        display_name: entry.display_name.clone().unwrap_or_default(),
        owner: guid(entry.app_owner_organization_id.as_ref()),
        is_managed_identity: is(&entry.service_principal_type, "ManagedIdentity") == Some(true),
        is_single_tenant: is(&entry.sign_in_audience, "AzureADMyOrg"),
    }
}

/// Reads `perUserMfaState`; nothing if it is a token this version does not know.
pub(super) fn per_user_mfa(token: &str) -> Option<PerUserMfa> {
    let named = [
        ("disabled", PerUserMfa::Disabled),
        ("enabled", PerUserMfa::Enabled),
        ("enforced", PerUserMfa::Enforced),
    ];
    named.into_iter().find(|(known, _)| token.eq_ignore_ascii_case(known)).map(|(_, state)| state)
}

pub(super) fn trust(inbound: &InboundTrust) -> Trust {
    Trust {
        mfa: inbound.is_mfa_accepted.unwrap_or(false),
        compliant_device: inbound.is_compliant_device_accepted.unwrap_or(false),
        hybrid_joined_device: inbound.is_hybrid_joined_device_accepted.unwrap_or(false),
    }
}

/// A group of which no members are known yet.
pub(super) fn group(entry: GroupEntry) -> Group {
    let is_dynamic =
        |types: Vec<String>| types.iter().any(|kind| kind.eq_ignore_ascii_case("DynamicMembership"));
    let flags = [entry.is_assignable_to_role, entry.is_management_restricted];
    let protected = if flags.contains(&Flag::Yes) {
        Some(true)
    } else {
        flags.iter().all(|flag| *flag == Flag::No).then_some(false)
    };
    Group {
        display_name: entry.display_name.unwrap_or_default(),
        dynamic: entry.group_types.map(is_dynamic),
        protected,
        ..Group::default()
    }
}

pub(super) fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}

fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}
