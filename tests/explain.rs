//! Explanations: whole documents of a small workspace, and that nothing a policy says is left out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeMap;
use std::path::Path;

use gatewright::directory::Directory;
use gatewright::graph;
use gatewright::model::{ClientAppType, ExternalTenants, Id, Operator, Policy};
use gatewright::report::diagnostics::Style;
use gatewright::report::explain::{Explanation, Row, Subject, explain, html, json, markdown, text};
use gatewright::workspace::{Memory, load};
use proptest::prelude::*;

#[path = "graph/strategies.rs"]
mod strategies;

const TENANT: &str = "\
tenant: contoso.onmicrosoft.com
tenantId: 11111111-1111-1111-1111-111111111111
emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess - Exclude }
baselines:
  - { from: ../baseline, values: { offices: [Kochi office] } }
changes:
  - { policy: CA002, add: { users.exclude.groups: [SG-Travel] }, reason: they travel, owner: ravi@contoso.com, until: 2027-01-31 }
";

const GEO: &str = "\
id: CA002
name: CA002-Global-Block-OutsideAllowedCountries
description: Nobody signs in from a country we do not work in.
state: reportOnly
users: { include: all, exclude: { groups: [$(id) - Exclude] } }
applications: { include: all }
locations: { include: all, exclude: [Allowed countries, $(offices)] }
grant: block
";

const ADMINS: &str = "\
id: CA101
name: CA101-Admins-PhishingResistantMFA
state: enabled
users:
  include: { roles: [Global Administrator, Security Administrator] }
  exclude:
    groups: [{ group: SG-Travel, reason: until their keys arrive, until: 2026-11-30 }]
applications: { include: [microsoftAdminPortals] }
grant: { authenticationStrength: Phishing-resistant MFA }
session: { signInFrequency: 4h }
";

const GUESTS: &str = "\
id: CA401
name: CA401 | Guests <b>
state: enabled
users: { include: { guests: all } }
applications: { include: all }
grant: { anyOf: [mfa, compliantDevice] }
";

fn workspace() -> Memory {
    Memory::default()
        .with("contoso/tenant.yaml", TENANT)
        .with("contoso/policies/CA101.yaml", ADMINS)
        .with("contoso/policies/CA401.yaml", GUESTS)
        .with(
            "contoso/groups.yaml",
            "groups: [{ name: CA-EmergencyAccess - Exclude }, { name: SG-Travel }, { name: CA002 - Exclude }]\n",
        )
        .with(
            "contoso/locations.yaml",
            "\
locations:
  - { name: Kochi office, ipRanges: [203.0.113.0/24], trusted: true }
  - { name: Allowed countries, countries: [IN, AE], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }
",
        )
        .with(
            "baseline/baseline.yaml",
            "parameters:\n  offices: { type: locations, default: [], description: Office networks }\n",
        )
        .with("baseline/policies/CA002.yaml", GEO)
}

fn explained(places: bool) -> Explanation {
    let loaded = load(&workspace(), "", "2026-12-01".parse().unwrap()).unwrap();
    let messages: Vec<&str> = loaded.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages, Vec::<&str>::new());
    let tenant = &loaded.tenants[0];
    explain(&Subject {
        title: &tenant.tenant.name,
        as_of: "2026-12-01".parse().unwrap(),
        policies: &tenant.policies,
        locations: &tenant.locations,
        strengths: &tenant.strengths,
        names: &tenant.names,
        workspace: Some(tenant),
        exported: None,
        directory: &Directory::default(),
        places: places.then_some(&loaded.sources),
        chosen: &[],
    })
}

/// The documents are beside this file; `UPDATE=1 cargo test --test explain` rewrites them.
#[test]
fn documents_are_as_they_were_read_and_approved() {
    let plain = [explained(false)];
    let with_places = [explained(true)];
    for (file, document) in [
        ("contoso.txt", text(&plain, Style::Plain)),
        ("contoso-where.txt", text(&with_places, Style::Plain)),
        ("contoso.md", markdown(&plain)),
        ("contoso-where.md", markdown(&with_places)),
        ("contoso.html", html(&with_places)),
        ("contoso.json", json(&with_places)),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain").join(file);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &document).unwrap();
        }
        let approved = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(approved == document, "{file} differs: run with UPDATE=1 and read what changed");
    }
}

