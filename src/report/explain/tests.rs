use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::graph;
use crate::model::{GuestType, LocationKind};
use crate::report::diagnostics::Style;
use crate::report::schemas::{ResultKind, assert_valid};

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

#[test]
fn people_are_told_by_name_kind_and_exception() {
    let group = "<group:SG-Sales>";
    let global_administrator = "62e90394-69f5-4237-9190-012177145e10";
    for (users, told) in [
        (json!({ "includeUsers": ["None"] }), "nobody"),
        (
            json!({ "includeGroups": ["a"], "excludeGroups": ["b", "a"] }),
            "nobody (all whom it includes are excepted)",
        ),
        (
            json!({ "includeUsers": ["All"], "excludeUsers": ["All"] }),
            "nobody (all whom it includes are excepted)",
        ),
        (json!({ "includeGroups": [group, "<group:A and B>"] }), "members of SG-Sales or \"A and B\""),
        (json!({ "includeRoles": [global_administrator] }), "holders of the role Global Administrator"),
        (json!({ "includeUsers": ["All"], "excludeGroups": [group] }), "everyone except members of SG-Sales"),
        (
            json!({ "includeRoles": [global_administrator], "includeGroups": [group], "excludeUsers": ["<user:asha@contoso.com>"] }),
            "holders of the role Global Administrator and members of SG-Sales, except asha@contoso.com,",
        ),
        (json!({ "includeUsers": ["GuestsOrExternalUsers"] }), "guests and external users"),
        (
            json!({ "includeGuestsOrExternalUsers": { "guestOrExternalUserTypes": "internalGuest,serviceProvider" } }),
            "internal guests and service provider users",
        ),
        (
            json!({ "includeGuestsOrExternalUsers": {
                "guestOrExternalUserTypes": "b2bCollaborationGuest",
                "externalTenants": {
                    "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
                    "membershipKind": "enumerated", "members": ["22222222-2222-2222-2222-222222222222"],
                },
            } }),
            "B2B collaboration guests from the tenant 22222222-2222-2222-2222-222222222222",
        ),
        (json!({ "includeUsers": ["AllAgentIdUsers"] }), "every agent user"),
    ] {
        assert_eq!(blocks(&json!({ "users": users })), format!("{told} from every resource"));
    }
}

#[test]
fn workloads_and_agents_are_no_people() {
    let clients = |clients: Json| {
        blocks(&json!({ "users": { "includeUsers": ["None"] }, "clientApplications": clients }))
    };
    assert_eq!(
        clients(json!({ "includeServicePrincipals": ["ServicePrincipalsInMyTenant"],
            "excludeServicePrincipals": ["33333333-3333-3333-3333-333333333333"] })),
        "every service principal of this tenant except 33333333-3333-3333-3333-333333333333 from every resource"
    );
    assert_eq!(
        clients(json!({ "servicePrincipalFilter": { "mode": "include", "rule": "x -eq 1" } })),
        "service principals whose attributes match the rule `x -eq 1` from every resource"
    );
    assert_eq!(
        clients(json!({ "includeAgentIdServicePrincipals": ["All"] })),
        "every agent identity from every resource"
    );
}

#[test]
fn targets_are_resources_actions_and_contexts() {
    for (applications, told) in [
        (json!({ "includeApplications": ["None"] }), "no resource"),
        (
            json!({ "includeApplications": ["Office365", "MicrosoftAdminPortals"] }),
            "Office 365 and the Microsoft admin portals",
        ),
        (
            json!({ "includeApplications": ["All"], "excludeApplications": ["00000002-0000-0ff1-ce00-000000000000"] }),
            "every resource except Office 365 Exchange Online",
        ),
        (
            json!({ "includeApplications": ["All"], "applicationFilter": { "mode": "exclude", "rule": "tier -eq 1" } }),
            "every resource except resources whose attributes match the rule `tier -eq 1`",
        ),
        (
            json!({ "includeUserActions": ["urn:user:registersecurityinfo"] }),
            "registering security information",
        ),
        (json!({ "includeUserActions": ["urn:user:registerdevice"] }), "registering or joining a device"),
        (
            json!({ "includeAuthenticationContextClassReferences": ["c1", "c2"] }),
            "whatever demands the authentication context c1 or c2",
        ),
    ] {
        let sentence = sentence(&json!({ "applications": applications }), &block());
        assert_eq!(sentence, format!("CA001 blocks everyone from {told}."));
    }
}

