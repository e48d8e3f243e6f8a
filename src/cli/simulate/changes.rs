//! Whose outcome changes over everything that the policies can tell apart, for the page of a simulation.

use crate::cli::prove::cannot_prove;
use crate::compare::{Meaning, meaning};
use crate::error::Error;
use crate::model::{Id, Policy};
use crate::report::simulate::{Changes, PersonName};
use crate::space::{Explorer, Failure, Settings, Space, Version};

/// So many nodes are carried in a page: about a megabyte.
const MOST_NODES: usize = 20_000;

/// What changes between two versions.
pub(crate) struct Changed {
    meaning: Result<Meaning, String>,
    explorer: Result<Explorer, String>,
    before: Vec<Policy<Id>>,
    people: Vec<PersonName>,
}

impl Changed {
    /// Compares two versions.
    pub(super) fn between([before, after]: [Version<'_>; 2], settings: Settings<'_>) -> Result<Self, Error> {
        let meaning = match meaning(before, after, settings) {
            Ok(meaning) => Ok(meaning),
            Err(failure @ Failure::TooLarge) => Err(failure.to_string()),
            Err(failure @ Failure::Mismatch(_)) => return Err(cannot_prove(&failure)),
        };
        let explorer = Space::new(&[before, after], &[], settings)
            .and_then(|(mut space, _)| space.explorer(MOST_NODES))
            .map_err(|_| "the policies tell too many kinds of sign-ins apart for a page".to_owned());
        let people = after.world.directory.people().iter().map(|person| PersonName {
            user_principal_name: person.user_principal_name.clone(),
            display_name: person.display_name.clone(),
        });
        let people = people.collect();
        Ok(Self { meaning, explorer, before: before.policies.to_vec(), people })
    }

    /// For a report, beside the policies after.
    pub(super) fn report<'c>(&'c self, after: &'c [Policy<Id>]) -> Changes<'c> {
        Changes {
            meaning: &self.meaning,
            explorer: &self.explorer,
            policies: [&self.before, after],
            people: &self.people,
        }
    }
}
