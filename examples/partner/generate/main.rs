//! Writes what the clients of a partner have in Entra: `cargo run --example generate-partner`.
//!
//! The YAML under `examples/partner/clients` is written by hand. From it come the exports (`deployed/`), with the few
//! differences that [`drift`] makes, and the ids of what is deployed (`tenant.lock.yaml`). Three clients have evidence,
//! told in [`story`]. The same bytes on every run.

use std::path::Path;

use serde_json::Value;

mod deployed;
mod directory;
mod drift;
mod sign_in;
mod story;

/// The clients, in the order of their numbers.
pub(crate) const CLIENTS: [&str; 12] = [
    "adventure-works",
    "alpine-ski",
    "coho",
    "fabrikam",
    "fourth-coffee",
    "litware",
    "lucerne",
    "northwind",
    "proseware",
    "tailspin",
    "wingtip",
    "woodgrove",
];

fn main() -> std::io::Result<()> {
    write()
}

/// Writes every generated file.
pub(crate) fn write() -> std::io::Result<()> {
    for (path, bytes) in files()? {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// Every generated file, by its path in the repository.
pub(crate) fn files() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for (name, number) in CLIENTS.into_iter().zip(1..) {
        let folder = format!("examples/partner/clients/{name}");
        let people = story::people(name);
        let mut export = deployed::compiled(&folder, number, &[directory::users(number, &people)])?;
        drift::apply(name, number, &mut export);
        let directory = directory::files(number, &people, &export);
        files.push((format!("{folder}/tenant.lock.yaml"), export.lock().into_bytes()));
        let pages = export.pages().into_iter().map(|(path, page)| (path, format!("{page:#}\n").into_bytes()));
        files.extend(pages.chain(directory).map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
        if !people.is_empty() {
            let rows = sign_in::page(number, &people, &story::sign_ins(name));
            files.push((format!("{folder}/signins/2026-11.json"), rows.into_bytes()));
        }
    }
    Ok(files)
}

/// A page as Graph returns it.
pub(crate) fn page(collection: &str, value: &[Value]) -> Value {
    serde_json::json!({
        "@odata.context": format!("https://graph.microsoft.com/beta/$metadata#{collection}"),
        "value": value
    })
}

/// An id that says what it is of, and for which client.
pub(crate) fn id(kind: char, client: usize, number: usize) -> String {
    let kind = kind.to_string();
    format!("{}-{client:04}-4000-8000-{number:012}", kind.repeat(8))
}
