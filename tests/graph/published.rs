//! Policy sets that others published, which stand outside of this repository.

use std::path::{Path, PathBuf};

/// The files, in order. `None` where they are not at hand, unless they are required.
pub(crate) fn files() -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/baselines");
    if !root.is_dir() {
        let required = std::env::var("GATEWRIGHT_SHARED").is_ok_and(|value| value == "required");
        assert!(!required, "GATEWRIGHT_SHARED=required, but {} is missing", root.display());
        eprintln!("SKIPPED: {} is missing, nothing was tested", root.display());
        return None;
    }
    let (mut files, mut folders) = (Vec::new(), vec![root]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    Some(files)
}
