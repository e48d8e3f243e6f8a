//! Any bytes as an export: what is imported loads, and compiles to the policies that were read.

#![no_main]

use chrono::NaiveDate;
use gatewright::workspace::{self, ImportOptions, Memory};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let inputs = vec![("export.json".to_owned(), bytes.to_vec())];
    let options = ImportOptions { domain: Some("contoso.onmicrosoft.com".to_owned()), tenant_id: None };
    let imported = workspace::import(&inputs, &options);
    if imported.policies == 0 && imported.locations == 0 {
        return;
    }
    let mut files = Memory::default();
    for (path, bytes) in &imported.files {
        files = files.with(path, String::from_utf8(bytes.clone()).expect("YAML is text"));
    }
    let as_of = NaiveDate::default();
    let loaded = workspace::load(&files, "", as_of).expect("a workspace was written");
    let syntax: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|diagnostic| ["syntax", "duplicate-key", "unknown-key"].contains(&diagnostic.code))
        .collect();
    assert!(syntax.is_empty(), "{syntax:#?}");
    assert_eq!(loaded.tenants.len(), 1);
});
