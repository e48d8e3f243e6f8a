//! Writes a generated tenant, or a repository of many, to disk, to measure whole commands on.
//!
//! `cargo run --release --example generate-workload -- DIR --policies 1000 --people 5000 --sign-ins 200000 [--gz]`
//! `cargo run --release --example generate-workload -- DIR --hard 240 [--version 1] --people 500`
//! `cargo run --release --example generate-workload -- DIR --clients 100 --policies 50`

#![expect(clippy::expect_used, reason = "a tool for measuring has nobody to hand an error to")]

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

mod clients;
mod workload;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str| {
        let position = arguments.iter().position(|argument| argument == name);
        let value = position.and_then(|position| arguments.get(position + 1));
        value.map_or(0, |value| value.parse::<u32>().expect("a number"))
    };
    let folder =
        arguments.first().filter(|first| !first.starts_with('-')).expect("a folder to write to first");
    let folder = Path::new(folder);
    let mut files = match number("--clients") {
        0 if number("--hard") > 0 => workload::hard::files(number("--hard"), number("--version")),
        0 => workload::policies::files(number("--policies")),
        clients => clients::files(clients, number("--policies")),
    };
    if number("--people") > 0 {
        files.extend(workload::directory(number("--people")));
    }
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    let (sign_ins, people) = (number("--sign-ins"), number("--people"));
    if sign_ins == 0 {
        return Ok(());
    }
    std::fs::create_dir_all(folder.join("signins"))?;
    if arguments.iter().any(|argument| argument == "--gz") {
        let file = BufWriter::new(File::create(folder.join("signins/signins.json.gz"))?);
        let mut out = GzEncoder::new(file, Compression::default());
        workload::sign_ins(&mut out, sign_ins, people)?;
        out.finish()?.flush()
    } else {
        let mut out = BufWriter::new(File::create(folder.join("signins/signins.json"))?);
        workload::sign_ins(&mut out, sign_ins, people)?;
        out.flush()
    }
}