#[test]
fn every_condition_is_in_the_sentence() {
    let [countries, office] = [0, 1].map(|index| locations()[index].id.to_string());
    for (conditions, told) in [
        (json!({ "clientAppTypes": ["all"] }), "…"),
        (
            json!({ "clientAppTypes": ["browser", "mobileAppsAndDesktopClients"] }),
            "… when the client is a browser or a mobile or desktop app",
        ),
        (
            json!({ "clientAppTypes": ["exchangeActiveSync", "other"] }),
            "… when the client is Exchange ActiveSync or another legacy client (IMAP, POP, SMTP and the like)",
        ),
        (
            json!({ "platforms": { "includePlatforms": ["iOS", "android"] } }),
            "… when the device platform is iOS or Android",
        ),
        (
            json!({ "platforms": { "includePlatforms": ["all"], "excludePlatforms": ["windows"] } }),
            "… when the device platform is anything but Windows",
        ),
        (
            json!({ "locations": { "includeLocations": ["All"], "excludeLocations": [countries, office] } }),
            "… when the sign-in comes from anywhere but Allowed countries (India, United Arab Emirates) or Kochi office",
        ),
        (
            json!({ "locations": { "includeLocations": [countries], "excludeLocations": ["AllTrusted"] } }),
            "… when the sign-in comes from Allowed countries (India, United Arab Emirates), but not from a trusted location",
        ),
        (json!({ "locations": { "includeLocations": ["All"] } }), "…"),
        (
            json!({ "devices": { "deviceFilter": { "mode": "include", "rule": "device.isCompliant -ne True" } } }),
            "… when the device is not compliant (unregistered devices included)",
        ),
        (
            json!({ "devices": { "deviceFilter": { "mode": "exclude", "rule": "device.model -contains \"Surface\"" } } }),
            "…, unless the device has a model that contains \"Surface\"",
        ),
        (json!({ "signInRiskLevels": ["high", "medium"] }), "… when the sign-in risk is high or medium"),
        (json!({ "servicePrincipalRiskLevels": ["high"] }), "… when the service principal risk is high"),
        (json!({ "agentIdRiskLevels": ["high"] }), "… when the agent risk is high"),
        (json!({ "insiderRiskLevels": "elevated" }), "… when the insider risk is elevated"),
        (
            json!({ "authenticationFlows": { "transferMethods": "deviceCodeFlow,authenticationTransfer" } }),
            "… when the sign-in uses device code flow or authentication transfer",
        ),
        (
            json!({ "userRiskLevels": ["high"], "clientAppTypes": ["browser"], "platforms": { "includePlatforms": ["linux"] } }),
            "… when the client is a browser, the device platform is Linux, and the user risk is high",
        ),
        (
            json!({ "clientAppTypes": ["smokeSignals"] }),
            "… when the client is the client \"smokeSignals\", which this version does not know",
        ),
    ] {
        assert_eq!(blocks(&conditions), told);
    }
}

#[test]
fn every_control_is_in_the_sentence() {
    let strength = "00000000-0000-0000-0000-000000000004";
    for (members, told) in [
        (mfa(), "CA001 requires multifactor authentication of everyone for every resource."),
        (
            json!({ "grantControls": { "operator": "OR", "builtInControls": ["mfa", "compliantDevice", "domainJoinedDevice"] } }),
            "CA001 requires multifactor authentication, a device marked as compliant or a hybrid joined device of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "AND", "builtInControls": ["passwordChange", "approvedApplication", "compliantApplication"] } }),
            "CA001 requires a password change, an approved client app and an app with an app protection policy of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "AND", "authenticationStrength": { "id": strength }, "termsOfUse": ["<termsOfUse:House rules>"] } }),
            "CA001 requires the authentication strength Phishing-resistant MFA and acceptance of the terms of use House rules of everyone for every resource.",
        ),
        (
            json!({ "grantControls": { "operator": "OR", "customAuthenticationFactors": ["Duo"] } }),
            "CA001 requires the custom control Duo of everyone for every resource.",
        ),
        (json!({}), "CA001 asks nothing of everyone for every resource."),
        (
            json!({ "sessionControls": {
                "signInFrequency": { "isEnabled": true, "value": 1, "type": "days", "frequencyInterval": "timeBased" },
                "persistentBrowser": { "isEnabled": true, "mode": "never" },
            } }),
            "CA001 sets up the session of everyone for every resource: a new sign-in every day and a browser that forgets the session when it is closed.",
        ),
        (
            json!({
                "grantControls": mfa()["grantControls"],
                "sessionControls": {
                    "signInFrequency": { "isEnabled": true, "frequencyInterval": "everyTime", "authenticationType": "secondaryAuthentication" },
                    "cloudAppSecurity": { "isEnabled": true, "cloudAppSecurityType": "blockDownloads" },
                },
            }),
            "CA001 requires multifactor authentication of everyone for every resource. It also sets up the session: a new second factor every time and no downloads, by Defender for Cloud Apps.",
        ),
        (
            json!({ "state": "enabledForReportingButNotEnforced", "grantControls": block()["grantControls"] }),
            "CA001 (report-only) would block everyone from every resource.",
        ),
        (
            json!({ "state": "disabled", "grantControls": mfa()["grantControls"] }),
            "CA001 (disabled) would require multifactor authentication of everyone for every resource.",
        ),
        (
            json!({ "state": "shadow", "grantControls": mfa()["grantControls"] }),
            "CA001 (in the state \"shadow\", which this version does not know) would require multifactor authentication of everyone for every resource.",
        ),
    ] {
        assert_eq!(sentence(&json!({}), &members), told);
    }
}

