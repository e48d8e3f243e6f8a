use serde_json::json;

use super::*;
use crate::directory;
use crate::workspace::{Loader, Memory};

const TENANT: &str = "\
tenant: contoso.onmicrosoft.com
exceptions:
  - { travel: [TH], who: [asha@contoso.com], opens: [CA002], until: 2026-12-20, reason: conference }
";

const BLOCK: &str = "\
id: CA002
name: CA002 - block elsewhere
state: reportOnly
users: { include: all, exclude: { groups: [SG-Pilot] } }
applications: { include: all }
locations: { include: all, exclude: [Home, Office] }
grant: block
";

const ASHA: &str = "55555555-5555-5555-5555-555555555551";
const PILOT: &str = "66666666-6666-4666-8666-666666666666";

fn files() -> Memory {
    Memory::default()
        .with("tenant.yaml", TENANT)
        .with("groups.yaml", "groups: [{ name: SG-Pilot }]\n")
        .with("tenant.lock.yaml", format!("users: {{ asha@contoso.com: {ASHA} }}\ngroups: {{ SG-Pilot: {PILOT} }}\n"))
        .with("policies/CA002.yaml", BLOCK)
        .with(
            "locations.yaml",
            "locations:\n  - { name: Home, countries: [IN], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }\n  \
             - { name: Office, ipRanges: [203.0.113.0/24], trusted: true }\n",
        )
}

/// The faults of the exceptions, by pointer text, and the outcomes of the example.
fn proved(files: &Memory, directory: &Directory) -> (Vec<String>, Option<(Outcome, Outcome)>) {
    let mut tenants = Loader::new(files, "2026-12-01".parse().unwrap());
    tenants.tenant("", None);
    let loaded = tenants.finish();
    let tenant = &loaded.tenants[0];
    assert!(tenant.complete, "{:?}", loaded.diagnostics);
    let exempted = exceptions(tenant, directory, DEFAULT_BOUND).unwrap();
    let faults = exempted.iter().flat_map(|exempted| &exempted.faults);
    let line = |fault: &Diagnostic| {
        format!("{} {}: {}", fault.severity.as_str(), loaded.sources.line_column(fault.span), fault.message)
    };
    let example = exempted.iter().find_map(|exempted| exempted.example.as_ref());
    let example = example.map(|(_, before, after)| (before.worst(), after.worst()));
    (faults.map(line).collect(), example)
}

fn nobody() -> Directory {
    Directory::default()
}

#[test]
fn an_exception_opens_its_country_and_nothing_more() {
    let (faults, example) = proved(&files(), &nobody());
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(example, Some((Outcome::Blocked, Outcome::Granted)));
}

#[test]
fn a_country_that_is_not_blocked_is_no_exception() {
    let files = files().with("tenant.yaml", TENANT.replace("[TH]", "[TH, IN]"));
    assert_eq!(
        proved(&files, &nobody()).0,
        [
            "warning 3:20: policy `CA002` does not block `asha@contoso.com` in India, so there is nothing to open"
        ]
    );
}

#[test]
fn another_policy_that_blocks_there_is_told() {
    let other = "id: CA003\nname: CA003 - block\nstate: enabled\nusers: { include: all }\napplications: { include: all }\n\
                 locations: { include: all, exclude: [Office] }\ngrant: block\n";
    let (faults, example) = proved(&files().with("policies/CA003.yaml", other), &nobody());
    assert_eq!(faults, ["warning 3:16: `asha@contoso.com` stays blocked in Thailand, by `CA003`"]);
    assert_eq!(example, None);
}

#[test]
fn a_policy_for_some_people_is_opened_for_them_alone() {
    let files = files().with(
        "policies/CA002.yaml",
        BLOCK.replace("include: all, exclude: { groups: [SG-Pilot] }", "include: { groups: [SG-Pilot] }"),
    );
    let unsure = ["error 3:27: it is not sure that what is opened blocks `asha@contoso.com` at all"];
    // Without a directory she may not be among them, and the companion would then block her.
    assert_eq!(proved(&files, &nobody()).0, unsure);
    let export = |members: serde_json::Value| {
        let page = |entries: serde_json::Value| json!({ "value": entries }).to_string().into_bytes();
        let people = json!([
            { "id": ASHA, "userPrincipalName": "asha@contoso.com" },
            { "id": "55555555-5555-5555-5555-555555555552", "userPrincipalName": "ravi@contoso.com" },
        ]);
        let found = [
            ("users.json".to_owned(), page(people)),
            ("groups.json".to_owned(), page(json!([{ "id": PILOT, "displayName": "SG-Pilot" }]))),
            (format!("groupMembers/{PILOT}.json"), page(members)),
        ];
        directory::read(&found).0
    };
    assert_eq!(proved(&files, &export(json!([{ "id": ASHA }]))).0, Vec::<String>::new());
    assert_eq!(proved(&files, &export(json!([]))).0, unsure);
}

#[test]
fn what_this_version_does_not_know_is_the_same_in_the_companion() {
    let unknown = format!("{BLOCK}graph: {{ /conditions/moonPhase: {{ include: [full] }} }}\n");
    let (faults, _) = proved(&files().with("policies/CA002.yaml", unknown), &nobody());
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn countries_found_by_gps_are_opened_by_gps() {
    let locations = "locations:\n  - { name: Home, countries: [IN], includeUnknownCountries: false, countryLookupMethod: authenticatorAppGps }\n  \
                     - { name: Office, ipRanges: [203.0.113.0/24], trusted: true }\n";
    let (faults, _) = proved(&files().with("locations.yaml", locations), &nobody());
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_disabled_policy_has_nothing_to_open() {
    let files = files().with("policies/CA002.yaml", BLOCK.replace("reportOnly", "disabled"));
    let (faults, _) = proved(&files, &nobody());
    assert_eq!(faults, ["warning 3:54: policy `CA002` is disabled, so there is nothing to open"]);
}

#[test]
fn a_bound_that_is_reached_is_no_proof() {
    let files = files();
    let loaded = crate::workspace::load(&files, "", "2026-12-01".parse().unwrap()).unwrap();
    let result = exceptions(&loaded.tenants[0], &nobody(), 5);
    assert!(matches!(result, Err(Failure::TooLarge)), "{result:?}");
}
