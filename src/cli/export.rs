//! Graph JSON as a side of a comparison.

use std::fmt::Display;

use super::source::Source;
use super::tenants::tell;
use super::terminal::Terminal;
use crate::error::{Error, ErrorKind};
use crate::graph::{self, FoundKind};
use crate::replay::PolicySide;
use crate::source::SourceMap;

/// Reads the Graph JSON of a source: a file, or all files of a folder.
pub(crate) fn read(source: &Source, terminal: &mut Terminal) -> Result<PolicySide, Error> {
    let mut sources = SourceMap::default();
    let mut problems = Vec::new();
    let mut side = PolicySide::default();
    for (path, bytes) in source.json_files()? {
        let reading = graph::read(&mut sources, &path, &bytes);
        for found in &reading.found {
            let faults = match found.kind {
                FoundKind::Policy | FoundKind::Template => {
                    let (policy, faults) = graph::policy::decode(&found.value);
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
        }
        problems.extend(reading.diagnostics);
    }
    if tell(terminal, &sources, problems) {
        return Err(has_errors(source));
    }
    if side.policies.is_empty() && side.locations.is_empty() {
        let message = format!("`{source}` holds no policy and no named location");
        return Err(Error::new(ErrorKind::Input, message)
            .hint("give a folder with a tenant.yaml under it, or Graph JSON"));
    }
    Ok(side)
}

/// A side that could be read only in part would show what is not there as removed.
pub(crate) fn has_errors(source: impl Display) -> Error {
    Error::new(ErrorKind::Input, format!("cannot compare `{source}`, which has errors"))
        .hint("mend what is reported above")
}
