//! Factors an imported workspace against shared sets: what of it they hold already, and what is the client's own.
//!
//! Law: the workspace compiles to what was exported. It is loaded and compared before it is given out; a policy that
//! does not come back equal is written as the client's own.

mod binding;
mod client;
mod edits;
mod emergency;
mod facts;
mod judgements;
mod outcome;
mod overlay;
mod pairing;
mod plan;
mod sets;
mod values;
mod write;

use chrono::NaiveDate;

use super::compile::OutputFile;
use super::files::Files;
use super::import::Imported;
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;
use client::Client;
use plan::Plan;
use sets::Set;

/// Why a change is there: nobody wrote it down, it is how the tenant was found.
const AS_DEPLOYED: &str = "as deployed";

/// Where a workspace is to stand, and the shared sets it is to use.
#[derive(Clone, Copy)]
pub struct Factoring<'a> {
    /// The repository.
    pub files: &'a dyn Files,
    /// The folder of the workspace, from the root of the repository on. Nothing need be there.
    pub folder: &'a str,
    /// The folders of the shared sets, from the root of the repository on.
    pub baselines: &'a [String],
    /// The day on which dates in the shared sets are judged.
    pub as_of: NaiveDate,
}

/// A workspace on shared sets.
#[derive(Debug, Default)]
pub struct Factored {
    /// Its files, in the order of their paths. None if the shared sets cannot be used, which is said.
    pub files: Vec<OutputFile>,
    /// Keys of policies that are as the shared sets have them.
    pub unchanged: Vec<String>,
    /// Keys of policies of the shared sets that have changes.
    pub changed: Vec<String>,
    /// Keys of policies of the shared sets that are left out.
    pub omitted: Vec<String>,
    /// Keys of policies that are the client's own.
    pub own: Vec<String>,
    /// Named locations that are the client's own.
    pub locations: usize,
    /// How many lines of YAML there are, the lock file aside.
    pub lines: usize,
    /// How many there would be without shared sets.
    pub lines_alone: usize,
    /// How many lines there would have been on the shared sets, where that is more and they are not used.
    pub lines_shared: Option<usize>,
    /// The next day on which what it compiles to would change.
    pub next_change: Option<NaiveDate>,
    /// The files that were read or written.
    pub sources: SourceMap,
    /// What was judged and should be looked at, and what stands in the way of compiling.
    pub diagnostics: Vec<Diagnostic>,
}

/// The workspace of a client that has nothing of the shared sets: it does not use them.
fn apart(imported: &Imported, plan: &Plan<'_>) -> Factored {
    Factored {
        files: imported.files.clone(),
        own: plan.client.policies.iter().map(|policy| policy.key.clone()).collect(),
        omitted: plan::policies(plan.sets).map(|(_, draft)| draft.key.clone()).collect(),
        locations: imported.locations,
        lines: write::lines(&imported.files),
        ..Factored::default()
    }
}

/// Factors an imported workspace against shared sets. Those of which the export has nothing, or so little that more would be
/// written than without, are not used.
pub fn factor(imported: &Imported, factoring: Factoring<'_>) -> Factored {
    let mut reader = Reader::new(factoring.files, SourceMap::default());
    let sets: Vec<Set> = factoring
        .baselines
        .iter()
        .filter_map(|folder| Set::read(&mut reader, factoring.folder, folder))
        .collect();
    // A named location must not be lost on the way.
    let client = Client::load(&imported.files, &imported.names, factoring.as_of)
        .filter(|client| client.locations.len() == imported.locations);
    if client.is_none() {
        let span = reader.place(factoring.folder);
        let message = "what was imported is no workspace, so there is nothing to factor";
        let help = "import it without shared sets, and see what `gatewright check` says";
        reader.diagnostics.push(Diagnostic::error("no-workspace", span, message).help(help));
    }
    match client {
        Some(client) if !reader.has_errors() => {
            let plan = Plan::new(&sets, client);
            let lines_alone = write::lines(&imported.files);
            if plan.pairing.pairs.is_empty() {
                let Reader { sources, diagnostics, .. } = reader;
                return Factored { lines_alone, sources, diagnostics, ..apart(imported, &plan) };
            }
            let alone = apart(imported, &plan);
            let shared = plan.carry_out(factoring);
            // With little in common, the set is only a list of what the client does not have.
            if shared.lines > lines_alone {
                let lines_shared = Some(shared.lines);
                let Reader { sources, diagnostics, .. } = reader;
                return Factored { lines_alone, lines_shared, sources, diagnostics, ..alone };
            }
            Factored { lines_alone, ..shared }
        }
        Some(_) | None => {
            let Reader { sources, diagnostics, .. } = reader;
            Factored { sources, diagnostics, ..Factored::default() }
        }
    }
}