fn rows(policy: &Policy<Id>) -> Vec<Row> {
    let policies = std::slice::from_ref(policy);
    let explanation = explain(&Subject {
        title: "",
        as_of: "2026-12-01".parse().unwrap(),
        policies,
        locations: &[],
        strengths: &[],
        names: &BTreeMap::new(),
        workspace: None,
        exported: None,
        directory: &Directory::default(),
        places: None,
        chosen: &[],
    });
    explanation.policies.into_iter().next().unwrap().rows
}

/// What is said in several ways, in one of them.
fn plain(policy: &Policy<Id>) -> Policy<Id> {
    let mut policy = policy.clone();
    if policy.conditions.client_app_types == [ClientAppType::All] {
        policy.conditions.client_app_types.clear();
    }
    for guests in [&mut policy.conditions.users.include.guests, &mut policy.conditions.users.exclude.guests] {
        if let Some(guests) = guests
            && guests.tenants == Some(ExternalTenants::All)
        {
            guests.tenants = None;
        }
    }
    if let Some(grant) = &mut policy.grant
        && grant.items.len() < 2
    {
        grant.operator = Operator::Or;
    }
    policy
}

/// Policies that differ from the first in one part of the second each.
fn changed(policy: &Policy<Id>, other: &Policy<Id>) -> Vec<(&'static str, Policy<Id>)> {
    macro_rules! with {
        ($($part:literal: $($field:ident).+;)+) => {
            vec![$(($part, {
                let mut changed = policy.clone();
                changed.$($field).+ = other.$($field).+.clone();
                changed
            }),)+]
        };
    }
    with! {
        "state": state;
        "included users": conditions.users.include.users;
        "included groups": conditions.users.include.groups;
        "included roles": conditions.users.include.roles;
        "excluded users": conditions.users.exclude.users;
        "excluded groups": conditions.users.exclude.groups;
        "excluded roles": conditions.users.exclude.roles;
        "excluded guests": conditions.users.exclude.guests;
        "applications": conditions.applications.include;
        "excluded applications": conditions.applications.exclude;
        "application filter": conditions.applications.filter;
        "user actions": conditions.applications.user_actions;
        "authentication contexts": conditions.applications.authentication_contexts;
        "client app types": conditions.client_app_types;
        "platforms": conditions.platforms;
        "locations": conditions.locations;
        "device filter": conditions.device_filter;
        "user risk": conditions.user_risk_levels;
        "sign-in risk": conditions.sign_in_risk_levels;
        "service principal risk": conditions.service_principal_risk_levels;
        "insider risk": conditions.insider_risk_levels;
        "agent risk": conditions.agent_id_risk_levels;
        "authentication flows": conditions.authentication_flows;
        "client applications": conditions.client_applications;
        "agents": conditions.agents;
        "grant": grant;
        "session": session;
        "unknown": unknown;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever part of a policy is another, the table is another: nothing that a policy says is left out.
    #[test]
    fn every_part_of_a_policy_shows(policy in strategies::policies(), other in strategies::policies()) {
        // The id is that of the heading.
        let (policy, other) = (plain(&policy), plain(&Policy { id: policy.id.clone(), ..other }));
        for (part, changed) in changed(&policy, &other) {
            if graph::policy::encode(&changed) != graph::policy::encode(&policy) {
                prop_assert_ne!(rows(&changed), rows(&policy), "{} makes no difference", part);
            }
        }
    }

    /// No policy, however odd, breaks a sentence or a format.
    #[test]
    fn every_policy_has_a_sentence(mut policies in proptest::collection::vec(strategies::policies(), 1..4)) {
        for policy in &mut policies {
            policy.display_name = "Name".to_owned();
        }
        let explanation = explain(&Subject {
            title: "",
            as_of: "2026-12-01".parse().unwrap(),
            policies: &policies,
            locations: &[],
            strengths: &[],
            names: &BTreeMap::new(),
            workspace: None,
            exported: None,
            directory: &Directory::default(),
            places: None,
            chosen: &[],
        });
        for policy in &explanation.policies {
            // Names and rules are the policy's own words.
            let own: Vec<&str> = policy.sentence.split(['"', '`']).step_by(2).collect();
            let sentence = own.join("X");
            prop_assert!(sentence.ends_with('.'), "{}", sentence);
            for wrong in [",,", ", ,", " .", " ,", "..", ",.", ",:"] {
                prop_assert!(!sentence.contains(wrong), "{:?} in {}", wrong, sentence);
            }
        }
        let explanations = [explanation];
        for document in [text(&explanations, Style::Plain), markdown(&explanations), html(&explanations), json(&explanations)] {
            prop_assert!(document.ends_with('\n'));
        }
    }
}
