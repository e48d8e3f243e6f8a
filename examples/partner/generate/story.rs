//! Who works at the three clients that have evidence, and how they signed in during November 2026.
//!
//! What a simulation should say of it is told in README.md.

use super::sign_in::{App, Device, Place, Proof, SignIn};

/// Somebody of a client.
pub(crate) struct Person {
    /// What is left of the `@`.
    pub(crate) account: &'static str,
    pub(crate) domain: &'static str,
    pub(crate) display_name: &'static str,
    /// Graph's `methodsRegistered`.
    pub(crate) methods: &'static [&'static str],
    pub(crate) is_admin: bool,
    pub(crate) groups: &'static [&'static str],
}

const EMERGENCY_ACCESS: &[&str] = &["CA-EmergencyAccess - Exclude"];
const SERVICE_ACCOUNTS: &[&str] = &["CA-ServiceAccounts"];
const PUSH: &[&str] = &["microsoftAuthenticatorPush"];
const KEY: &[&str] = &["fido2SecurityKey"];

/// The people of a client; none where there is no evidence.
pub(crate) fn people(client: &str) -> Vec<Person> {
    match client {
        "coho" => {
            let domain = "cohowinery.com";
            let mut people = vec![
                person("ines", "Ines Rodrigues", domain, KEY),
                person("lea", "Lea Martin", domain, PUSH),
                person("omar", "Omar Shaikh", domain, PUSH),
                person("sunita", "Sunita Pawar", domain, &[]),
            ];
            people.extend(emergency_access("cohowinery.onmicrosoft.com"));
            first_is_admin(people)
        }
        "northwind" => {
            let domain = "northwindtraders.com";
            let mut people = vec![
                person("kavya", "Kavya Raman", domain, &["windowsHelloForBusiness"]),
                person("anand", "Anand Pillai", domain, PUSH),
                person("dilani", "Dilani Perera", domain, PUSH),
                person("feroz", "Feroz Khan", domain, PUSH),
                person("meena", "Meena Subramaniam", domain, &[]),
            ];
            people.push(Person { groups: SERVICE_ACCOUNTS, ..person("invoices", "Invoices", domain, &[]) });
            people.extend(emergency_access("northwindtraders.onmicrosoft.com"));
            first_is_admin(people)
        }
        "tailspin" => {
            let domain = "tailspintoys.com";
            let mut people = vec![
                person("rohan", "Rohan Sen", domain, KEY),
                person("mitali", "Mitali Ghosh", domain, PUSH),
                person("scanner", "Workshop scanner", domain, &[]),
            ];
            people.extend(emergency_access("tailspintoys.onmicrosoft.com"));
            first_is_admin(people)
        }
        _ => Vec::new(),
    }
}

fn person(
    account: &'static str,
    display_name: &'static str,
    domain: &'static str,
    methods: &'static [&'static str],
) -> Person {
    Person { account, domain, display_name, methods, is_admin: false, groups: &[] }
}

fn emergency_access(domain: &'static str) -> [Person; 2] {
    [("bg1", "Emergency access 1"), ("bg2", "Emergency access 2")].map(|(account, name)| Person {
        is_admin: true,
        groups: EMERGENCY_ACCESS,
        ..person(account, name, domain, KEY)
    })
}

fn first_is_admin(mut people: Vec<Person>) -> Vec<Person> {
    if let Some(first) = people.first_mut() {
        first.is_admin = true;
    }
    people
}

/// Working days in the two weeks to the export.
const EVERY_DAY: &[u32] = &[9, 10, 11, 12, 13, 16, 17, 18, 19, 20];
const WEEKLY: &[u32] = &[11, 18];

/// The sign-ins of a client's people.
pub(crate) fn sign_ins(client: &str) -> Vec<SignIn> {
    match client {
        "coho" => vec![
            habit("ines", EVERY_DAY, WINERY, App::Outlook, Device::Windows, Proof::Key),
            habit("omar", &[9, 10, 11, 12, 13], WINERY, App::Office, Device::Windows, Proof::Push),
            // A fair in Porto that nobody told the partner of.
            habit("omar", &[17, 18, 19], PORTO, App::Outlook, Device::IPhone, Proof::Push),
            habit("lea", &[9, 10, 11, 12, 13], WINERY, App::Office, Device::Windows, Proof::Push),
            habit("lea", &[17, 18, 19, 20], BORDEAUX, App::Office, Device::Windows, Proof::Push),
            habit("sunita", WEEKLY, WINERY, App::Office, Device::Windows, Proof::Password),
        ],
        "northwind" => vec![
            habit("kavya", EVERY_DAY, CHENNAI, App::AzurePortal, Device::Windows, Proof::Hello),
            habit("anand", EVERY_DAY, CHENNAI, App::Office, Device::Windows, Proof::Password),
            habit("dilani", EVERY_DAY, COLOMBO, App::Office, Device::Windows, Proof::Push),
            // Moved to Singapore in October; the allowed countries were not changed.
            habit("feroz", EVERY_DAY, SINGAPORE, App::Office, Device::Windows, Proof::Push),
            habit("meena", WEEKLY, CHENNAI, App::Office, Device::Windows, Proof::Password),
            habit("invoices", EVERY_DAY, PORT, App::Outlook, Device::Script, Proof::Password),
        ],
        "tailspin" => vec![
            habit("rohan", EVERY_DAY, KOLKATA, App::Outlook, Device::Windows, Proof::Key),
            habit("mitali", EVERY_DAY, KOLKATA, App::Office, Device::Windows, Proof::Push),
            habit("scanner", EVERY_DAY, KOLKATA, App::Smtp, Device::Script, Proof::Password),
        ],
        _ => Vec::new(),
    }
    .into_iter()
    .flatten()
    .collect()
}

fn habit(
    account: &'static str,
    days: &'static [u32],
    place: Place,
    app: App,
    device: Device,
    proof: Proof,
) -> impl Iterator<Item = SignIn> {
    days.iter().map(move |day| SignIn { account, day: *day, place, app, device, proof })
}

const WINERY: Place =
    Place { address: "192.0.2.10", city: "Nashik", country: "IN", network: Some("Nashik winery") };
const PORTO: Place = Place { address: "198.51.100.201", city: "Porto", country: "PT", network: None };
const BORDEAUX: Place = Place { address: "2001:db8:fa::21", city: "Bordeaux", country: "FR", network: None };
const CHENNAI: Place =
    Place { address: "203.0.113.40", city: "Chennai", country: "IN", network: Some("Chennai office") };
const PORT: Place = Place { address: "203.0.113.98", city: "Chennai", country: "IN", network: None };
const COLOMBO: Place = Place { address: "198.51.100.77", city: "Colombo", country: "LK", network: None };
const SINGAPORE: Place = Place { address: "2001:db8:50::8", city: "Singapore", country: "SG", network: None };
const KOLKATA: Place =
    Place { address: "198.51.100.20", city: "Kolkata", country: "IN", network: Some("Kolkata workshop") };
