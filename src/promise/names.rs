//! Invariants as they are written, with the names in them resolved.

use super::gaps::of_users;
use super::{Promise, Promised};
use crate::model::{
    ApplicationRef, BuiltInControl, ConditionSet, CountryLookup, GrantControls, GrantItem, Guests, Id,
    LocationKind, LocationRef, Name, NamedLocation, Operator, Platforms, ReferenceKind, Scoped, Subjects,
    Unknown, UserRef,
};
use crate::workspace::TenantWorkspace;
use crate::workspace::document::{Invariant, InvariantScope, Promised as Written};

/// A name that nothing goes by, so that a promise is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// What kind of name.
    pub kind: ReferenceKind,
    /// The name.
    pub name: Name,
}

/// The promises of a tenant, in the order of its files; each with the names in it that nothing goes by.
pub fn resolve(workspace: &TenantWorkspace) -> Vec<(Promise, Vec<Unresolved>)> {
    let files = workspace.tests.iter().flat_map(|(path, document)| {
        document.invariants.iter().enumerate().map(move |(number, invariant)| (path, number, invariant))
    });
    files
        .map(|(path, number, invariant)| {
            let mut names = Names { workspace, unresolved: Vec::new() };
            let promise = names.promise(invariant, (path.clone(), format!("/invariants/{number}")));
            (promise, names.unresolved)
        })
        .collect()
}

pub(super) struct Names<'w> {
    pub(super) workspace: &'w TenantWorkspace,
    pub(super) unresolved: Vec<Unresolved>,
}

impl Names<'_> {
    fn promise(&mut self, invariant: &Invariant, place: (String, String)) -> Promise {
        let scope = &invariant.scope;
        let mut conditions = self.conditions(scope);
        let mut scopes = Vec::new();
        let mut locations = Vec::new();
        if !scope.countries.is_empty() {
            let id = Id::Text(format!("<countries of {}{}>", place.0, place.1).into());
            locations.push(countries(&id, &scope.countries));
            let from = ConditionSet {
                locations: Some(Scoped { include: vec![LocationRef::Location(id)], exclude: Vec::new() }),
                ..everyone()
            };
            scopes.push(from);
        }
        if !scope.locations.is_empty() {
            let include = scope.locations.iter().map(|name| self.location(name)).collect();
            conditions.locations = Some(Scoped { include, exclude: Vec::new() });
        }
        scopes.insert(0, conditions);
        let except = (!scope.except.is_empty()).then(|| {
            // Whatever they sign in to, and whatever they do.
            of_users(self.subjects(&scope.except)).conditions
        });
        let outcome = match &invariant.outcome {
            Written::Blocked => Promised::Blocked,
            Written::Granted => Promised::Granted,
            Written::Requires(name) => Promised::Requires(self.grant(name), name.clone()),
        };
        Promise {
            name: invariant.name.clone(),
            owner: invariant.owner.clone(),
            reason: invariant.reason.clone(),
            kind: invariant.kind,
            outcome,
            scopes,
            except,
            locations,
            place,
        }
    }

    fn conditions(&mut self, scope: &InvariantScope) -> ConditionSet<Id> {
        let mut conditions = everyone();
        if !scope.users.is_empty() {
            conditions.users.include = self.subjects(&scope.users);
        }
        if !scope.applications.is_empty() {
            conditions.applications.include = scope
                .applications
                .iter()
                .map(|application| match application {
                    ApplicationRef::All => ApplicationRef::All,
                    ApplicationRef::None => ApplicationRef::None,
                    ApplicationRef::Office365 => ApplicationRef::Office365,
                    ApplicationRef::MicrosoftAdminPortals => ApplicationRef::MicrosoftAdminPortals,
                    ApplicationRef::AllAgentIdResources => ApplicationRef::AllAgentIdResources,
                    ApplicationRef::Application(name) => {
                        ApplicationRef::Application(self.id(ReferenceKind::Application, name))
                    }
                })
                .collect();
        }
        if !scope.user_actions.is_empty() {
            conditions.applications.include.clear();
            conditions.applications.user_actions.clone_from(&scope.user_actions);
        }
        conditions.client_app_types.clone_from(&scope.client_app_types);
        if !scope.platforms.is_empty() {
            conditions.platforms = Some(Platforms { include: scope.platforms.clone(), exclude: Vec::new() });
        }
        conditions.user_risk_levels.clone_from(&scope.user_risk_levels);
        conditions.sign_in_risk_levels.clone_from(&scope.sign_in_risk_levels);
        conditions
    }

    fn subjects(&mut self, subjects: &Subjects<Name>) -> Subjects<Id> {
        let mut users = Vec::new();
        for user in &subjects.users {
            users.push(match user {
                UserRef::All => UserRef::All,
                UserRef::None => UserRef::None,
                UserRef::AllAgentIdUsers => UserRef::AllAgentIdUsers,
                UserRef::User(name) => UserRef::User(self.id(ReferenceKind::User, name)),
            });
        }
        let groups = subjects.groups.iter().map(|name| self.id(ReferenceKind::Group, name)).collect();
        let roles = subjects.roles.iter().map(|name| self.id(ReferenceKind::Role, name)).collect();
        let guests: Option<Guests> = subjects.guests.clone();
        Subjects { users, groups, roles, all_guests: subjects.all_guests, guests }
    }

    fn location(&mut self, name: &str) -> LocationRef<Id> {
        match name {
            "all" => LocationRef::All,
            "allTrusted" => LocationRef::AllTrusted,
            "mfaTrustedIps" => LocationRef::MfaTrustedIps,
            "allCompliantNetworks" => LocationRef::AllCompliantNetworks,
            name => LocationRef::Location(self.id(ReferenceKind::NamedLocation, name)),
        }
    }

    /// A built-in control by its token, else an authentication strength.
    pub(super) fn grant(&mut self, name: &str) -> GrantControls<Id> {
        let control = BuiltInControl::from_graph(name);
        let item = if control.is_known() {
            GrantItem::BuiltIn(control)
        } else {
            GrantItem::AuthenticationStrength(self.id(ReferenceKind::AuthenticationStrength, name))
        };
        GrantControls { operator: Operator::And, items: vec![item] }
    }

    pub(super) fn id(&mut self, kind: ReferenceKind, name: &str) -> Id {
        let id = Id::parse(name);
        if id.guid().is_some() {
            return id;
        }
        let of_kind = self.workspace.names.iter().filter(|((of, _), _)| *of == kind);
        let found: Vec<&Id> =
            of_kind.filter(|(_, known)| known.eq_ignore_ascii_case(name)).map(|((_, id), _)| id).collect();
        if let [only] = found.as_slice() {
            return (*only).clone();
        }
        self.unresolved.push(Unresolved { kind, name: name.to_owned() });
        id
    }
}

/// Every sign-in by a user.
pub(super) fn everyone() -> ConditionSet<Id> {
    let mut conditions = ConditionSet::default();
    conditions.users.include.users.push(UserRef::All);
    conditions.applications.include.push(ApplicationRef::All);
    conditions
}

fn countries(id: &Id, codes: &[String]) -> NamedLocation {
    NamedLocation {
        id: id.clone(),
        display_name: codes.join(", "),
        kind: LocationKind::Country {
            countries: codes.iter().map(|code| code.to_uppercase()).collect(),
            include_unknown: false,
            lookup: CountryLookup::ClientIpAddress,
        },
        unknown: Unknown::default(),
    }
}
