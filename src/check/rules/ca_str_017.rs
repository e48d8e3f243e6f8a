#![doc = include_str!("ca_str_017.md")]

use crate::catalogue::strength_by_id;
use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{AuthenticationStrength, LocationKind, NamedLocation};
use crate::workspace::{Place, proposed};

pub(super) static RULE: Rule = Rule {
    id: "CA-STR-017",
    severity: Severity::Error,
    summary: "over a limit of the service",
    explanation: include_str!("ca_str_017.md"),
    aliases: &[],
    options: &[],
    check,
};

/// Policies in a tenant, whatever their state (Entra service limits, raised from 195 in April 2026).
const POLICIES: usize = 240;
/// Authentication strengths of a tenant's own (Entra, concept-authentication-strength-advanced-options).
const STRENGTHS: usize = 15;
/// Named locations made of addresses (Entra, concept-assignment-network).
const IP_LOCATIONS: usize = 195;
/// Applications in one list of a policy.
const APPLICATIONS: usize = 250;

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let workspace = context.workspace;
    let unmanaged =
        workspace.deployed.as_ref().map_or(0, |deployed| proposed(workspace, Some(deployed)).unmanaged);
    let policies = workspace.policies.len() + unmanaged;
    if policies > POLICIES {
        let first_over = workspace.policies.get(POLICIES).or(workspace.policies.last());
        let place = first_over.map_or(Place::tenant("/tenant"), |policy| Place::policy(&policy.id, "/id"));
        let counted = match unmanaged {
            0 => format!("{policies} policies"),
            _ => format!("{policies} policies, {unmanaged} of them not managed here"),
        };
        let message =
            format!("the tenant has {counted}; the service takes {POLICIES}, disabled ones included");
        found.push(
            Finding::new(&RULE, place, message)
                .help("merge policies that ask for the same, or remove disabled ones"),
        );
    }

    let is_own =
        |strength: &&AuthenticationStrength| strength.id.guid().is_none_or(|id| strength_by_id(id).is_none());
    let strengths = workspace.strengths.iter().filter(is_own).count();
    if strengths > STRENGTHS {
        let message = format!(
            "the tenant has {strengths} authentication strengths of its own; the service takes {STRENGTHS}"
        );
        found.push(
            Finding::new(&RULE, Place::tenant("/tenant"), message)
                .help("remove strengths that no policy uses"),
        );
    }

    let ip_locations = workspace.locations.iter().filter(|location| is_ip(location));
    if let Some(first_over) = ip_locations.clone().nth(IP_LOCATIONS) {
        let message = format!(
            "the tenant has {} named locations of addresses; the service takes {IP_LOCATIONS}",
            ip_locations.count(),
        );
        let place = Place::location(&first_over.display_name, "/name");
        found.push(Finding::new(&RULE, place, message).help("merge locations that are always used together"));
    }

    for policy in context.policies() {
        let applications = &policy.conditions.applications;
        for (list, pointer) in [
            (&applications.include, "/applications/include"),
            (&applications.exclude, "/applications/exclude"),
        ] {
            if list.len() > APPLICATIONS {
                let message = format!(
                    "policy `{}` lists {} applications; the service takes {APPLICATIONS}",
                    policy.id,
                    list.len(),
                );
                found.push(
                    Finding::new(&RULE, Place::policy(&policy.id, pointer).key(), message)
                        .help("use `all` with exclusions, a filter, or several policies"),
                );
            }
        }
    }
}

fn is_ip(location: &NamedLocation) -> bool {
    match location.kind {
        LocationKind::Ip { .. } => true,
        LocationKind::Country { .. } | LocationKind::CompliantNetwork { .. } | LocationKind::Unknown => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::strengths;
    use crate::check::tests::{fired, valid_policy, workspace};
    use crate::model::{ApplicationRef, Id, IpRange, Unknown};
    use crate::workspace::Deployed;

    fn location(index: usize) -> NamedLocation {
        let range = IpRange::Cidr("203.0.113.0/24".parse().unwrap());
        NamedLocation {
            id: Id::Text(format!("<namedLocation:{index}>").into()),
            display_name: format!("Office {index}"),
            kind: LocationKind::Ip { ranges: vec![range], trusted: false },
            unknown: Unknown::default(),
        }
    }

    #[test]
    fn one_address_location_too_many_fires() {
        let mut full = workspace(Vec::new());
        full.locations = (0..IP_LOCATIONS).map(location).collect();
        assert_eq!(fired(&full), []);
        full.locations.push(location(IP_LOCATIONS));
        assert_eq!(fired(&full), [("CA-STR-017", "/name".to_owned())]);
    }

    #[test]
    fn one_strength_too_many_fires() {
        let strength = |index: usize| AuthenticationStrength {
            id: Id::Text(format!("<authenticationStrength:{index}>").into()),
            display_name: format!("Own {index}"),
            allowed_combinations: Vec::new(),
            restricted: false,
        };
        let mut full = workspace(Vec::new());
        full.strengths = strengths().iter().map(AuthenticationStrength::from).collect();
        full.strengths.extend((0..STRENGTHS).map(strength));
        assert_eq!(fired(&full), []);
        full.strengths.push(strength(STRENGTHS));
        assert_eq!(fired(&full), [("CA-STR-017", "/tenant".to_owned())]);
    }

    #[test]
    fn policies_that_stay_though_no_yaml_manages_them_count() {
        let mut full = workspace((0..POLICIES).map(|index| valid_policy(&format!("CA{index}"))).collect());
        let mut deployed = Deployed::default();
        deployed.policies.push(full.policies[0].clone());
        full.deployed = Some(deployed.clone());
        assert_eq!(fired(&full), []);
        deployed.policies.push(valid_policy("Client's own"));
        full.deployed = Some(deployed);
        assert_eq!(fired(&full), [("CA-STR-017", "/id".to_owned())]);
    }

    #[test]
    fn one_application_too_many_fires() {
        let mut policy = valid_policy("CA001");
        let application = |index: usize| ApplicationRef::Application(Id::Text(index.to_string().into()));
        policy.conditions.applications.include = (0..APPLICATIONS).map(application).collect();
        assert_eq!(fired(&workspace(vec![policy.clone()])), []);
        policy.conditions.applications.include.push(application(APPLICATIONS));
        assert_eq!(fired(&workspace(vec![policy])), [("CA-STR-017", "/applications/include".to_owned())]);
    }
}
