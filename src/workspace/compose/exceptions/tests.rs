//! Exceptions, seen in what is loaded.

use crate::model::{CountryLookup, Id, LocationKind, LocationRef, Policy, State, Subjects, UserRef};
use crate::workspace::fixture::*;
use crate::workspace::{Memory, compile, load};

/// A tenant that blocks all countries but some, with people to travel.
fn travelling(exceptions: &str) -> Memory {
    geo(&format!(
        "emergencyAccess: {{accounts: [bg1@contoso.com], group: Emergency}}\n{GEO_USE}exceptions:\n{exceptions}"
    ))
    .with("contoso/groups.yaml", "groups: [{name: Emergency}]\n")
    .with(
        "contoso/tenant.lock.yaml",
        "users: {asha@contoso.com: 55555555-5555-5555-5555-555555555551, ravi@contoso.com: 55555555-5555-5555-5555-555555555552}\n",
    )
}

const ASHA: &str = "  - {travel: [TH], who: [asha@contoso.com], opens: [CA002], from: 2026-11-20, until: 2026-12-20, reason: conference, owner: ravi@contoso.com}\n";

fn ids(policies: &[Policy<Id>]) -> Vec<&str> {
    policies.iter().map(|policy| policy.id.as_str()).collect()
}

#[test]
fn an_exception_excludes_people_and_a_companion_keeps_the_block_elsewhere() {
    let tenant = sound(&travelling(ASHA));
    assert_eq!(ids(&tenant.policies), ["CA002", "CA002.TH"]);
    let [opened, companion] = &tenant.policies[..] else { panic!("{:?}", ids(&tenant.policies)) };
    let asha = vec![UserRef::User(Id::parse("55555555-5555-5555-5555-555555555551"))];
    assert_eq!(opened.conditions.users.exclude.users, asha);
    assert_eq!(companion.conditions.users.include, Subjects { users: asha, ..Subjects::default() });
    assert_eq!(companion.conditions.users.exclude.users, []);
    assert_eq!(excluded_groups(companion), ["<group:CA002 - Exclude>", "<group:Emergency>"]);
    assert_eq!(companion.display_name, "CA002.TH-Geo");
    assert_eq!(companion.state, State::ReportOnly);
    assert_eq!(companion.grant, opened.grant);
    let locations = companion.conditions.locations.as_ref().unwrap();
    let home = LocationRef::Location(Id::parse("<namedLocation:Home>"));
    let travel = LocationRef::Location(Id::parse("<namedLocation:Travel TH>"));
    assert_eq!(locations.exclude, [home, travel]);
    assert!(tenant.placeholders.contains_key("<namedLocation:Travel TH>"));
    let [unopened] = &tenant.unopened[..] else { panic!("{:?}", tenant.unopened) };
    assert_eq!(unopened.conditions.users.exclude.users, []);
    assert_eq!(tenant.next_change, Some(day("2026-12-21")));
    let paths: Vec<String> = compile(&tenant).unwrap().into_iter().map(|(path, _)| path).collect();
    assert!(paths.contains(&"namedLocations/Travel TH.json".to_owned()), "{paths:?}");
    assert!(paths.contains(&"policies/CA002.TH.json".to_owned()), "{paths:?}");
}

#[test]
fn an_exception_counts_from_its_first_day_to_its_last() {
    let files = travelling(ASHA);
    let on = |date: &str| {
        let loaded = load(&files, "", day(date)).unwrap();
        let tenant = &loaded.tenants[0];
        (ids(&tenant.policies).len(), tenant.next_change.map(|date| date.to_string()))
    };
    assert_eq!(on("2026-11-19"), (1, Some("2026-11-20".to_owned())));
    assert_eq!(on("2026-11-20"), (2, Some("2026-12-21".to_owned())));
    assert_eq!(on("2026-12-20"), (2, Some("2026-12-21".to_owned())));
    assert_eq!(on("2026-12-21"), (1, None));
}

#[test]
fn whoever_travels_twice_has_one_companion_with_all_countries() {
    let second = "  - {travel: [JP], who: [ravi@contoso.com, Asha@contoso.com], opens: [CA002], until: 2027-01-31, reason: sales}\n";
    let tenant = sound(&travelling(&format!("{ASHA}{second}")));
    assert_eq!(ids(&tenant.policies), ["CA002", "CA002.JP", "CA002.JP.TH"]);
    assert_eq!(tenant.policies[0].conditions.users.exclude.users.len(), 2);
    let included: Vec<usize> =
        tenant.policies[1..].iter().map(|policy| policy.conditions.users.include.users.len()).collect();
    assert_eq!(included, [1, 1]);
    let last =
        tenant.written[0].exclusions.iter().find(|exclusion| exclusion.reason.as_deref() == Some("sales"));
    assert_eq!(last.unwrap().until, Some(day("2027-01-31")));
}

#[test]
fn what_is_no_block_of_places_is_not_opened() {
    let open = |policy: &str| {
        let exception = ASHA.replace("CA002", "CA001");
        faults(&travelling(&exception).with("contoso/policies/CA001.yaml", policy))
    };
    let place = "contoso/tenant.yaml:6:53";
    assert_eq!(
        open(POLICY),
        [format!("{place}: policy `CA001` blocks wherever people are, so no country can be opened in it")]
    );
    assert_eq!(
        open(&POLICY.replace("grant: block", "grant: mfa\nlocations: {include: all, exclude: [Home]}")),
        [format!("{place}: policy `CA001` does not block, so there is no block to open")]
    );
}

#[test]
fn emergency_access_and_whoever_is_excluded_needs_no_exception() {
    let files = travelling(&ASHA.replace("asha@", "bg1@"));
    assert_eq!(
        faults(&files),
        [
            "contoso/tenant.yaml:6:26: `bg1@contoso.com` is an emergency access account, which no exception is for"
        ]
    );
    let files = travelling(ASHA).with(
        "baseline/policies/CA002-Geo.yaml",
        GEO.replace("exclude: {groups:", "exclude: {users: [ASHA@contoso.com], groups:"),
    );
    assert_eq!(
        faults(&files),
        ["contoso/tenant.yaml:6:26: policy `CA002` excludes `asha@contoso.com` already, in every country"]
    );
}

#[test]
fn an_unknown_person_is_said_once_at_the_exception() {
    assert_eq!(
        faults(&travelling(&ASHA.replace("asha@", "nobody@"))),
        ["contoso/tenant.yaml:6:26: there is no user `nobody@contoso.com`"]
    );
}

#[test]
fn countries_are_found_as_the_policy_finds_them() {
    let files = travelling(ASHA)
        .with("baseline/locations.yaml", HOME.replace("clientIpAddress", "authenticatorAppGps"));
    let tenant = sound(&files);
    let travel =
        tenant.locations.iter().find(|location| location.display_name == "Travel TH by GPS").unwrap();
    assert!(matches!(&travel.kind, LocationKind::Country { lookup: CountryLookup::AuthenticatorAppGps, .. }));
}