#[test]
fn what_is_not_known_is_said() {
    let sentence = sentence(&json!({ "times": { "all": true } }), &mfa());
    assert!(
        sentence.ends_with(
            " It also holds settings that this version does not know, which may change when it applies."
        ),
        "{sentence}"
    );
    let explanation = explained(&[policy("CA001", &json!({ "times": { "all": true } }), &mfa())]);
    let row = explanation.policies[0].rows.iter().find(|row| row.label == "Not known here").unwrap();
    assert_eq!(row.values[0].text, "/conditions/times = {\"all\":true}");
    let cell = &explanation.matrix.unwrap().rows[0].cells[0];
    assert!(cell.always.is_empty() && cell.sometimes.len() == 1, "it may not apply: {cell:?}");
}

#[test]
fn a_policy_on_all_but_some_says_what_escapes_it() {
    let some =
        json!({ "applications": { "includeApplications": ["All"], "excludeApplications": ["Office365"] } });
    let explanation = explained(&[policy("CA001", &some, &mfa())]);
    assert!(explanation.policies[0].notes[0].contains("that depends on a setting of the tenant"));
    let matrix = explanation.matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365"]);
    assert_eq!(matrix.rows[0].cells[0].always.len(), 1);
    assert_eq!(matrix.rows[0].cells[1], Cell::default());
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

#[test]
fn the_matrix_places_every_policy() {
    let names = BTreeMap::from([((ReferenceKind::Group, Id::parse(SALES)), "SG-Sales".to_owned())]);
    let matrix = with_names(&set(), &names).matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365", "registering or joining a device"]);
    let rows: Vec<&str> = matrix.rows.iter().map(|row| row.who.as_str()).collect();
    assert_eq!(rows, ["everyone not named below", "members of SG-Sales", "guests and external users"]);
    let told = |row: usize, column: usize| -> (Vec<String>, String) {
        let cell = &matrix.rows[row].cells[column];
        (cell.always.iter().map(Statement::words).collect(), cell.footnote_numbers())
    };
    assert_eq!(told(0, 0), (vec!["MFA (CA201)".to_owned()], "1".to_owned()));
    assert_eq!(told(0, 2), (vec!["MFA (CA005)".to_owned()], String::new()));
    let sales = vec!["MFA (CA201)".to_owned(), "MFA (CA210, report-only)".to_owned()];
    assert_eq!(told(1, 1), (sales, "1".to_owned()));
    assert_eq!(told(2, 1), (vec!["blocked (CA401)".to_owned()], "1".to_owned()));
    let footnotes: Vec<String> = matrix.footnotes.iter().map(Statement::footnote).collect();
    assert_eq!(
        footnotes,
        ["CA001 when the client is another legacy client (IMAP, POP, SMTP and the like): blocked"]
    );
    assert_eq!(matrix.exemptions[0].from(), "CA201");
    assert_eq!(matrix.disabled, 1);
}

#[test]
fn guests_of_one_tenant_are_a_part_of_the_guests_left_out() {
    let guests = json!({
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": { "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
            "membershipKind": "enumerated", "members": ["10000000-0000-0000-0000-00000000000a"] },
    });
    let users = json!({ "users": { "includeUsers": ["All"], "excludeGuestsOrExternalUsers": guests } });
    let matrix = explained(&[policy("CA001", &users, &block())]).matrix.unwrap();
    let exempt: Vec<_> =
        matrix.exemptions.iter().map(|exemption| (exemption.who.as_str(), exemption.from())).collect();
    assert_eq!(exempt, [("B2B collaboration guests", "CA001 (only a part of them)".to_owned())]);
}

