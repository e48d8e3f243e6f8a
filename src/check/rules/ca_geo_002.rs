#![doc = include_str!("ca_geo_002.md")]

use crate::check::{Context, Finding, Rule};
use crate::diagnostic::Severity;
use crate::model::{Id, LocationKind, LocationRef, NamedLocation, Policy, State};
use crate::workspace::{Place, PlaceRoot, proposed};

pub(super) static RULE: Rule = Rule {
    id: "CA-GEO-002",
    severity: Severity::Note,
    summary: "no trusted network that a policy names",
    explanation: include_str!("ca_geo_002.md"),
    aliases: &["CIS 5.2.2.14", "ZTA 21865"],
    options: &[],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let workspace = context.workspace;
    // What could not be read may be the one.
    if !workspace.complete {
        return;
    }
    let proposed = proposed(workspace, workspace.deployed.as_ref());
    let trusted: Vec<&NamedLocation> =
        proposed.locations.iter().filter(|location| is_trusted(location)).collect();
    if proposed.policies.iter().any(|policy| names_one(policy, &trusted)) {
        return;
    }
    let finding = match trusted.first() {
        None => Finding::new(&RULE, Place::tenant("/tenant").key(), "no named location is a trusted network")
            .help("name the addresses of the offices in locations.yaml, with `trusted: true`"),
        Some(location) => {
            let is_ours = workspace.locations.iter().any(|own| own.id == location.id);
            let place = if is_ours {
                Place { root: PlaceRoot::Location(location.display_name.clone()), ..Place::tenant("/name") }
            } else {
                Place::tenant("/tenant").key()
            };
            let message = format!("no policy names the trusted network `{}`", location.display_name);
            Finding::new(&RULE, place, message).help(
                "use it in a policy, such as for the registration of security information, or remove it",
            )
        }
    };
    found.push(finding);
}

fn is_trusted(location: &NamedLocation) -> bool {
    matches!(&location.kind, LocationKind::Ip { trusted: true, .. })
}

/// Whether a policy that is not disabled names one of some trusted locations, or all that there are.
fn names_one(policy: &Policy<Id>, trusted: &[&NamedLocation]) -> bool {
    let is_one = |location: &LocationRef<Id>| match location {
        LocationRef::AllTrusted => !trusted.is_empty(),
        LocationRef::Location(id) => trusted.iter().any(|location| location.id == *id),
        LocationRef::All | LocationRef::AllCompliantNetworks | LocationRef::MfaTrustedIps => false,
    };
    let locations = policy.conditions.locations.as_ref();
    policy.state != State::Disabled
        && locations.is_some_and(|locations| locations.include.iter().chain(&locations.exclude).any(is_one))
}
