//! What the evidence never exercised: policies that met no sign-in, and values of conditions that none had.
//!
//! That nobody is locked out says nothing about what nobody did.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::comparison::Side;
use super::word;
use crate::engine::Decision;
use crate::model::{
    ClientAppType, DevicePlatform, Id, LocationKind, LocationRef, Match, Policy, RiskLevel, State,
    TransferMethod,
};
use crate::sign_in::{Country, Flow, Platform, SignIn};

/// What the evidence never exercised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Policies that decide and met no sign-in, in their order.
    pub policies: Vec<NeverMet>,
    /// Values that policies name and no sign-in had.
    pub values: Vec<NeverSeen>,
}

/// A policy that met no sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeverMet {
    /// By index.
    pub policy: usize,
    /// A condition of which no sign-in had any value that the policy names, if that is why.
    pub value: Option<NeverSeen>,
}

/// A value of a condition that no sign-in had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NeverSeen {
    /// Graph's member of `conditions`.
    pub condition: &'static str,
    /// Graph's token, or the display name of a named location.
    pub value: String,
}

/// What sign-ins had.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Exercised {
    /// By policy: whether it applied, or may have.
    policies: BTreeSet<usize>,
    #[serde(with = "word::set")]
    platforms: BTreeSet<Platform>,
    #[serde(with = "word::set")]
    client_apps: BTreeSet<ClientAppType>,
    #[serde(with = "word::set")]
    flows: BTreeSet<Flow>,
    countries: BTreeSet<Country>,
    #[serde(with = "word::set")]
    risks: BTreeSet<RiskLevel>,
}

impl Exercised {
    /// Adds a sign-in that got in.
    pub(super) fn observe(&mut self, sign_in: &SignIn<'_>, decision: &Decision<'_>) {
        for contribution in decision.contributions.iter().filter(|found| found.applies != Match::No) {
            self.policies.insert(contribution.policy);
        }
        add(&mut self.platforms, sign_in.platform.as_ref());
        add(&mut self.client_apps, sign_in.client_app.as_ref());
        add(&mut self.flows, sign_in.flow.as_ref());
        add(&mut self.countries, sign_in.country.as_ref());
        add(&mut self.risks, sign_in.sign_in_risk.as_ref());
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.policies.extend(other.policies);
        self.platforms.extend(other.platforms);
        self.client_apps.extend(other.client_apps);
        self.flows.extend(other.flows);
        self.countries.extend(other.countries);
        self.risks.extend(other.risks);
    }

    /// What was never exercised. What an export lacks throughout is not told here: it is missing.
    pub(super) fn coverage(&self, proposed: Side<'_>) -> Coverage {
        let mut coverage = Coverage::default();
        if self.platforms.is_empty() && self.client_apps.is_empty() && self.policies.is_empty() {
            return coverage;
        }
        let mut values = BTreeSet::new();
        for (index, policy) in proposed.policies.iter().enumerate() {
            if policy.state != State::Enabled || is_of_no_sign_in(policy) {
                continue;
            }
            let named = self.named(proposed, policy);
            if self.policies.contains(&index) {
                values.extend(named.into_iter().flat_map(|of| of.unseen));
                continue;
            }
            let why = named.into_iter().find(|of| of.is_all).and_then(|of| of.unseen.into_iter().next());
            coverage.policies.push(NeverMet { policy: index, value: why });
        }
        coverage.values = values.into_iter().collect();
        coverage
    }

    /// Of each condition that a policy configures: values it names and no sign-in had, where any sign-in had a value.
    fn named(&self, proposed: Side<'_>, policy: &Policy<Id>) -> Vec<Unseen> {
        let conditions = &policy.conditions;
        let mut all = Vec::new();
        if !self.flows.is_empty() {
            let flow = |method: &TransferMethod| match method {
                TransferMethod::DeviceCodeFlow => self.flows.contains(&Flow::DeviceCode),
                TransferMethod::AuthenticationTransfer => self.flows.contains(&Flow::Transfer),
                TransferMethod::Unknown(_) => false,
            };
            all.push(Unseen::of(
                "authenticationFlows",
                conditions
                    .authentication_flows
                    .iter()
                    .map(|method| (method.as_graph().to_owned(), flow(method))),
            ));
        }
        if let (Some(platforms), false) = (&conditions.platforms, self.platforms.is_empty()) {
            let named = platforms.include.iter().chain(&platforms.exclude);
            let named = named.filter(|platform| **platform != DevicePlatform::All).map(|platform| {
                (platform.as_graph().to_owned(), self.platforms.contains(&Platform::Known(platform.clone())))
            });
            let mut unseen = Unseen::of("platforms", named);
            unseen.is_all &= !platforms.include.contains(&DevicePlatform::All);
            all.push(unseen);
        }
        if !self.client_apps.is_empty() {
            let named = conditions.client_app_types.iter().filter(|client| **client != ClientAppType::All);
            all.push(Unseen::of(
                "clientAppTypes",
                named.map(|client| (client.as_graph().to_owned(), self.client_apps.contains(client))),
            ));
        }
        if !self.risks.is_empty() {
            all.push(Unseen::of(
                "signInRiskLevels",
                conditions
                    .sign_in_risk_levels
                    .iter()
                    .map(|level| (level.as_graph().to_owned(), self.risks.contains(level))),
            ));
        }
        if let (Some(locations), false) = (&conditions.locations, self.countries.is_empty()) {
            let named = locations.include.iter().chain(&locations.exclude);
            let named = named.filter_map(|location| self.country_location(proposed, location));
            let mut unseen = Unseen::of("locations", named);
            unseen.is_all &= !locations.include.contains(&LocationRef::All);
            all.push(unseen);
        }
        all
    }

    /// A country location by name, and whether a sign-in came from there.
    fn country_location(&self, proposed: Side<'_>, location: &LocationRef<Id>) -> Option<(String, bool)> {
        let LocationRef::Location(id) = location else { return None };
        let location = proposed.world.location(id)?;
        let LocationKind::Country { countries, include_unknown, .. } = &location.kind else { return None };
        let is_seen = countries.iter().any(|code| self.countries.contains(&Country::parse(code)))
            || *include_unknown && self.countries.contains(&Country::Undetermined);
        Some((location.display_name.clone(), is_seen))
    }
}

/// Values of one condition that no sign-in had.
struct Unseen {
    unseen: Vec<NeverSeen>,
    /// Whether no sign-in had any that the policy names.
    is_all: bool,
}

impl Unseen {
    fn of(condition: &'static str, named: impl Iterator<Item = (String, bool)>) -> Self {
        let (seen, unseen): (Vec<_>, Vec<_>) = named.partition(|(_, is_seen)| *is_seen);
        let unseen: Vec<NeverSeen> =
            unseen.into_iter().map(|(value, _)| NeverSeen { condition, value }).collect();
        Self { is_all: seen.is_empty() && !unseen.is_empty(), unseen }
    }
}

/// Whether what a policy is about is in no sign-in of a person: a user action, workloads or agents.
fn is_of_no_sign_in(policy: &Policy<Id>) -> bool {
    let conditions = &policy.conditions;
    !conditions.applications.user_actions.is_empty()
        || conditions.client_applications.is_some()
        || conditions.agents.is_some()
}

fn add<T: Ord + Clone>(set: &mut BTreeSet<T>, value: Option<&T>) {
    if let Some(value) = value.filter(|value| !set.contains(*value)) {
        set.insert(value.clone());
    }
}