#[test]
fn a_policy_for_guests_of_some_tenants_may_be_for_guests() {
    let guests = json!({ "users": { "includeGuestsOrExternalUsers": {
        "guestOrExternalUserTypes": "b2bCollaborationGuest",
        "externalTenants": {
            "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants",
            "membershipKind": "enumerated", "members": ["22222222-2222-2222-2222-222222222222"],
        },
    } } });
    let matrix = explained(&[policy("CA401", &guests, &block())]).matrix.unwrap();
    let rows: Vec<&str> = matrix.rows.iter().map(|row| row.who.as_str()).collect();
    assert_eq!(rows, ["everyone not named below", "B2B collaboration guests"]);
    assert_eq!(matrix.rows[0].cells[0], Cell::default());
    assert_eq!(matrix.footnotes[0].footnote(), "CA401 may be for a part of these: blocked");
}

#[test]
fn a_part_of_office_365_may_be_asked() {
    let exchange =
        json!({ "applications": { "includeApplications": ["00000002-0000-0ff1-ce00-000000000000"] } });
    let office = json!({ "applications": { "includeApplications": ["Office365"] } });
    let matrix =
        explained(&[policy("CA001", &exchange, &block()), policy("CA002", &office, &mfa())]).matrix.unwrap();
    assert_eq!(matrix.columns, ["any other resource", "Office 365", "Office 365 Exchange Online"]);
    let row = &matrix.rows[0];
    assert_eq!(row.cells[0], Cell::default());
    assert_eq!((row.cells[1].always.len(), row.cells[1].sometimes.len()), (1, 1), "Exchange is a part of it");
    assert_eq!(row.cells[2].always.len(), 2);
}

#[test]
fn hostile_names_are_inert() {
    let name = "<script>alert(1)</script>|\u{1b}[2J\u{202e}\"'&";
    let id = Id::parse(SALES);
    let names = BTreeMap::from([((ReferenceKind::Group, id), name.to_owned())]);
    let mut policies = set();
    policies[0].display_name = name.to_owned();
    policies[0].description = Some(name.to_owned());
    let explanations = [with_names(&policies, &names)];
    let page = html(&explanations);
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    let written = markdown(&explanations);
    assert!(!written.contains("<script"), "{written}");
    assert!(written.contains("members of \"&lt;script&gt;alert(1)&lt;/script&gt;\\|"), "{written}");
    for shown in [text(&explanations, Style::Plain), written, page] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let document: Json = serde_json::from_str(&json(&[explained(&set())])).unwrap();
    assert_valid(ResultKind::Explain, &document);
    let cell = &document["tenants"][0]["matrix"]["rows"][0]["cells"][0];
    assert_eq!(
        cell["always"][0],
        json!({ "policy": "CA201", "asks": "MFA", "when": null, "applies": "yes" })
    );
    assert_eq!(cell["footnotes"], json!([0]));
}

#[test]
fn text_fits_the_terminal() {
    let shown = text(&[explained(&set())], Style::Plain);
    let long: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(long, Vec::<&str>::new());
}

#[test]
fn a_page_is_whole_and_asks_for_nothing() {
    let page = html(&[explained(&set()), explained(&set())]);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    assert!(
        !page.contains("http:")
            && !page.contains("https:")
            && !page.contains("url(")
            && !page.contains("<script")
            && !page.contains("src=")
    );
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let distinct = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), distinct, "ids are distinct");
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&link), "{link} leads nowhere");
    }
    for element in
        ["table", "thead", "tbody", "tr", "td", "th", "ul", "ol", "li", "p", "section", "div", "small"]
    {
        let opened =
            page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
}

