//! Composes the trees of a tenant: shared sets with their parameters, omissions, changes and automatic exclusions.
//!
//! It works on trees, before schema and types, so that every value keeps the place it came from. What a document means
//! is not known here beyond the few keys that composition itself uses.

mod changes;
mod declarations;
mod draft;
mod exceptions;
mod exclusions;
mod layer;
mod parameters;
mod period;
mod symbolic;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::syntax::Node;
pub(super) use declarations::{expected, fits, is_list};
pub(super) use draft::{Draft, LayerFile, LayerFileKind};
pub(super) use exclusions::in_force;
use layer::Layer;
pub(super) use layer::{BASELINE_FILE, read_shared};
pub(super) use parameters::escape;
pub(super) use period::{Period, Standing};
pub(super) use symbolic::{Symbolic, symbolic};

/// The documents of a tenant, composed for a day.
pub(super) struct Composed {
    /// Policies of shared sets first, then the tenant's own, each in the order of files. Keys are distinct.
    pub(super) policies: Vec<Draft>,
    /// Named locations. Keys are distinct.
    pub(super) locations: Vec<Draft>,
    /// Groups. Keys are distinct.
    pub(super) groups: Vec<Draft>,
    /// Whole files, for the schema.
    pub(super) files: Vec<LayerFile>,
    /// The policies that exceptions open, as they are without them.
    pub(super) unopened: Vec<Draft>,
    /// Dates after the day on which something composed would differ.
    pub(super) dates: Vec<NaiveDate>,
    /// Whether something could not be read, so that a policy that is not here may be there.
    pub(super) unread: bool,
}

/// Composes the documents of the tenant in a folder, whose `tenant.yaml` is given, for a day.
pub(super) fn compose(reader: &mut Reader<'_>, folder: &str, tenant: &Node, as_of: NaiveDate) -> Composed {
    let Layer { mut policies, mut locations, mut groups, mut files, unread } =
        layer::tenant(reader, folder, tenant);
    let diagnostics = &mut reader.diagnostics;
    distinct(&POLICIES, &mut policies, diagnostics);
    distinct(&LOCATIONS, &mut locations, diagnostics);
    distinct(&GROUPS, &mut groups, diagnostics);

    let mut dates = changes::apply(tenant, as_of, diagnostics, &mut policies, unread);
    let opened = exceptions::apply(tenant, as_of, diagnostics, &mut policies, &locations);
    let mut unopened = opened.before;
    locations.extend(opened.locations);
    files.extend(opened.files);
    dates.extend(opened.dates);
    distinct(&POLICIES, &mut policies, diagnostics);
    distinct(&LOCATIONS, &mut locations, diagnostics);
    let emergency_group = tenant.at("/emergencyAccess/group").filter(|group| group.as_str().is_some());
    // What is copied is said of the policy it is copied from.
    let said = &mut Vec::new();
    let copies = unopened.iter_mut().map(|draft| (draft, true));
    for (draft, is_copy) in policies.iter_mut().map(|draft| (draft, false)).chain(copies) {
        if let Some(group) = emergency_group {
            exclusions::exclude_emergency_access(group, as_of, draft);
        }
        let is_copy = is_copy || draft.origin.companion_of.is_some();
        let diagnostics = if is_copy { &mut *said } else { &mut *diagnostics };
        exclusions::sort_by_standing(as_of, &mut dates, diagnostics, draft);
    }
    Composed { policies, locations, groups, files, unopened, dates, unread }
}

/// The words about two of a kind with one key.
struct Duplicate {
    message: &'static str,
    first: &'static str,
    help: &'static str,
}

const POLICIES: Duplicate = Duplicate {
    message: "two policies have the id",
    first: "the first policy is here",
    help: "give it another id, or `omit` the one of the shared set",
};
const LOCATIONS: Duplicate = Duplicate {
    message: "two named locations are called",
    first: "the first location is here",
    help: "give it another name",
};
const GROUPS: Duplicate = Duplicate {
    message: "two groups are called",
    first: "the first group is here",
    help: "leave one of them",
};

/// Keeps the first of several with one key and refuses the others.
fn distinct(duplicate: &Duplicate, drafts: &mut Vec<Draft>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first = BTreeMap::new();
    drafts.retain(|draft| match first.get(&draft.key) {
        None => {
            first.insert(draft.key.clone(), draft.key_span);
            true
        }
        Some(span) => {
            let message = format!("{} `{}`", duplicate.message, draft.key);
            diagnostics.push(
                Diagnostic::error("duplicate-name", draft.key_span, message)
                    .related(*span, duplicate.first)
                    .help(duplicate.help),
            );
            false
        }
    });
}

#[cfg(test)]
mod tests;
