#![doc = include_str!("ca_net_010.md")]

use crate::check::policy_shape::blocks;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, LocationKind, LocationRef, NamedLocation, Policy, State};
use crate::workspace::Place;

pub(super) static RULE: Rule = Rule {
    id: "CA-NET-010",
    severity: Severity::Warning,
    summary: "unknown countries get around a block",
    explanation: include_str!("ca_net_010.md"),
    aliases: &[],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    for policy in context.policies() {
        let Some(locations) = &policy.conditions.locations else { continue };
        if policy.state == State::Disabled || !blocks(policy) {
            continue;
        }
        for (index, entry) in locations.exclude.iter().enumerate() {
            if let Some((location, true)) = country_location(context, entry) {
                let message = format!(
                    "policy `{}` lets every address through whose country is unknown, by way of `{}`",
                    policy.id, location.display_name,
                );
                let help = "write `includeUnknownCountries: false`, and name your networks in a location of addresses";
                found.push(finding(context, policy, "exclude", index, location, message, help));
            }
        }
        let blocks_elsewhere = locations.include.iter().any(|entry| blocks_unknown(context, entry));
        for (index, entry) in locations.include.iter().enumerate() {
            if let (Some((location, false)), false) = (country_location(context, entry), blocks_elsewhere) {
                let message = format!(
                    "policy `{}` blocks the countries of `{}`, and not addresses whose country is unknown",
                    policy.id, location.display_name,
                );
                let help =
                    "write `includeUnknownCountries: true`, or block all but the countries you work in";
                found.push(finding(context, policy, "include", index, location, message, help));
            }
        }
    }
}

fn finding(
    context: &Context<'_>,
    policy: &Policy<Id>,
    side: &str,
    index: usize,
    location: &NamedLocation,
    message: String,
    help: &str,
) -> Finding {
    Finding::new(&RULE, context.item(policy, &format!("/locations/{side}"), index), message)
        .related(Place::location(&location.display_name, "/includeUnknownCountries"), "decided here")
        .help(help)
}

/// The location of countries that an entry names, and whether it takes in unknown ones.
fn country_location<'a>(context: &Context<'a>, entry: &LocationRef<Id>) -> Option<(&'a NamedLocation, bool)> {
    let LocationRef::Location(id) = entry else { return None };
    let deployed = context.workspace.deployed.as_ref().map_or(&[][..], |deployed| &deployed.locations);
    let mut locations = context.workspace.locations.iter().chain(deployed);
    let location = locations.find(|location| location.id == *id)?;
    match location.kind {
        LocationKind::Country { include_unknown, .. } => Some((location, include_unknown)),
        LocationKind::Ip { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => None,
    }
}

/// Whether a block on an entry takes in addresses of unknown countries.
fn blocks_unknown(context: &Context<'_>, entry: &LocationRef<Id>) -> bool {
    *entry == LocationRef::All
        || country_location(context, entry).is_some_and(|(_, include_unknown)| include_unknown)
}
