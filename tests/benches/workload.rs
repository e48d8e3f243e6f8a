//! Generated tenants of any size, the same on every run: policies in the language, a directory, and sign-ins in the
//! shape of Graph beta.
//!
//! Only the benches and the example that writes them to disk use it.

mod directory;
#[allow(dead_code, reason = "not every program that generates needs them")]
pub(crate) mod hard;
pub(crate) mod policies;
#[path = "../../examples/contoso/generate/random.rs"]
pub(crate) mod random;
mod sign_ins;

pub(crate) use directory::files as directory;
pub(crate) use sign_ins::write as sign_ins;

/// `tenantId`.
const TENANT: &str = "11111111-1111-1111-1111-111111111111";

/// Departments, a group each.
const DEPARTMENTS: u32 = 40;

/// Named locations with addresses.
const OFFICES: u32 = 60;

/// Applications of the tenant's own.
const APPLICATIONS: u32 = 200;

/// Roles that policies name and some people hold, with their templates.
const ROLES: [(&str, &str); 4] = [
    ("Global Administrator", "62e90394-69f5-4237-9190-012177145e10"),
    ("Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de"),
    ("Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8"),
    ("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"),
];

fn person_id(person: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{person:012}")
}

fn person_name(person: u32) -> String {
    format!("person{person}@contoso.com")
}

fn group_id(department: u32) -> String {
    format!("bbbbbbbb-0000-4000-8000-{department:012}")
}

fn application_id(application: u32) -> String {
    format!("ffffffff-0000-4000-8000-{application:012}")
}

fn device_id(person: u32) -> String {
    format!("eeeeeeee-0000-4000-8000-{person:012}")
}
