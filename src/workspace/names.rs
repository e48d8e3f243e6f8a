//! Every name a tenant knows, and the id that each stands for.
//!
//! Sources are asked in a fixed order, from what is committed to what is evidence: the lock file, what this repository
//! makes, the deployed export, the directory export, and last what is the same in every tenant.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue;
use crate::diagnostic::did_you_mean;
use crate::directory::Directory;
use crate::model::{Id, Name, ReferenceKind};

/// Ids by kind and name in lower case: Entra compares names in any case.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<ReferenceKind, BTreeMap<String, Named>>);

#[derive(Debug)]
struct Named {
    written: Name,
    ids: BTreeSet<Id>,
}

impl Table {
    pub(crate) fn add(&mut self, kind: ReferenceKind, name: &str, id: Id) {
        let entry = self.0.entry(kind).or_default().entry(name.to_lowercase());
        entry.or_insert_with(|| Named { written: name.to_owned(), ids: BTreeSet::new() }).ids.insert(id);
    }

    /// The ids of a name, in order; none if it is not there.
    pub(crate) fn ids(&self, kind: ReferenceKind, name: &str) -> impl Iterator<Item = &Id> {
        let named = self.0.get(&kind).and_then(|names| names.get(&name.to_lowercase()));
        named.into_iter().flat_map(|named| &named.ids)
    }

    fn written(&self, kind: ReferenceKind) -> impl Iterator<Item = &str> {
        self.0.get(&kind).into_iter().flat_map(BTreeMap::values).map(|named| named.written.as_str())
    }

    fn iter(&self) -> impl Iterator<Item = (ReferenceKind, &Named)> {
        self.0.iter().flat_map(|(kind, names)| names.values().map(|named| (*kind, named)))
    }
}

/// Every name a tenant knows.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    /// `tenant.lock.yaml`.
    pub(crate) lock: Table,
    /// Placeholders that stand for nothing yet.
    pub(crate) to_bind: BTreeSet<String>,
    /// Placeholders and the name or id that each stands for.
    pub(crate) bound: BTreeMap<String, Name>,
    /// `locations.yaml` and `groups.yaml`.
    pub(crate) own: Table,
    /// What the deployed export names.
    pub(crate) deployed: Table,
    /// What the directory export names.
    pub(crate) directory: Option<&'a Directory>,
    /// The groups of the directory, which has them by id.
    directory_groups: Table,
}

/// Why a name has no id.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NameFault {
    /// Nothing goes by it; perhaps another name was meant.
    Missing {
        /// The nearest name of the same kind.
        near: Option<Name>,
    },
    /// Several objects go by it.
    Ambiguous(Vec<Id>),
}

impl<'a> Names<'a> {
    /// The names of a directory, if there is one, and of the catalogues.
    pub(crate) fn new(directory: Option<&'a Directory>) -> Self {
        let mut names = Self { directory, ..Self::default() };
        for (id, group) in directory.iter().flat_map(|directory| &directory.groups) {
            names.directory_groups.add(ReferenceKind::Group, &group.display_name, Id::Guid(*id));
        }
        names
    }

    /// The id that a name stands for. A GUID stands for itself, and what follows `graph:` for itself whatever it is.
    pub(crate) fn resolve(&self, kind: ReferenceKind, name: &str) -> Result<Id, NameFault> {
        if let Some(text) = name.strip_prefix("graph:") {
            return Ok(Id::parse(text));
        }
        let id = Id::parse(name);
        if id.guid().is_some() || self.to_bind.contains(name) || is_context_token(kind, name) {
            return Ok(id);
        }
        if let Some(meant) = self.bound.get(name).filter(|meant| !self.bound.contains_key(*meant)) {
            return self.resolve(kind, meant);
        }
        let sources = [
            self.lock.ids(kind, name).cloned().collect(),
            self.own.ids(kind, name).cloned().collect(),
            self.deployed.ids(kind, name).cloned().collect(),
            self.in_directory(kind, name),
            in_catalogue(kind, name),
        ];
        let ids = sources.into_iter().find(|ids: &Vec<Id>| !ids.is_empty()).unwrap_or_default();
        match ids.as_slice() {
            [id] => Ok(id.clone()),
            [] => Err(NameFault::Missing { near: self.near(kind, name) }),
            [_, ..] => Err(NameFault::Ambiguous(ids)),
        }
    }

