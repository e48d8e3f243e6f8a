//! Policies that are hard to go through exactly: every one has several conditions of its own, and all are enabled.

use super::random::Random;
use super::{APPLICATIONS, DEPARTMENTS, OFFICES, ROLES, policies};

/// The documents of a tenant with this many hard policies: path and text. Every tenth is another one in a second version.
pub(crate) fn files(count: u32, version: u32) -> Vec<(String, String)> {
    let mut files = vec![
        ("tenant.yaml".to_owned(), policies::tenant(0)),
        ("tenant.lock.yaml".to_owned(), policies::lock()),
        ("locations.yaml".to_owned(), policies::locations()),
    ];
    for number in 1..=count {
        let version = if number.is_multiple_of(10) { version } else { 0 };
        let mut random = Random::new(u64::from(number * 31 + version));
        files.push((format!("policies/CA{number:04}.yaml"), policy(number, &mut random)));
    }
    files
}

fn policy(number: u32, random: &mut Random) -> String {
    let mut text = format!("id: CA{number:04}\nname: CA{number:04}-hard\nstate: enabled\n");
    let department = |random: &mut Random| format!("SG-Department-{}", random.below(DEPARTMENTS));
    let (one, other, third) = (department(random), department(random), department(random));
    let (role, _) = random.pick(&ROLES, ("", ""));
    text.push_str(&match random.below(5) {
        0 => format!(
            "users: {{ include: {{ groups: [{one}, {other}] }}, exclude: {{ groups: [{third}] }} }}\n"
        ),
        1 => format!("users: {{ include: {{ roles: [{role}], groups: [{one}] }} }}\n"),
        2 => "users: { include: { guests: all } }\n".to_owned(),
        _ => format!("users: {{ include: all, exclude: {{ groups: [{one}, {other}] }} }}\n"),
    });
    let application = |random: &mut Random| format!("Application {}", random.below(APPLICATIONS / 4));
    let (one, other) = (application(random), application(random));
    text.push_str(&match random.below(4) {
        0 => format!("applications: {{ include: [{one}, {other}] }}\n"),
        1 => format!("applications: {{ include: all, exclude: [{one}, {other}] }}\n"),
        2 => format!("applications: {{ include: [office365, {one}] }}\n"),
        _ => "applications: { include: all }\n".to_owned(),
    });
    if random.below(10) < 4 {
        let clients = ["[browser]", "[mobileAppsAndDesktopClients]", "[exchangeActiveSync, other]"];
        text.push_str(&format!("clientAppTypes: {}\n", random.pick(&clients, "")));
    }
    if random.below(10) < 4 {
        let platforms = ["[windows, macOS]", "[iOS, android]", "[linux]", "[windows]"];
        let list = random.pick(&platforms, "");
        text.push_str(&match random.below(2) {
            0 => format!("platforms: {{ include: {list} }}\n"),
            _ => format!("platforms: {{ include: all, exclude: {list} }}\n"),
        });
    }
    if random.below(10) < 5 {
        let office = |random: &mut Random| format!("Office {}", random.below(OFFICES));
        let (one, other) = (office(random), office(random));
        text.push_str(&match random.below(4) {
            0 => format!("locations: {{ include: [{one}, {other}] }}\n"),
            1 => "locations: { include: all, exclude: [Allowed countries] }\n".to_owned(),
            2 => "locations: { include: all, exclude: [allTrusted] }\n".to_owned(),
            _ => format!("locations: {{ include: all, exclude: [{one}, {other}] }}\n"),
        });
    }
    if random.below(10) < 2 {
        let rules = [
            "device.isCompliant -eq True",
            r#"device.trustType -eq "ServerAD""#,
            r#"device.extensionAttribute1 -eq "SAW""#,
            r#"device.displayName -startsWith "KIOSK""#,
        ];
        let mode = if random.below(2) == 0 { "include" } else { "exclude" };
        text.push_str(&format!("deviceFilter: {{ {mode}: '{}' }}\n", random.pick(&rules, "")));
    }
    if random.below(10) < 3 {
        let levels = ["[high]", "[high, medium]", "[low, medium]"];
        let which = if random.below(2) == 0 { "signInRiskLevels" } else { "userRiskLevels" };
        text.push_str(&format!("{which}: {}\n", random.pick(&levels, "")));
    }
    if random.below(10) < 1 {
        text.push_str("authenticationFlows: [deviceCodeFlow]\n");
    }
    let grants = [
        "grant: block\n",
        "grant: mfa\n",
        "grant: mfa\nsession: { signInFrequency: 4h }\n",
        "grant: { anyOf: [mfa, compliantDevice] }\n",
        "grant: { authenticationStrength: Phishing-resistant MFA }\n",
        "grant: { anyOf: [compliantDevice, domainJoinedDevice] }\n",
    ];
    text.push_str(random.pick(&grants, ""));
    text
}
