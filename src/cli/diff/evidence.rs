//! The recorded sign-ins of a tenant, gone through under both sides of a comparison.

use std::path::PathBuf;

use crate::cli::simulate::sign_ins;
use crate::cli::source::{Source, cannot_read};
use crate::cli::tenants::Chosen;
use crate::cli::terminal::Terminal;
use crate::compare::{Meaning, Regions};
use crate::error::Error;
use crate::replay::{Side, Simulation, Summary};
use crate::sign_in::{self, FieldsSeen, ReadSummary};

/// Where sign-ins are read from.
pub(super) struct Evidence<'a> {
    pub(super) chosen: &'a Chosen,
    /// Recorded sign-ins in place of those of the tenant.
    pub(super) sign_ins: &'a [PathBuf],
    /// The side after, whose folders hold them unless the arguments say otherwise.
    pub(super) source: &'a Source,
}

/// What came of a tenant's sign-ins.
pub(super) struct Replayed {
    pub(super) summary: Summary,
    files: Vec<(String, ReadSummary)>,
}

impl Evidence<'_> {
    /// Replays the sign-ins of the tenant in a folder, and tells which are in the regions of a difference. `None` where
    /// there are none.
    pub(super) fn replay(
        &self,
        folder: &str,
        sides: [Side<'_>; 2],
        meaning: &mut Meaning,
        mut regions: Regions<'_>,
    ) -> Result<Option<Replayed>, Error> {
        let paths = sign_ins::files(self.sign_ins, &self.chosen.evidence, self.source, folder)?;
        if paths.is_empty() {
            return Ok(None);
        }
        let [before, after] = sides;
        let mut simulation = Simulation::new(before, after, after.policies);
        let mut files = Vec::new();
        let mut fields = FieldsSeen::default();
        for path in paths {
            let (name, mut file) = sign_ins::open(&path)?;
            let read = sign_in::read(&mut file, |sign_in, _| {
                simulation.observe(&sign_in);
                regions.observe(&sign_in);
            });
            let read = read.map_err(|error| cannot_read(&name, error))?;
            fields.merge(read.fields_seen);
            files.push((name, read));
        }
        regions.tell(meaning);
        Ok(Some(Replayed { summary: simulation.finish(fields), files }))
    }
}

impl Replayed {
    /// Says what is wrong with the exports.
    pub(super) fn tell(&self, chosen: &Chosen, terminal: &mut Terminal) {
        self.files.iter().for_each(|(name, read)| sign_ins::tell(name, read, chosen.day(), terminal));
    }
}
