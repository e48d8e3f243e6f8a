//! Scenarios of small tenants.

use chrono::NaiveDate;

use super::*;
use crate::workspace::{Memory, load};

const GROUPS: &str =
    "groups: [{ name: CA-EmergencyAccess - Exclude }, { name: CA002 - Exclude }, { name: SG-Finance }]\n";
const TENANT: &str = "tenant: contoso.onmicrosoft.com\n\
    emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess - Exclude }\n";
const POLICIES: [(&str, &str); 4] = [
    ("CA001", "users: { include: all }\napplications: { include: all }\ngrant: mfa\n"),
    (
        "CA002",
        "users: { include: all, exclude: { groups: [CA002 - Exclude] } }\napplications: { include: all }\n\
         locations: { include: all, exclude: [Countries] }\ngrant: block\n",
    ),
    (
        "CA003",
        "users: { include: { roles: [Global Administrator] } }\napplications: { include: all }\n\
         grant: { authenticationStrength: Phishing-resistant MFA }\n",
    ),
    (
        "CA004",
        "users: { include: { guests: all } }\napplications: { include: all }\ngrant: compliantDevice\n",
    ),
];
const LOCATIONS: &str = "locations: [{ name: Countries, countries: [IN], includeUnknownCountries: false, \
    countryLookupMethod: clientIpAddress }]\n";

/// What is otherwise than it must be in the one scenario of a tenant; from a browser in India without MFA if it does not say.
fn faults(given: &str, expect: &str) -> Vec<String> {
    let tests = format!(
        "given: {{ application: office365, clientAppType: browser, country: IN, mfa: false }}\nscenarios:\n  - name: one\n    given: {{ {given} }}\n    expect: {{ {expect} }}\n"
    );
    let mut files = Memory::default()
        .with("tenant.yaml", TENANT)
        .with("groups.yaml", GROUPS)
        .with("locations.yaml", LOCATIONS)
        .with("tests/scenarios.yaml", tests);
    for (id, rest) in POLICIES {
        files = files
            .with(&format!("policies/{id}.yaml"), format!("id: {id}\nname: {id}\nstate: enabled\n{rest}"));
    }
    let loaded = load(&files, "", NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()).unwrap();
    let workspace = &loaded.tenants[0];
    assert!(workspace.complete, "{:#?}", loaded.diagnostics);
    let judged = judge(&Setting {
        workspace,
        directory: &Directory::default(),
        policies: &workspace.policies,
        locations: &workspace.locations,
        strengths: &workspace.strengths,
    });
    let [judged] = judged.as_slice() else { panic!("{judged:?}") };
    assert_eq!(judged.place, ("tests/scenarios.yaml".to_owned(), "/scenarios/0".to_owned()));
    judged.faults.clone()
}

const NONE: [&str; 0] = [];

#[test]
fn a_person_who_need_not_exist_is_only_what_is_said() {
    let person = "person: { methods: [mobilePhone] }";
    assert_eq!(faults(person, "outcome: prompted, by: [CA001], doesNotApply: [CA003, CA004]"), NONE);
    let admin = "person: { roles: [Global Administrator], methods: [fido2SecurityKey] }";
    assert_eq!(faults(admin, "outcome: prompted, applies: [CA003], requires: Phishing-resistant MFA"), NONE);
    let guest =
        "person: { guestType: b2bCollaborationGuest, methods: [mobilePhone] }, device: { isCompliant: true }";
    assert_eq!(faults(guest, "applies: [CA004]"), NONE);
    let device = "person: { unattended: true, methods: [] }";
    assert_eq!(faults(device, "outcome: unsatisfiable, by: [CA001]"), NONE);
}

#[test]
fn groups_that_are_not_created_yet_have_members() {
    let abroad =
        |groups: &str| format!("person: {{ groups: [{groups}], methods: [mobilePhone] }}, country: TH");
    assert_eq!(faults(&abroad("SG-Finance"), "outcome: blocked, by: [CA002]"), NONE);
    assert_eq!(faults(&abroad("CA002 - Exclude"), "outcome: prompted, doesNotApply: [CA002]"), NONE);
    let emergency = abroad("CA-EmergencyAccess - Exclude");
    assert_eq!(faults(&emergency, "outcome: granted, doesNotApply: [CA001, CA002]"), NONE);
}

#[test]
fn what_is_otherwise_is_said() {
    let person = "person: { methods: [mobilePhone] }";
    assert_eq!(
        faults(person, "outcome: blocked, by: [CA002], applies: [CA002], requires: Phishing-resistant MFA"),
        [
            "the outcome is `prompted`, by CA001, and not `blocked`",
            "`CA002` does not decide it, but CA001",
            "`CA002` does not apply: locations",
            "`Phishing-resistant MFA` is not asked for: less is enough",
        ]
    );
    assert_eq!(faults(person, "doesNotApply: [CA001], requires: mfa"), ["`CA001` applies"]);
}

#[test]
fn what_is_not_known_is_no_pass_and_is_named() {
    assert_eq!(
        faults("person: {}", "outcome: prompted"),
        [
            "whether the outcome is `prompted` is not known: `prompted` at best, `needsRegistration` at worst; it depends on \
             CA001 (what they can show)"
        ]
    );
    let nobody = "user: nobody@contoso.com";
    assert_eq!(
        faults(nobody, "applies: [CA003], requires: Phishing-resistant MFA"),
        [
            "whether `CA003` applies is not known: users",
            "whether `Phishing-resistant MFA` is asked for is not known: it depends on CA001 (what they can show), CA003 \
             (users), CA004 (users)",
        ]
    );
}

#[test]
fn what_cannot_be_supposed_is_a_fault() {
    assert_eq!(
        faults("person: { groups: [Nonesuch] }, device: { color: red }", "outcome: granted"),
        [
            "a device has no attribute `color`",
            "whether the device is compliant is not said: write `isCompliant`",
            "there is no group `Nonesuch`, or there are several",
        ]
    );
}
