//! Graph JSON in place of a workspace.

use std::fmt::Display;

use super::source::Source;
use super::tenants::{OF_BASELINE, tell};
use super::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::graph::{self, Found, FoundKind};
use crate::replay::PolicySide;
use crate::source::SourceMap;

/// Graph JSON, read.
#[derive(Default)]
pub(crate) struct Export {
    /// What it holds.
    pub(crate) side: PolicySide,
    /// The objects of its policies, in the same order.
    pub(crate) policies: Vec<Found>,
    /// The objects of its named locations, in the same order.
    pub(crate) locations: Vec<Found>,
    /// Its files.
    pub(crate) sources: SourceMap,
}

/// Reads the Graph JSON of a source: a file, or all files of a folder. What is there twice, alike, is taken once.
pub(crate) fn read(source: &Source, terminal: &mut Terminal) -> Result<Export, Error> {
    let mut export = Export::default();
    let mut problems = Vec::new();
    let Export { side, policies, locations, sources } = &mut export;
    for (path, bytes) in source.export_files()?.read {
        let reading = graph::read(sources, &path, &bytes);
        for found in reading.found {
            let faults = match found.kind {
                FoundKind::Policy | FoundKind::Template => {
                    let (policy, faults) = graph::policy::decode(&found.value);
                    if side.policies.contains(&policy) {
                        continue;
                    }
                    side.policies.push(policy);
                    faults
                }
                FoundKind::NamedLocation => {
                    let (location, faults) = graph::named_location::decode(&found.value);
                    side.locations.push(location);
                    faults
                }
            };
            problems.extend(faults.iter().map(|fault| found.diagnostic(fault)));
            match found.kind {
                FoundKind::Policy | FoundKind::Template => policies.push(found),
                FoundKind::NamedLocation => locations.push(found),
            }
        }
        if reading.security_defaults.is_some() {
            side.platform = reading.security_defaults.into();
        }
        problems.extend(reading.diagnostics);
    }
    if tell(terminal, sources, problems) {
        return Err(has_errors(source));
    }
    if side.policies.is_empty() && side.locations.is_empty() {
        let message = format!("`{source}` holds no policy and no named location");
        let error = Error::new(ErrorKind::Input, message);
        return Err(if source.is_baseline() {
            error.hint(OF_BASELINE)
        } else {
            error.hint("give a folder with a tenant.yaml under it, or Graph JSON")
        });
    }
    Ok(export)
}

/// A side that could be read only in part would show what is not there as removed.
pub(crate) fn has_errors(source: impl Display) -> Error {
    Error::new(ErrorKind::Input, format!("cannot take `{source}` as a set of policies: it has errors"))
        .hint("mend what is reported above")
}
