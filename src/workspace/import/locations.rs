//! The named locations of an export under distinct names.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::model::{Id, NamedLocation, ReferenceKind};
use crate::source::Span;

/// The locations, those with an id first. The same location exported twice, or with and without its id, is one.
pub(super) fn distinct(
    exported: Vec<(NamedLocation, Span)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<NamedLocation> {
    let mut kept = Vec::new();
    let mut ids = BTreeSet::new();
    let mut contents = BTreeSet::new();
    let mut names = Names::default();
    let (with_id, without): (Vec<_>, Vec<_>) =
        exported.into_iter().partition(|(location, _)| location.id.guid().is_some());
    for (mut location, span) in with_id.into_iter().chain(without) {
        let is_new_content = contents.insert(content(&location));
        if !location.id.guid().map_or(is_new_content, |id| ids.insert(id)) {
            continue;
        }
        let name = names.distinct(&location.display_name);
        if name != location.display_name {
            let message =
                format!("the name `{}` is empty or taken; it becomes `{name}`", location.display_name);
            diagnostics.push(Diagnostic::warning("renamed-location", span, message));
            location.display_name = name;
        }
        if location.id.guid().is_none() {
            location.id = Id::placeholder(ReferenceKind::NamedLocation, &location.display_name);
        }
        kept.push(location);
    }
    kept
}

/// All of a location but its id, as one text that others can be compared with.
fn content(location: &NamedLocation) -> String {
    let NamedLocation { id: _, display_name, kind, unknown } = location;
    format!("{:?}", (display_name.to_lowercase(), kind, unknown))
}

/// Names that are taken, in lower case, and the next number for each.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    next: BTreeMap<String, u64>,
}

impl Names {
    /// The name, with a number behind it if it is empty or taken.
    fn distinct(&mut self, name: &str) -> String {
        if !name.is_empty() && self.taken.insert(name.to_lowercase()) {
            return name.to_owned();
        }
        let base = if name.is_empty() { "Named location" } else { name };
        let next = self.next.entry(base.to_lowercase()).or_insert(1);
        loop {
            let numbered = format!("{base} ({next})");
            *next += 1;
            if self.taken.insert(numbered.to_lowercase()) {
                return numbered;
            }
        }
    }
}
