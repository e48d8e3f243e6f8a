//! Generated files are current. `UPDATE=1 cargo test --test generated` rewrites them.

use std::io::Read as _;
use std::path::Path;

#[expect(dead_code, reason = "the example's own main")]
#[path = "../examples/contoso/generate/main.rs"]
mod contoso;

#[test]
fn the_example_is_what_its_story_tells() {
    if std::env::var_os("UPDATE").is_some() {
        contoso::write().unwrap();
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/contoso");
    for (path, expected) in contoso::files() {
        let mut committed = std::fs::read(folder.join(path)).unwrap();
        if Path::new(path).extension().is_some_and(|extension| extension == "gz") {
            // Compressors may differ between machines; what they hold does not.
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(committed.as_slice()).read_to_end(&mut bytes).unwrap();
            committed = bytes;
        }
        assert!(committed == expected, "{path} is out of date: run `cargo run --example generate-contoso`");
    }
}