    /// Names for ids. Where several names go by one id, what comes first in the order of sources holds.
    pub(crate) fn by_id(&self) -> BTreeMap<(ReferenceKind, Id), Name> {
        let mut names = BTreeMap::new();
        let mut add = |kind, id: &Id, name: &str| {
            names.entry((kind, id.clone())).or_insert_with(|| name.to_owned());
        };
        for table in [&self.lock, &self.own, &self.deployed] {
            for (kind, named) in table.iter() {
                named.ids.iter().for_each(|id| add(kind, id, &named.written));
            }
        }
        if let Some(directory) = self.directory {
            for person in directory.people() {
                add(ReferenceKind::User, &Id::Guid(person.id), &person.user_principal_name);
            }
            for (id, group) in &directory.groups {
                add(ReferenceKind::Group, &Id::Guid(*id), &group.display_name);
            }
        }
        for role in catalogue::roles() {
            add(ReferenceKind::Role, &Id::Guid(role.id), role.display_name);
        }
        for application in catalogue::applications() {
            add(ReferenceKind::Application, &Id::Guid(application.id), application.display_name);
        }
        for strength in catalogue::strengths() {
            add(ReferenceKind::AuthenticationStrength, &Id::Guid(strength.id), strength.display_name);
        }
        names
    }

    fn in_directory(&self, kind: ReferenceKind, name: &str) -> Vec<Id> {
        let Some(directory) = self.directory else { return Vec::new() };
        match kind {
            ReferenceKind::User => {
                directory.person_by_name(name).map(|person| Id::Guid(person.id)).into_iter().collect()
            }
            ReferenceKind::Group => self.directory_groups.ids(kind, name).cloned().collect(),
            ReferenceKind::Role
            | ReferenceKind::Application
            | ReferenceKind::ServicePrincipal
            | ReferenceKind::NamedLocation
            | ReferenceKind::AuthenticationStrength
            | ReferenceKind::TermsOfUse
            | ReferenceKind::AuthenticationContext
            | ReferenceKind::FilteringProfile => Vec::new(),
        }
    }

    /// The nearest known name of a kind.
    fn near(&self, kind: ReferenceKind, name: &str) -> Option<Name> {
        let mut known: Vec<&str> = [&self.lock, &self.own, &self.deployed]
            .into_iter()
            .flat_map(|table| table.written(kind))
            .collect();
        let people = self.directory.map_or(&[][..], Directory::people);
        match kind {
            ReferenceKind::User => {
                known.extend(people.iter().map(|person| person.user_principal_name.as_str()));
            }
            ReferenceKind::Group => known.extend(self.directory_groups.written(kind)),
            ReferenceKind::Role => known.extend(catalogue::roles().iter().map(|role| role.display_name)),
            ReferenceKind::Application => {
                known.extend(catalogue::applications().iter().map(|application| application.display_name));
            }
            ReferenceKind::AuthenticationStrength => {
                known.extend(catalogue::strengths().iter().map(|strength| strength.display_name));
            }
            ReferenceKind::ServicePrincipal
            | ReferenceKind::NamedLocation
            | ReferenceKind::TermsOfUse
            | ReferenceKind::AuthenticationContext
            | ReferenceKind::FilteringProfile => {}
        }
        did_you_mean(name, known).map(str::to_owned)
    }
}

/// What is the same in every tenant.
fn in_catalogue(kind: ReferenceKind, name: &str) -> Vec<Id> {
    match kind {
        ReferenceKind::Role => {
            catalogue::role_by_name(name).map(|role| Id::Guid(role.id)).into_iter().collect()
        }
        ReferenceKind::Application => {
            catalogue::applications_by_name(name).map(|application| Id::Guid(application.id)).collect()
        }
        ReferenceKind::AuthenticationStrength => {
            catalogue::strength_by_name(name).map(|strength| Id::Guid(strength.id)).into_iter().collect()
        }
        ReferenceKind::User
        | ReferenceKind::Group
        | ReferenceKind::ServicePrincipal
        | ReferenceKind::NamedLocation
        | ReferenceKind::TermsOfUse
        | ReferenceKind::AuthenticationContext
        | ReferenceKind::FilteringProfile => Vec::new(),
    }
}

/// `c1` to `c99` are the ids of authentication contexts themselves.
fn is_context_token(kind: ReferenceKind, name: &str) -> bool {
    kind == ReferenceKind::AuthenticationContext
        && name.strip_prefix('c').is_some_and(|number| {
            (1..=2).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
        })
}

/// Where a name of a kind can be made known.
pub(crate) fn where_to_declare(kind: ReferenceKind, has_directory: bool) -> String {
    let lock = format!("`{}` of tenant.lock.yaml", kind.lock_key());
    match kind {
        ReferenceKind::Group if has_directory => {
            format!("create it in groups.yaml, or give its id under {lock}")
        }
        ReferenceKind::Group => {
            format!("create it in groups.yaml, give its id under {lock}, or export the groups to directory/")
        }
        ReferenceKind::User if has_directory => {
            format!("write its user principal name, or give its id under {lock}")
        }
        ReferenceKind::User => format!("give its id under {lock}, or export the users to directory/"),
        ReferenceKind::NamedLocation => "declare it in locations.yaml".to_owned(),
        ReferenceKind::Role
        | ReferenceKind::Application
        | ReferenceKind::ServicePrincipal
        | ReferenceKind::AuthenticationStrength
        | ReferenceKind::TermsOfUse
        | ReferenceKind::AuthenticationContext
        | ReferenceKind::FilteringProfile => format!("give its id under {lock}"),
    }
}
