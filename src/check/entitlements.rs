//! What the tenant's plans bring, as `tenant.yaml` declares them or Graph exported them.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::Context;
use crate::catalogue::{self, Feature};
use crate::directory::Subscription;
use crate::model::Match;

/// The plans of a tenant, from both sources. Where they differ, the one that brings more holds.
pub(super) struct Entitlements {
    declared: Vec<Plan>,
    exported: Vec<Plan>,
}

/// A plan with its seats.
struct Plan {
    /// `skuId`, of an exported one.
    id: Option<Uuid>,
    /// What it brings; `None` where that is not known.
    features: Option<Vec<Feature>>,
    seats: u64,
}

impl Entitlements {
    /// The plans of a tenant; `None` where nothing says what it has.
    pub(super) fn of(context: &Context<'_>) -> Option<Self> {
        // A plan that ended may be left with no seats, and brings nothing. Of exports, seats may not have been asked for.
        let declared = context.workspace.tenant.licenses.iter().filter(|(_, seats)| *seats > 0);
        let declared = declared.map(|(name, seats)| Plan {
            id: None,
            features: catalogue::license_by_name(name).map(|license| license.features.clone()),
            seats: u64::from(*seats),
        });
        let subscriptions = context.directory.and_then(|directory| directory.subscriptions.as_ref());
        let exported = subscriptions.into_iter().flatten().map(plan);
        let plans = Self { declared: declared.collect(), exported: exported.collect() };
        (!context.workspace.tenant.licenses.is_empty() || subscriptions.is_some()).then_some(plans)
    }

    /// Whether some plan brings a feature.
    pub(super) fn bring(&self, feature: Feature) -> Match {
        Match::any(self.declared.iter().chain(&self.exported).map(|plan| plan.brings(feature)))
    }

    /// Seats of all plans that bring a feature; `None` where a plan is not known.
    pub(super) fn seats(&self, feature: Feature) -> Option<u64> {
        let sum = |plans: &[Plan]| {
            plans.iter().try_fold(0_u64, |sum, plan| match plan.brings(feature) {
                Match::Yes => Some(sum.saturating_add(plan.seats)),
                Match::No => Some(sum),
                Match::Unknown => None,
            })
        };
        Some(sum(&self.declared)?.max(sum(&self.exported)?))
    }

    /// Seats of the largest plan that brings a feature: about as many as there are people.
    pub(super) fn largest(&self, feature: Feature) -> u64 {
        let bringing =
            self.declared.iter().chain(&self.exported).filter(|plan| plan.brings(feature) == Match::Yes);
        bringing.map(|plan| plan.seats).max().unwrap_or(0)
    }

    /// Whether one of the licenses that somebody was given brings a feature. Without an export of what the tenant
    /// subscribes to, ids say nothing.
    pub(super) fn give(&self, licenses: &BTreeSet<Uuid>, feature: Feature) -> Match {
        Match::any(licenses.iter().map(|license| {
            let plan = self.exported.iter().find(|plan| plan.id == Some(*license));
            plan.map_or(Match::Unknown, |plan| plan.brings(feature))
        }))
    }
}

impl Plan {
    fn brings(&self, feature: Feature) -> Match {
        Match::from(self.features.as_ref().map(|features| features.contains(&feature)))
    }
}

fn plan(subscription: &Subscription) -> Plan {
    let known = catalogue::license_by_name(&subscription.part_number).map(|license| license.features.clone());
    let features = match &subscription.service_plans {
        Some(service_plans) => {
            let brought = service_plans.iter().filter_map(|name| catalogue::feature_by_service_plan(name));
            // Plans for devices are told by their part number alone.
            Some(brought.chain(known.into_iter().flatten()).collect())
        }
        None => known,
    };
    Plan { id: subscription.id, features, seats: u64::from(subscription.seats) }
}
