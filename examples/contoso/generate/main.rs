//! Writes the example client's evidence: `cargo run --example generate-contoso`.
//!
//! Everything under `examples/contoso/directory` and `examples/contoso/signins`, and `truth.json`, comes from the
//! story told here: the same bytes on every run. The policies and the deployed set are written by hand.

use std::io::Write as _;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use serde_json::Value;

mod deployed;
mod devices;
mod directory;
mod people;
mod places;
mod random;
mod sign_in;
mod story;
mod truth;

/// The recorded sign-ins, compressed where they are written.
const SIGN_INS: &str = "signins/2026-10-24--2026-11-22.json.gz";

fn main() -> std::io::Result<()> {
    write()
}

/// Writes every generated file.
pub(crate) fn write() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso");
    for (path, bytes) in files() {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let is_compressed = path.extension().is_some_and(|extension| extension == "gz");
        std::fs::write(&path, if is_compressed { compressed(&bytes)? } else { bytes })?;
    }
    Ok(())
}

/// Every generated file: its path under `examples/contoso`, and its bytes before compression.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let cast = people::cast();
    let sign_ins = story::sign_ins(&cast);
    let mut ids = random::Random::new(1122);
    let rows: Vec<_> = sign_ins.iter().map(|sign_in| sign_in.row(&mut ids).to_string()).collect();
    let page = format!(
        "{{\"@odata.context\":\"https://graph.microsoft.com/beta/$metadata#auditLogs/signIns\",\"value\":[\n{}\n]}}\n",
        rows.join(",\n")
    );
    let mut files = vec![(SIGN_INS, page.into_bytes())];
    files.extend(directory::files(&cast).iter().map(|(path, value)| (*path, pretty(value))));
    files.push(("truth.json", pretty(&truth::truth(&cast, &sign_ins))));
    files
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// Compressed without a time, so that the header is the same on every run.
fn compressed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}
