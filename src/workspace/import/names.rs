//! Names for the ids of an export, as far as each name comes back as its id.

use std::collections::BTreeMap;

use crate::model::{Id, Name, NamedLocation, ReferenceKind};
use crate::workspace::export::Export;
use crate::workspace::names::Names;

/// Words of the language that stand for something else than an object of that name.
const KEYWORDS: [&str; 9] = [
    "all",
    "none",
    "allTrusted",
    "mfaTrustedIps",
    "allCompliantNetworks",
    "office365",
    "microsoftAdminPortals",
    "allAgentIdResources",
    "allAgentIdUsers",
];

/// Names for the ids of an export.
pub(super) struct ImportedNames<'a> {
    /// The names that the workspace will have.
    names: Names<'a>,
    by_id: BTreeMap<(ReferenceKind, Id), Name>,
    lock: BTreeMap<ReferenceKind, BTreeMap<Name, Id>>,
}

impl ImportedNames<'_> {
    pub(super) fn new(export: &Export, locations: &[NamedLocation]) -> Self {
        let mut names = Names::default();
        let kind = ReferenceKind::NamedLocation;
        for location in locations {
            names.own.add(kind, &location.display_name, location.id.clone());
        }
        let locations = locations.iter().map(|location| (kind, &location.id, &location.display_name));
        let kind = ReferenceKind::AuthenticationStrength;
        let strengths = export.strengths.iter().map(|strength| (kind, &strength.id, &strength.display_name));
        let others = export.names.iter().map(|(kind, id, name)| (*kind, id, name));
        let mut lock: BTreeMap<ReferenceKind, BTreeMap<Name, Id>> = BTreeMap::new();
        for (kind, id, name) in locations.chain(strengths).chain(others) {
            let is_object = id.guid().is_some() || kind == ReferenceKind::AuthenticationContext;
            if !is_object || name.is_empty() {
                continue;
            }
            names.lock.add(kind, name, id.clone());
            lock.entry(kind).or_default().insert(name.clone(), id.clone());
        }
        for (kind, id, name) in &export.display_names {
            names.deployed.add(*kind, name, id.clone());
        }
        // A name of several objects is nobody's: the lock file could only say one of them.
        for (kind, ids) in &mut lock {
            ids.retain(|name, _| names.lock.ids(*kind, name).count() == 1);
        }
        let by_id = names.by_id();
        Self { names, by_id, lock }
    }

    /// The id that the lock file gives a name, if it is one that the lock file is to say.
    pub(super) fn locked(&self, kind: ReferenceKind, name: &str) -> Option<&Id> {
        self.lock.get(&kind)?.get(name)
    }

    /// What is written for an id: its name, if that comes back as the id, else the id.
    pub(super) fn name(&self, kind: ReferenceKind, id: &Id) -> Name {
        let name = self.by_id.get(&(kind, id.clone()));
        let comes_back = |name: &&Name| {
            !KEYWORDS.contains(&name.as_str())
                && !name.starts_with("graph:")
                && !is_to_bind(name)
                && self.names.resolve(kind, name).as_ref() == Ok(id)
        };
        if let Some(name) = name.filter(comes_back) {
            return name.clone();
        }
        match id {
            Id::Guid(guid) => guid.hyphenated().to_string(),
            Id::Text(text) if is_to_bind(text) => text.to_string(),
            Id::Text(text) if self.names.resolve(kind, text).as_ref() == Ok(id) => text.to_string(),
            Id::Text(text) => format!("graph:{text}"),
        }
    }

    /// The name that stands where an export has an id, if nothing goes by it.
    pub(super) fn unresolved(&self, kind: ReferenceKind, id: &Id) -> Option<Name> {
        let Id::Text(text) = id else { return None };
        let is_known =
            KEYWORDS.contains(&&**text) || is_to_bind(text) || self.names.resolve(kind, text).is_ok();
        (!is_known).then(|| text.to_string())
    }

    /// What is written where an export has a name in place of an id: what goes by it in the export, else the name, which
    /// the workspace resolves or reports.
    pub(super) fn name_for_name(&self, kind: ReferenceKind, id: &Id) -> Name {
        let Id::Text(text) = id else { return self.name(kind, id) };
        match self.names.resolve(kind, text) {
            Ok(meant) => self.name(kind, &meant),
            Err(_) if KEYWORDS.contains(&&**text) => self.name(kind, id),
            Err(_) => text.to_string(),
        }
    }
}

/// Whether a text is a placeholder that is yet to be bound.
pub(super) fn is_to_bind(text: &str) -> bool {
    let inside = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inside.is_some_and(|inside| !inside.is_empty() && !inside.contains(char::is_control))
}
