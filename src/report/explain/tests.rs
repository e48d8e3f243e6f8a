mod documents;
mod rows;
mod sentences;
mod sets;

use serde_json::{Value as Json, json};

use super::*;
use crate::graph;
use crate::model::{GuestType, LocationKind};

/// A policy on everyone and everything, with members of its conditions and of itself.
fn policy(id: &str, conditions: &Json, members: &Json) -> Policy<Id> {
    let mut object = json!({
        "id": id, "displayName": format!("{id} name"), "state": "enabled",
        "conditions": { "users": { "includeUsers": ["All"] }, "applications": { "includeApplications": ["All"] } },
    });
    let set = |object: &mut Json, members: &Json| {
        for (key, value) in members.as_object().into_iter().flatten() {
            object[key.as_str()] = value.clone();
        }
    };
    set(&mut object["conditions"], conditions);
    set(&mut object, members);
    let (policy, faults) = graph::policy::decode(&object);
    assert!(faults.iter().all(|fault| fault.severity != crate::diagnostic::Severity::Error), "{faults:?}");
    policy
}

fn block() -> Json {
    json!({ "grantControls": { "operator": "OR", "builtInControls": ["block"] } })
}

fn mfa() -> Json {
    json!({ "grantControls": { "operator": "OR", "builtInControls": ["mfa"] } })
}

fn locations() -> Vec<NamedLocation> {
    let country = |countries: &[&str]| LocationKind::Country {
        countries: countries.iter().map(ToString::to_string).collect(),
        include_unknown: false,
        lookup: crate::model::CountryLookup::ClientIpAddress,
    };
    let location = |id: &str, name: &str, kind| NamedLocation {
        id: Id::parse(id),
        display_name: name.to_owned(),
        kind,
        unknown: crate::model::Unknown::default(),
    };
    let office = LocationKind::Ip {
        ranges: vec![crate::model::IpRange::Cidr("203.0.113.0/24".parse().unwrap())],
        trusted: true,
    };
    vec![
        location("10000000-0000-0000-0000-000000000001", "Allowed countries", country(&["IN", "AE"])),
        location("10000000-0000-0000-0000-000000000002", "Kochi office", office),
    ]
}

fn explained(policies: &[Policy<Id>]) -> Explanation {
    with_names(policies, &BTreeMap::new())
}

fn with_names(policies: &[Policy<Id>], names: &BTreeMap<(ReferenceKind, Id), Name>) -> Explanation {
    explain(&Subject {
        title: "contoso",
        as_of: "2026-11-24".parse().unwrap(),
        policies,
        locations: &locations(),
        strengths: &[],
        names,
        workspace: None,
        exported: None,
        directory: &Directory::default(),
        places: None,
        chosen: &[],
    })
}

fn sentence(conditions: &Json, members: &Json) -> String {
    explained(&[policy("CA001", conditions, members)]).policies.remove(0).sentence
}

/// Sentences of policies that block, less what they have in common.
fn blocks(conditions: &Json) -> String {
    let sentence = sentence(conditions, &block());
    let rest = sentence.strip_prefix("CA001 blocks ").unwrap();
    rest.replace("everyone from every resource", "…").trim_end_matches('.').to_owned()
}

const SALES: &str = "20000000-0000-0000-0000-000000000001";

fn set() -> Vec<Policy<Id>> {
    let report_only =
        json!({ "state": "enabledForReportingButNotEnforced", "grantControls": mfa()["grantControls"] });
    vec![
        policy("CA001", &json!({ "clientAppTypes": ["other"] }), &block()),
        policy(
            "CA201",
            &json!({ "users": { "includeUsers": ["All"], "excludeUsers": ["GuestsOrExternalUsers"] } }),
            &mfa(),
        ),
        policy(
            "CA210",
            &json!({ "users": { "includeGroups": [SALES] }, "applications": { "includeApplications": ["Office365"] } }),
            &report_only,
        ),
        policy("CA401", &json!({ "users": { "includeUsers": ["GuestsOrExternalUsers"] } }), &block()),
        policy(
            "CA005",
            &json!({ "applications": { "includeUserActions": ["urn:user:registerdevice"] } }),
            &mfa(),
        ),
        policy("CA900", &json!({}), &json!({ "state": "disabled" })),
    ]
}
