//! What is compared to prove exceptions, and the sets of sign-ins that they speak of.

use std::collections::BTreeMap;

use crate::model::{
    ConditionSet, CountryLookup, Id, LocationKind, LocationRef, NamedLocation, Policy, ReferenceKind, Scoped,
    State, Unknown, UserRef,
};
use crate::promise::names::everyone;
use crate::space::Scope;
use crate::workspace::document::Exception;
use crate::workspace::{TenantWorkspace, proposed};

/// The proposed policies without exceptions and with them, as if report-only ones were on.
pub(super) struct Sides {
    pub(super) before: Vec<Policy<Id>>,
    pub(super) after: Vec<Policy<Id>>,
    pub(super) locations: Vec<NamedLocation>,
    /// By key of a policy: the places of its companions among those after.
    pub(super) companions: BTreeMap<String, Vec<usize>>,
}

impl Sides {
    pub(super) fn of(workspace: &TenantWorkspace) -> Self {
        let proposed = proposed(workspace, workspace.deployed.as_ref());
        let mut after = proposed.policies;
        let managed = workspace.policies.len();
        after.iter_mut().take(managed).for_each(switch_on);
        let mut companions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, origin) in workspace.origins.iter().enumerate() {
            if let Some(policy) = &origin.companion_of {
                companions.entry(policy.clone()).or_default().push(place);
            }
        }
        // The places of policies are the same on both sides: a companion is there on the other one, and disabled.
        let mut before = after.clone();
        for (place, policy) in before.iter_mut().enumerate() {
            if companions.values().flatten().any(|companion| *companion == place) {
                policy.state = State::Disabled;
            } else if let Some(unopened) = workspace.unopened.iter().find(|other| other.id == policy.id)
                && place < managed
            {
                policy.clone_from(unopened);
                switch_on(policy);
            }
        }
        Self { before, after, locations: proposed.locations, companions }
    }

    pub(super) fn place(&self, key: &str) -> Option<usize> {
        self.after.iter().position(|policy| policy.id == key)
    }
}

fn switch_on(policy: &mut Policy<Id>) {
    if policy.state == State::ReportOnly {
        policy.state = State::Enabled;
    }
}

/// The sets of sign-ins that exceptions speak of, by their places among all.
#[derive(Default)]
pub(super) struct Scopes {
    pub(super) all: Vec<Scope>,
    pub(super) people: BTreeMap<String, (Id, usize)>,
    pub(super) countries: BTreeMap<String, usize>,
    /// What each companion lets through: its people, from where they travel to.
    pub(super) let_through: Vec<usize>,
}

impl Scopes {
    pub(super) fn of(workspace: &TenantWorkspace, sides: &Sides, exceptions: &[&Exception]) -> Self {
        let mut scopes = Self::default();
        for name in exceptions.iter().flat_map(|exception| &exception.who) {
            let Some(id) = person(workspace, name) else { continue };
            let mut conditions = everyone();
            conditions.users.include.users = vec![UserRef::User(id.clone())];
            let place = scopes.add(conditions, None);
            scopes.people.insert(name.clone(), (id, place));
        }
        for code in exceptions.iter().flat_map(|exception| &exception.travel) {
            let country = country(code);
            let place = scopes.add(from([country.id.clone()]), Some(country));
            scopes.countries.insert(code.clone(), place);
        }
        for companion in sides.companions.values().flatten().filter_map(|place| sides.after.get(*place)) {
            let travel =
                companion.conditions.locations.as_ref().and_then(|locations| locations.exclude.last());
            let Some(LocationRef::Location(travel)) = travel else { continue };
            let mut conditions = from([travel.clone()]);
            conditions.users.include.users.clone_from(&companion.conditions.users.include.users);
            let place = scopes.add(conditions, None);
            scopes.let_through.push(place);
        }
        scopes
    }

    fn add(&mut self, conditions: ConditionSet<Id>, location: Option<NamedLocation>) -> usize {
        self.all.push(Scope { conditions, grant: None, locations: location.into_iter().collect() });
        self.all.len() - 1
    }
}

fn from<const N: usize>(locations: [Id; N]) -> ConditionSet<Id> {
    let include = locations.into_iter().map(LocationRef::Location).collect();
    ConditionSet { locations: Some(Scoped { include, exclude: Vec::new() }), ..everyone() }
}

fn country(code: &str) -> NamedLocation {
    NamedLocation {
        id: Id::Text(format!("<travel to {code}>").into()),
        display_name: code.to_owned(),
        kind: LocationKind::Country {
            countries: vec![code.to_owned()],
            include_unknown: false,
            lookup: CountryLookup::ClientIpAddress,
        },
        unknown: Unknown::default(),
    }
}

fn person(workspace: &TenantWorkspace, name: &str) -> Option<Id> {
    let mut known = workspace.names.iter();
    let is_person =
        |kind: ReferenceKind, known: &str| kind == ReferenceKind::User && known.eq_ignore_ascii_case(name);
    known.find(|((kind, _), known)| is_person(*kind, known)).map(|((_, id), _)| id.clone())
}
