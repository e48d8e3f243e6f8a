//! Any bytes as an export of sign-ins: the fast reader of ordinary records and serde alone make the same of it.

#![no_main]

use gatewright::sign_in::{ReadSummary, RecordPlace, SignIn, read, read_by_serde_alone};
use libfuzzer_sys::fuzz_target;

type Each<'e> = &'e mut dyn FnMut(SignIn<'_>, RecordPlace);

/// Everything that reading comes to.
fn all(read: impl FnOnce(Each<'_>) -> ReadSummary) -> (Vec<(SignIn<'static>, RecordPlace)>, ReadSummary) {
    let mut sign_ins = Vec::new();
    let summary = read(&mut |sign_in, place| sign_ins.push((sign_in.into_owned(), place)));
    (sign_ins, summary)
}

fuzz_target!(|bytes: &[u8]| {
    let fast = all(|each| read(bytes, each).expect("memory can be read"));
    let by_serde = all(|each| read_by_serde_alone(bytes, each).expect("memory can be read"));
    assert_eq!(fast, by_serde);
});
