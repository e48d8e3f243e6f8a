//! A file of each export, in the shape that its documentation gives, and what is read of it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use gatewright::sign_in::{Field, SignIn, read};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sign_ins/fixtures")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            files(&entry, found);
        } else if entry.extension().is_none_or(|extension| extension != "text") {
            found.push(entry);
        }
    }
}

/// Everything that is known of a sign-in, a line each.
fn known(sign_in: &SignIn<'_>) -> String {
    let blank = format!("{:#?}", SignIn::blank());
    let unknown: Vec<&str> = blank.lines().collect();
    let all = format!("{sign_in:#?}");
    let mut text = String::new();
    let mut fields: Vec<String> = Vec::new();
    for line in all.lines() {
        let is_field = line.starts_with("    ")
            && !line.starts_with("     ")
            && !line.trim_start().starts_with(['}', ']', ')']);
        match fields.last_mut() {
            Some(last) if !is_field => last.push_str(line.trim()),
            _ => fields.push(line.trim().to_owned()),
        }
    }
    for field in
        fields.iter().skip(1).filter(|field| !unknown.iter().any(|line| line.trim() == field.as_str()))
    {
        let field = field.trim_end_matches(['}', ',']);
        let _ = writeln!(text, "    {field}");
    }
    text
}

#[test]
fn every_export_of_its_documented_shape_is_read() {
    let folder = folder();
    let mut found = Vec::new();
    files(&folder, &mut found);
    assert!(found.len() > 12, "{found:?}");
    let mut text = String::new();
    for path in found {
        let mut sign_ins = String::new();
        let summary = read(fs::File::open(&path).unwrap(), |sign_in, place| {
            let _ = write!(sign_ins, "  line {}\n{}", place.line, known(&sign_in));
        })
        .unwrap();
        let _ = writeln!(text, "{}\n{sign_ins}", path.strip_prefix(&folder).unwrap().display());
        for problem in &summary.problems {
            let _ = writeln!(text, "  problem in line {}: {}", problem.line, problem.message);
        }
        let missing: Vec<&str> = summary.fields_seen.missing().map(Field::words).collect();
        let _ = writeln!(text, "  missing: {}\n", missing.join(", "));
        assert_eq!(summary.malformed, 0, "{}: {:?}", path.display(), summary.problems);
    }
    let expected = folder.join("expected.text");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&expected, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(expected).unwrap(), text, "UPDATE=1 rewrites what is expected");
}
