//! What the tenant subscribes to.

use super::Subscription;
use super::wire::{SubscribedSku, guid};

/// A subscription, unless it has no part number.
pub(super) fn subscription(sku: SubscribedSku) -> Option<Subscription> {
    let units = sku.prepaid_units.unwrap_or_default();
    let service_plans =
        sku.service_plans.map(|plans| plans.into_iter().filter_map(|plan| plan.service_plan_name).collect());
    Some(Subscription {
        id: guid(sku.sku_id.as_ref()),
        part_number: sku.sku_part_number?,
        // A subscription in its grace period counts until it is suspended.
        seats: units.enabled.unwrap_or(0).saturating_add(units.warning.unwrap_or(0)),
        service_plans,
    })
}
