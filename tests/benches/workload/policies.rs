//! A tenant's documents: policies of the kinds that tenants have, in turns, over the departments.

use std::fmt::Write as _;

use super::random::Random;
use super::{APPLICATIONS, DEPARTMENTS, OFFICES, ROLES, TENANT, application_id, group_id, person_name};

/// The documents of a tenant with this many policies: path and text.
pub(crate) fn files(policies: u32) -> Vec<(String, String)> {
    let mut random = Random::new(2211);
    let mut files = vec![
        ("tenant.yaml".to_owned(), tenant(0)),
        ("tenant.lock.yaml".to_owned(), lock()),
        ("locations.yaml".to_owned(), locations()),
    ];
    for number in 1..=policies {
        files.push((format!("policies/CA{number:04}.yaml"), policy(number, &mut random)));
    }
    files
}

/// The tenant of a number; 0 is contoso.
pub(crate) fn tenant(number: u32) -> String {
    let (domain, id) = match number {
        0 => ("contoso.onmicrosoft.com".to_owned(), TENANT.to_owned()),
        client => {
            (format!("client{client}.onmicrosoft.com"), format!("20000000-0000-4000-8000-{client:012}"))
        }
    };
    format!(
        "tenant: {domain}\ntenantId: {id}\nlicenses: {{ Microsoft 365 E5: 5000 }}\n\
         emergencyAccess:\n  accounts: [bg1@contoso.com, bg2@contoso.com]\n  group: CA-EmergencyAccess - Exclude\n\
         unattended: [{}]\nplatform: {{ securityDefaults: false, resourceExclusions: enforced }}\n\
         unmanagedPolicies: keep\n",
        person_name(7)
    )
}

/// Ids of the names.
pub(crate) fn lock() -> String {
    let mut text =
        "groups:\n  CA-EmergencyAccess - Exclude: bbbbbbbb-0000-4000-9000-000000000001\n".to_owned();
    for department in 0..DEPARTMENTS {
        let _ = writeln!(text, "  SG-Department-{department}: {}", group_id(department));
    }
    text.push_str("applications:\n");
    for application in 0..APPLICATIONS {
        let _ = writeln!(text, "  Application {application}: {}", application_id(application));
    }
    text
}

/// The offices, and the allowed countries.
pub(crate) fn locations() -> String {
    let mut text = "locations:\n".to_owned();
    for office in 0..OFFICES {
        let (network, host) = (office / 16, office % 16 * 16);
        let prefix =
            ["192.0.2", "198.51.100", "203.0.113"].get(network as usize % 3).copied().unwrap_or_default();
        let _ = writeln!(
            text,
            "  - {{ name: Office {office}, ipRanges: [{prefix}.{host}/28, \"2001:db8:{office:x}::/48\"], trusted: {} }}",
            office % 3 == 0
        );
    }
    text.push_str(
        "  - { name: Allowed countries, countries: [IN, AE, DE, US], includeUnknownCountries: false, countryLookupMethod: clientIpAddress }\n",
    );
    text
}

/// The policy of a number.
pub(crate) fn policy(number: u32, random: &mut Random) -> String {
    let department = random.below(DEPARTMENTS);
    let application = random.below(APPLICATIONS);
    let (one, other) = (random.below(OFFICES), random.below(OFFICES));
    let (role, _) = random.pick(&ROLES, ("", ""));
    let (subject, body) = match number % 10 {
        0 => ("legacy", "applications: { include: all }\nclientAppTypes: [exchangeActiveSync, other]\ngrant: block\n".to_owned()),
        1 => ("mfa", "applications: { include: all }\ngrant: mfa\n".to_owned()),
        2 => ("countries", "applications: { include: all }\nlocations: { include: all, exclude: [Allowed countries] }\ngrant: block\n".to_owned()),
        3 => ("offices", format!("applications: {{ include: [Application {application}] }}\nlocations: {{ include: all, exclude: [Office {one}, Office {other}] }}\ngrant: block\n")),
        4 => ("devices", "applications: { include: [office365] }\nplatforms: { include: [windows, macOS] }\ngrant: { anyOf: [compliantDevice, domainJoinedDevice] }\n".to_owned()),
        5 => ("strength", format!("applications: {{ include: [Application {application}] }}\ngrant: {{ authenticationStrength: Phishing-resistant MFA }}\n")),
        6 => ("risk", "applications: { include: all }\nsignInRiskLevels: [high, medium]\ngrant: mfa\nsession: { signInFrequency: everyTime }\n".to_owned()),
        7 => ("filter", "applications: { include: [microsoftAdminPortals] }\ndeviceFilter: { exclude: 'device.isCompliant -eq True -or device.trustType -eq \"ServerAD\"' }\ngrant: block\n".to_owned()),
        8 => ("flows", "applications: { include: all }\nauthenticationFlows: [deviceCodeFlow]\ngrant: block\n".to_owned()),
        _ => ("session", "applications: { include: all, exclude: [office365] }\nclientAppTypes: [browser]\nsession: { signInFrequency: 12h, persistentBrowser: never }\n".to_owned()),
    };
    let users = match number % 7 {
        0 => format!("{{ include: {{ roles: [{role}] }} }}"),
        1 => format!("{{ include: all, exclude: {{ groups: [SG-Department-{department}] }} }}"),
        2 => "{ include: { guests: all } }".to_owned(),
        _ => format!("{{ include: {{ groups: [SG-Department-{department}] }} }}"),
    };
    let state = if number.is_multiple_of(4) { "reportOnly" } else { "enabled" };
    format!(
        "id: CA{number:04}\nname: CA{number:04}-{subject}\ndescription: Generated, of the kind {subject}.\n\
         state: {state}\nusers: {users}\n{body}"
    )
}
