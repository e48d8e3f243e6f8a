//! What would have an invariant kept.

use std::fmt::Write;

use serde::Serialize;

use super::text::paragraph;
use crate::promise::{Repair, Repairs};
use crate::report::markdown::escape;
use crate::report::meaning::{MeaningJson, Names, meaning_details, meaning_json, meaning_text};
use crate::report::words::{counted, inert};

/// For a terminal. A patch stands as `git apply` reads it, which passes over all else.
pub(super) fn text(out: &mut String, repairs: &Repairs) {
    for repair in &repairs.found {
        paragraph(out, 2, &heading(repair));
        for line in patch(repair).lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", inert(line));
        }
        meaning_text(out, &repair.meaning);
    }
    paragraph(out, 2, &searched(repairs));
}

/// For a pull request.
pub(super) fn markdown(out: &mut String, promise: &str, repairs: &Repairs, names: Names) {
    let _ = writeln!(out, "\n**{}**: {}", escape(promise), escape(&searched(repairs)));
    for repair in &repairs.found {
        let patch = patch(repair);
        // A fence is longer than any in the text.
        let longest = patch.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let _ = writeln!(out, "\n{}\n\n{fence}diff\n{patch}{fence}\n", escape(&heading(repair)));
        meaning_details(out, &repair.meaning, names);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RepairsJson<'a> {
    found: Vec<RepairJson<'a>>,
    tried: usize,
    complete: bool,
    emergency_access: bool,
}

#[derive(Serialize)]
struct RepairJson<'a> {
    edits: &'a [String],
    documents: Vec<DocumentJson<'a>>,
    #[serde(flatten)]
    meaning: MeaningJson<'a>,
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    path: &'a str,
    patch: &'a str,
}

pub(super) fn json(repairs: &Repairs) -> RepairsJson<'_> {
    RepairsJson {
        found: repairs.found.iter().map(repair_json).collect(),
        tried: repairs.tried,
        complete: repairs.is_complete,
        emergency_access: repairs.is_for_emergency_access,
    }
}

fn repair_json(repair: &Repair) -> RepairJson<'_> {
    let documents = repair.documents.iter();
    let document = documents.map(|document| DocumentJson { path: &document.path, patch: &document.unified });
    RepairJson { edits: &repair.edits, documents: document.collect(), meaning: meaning_json(&repair.meaning) }
}

fn heading(repair: &Repair) -> String {
    format!("repair, proved: {}", repair.edits.join("; "))
}

fn patch(repair: &Repair) -> String {
    repair.documents.iter().map(|document| document.unified.as_str()).collect()
}

fn searched(repairs: &Repairs) -> String {
    let tried = counted(repairs.tried as u64, "edit or pair of edits", "edits and pairs of edits");
    let found = match repairs.found.len() {
        0 => "no repair found",
        1 => "the one repair shown keeps it",
        _ => "each of the repairs shown keeps it",
    };
    let limit = if repairs.is_complete { "" } else { ", and the search stopped there" };
    let why = if !repairs.found.is_empty() {
        ""
    } else if repairs.is_for_emergency_access {
        "; it fails for emergency access, which stays excluded: leave it out with `except`"
    } else if repairs.tried == 0 {
        "; no edit that tightens one policy bears on it"
    } else {
        ""
    };
    format!("{found}: {tried} tried{limit}{why}")
}
