//! Any text as each document of a tenant: it is loaded, checked and compiled, or told what is wrong with it.

#![no_main]

use chrono::NaiveDate;
use gatewright::check::{self, Context};
use gatewright::workspace::{self, Memory};
use libfuzzer_sys::fuzz_target;

const TENANT: &str = "tenant: contoso.onmicrosoft.com\n\
    emergencyAccess: { accounts: [bg1@contoso.com, bg2@contoso.com], group: CA-EmergencyAccess - Exclude }\n";
const POLICY: &str =
    "id: CA001\nname: CA001-X\nstate: enabled\nusers: { include: all }\napplications: { include: all }\ngrant: mfa\n";
const GROUPS: &str = "groups:\n  - { name: CA-EmergencyAccess - Exclude }\n";
const LOCATIONS: &str = "locations:\n  - { name: Office, ipRanges: [203.0.113.0/24], trusted: true }\n";

const DOCUMENTS: [(&str, &str); 6] = [
    ("policies/CA001.yaml", POLICY),
    ("tenant.yaml", TENANT),
    ("locations.yaml", LOCATIONS),
    ("groups.yaml", GROUPS),
    ("tenant.lock.yaml", ""),
    ("tests/tests.yaml", ""),
];

fuzz_target!(|input: (u8, &str)| {
    let (chosen, text) = input;
    let (chosen, _) = DOCUMENTS[usize::from(chosen) % DOCUMENTS.len()];
    let mut files = Memory::default();
    for (path, sound) in DOCUMENTS {
        let text = if path == chosen { text } else { sound };
        if !text.is_empty() {
            files = files.with(path, text);
        }
    }
    let as_of = NaiveDate::default();
    let Ok(loaded) = workspace::load(&files, "", as_of) else { return };
    for diagnostic in &loaded.diagnostics {
        loaded.sources.slice(diagnostic.span);
    }
    for tenant in &loaded.tenants {
        for finding in check::diagnostics(&Context::new(tenant, None), &loaded.sources) {
            loaded.sources.slice(finding.span);
        }
        if let Err(errors) = workspace::compile(tenant) {
            assert!(!errors.is_empty() || !tenant.complete, "nothing says why it is not compiled");
        }
    }
});