/// Someone of whom only a kind is known, as the engine sees them.
fn sign_in_of(kind: &matrix::Kind) -> Option<(Directory, crate::sign_in::SignIn<'static>)> {
    use crate::sign_in::{CrossTenantAccess, UserType};
    use matrix::Kind;
    let mut sign_in = crate::sign_in::SignIn::blank();
    let mut person = crate::directory::Person {
        id: uuid::Uuid::from_u128(0xabc),
        user_principal_name: "somebody@contoso.com".to_owned(),
        display_name: String::new(),
        user_type: Some(UserType::Member),
        enabled: Some(true),
        created: None,
        hired: None,
        groups: std::collections::BTreeSet::new(),
        roles: std::collections::BTreeSet::new(),
        eligible_roles: std::collections::BTreeSet::new(),
        registration: None,
        user_risk: None,
        per_user_mfa: None,
        licenses: None,
    };
    sign_in.cross_tenant_access = Some(CrossTenantAccess::None);
    let mut guest = |access, user_type| {
        sign_in.cross_tenant_access = Some(access);
        person.user_type = Some(user_type);
    };
    match kind {
        Kind::Member => {}
        Kind::Group(id) => person.groups.extend(id.guid()),
        Kind::Role(id) => person.roles.extend(id.guid()),
        Kind::User(id) => person.id = id.guid()?,
        Kind::Guest(GuestType::InternalGuest) => guest(CrossTenantAccess::None, UserType::Guest),
        Kind::Guest(GuestType::B2bCollaborationGuest) => {
            guest(CrossTenantAccess::B2bCollaboration, UserType::Guest);
        }
        Kind::Guest(GuestType::B2bCollaborationMember) => {
            guest(CrossTenantAccess::B2bCollaboration, UserType::Member);
        }
        Kind::Guest(GuestType::B2bDirectConnectUser) => {
            guest(CrossTenantAccess::B2bDirectConnect, UserType::Guest);
        }
        Kind::Guest(GuestType::ServiceProvider) => guest(CrossTenantAccess::ServiceProvider, UserType::Guest),
        // What is recorded of these does not tell them apart from others.
        Kind::Guest(GuestType::OtherExternalUser | GuestType::Unknown(_)) | Kind::Agent => return None,
    }
    sign_in.subject_id = Some(person.id);
    let mut directory = Directory::default();
    directory.roles_known = true;
    assert!(directory.add(person));
    for group in 0..8 {
        let known = crate::directory::Group { members_known: true, ..crate::directory::Group::default() };
        directory.groups.insert(uuid::Uuid::from_u128(group), known);
    }
    Some((directory, sign_in))
}

fn ids() -> impl Strategy<Value = Vec<Id>> {
    proptest::collection::vec((0_u128..4).prop_map(|id| Id::Guid(uuid::Uuid::from_u128(id))), 0..3)
}

fn subjects() -> impl Strategy<Value = crate::model::Subjects<Id>> {
    use crate::model::{ExternalTenants, Guests, Subjects, UserRef};
    let types = proptest::sample::subsequence(GuestType::KNOWN, 0..3);
    let tenants = proptest::option::of(prop_oneof![
        Just(ExternalTenants::All),
        ids().prop_map(ExternalTenants::Enumerated)
    ]);
    let guests = proptest::option::of((types, tenants).prop_map(|(types, tenants)| Guests {
        types: types.into_iter().map(GuestType::from_graph).collect(),
        tenants,
    }));
    (any::<bool>(), ids(), ids(), ids(), any::<bool>(), guests).prop_map(
        |(all, users, groups, roles, all_guests, guests)| {
            let users = users.into_iter().map(UserRef::User).chain(all.then_some(UserRef::All)).collect();
            Subjects { users, groups, roles, all_guests, guests }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The rows of the matrix say of people what the condition's definition says.
    #[test]
    fn rows_agree_with_the_engine(include in subjects(), exclude in subjects()) {
        let users = crate::model::Users { include, exclude };
        let conditions = crate::model::ConditionSet { users, ..crate::model::ConditionSet::default() };
        let both = [&conditions.users.include, &conditions.users.exclude];
        for kind in matrix::named(&both).into_iter().chain([matrix::Kind::Member]) {
            let Some((directory, sign_in)) = sign_in_of(&kind) else { continue };
            let tenant = crate::model::Tenant::blank();
            let world = crate::condition::World::new(&directory, &tenant, &[], &[]);
            let engine = matrix::dimension("users").unwrap().trace(&world, &conditions, &sign_in);
            prop_assert_eq!(kind.is_reached_by(&conditions), engine, "{:?}", kind);
        }
    }
}
