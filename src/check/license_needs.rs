//! Which licensed features a policy needs, and where it asks for them.

use super::Context;
use super::policy_shape::{grant_items, needed_control};
use crate::catalogue::Feature;
use crate::model::{BuiltInControl, GrantItem, Id, LocationKind, LocationRef, Policy};
use crate::workspace::Place;

/// A feature that a policy needs beyond Conditional Access itself.
pub(super) struct Need {
    pub(super) feature: Feature,
    /// Where the policy asks for it.
    pub(super) place: Place,
    /// Whether nothing else would do: a control beside others with `anyOf` can be gone around.
    pub(super) is_sure: bool,
}

/// What a policy needs, each feature once, where it first shows (licenses as each feature's page of the Entra
/// documentation has them, 2024 to 2026).
pub(super) fn needs(context: &Context<'_>, policy: &Policy<Id>) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut add = |feature: Feature, place: Place, is_sure: bool| match needs
        .iter_mut()
        .find(|need| need.feature == feature)
    {
        Some(need) => need.is_sure |= is_sure,
        None => needs.push(Need { feature, place, is_sure }),
    };
    let key = |pointer: &str| Place::policy(&policy.id, pointer).key();
    let conditions = &policy.conditions;
    if !conditions.user_risk_levels.is_empty() {
        add(Feature::EntraIdP2, key("/userRiskLevels"), true);
    }
    if !conditions.sign_in_risk_levels.is_empty() {
        add(Feature::EntraIdP2, key("/signInRiskLevels"), true);
    }
    if !conditions.insider_risk_levels.is_empty() {
        add(Feature::InsiderRisk, key("/insiderRiskLevels"), true);
    }
    if !conditions.service_principal_risk_levels.is_empty() {
        add(Feature::WorkloadIdentitiesPremium, key("/servicePrincipalRiskLevels"), true);
    }
    let clients = conditions.client_applications.as_ref();
    if clients.is_some_and(|clients| {
        !clients.service_principals.include.is_empty() || clients.service_principal_filter.is_some()
    }) {
        add(Feature::WorkloadIdentitiesPremium, key("/servicePrincipals"), true);
    }
    if names_compliant_network(context, policy) {
        add(Feature::GlobalSecureAccess, key("/locations"), true);
    }
    for item in grant_items(policy) {
        if let GrantItem::BuiltIn(control) = item
            && let Some(feature) = feature_of(control)
        {
            let is_sure = needed_control(policy, |other| other == item).is_some();
            add(feature, context.grant_item(policy, item), is_sure);
        }
    }
    if let Some(session) = &policy.session {
        if session.cloud_app_security.is_some() {
            add(Feature::DefenderForCloudApps, key("/session/cloudAppSecurity"), true);
        }
        if session.global_secure_access_profile.is_some() {
            add(Feature::GlobalSecureAccess, key("/session/globalSecureAccessProfile"), true);
        }
    }
    needs
}

fn feature_of(control: &BuiltInControl) -> Option<Feature> {
    match control {
        BuiltInControl::CompliantDevice | BuiltInControl::CompliantApplication => Some(Feature::Intune),
        BuiltInControl::PasswordChange | BuiltInControl::RiskRemediation => Some(Feature::EntraIdP2),
        BuiltInControl::Block
        | BuiltInControl::Mfa
        | BuiltInControl::DomainJoinedDevice
        | BuiltInControl::ApprovedApplication
        | BuiltInControl::Unknown(_) => None,
    }
}

fn names_compliant_network(context: &Context<'_>, policy: &Policy<Id>) -> bool {
    let is_one = |location: &LocationRef<Id>| match location {
        LocationRef::AllCompliantNetworks => true,
        LocationRef::Location(id) => context.workspace.locations.iter().any(|location| {
            location.id == *id && matches!(location.kind, LocationKind::CompliantNetwork { .. })
        }),
        LocationRef::All | LocationRef::AllTrusted | LocationRef::MfaTrustedIps => false,
    };
    let locations = policy.conditions.locations.as_ref();
    locations.is_some_and(|locations| locations.include.iter().chain(&locations.exclude).any(is_one))
}
